"""Which employments and mandates run at a moment, as conditions for the database: over the very second they end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from countersign.people.models import Unit

Tree = Mapping[str, Sequence[str]]


NOBODY = 0
"""The number that no row has."""


def number(id: str) -> int:
    """The row's number in an id; `NOBODY` for what cannot be one."""
    return int(id) if id.isascii() and id.isdigit() and len(id) < 19 else NOBODY


def employed(at: datetime, prefix: str = "") -> Q:
    """People employed at `at`; an entry that was merged into another is nobody."""
    p = prefix
    return Q(**{f"{p}starts__lte": at, f"{p}merged_into": None}) & (Q(**{f"{p}ends": None}) | Q(**{f"{p}ends__gt": at}))


def within(at: datetime, prefix: str = "") -> Q:
    """Mandates that were given and whose own period has `at` in it, whatever became of the employment."""
    p = prefix
    return (
        Q(**{f"{p}granted_seq__isnull": False, f"{p}starts__lte": at})
        & (Q(**{f"{p}ends": None}) | Q(**{f"{p}ends__gt": at}))
        & (Q(**{f"{p}ended_at": None}) | Q(**{f"{p}ended_at__gt": at}))
    )


def alive(at: datetime) -> Q:
    """Mandates that give something at `at`: their own period runs, their holder is employed, and so is and does
    the one they were given from, so that what a designee holds ends with the giver's term."""
    given = Q(under=None) | (within(at, "under__") & employed(at, "under__person__"))
    return within(at) & employed(at, "person__") & given


def tree() -> Tree:
    """The parts of each unit, by id."""
    parts: dict[str, list[str]] = {}
    for pk, parent in Unit.objects.exclude(parent=None).values_list("pk", "parent_id"):
        parts.setdefault(str(parent), []).append(str(pk))
    return parts


def with_parts(units: Iterable[str], parts: Tree) -> frozenset[str]:
    """The units and everything below them."""
    found: set[str] = set()
    waiting = list(units)
    while waiting:
        found.update(waiting)
        waiting = [part for unit in waiting for part in parts.get(unit, ()) if part not in found]
    return frozenset(found)
