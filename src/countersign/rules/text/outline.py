"""Which list each label belongs to: the reading of all labels together that needs the fewest faults.

One label says little: `5.` may go on with the list of the items above or with the list inside one of them, `i.` may be
a letter or a roman numeral. What comes after decides. So several readings are carried along, each with a cost, and the
cheapest one at the end is taken. Where two readings cost the same, the first label they read differently is a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from countersign.rules.text.labels import Label
from countersign.rules.text.lines import BOLD, PLAIN

MAX_DEPTH = 12
_WIDTH = 10
_GAP = 9.0
_LOOK_BACK = 200
_SAME = 0.05

# Costs. Only their order matters: what lists do costs nothing or nearly nothing, a fault costs about 4 to 6, so that
# one fault is never preferred to a reading without any; differences below _SAME are a preference, not knowledge.
_OPEN = 0.2
_JUMP = 4.0
_RESTART_AT_ONE = 4.0
_RESTART = 5.0
_OPEN_NOT_AT_ONE = 4.8
_OPEN_WHEN_WRAPPED = 4.0
_GO_ON_WHEN_WRAPPED = 1.0
_NESTED_IN_ITS_OWN_KIND = 6.0
_KIND_IN_USE = 0.04
_KIND_IN_USE_TWICE = 4.0
_STRANGE_PATH = 4.0
_OTHER_FORM = 1.0
_OTHER_RANK = 3.0
_OTHER_INDENT = 0.2
_PER_LEVEL_OUT = 0.00001  # of two readings that are equal otherwise, the inner list
_PROSE = 5.0
_PROSE_WHEN_WRAPPED = 3.0
_PROSE_WHEN_INLINE = 0.1
_PROSE_WHEN_MARKED = 20.0
_BOLD_IS_HEADING = 0.3
_BOLD_IS_TEXT = 1.0


@dataclass(frozen=True)
class Entry:
    """A line that may open an item: it has a label, or is a heading without one.

    `wrapped` says that the line before it ran out of room in mid-sentence; `inline` that it stands behind another label
    in one line; `bullet` that a dash stands before the label.
    """

    label: Label | None
    rank: int
    indent: int
    wrapped: bool = False
    inline: bool = False
    bullet: bool = False


@dataclass(frozen=True)
class Choice:
    """Where an entry belongs: its depth from 0, or None when it is only text; and what is odd about it."""

    depth: int | None
    fault: str | None = None


class _Level(NamedTuple):
    kind: str
    form: str
    rank: int
    ordinal: int
    path: tuple[str, ...]
    indent: int
    shown: str


class _Past(NamedTuple):
    before: _Past | None
    entry: int
    choice: Choice


class _State(NamedTuple):
    cost: float
    levels: tuple[_Level, ...]
    past: _Past | None
    unsure: frozenset[int]


def outline(entries: Sequence[Entry]) -> list[Choice]:
    """A choice for every entry, in order. Total: any sequence of entries gets an answer."""
    states = [_State(0.0, (), None, frozenset())]
    for index, entry in enumerate(entries):
        merged: dict[tuple[_Level, ...], _State] = {}
        for state in states:
            for cost, levels, choice in _moves(state.levels, entry):
                moved = _State(state.cost + cost, levels, _Past(state.past, index, choice), state.unsure)
                known = merged.get(levels)
                merged[levels] = moved if known is None else _cheaper(known, moved)
        ordered = sorted(merged.values(), key=lambda state: state.cost)[:_WIDTH]
        states = [state for state in ordered if state.cost <= ordered[0].cost + _GAP]
    best = states[0]
    for other in states[1:]:
        if other.cost <= best.cost + _SAME:
            best = _cheaper(best, other)
    return _choices(best, entries)


def _moves(levels: tuple[_Level, ...], entry: Entry) -> Iterator[tuple[float, tuple[_Level, ...], Choice]]:
    if entry.label is None:
        yield from _heading_moves(levels, entry)
        return
    for reading in entry.label.readings:
        new = _Level(
            reading.kind, reading.form, entry.rank, reading.ordinal, reading.path, entry.indent, entry.label.text
        )
        for depth, level in enumerate(levels):
            if level.kind == reading.kind and len(level.path) == len(reading.path):
                cost, fault = _going_on(level, new)
                cost += _PER_LEVEL_OUT * (MAX_DEPTH - depth) + _GO_ON_WHEN_WRAPPED * entry.wrapped
                yield cost, (*levels[:depth], new), Choice(depth, fault)
        for parent in _parents(levels, new):
            if parent < MAX_DEPTH:
                cost, fault = _opening(levels[:parent], new)
                cost += _PER_LEVEL_OUT * (MAX_DEPTH - parent) + _OPEN_WHEN_WRAPPED * entry.wrapped
                yield cost, (*levels[:parent], new), Choice(parent, fault)
    shown = entry.label.text
    fault = None if entry.inline else f"begins like an item numbered “{shown}” but fits no list; kept as text"
    yield _prose_cost(entry), levels, Choice(None, fault)


def _parents(levels: tuple[_Level, ...], new: _Level) -> Iterator[int]:
    """Under how many of the open levels a new list may stand.

    All of them; those that its path names; or, for a numbered heading, those above an unnumbered one of its rank.
    """
    yield len(levels)
    for depth, level in enumerate(levels):
        if new.path and depth + 1 < len(levels) and _path(level) == new.path[:-1]:
            yield depth + 1
        if level.kind == "heading" and level.rank >= new.rank:
            yield depth


def _path(level: _Level) -> tuple[str, ...]:
    return level.path or (level.shown,)


def _going_on(level: _Level, new: _Level) -> tuple[float, str | None]:
    """The cost of `new` as the next item of the list at `level`."""
    step = new.ordinal - level.ordinal
    if level.path[:-1] != new.path[:-1]:
        cost, fault = _STRANGE_PATH, f"“{new.shown}” follows “{level.shown}” without the item it belongs to"
    elif step == 1:
        cost, fault = 0.0, None
    elif step > 1:
        cost, fault = _JUMP, f"the numbering jumps from “{level.shown}” to “{new.shown}”"
    else:
        cost = _RESTART_AT_ONE if new.ordinal == 1 else _RESTART
        fault = f"the numbering goes back from “{level.shown}” to “{new.shown}”"
    if fault is None and (level.rank < BOLD) != (new.rank < BOLD):
        fault = f"“{new.shown}” goes on with “{level.shown}”, but only one of the two is a heading"
    cost += _OTHER_FORM * (level.form != new.form) + _OTHER_RANK * (level.rank != new.rank)
    return cost + _OTHER_INDENT * (abs(level.indent - new.indent) > 1), fault


def _opening(above: tuple[_Level, ...], new: _Level) -> tuple[float, str | None]:
    """The cost of `new` as the first item of a list under the levels `above`."""
    cost, fault = (_OPEN, None) if new.ordinal == 1 else (_OPEN_NOT_AT_ONE, f"a list begins at “{new.shown}”")
    if not above:
        return cost, fault
    top = above[-1]
    if new.path and _path(top) != new.path[:-1]:
        cost += _STRANGE_PATH
        fault = fault or f"“{new.shown}” stands under “{top.shown}”, which its number does not name"
    if (top.kind, top.form, top.rank) == (new.kind, new.form, new.rank) and not new.path:
        cost += _NESTED_IN_ITS_OWN_KIND
        fault = fault or f"“{new.shown}” begins a list inside “{top.shown}” that is numbered in the same way"
    in_use = sum((level.kind, level.form) == (new.kind, new.form) for level in above) if not new.path else 0
    cost += _KIND_IN_USE * (in_use > 0) + _KIND_IN_USE_TWICE * max(0, in_use - 1)
    if new.rank < PLAIN:
        cost += _OTHER_RANK * (top.rank == PLAIN) + _OTHER_FORM * (top.rank != PLAIN and top.rank >= new.rank)
    return cost + _OTHER_INDENT * (new.indent < top.indent), fault


def _heading_moves(levels: tuple[_Level, ...], entry: Entry) -> Iterator[tuple[float, tuple[_Level, ...], Choice]]:
    """A heading without a label closes what ranks no higher; a numbering of headings goes on behind it."""
    depth = next((at for at, level in enumerate(levels) if level.rank >= entry.rank), len(levels))
    depth = min(depth, MAX_DEPTH - 1)
    level = _Level("heading", "", entry.rank, 0, (), entry.indent, "")
    if depth < len(levels) and levels[depth].rank == entry.rank:
        level = levels[depth]
    cost = _BOLD_IS_HEADING if entry.rank == BOLD else 0.0
    yield cost, (*levels[:depth], level), Choice(depth)
    if entry.rank == BOLD:
        yield _BOLD_IS_TEXT, levels, Choice(None)


def _prose_cost(entry: Entry) -> float:
    if entry.inline:
        return _PROSE_WHEN_INLINE
    if entry.bullet or entry.rank < PLAIN:
        return _PROSE_WHEN_MARKED
    return _PROSE_WHEN_WRAPPED if entry.wrapped else _PROSE


def _cheaper(one: _State, other: _State) -> _State:
    """The cheaper of two states; if they cost the same, it remembers where their pasts part."""
    best, loser = (one, other) if one.cost <= other.cost else (other, one)
    if loser.cost > best.cost + _SAME:
        return best
    parting = _parting(best.past, loser.past)
    return best if parting is None else best._replace(unsure=best.unsure | {parting})


def _parting(one: _Past | None, other: _Past | None) -> int | None:
    """The first entry at which two pasts of equal length chose different depths, as far back as is worth looking."""
    parting = None
    for _ in range(_LOOK_BACK):
        if one is other or one is None or other is None:
            break
        if one.choice.depth != other.choice.depth:
            parting = one.entry
        one, other = one.before, other.before
    return parting


def _choices(state: _State, entries: Sequence[Entry]) -> list[Choice]:
    chosen: list[Choice] = []
    past = state.past
    while past is not None:
        chosen.append(past.choice)
        past = past.before
    chosen.reverse()
    for index in state.unsure:
        label = entries[index].label
        if chosen[index].fault is None and label is not None:
            fault = f"“{label.text}” could belong to more than one list"
            chosen[index] = Choice(chosen[index].depth, fault)
    return chosen
