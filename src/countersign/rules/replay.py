"""Past decisions, asked again: under the pack that made them, and under one that is only proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from countersign.rules.decide import decide
from countersign.rules.facts import Facts
from countersign.rules.outcome import Decision, Result
from countersign.rules.pack import Pack


@dataclass(frozen=True, slots=True)
class Row:
    """What a ledger row keeps of a decision. `facts` and `decision` are None when its body was disposed of."""

    seq: int
    act: str
    pack: str
    facts: Mapping[str, Any] | None
    decision: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose decision does not come out again, and why in a few words."""

    seq: int
    act: str
    why: str
    recorded: Mapping[str, Any] | None
    derived: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many decisions came out again, how many were disposed of, and the first difference, where it stopped."""

    same: int
    disposed: int
    difference: Difference | None


def replay(rows: Iterable[Row], packs: Mapping[str, Pack]) -> Replayed:
    """Derive every decision again from its facts and its pack (`id@version` to pack); stop at the first difference."""
    same = disposed = 0
    for row in rows:
        if row.facts is None or row.decision is None:
            disposed += 1
            continue
        pack = packs.get(row.pack)
        if pack is None:
            return Replayed(same, disposed, _differs(row, f"the pack {row.pack} is not here", None))
        try:
            derived = decide(pack, row.act, Facts.from_json(row.facts)).to_json()
        except ValueError as error:
            return Replayed(same, disposed, _differs(row, f"the recorded facts do not fit: {error}", None))
        if derived != dict(row.decision):
            return Replayed(same, disposed, _differs(row, "the decision comes out otherwise", derived))
        same += 1
    return Replayed(same, disposed, None)


def _differs(row: Row, why: str, derived: Mapping[str, Any] | None) -> Difference:
    return Difference(row.seq, row.act, why, row.decision, derived)


@dataclass(frozen=True, slots=True)
class Turned:
    """A decision that would come out otherwise."""

    seq: int
    act: str
    before: Decision
    after: Decision


@dataclass(frozen=True, slots=True)
class CannotTell:
    """A decision that hangs on facts which were not recorded."""

    seq: int
    act: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What another pack would have decided: the same, otherwise, or nobody can tell."""

    same: int
    disposed: int
    turned: tuple[Turned, ...]
    cannot_tell: tuple[CannotTell, ...]


def what_if(rows: Iterable[Row], proposed: Pack) -> WhatIf:
    """Ask another pack about past acts. A decision turns when its result or the clauses in its way would differ."""
    same = disposed = 0
    turned: list[Turned] = []
    cannot_tell: list[CannotTell] = []
    for row in rows:
        if row.facts is None or row.decision is None:
            disposed += 1
            continue
        before = Decision.from_json(row.decision)
        try:
            after = decide(proposed, row.act, Facts.from_json(row.facts))
        except ValueError:
            cannot_tell.append(CannotTell(row.seq, row.act, tuple(sorted(row.facts))))
            continue
        absent = _not_recorded(proposed, after, row.facts)
        # What refuses on the facts at hand refuses whatever the others would have been.
        if absent and (after.result is not Result.REFUSED or before.result is Result.REFUSED):
            cannot_tell.append(CannotTell(row.seq, row.act, absent))
        elif (before.result, set(before.clauses)) == (after.result, set(after.clauses)):
            same += 1
        else:
            turned.append(Turned(row.seq, row.act, before, after))
    return WhatIf(same, disposed, tuple(turned), tuple(cannot_tell))


def _not_recorded(pack: Pack, decision: Decision, recorded: Mapping[str, Any]) -> tuple[str, ...]:
    """The facts without which the decision needs a person, though the row says nothing of them either way."""
    absent: dict[str, None] = {}
    for one in decision.determining:
        if one.result is not Result.NEEDS_PERSON:
            continue
        if one.fact is not None and one.fact not in recorded and not one.fact.startswith("error:"):
            absent[one.fact] = None
        elif one.requirement in pack.requirement and pack.requirement[one.requirement].answer_by:
            absent.update((name, None) for name in ("matter", "answers") if name not in recorded)
    return tuple(absent)
