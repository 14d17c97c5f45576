"""Doubts about a text, and the ways to settle them. No word gets lost on any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from countersign.rules.text import Clause, Directive, Doubt, account_for
from countersign.rules.text.lines import unmarked, words


class How(StrEnum):
    """The ways."""

    STAYS = "stays"
    HEADING = "heading"
    PART_OF = "part_of"
    PAGE = "page"


@dataclass(frozen=True)
class Settled:
    """How one doubt is settled: which (by line and reason), in which way, for `part_of` to which clause."""

    line: int
    why: str
    how: str
    clause: str = ""


class Impossible(ValueError):
    """A doubt cannot be settled in this way; says why in plain words."""


def ways(directive: Directive, doubt: Doubt) -> tuple[How, ...]:
    """The ways in which this doubt can be settled. That a line stays as it was read is always one."""
    found = _place(directive, doubt)
    if found is None:
        return (How.STAYS,)
    clause, at = found
    heading = (How.HEADING,) if clause.heading is None and at == 0 else ()
    return (How.STAYS, *heading, How.PART_OF, How.PAGE)


def left(directive: Directive, settled: Iterable[Settled]) -> tuple[Doubt, ...]:
    """The doubts that nothing in `settled` is about."""
    done = {(s.line, s.why) for s in settled}
    return tuple(d for d in directive.doubts if (d.line, d.why) not in done)


def settle(text: str, directive: Directive, settled: Sequence[Settled]) -> Directive:
    """The directive after these decisions; the doubts that are left are still listed.

    Raises `Impossible` for a doubt that is not there or was settled twice, and for a way that does not fit it.
    """
    doubts = {(d.line, d.why): d for d in directive.doubts}
    if len({(s.line, s.why) for s in settled}) < len(settled):
        raise Impossible("a doubt is settled twice")
    now = directive
    for one in settled:
        doubt = doubts.get((one.line, one.why))
        if doubt is None:
            raise Impossible(f"there is no such doubt about line {one.line}")
        now = _settled(text, now, doubt, one)
    return replace(now, doubts=left(directive, settled))


def _settled(text: str, directive: Directive, doubt: Doubt, one: Settled) -> Directive:
    if one.how not in ways(directive, doubt):
        raise Impossible(f"line {one.line} cannot be settled in this way")
    found = _place(directive, doubt)
    if one.how == How.STAYS or found is None:
        return directive
    clause, at = found
    if one.how == How.HEADING:
        return _rebuilt(directive, lambda c: _with_heading(c, at) if c.id == clause.id else c)
    if one.how == How.PART_OF:
        return _moved(directive, clause, at, one)
    without = _rebuilt(directive, lambda c: _without(c, at) if c.id == clause.id else c)
    lines = tuple(sorted({*directive.source.page_lines, doubt.line}))
    taken = replace(without, source=replace(directive.source, page_lines=lines))
    if not account_for(text, taken).holds:
        raise Impossible(f"line {one.line} says something that stands nowhere else, so it is no repeated page header")
    return taken


def _moved(directive: Directive, clause: Clause, at: int, one: Settled) -> Directive:
    target = next((c for c in directive.walk() if c.id == one.clause), None)
    if target is None or target.id == clause.id:
        raise Impossible(f"line {one.line}: name the clause that it is a part of")
    paragraph = _paragraphs(clause)[at]

    def change(c: Clause) -> Clause | None:
        if c.id == clause.id:
            return _without(c, at)
        if c.id == target.id:
            return replace(c, text="\n\n".join(p for p in (c.text, paragraph) if p))
        return c

    return _rebuilt(directive, change)


def _place(directive: Directive, doubt: Doubt) -> tuple[Clause, int] | None:
    """The clause in whose text the doubtful line is a paragraph by itself, and which; None where it is part of more."""
    said = words(unmarked(doubt.text, markdown=directive.source.markdown))
    before = [c for c in directive.walk() if c.line <= doubt.line]
    if not before or not said:
        return None
    for clause in reversed(before):
        for at, paragraph in enumerate(_paragraphs(clause)):
            if words(paragraph) == said:
                return clause, at
    return None


def _paragraphs(clause: Clause) -> list[str]:
    return clause.text.split("\n\n") if clause.text else []


def _with_heading(clause: Clause, at: int) -> Clause:
    paragraphs = _paragraphs(clause)
    return replace(clause, heading=paragraphs.pop(at), text="\n\n".join(paragraphs) or None)


def _without(clause: Clause, at: int) -> Clause | None:
    """The clause without one paragraph; None when nothing is left of it."""
    paragraphs = _paragraphs(clause)
    del paragraphs[at]
    text = "\n\n".join(paragraphs) or None
    gone = clause.label is None and not (clause.heading or text or clause.children)
    return None if gone else replace(clause, text=text)


def _rebuilt(directive: Directive, change: Callable[[Clause], Clause | None]) -> Directive:
    def go(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
        changed = (change(replace(c, children=go(c.children))) for c in clauses)
        return tuple(c for c in changed if c is not None)

    return replace(directive, clauses=go(directive.clauses))
