"""Which clause is gated, which is owed, which is for people: nothing of a directive may be left over."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from countersign.rules.pack import Clause, Pack

GATED, OWED, PEOPLE = "gated", "owed", "people"
SORTS = (GATED, OWED, PEOPLE)


def sort_of(pack: Pack, clause: str) -> str | None:
    """`gated` by a requirement, else `owed` as a duty, else for `people` with the reason; None is a gap.

    A clause with parts is of their sort too: the strongest among them, and none while one of them has none.
    """
    return _strongest(_sorts(pack, clause))


def own_sort(pack: Pack, clause: str) -> str | None:
    """The sort that a clause has of itself, leaving its parts aside."""
    if any(clause in r.clauses for r in pack.requirements):
        return GATED
    if any(d.clause == clause for d in pack.duties):
        return OWED
    return PEOPLE if pack.clause[clause].reason is not None else None


def coverage(
    pack: Pack,
    house_acts: Collection[str] | None = None,
    house_duties: Collection[str] | None = None,
    lang: str = "en",
) -> dict[str, Any]:
    """Clause by clause what stands for it, and the totals.

    `house_acts` and `house_duties` are what this version of the house performs and creates; what a clause needs of
    others is pending. None leaves the house out: then nothing is called pending.
    """
    rows = [_row(pack, clause, house_acts, house_duties, lang) for clause in pack.clauses]
    return {
        "pack": pack.id,
        "version": pack.version,
        "clauses": rows,
        "totals": {
            "clauses": len(rows),
            **{sort: sum(row["sort"] == sort for row in rows) for sort in SORTS},
            "unsorted": sum(row["sort"] is None for row in rows),
            "pending": sum(row["pending"] for row in rows),
            "with_reason": sum(row["reason"] is not None for row in rows),
            "requirements": len(pack.requirements),
            "duties": len(pack.duties),
            "examples": sum(len(r.examples) for r in pack.requirements),
            "definitions": len(pack.definitions),
        },
    }


def _row(
    pack: Pack, clause: Clause, house_acts: Collection[str] | None, house_duties: Collection[str] | None, lang: str
) -> dict[str, Any]:
    within = {c.id for c in _within(pack, clause)}
    requirements = [r for r in pack.requirements if not within.isdisjoint(r.clauses)]
    duties = [d for d in pack.duties if d.clause in within]
    acts = _once(act for r in requirements for act in r.acts)
    pending_acts = [] if house_acts is None else [a for a in acts if a not in house_acts]
    pending_duties = [] if house_duties is None else [d.id for d in duties if d.id not in house_duties]
    parts = len(acts) + len(duties)
    return {
        "id": clause.id,
        "sort": sort_of(pack, clause.id),
        "requirements": [r.id for r in requirements],
        "acts": acts,
        "duties": [d.id for d in duties],
        "tests": _once(test for c in _within(pack, clause) for test in c.tests)
        + [f"example: {r.id}: {e.name}" for r in requirements for e in r.examples],
        "pending": parts > 0 and len(pending_acts) + len(pending_duties) == parts,
        "pending_acts": pending_acts,
        "pending_duties": pending_duties,
        "reason": clause.reason.get(lang) if clause.reason else None,
    }


def _within(pack: Pack, clause: Clause) -> Iterator[Clause]:
    """The clause and everything under it, in order."""
    return (c for c in pack.clauses if c.id == clause.id or c.id.startswith(f"{clause.id}."))


def _sorts(pack: Pack, clause: str) -> set[str | None]:
    own = own_sort(pack, clause)
    parts = pack.parts_of(clause)
    if own is None and not parts:
        return {None}
    return {own} - {None} | {sort for part in parts for sort in _sorts(pack, part.id)}


def _strongest(sorts: set[str | None]) -> str | None:
    return None if None in sorts else next((sort for sort in SORTS if sort in sorts), None)


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
