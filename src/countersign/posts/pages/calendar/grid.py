"""From entries to what a page shows: cells of days with a few entries each, or rows of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from countersign.accounts import queries as accounts
from countersign.posts import queries
from countersign.posts.pages.calendar import words
from countersign.posts.pages.common import chip

LOUD = ("bad", "warn")
"""Tones that a small entry says in words too."""


@dataclass(frozen=True)
class Shown:
    """One entry as it is shown: in the agency's time, with its state in words and its accounts by name."""

    entry: queries.Entry
    local: datetime
    chip: Mapping[str, Any]
    on: tuple[str, ...]

    @property
    def loud(self) -> bool:
        """Whether its state is to be read at a glance."""
        return self.chip["tone"] in LOUD


@dataclass(frozen=True)
class Day:
    """One cell: a day with as many of its entries as there is room for, and how many more there are."""

    date: date
    inside: bool
    today: bool
    shown: tuple[Shown, ...]
    more: int
    total: int


def weeks(
    rows: Sequence[Sequence[date]], entries: Iterable[queries.Entry], *, month: int, today: date, room: int
) -> list[list[Day]]:
    """Entries put into the days of these weeks; days outside `month` are marked."""
    by_day: dict[date, list[queries.Entry]] = {}
    zone = timezone.get_current_timezone()
    for entry in entries:
        by_day.setdefault(entry.at.astimezone(zone).date(), []).append(entry)
    visible = [e for row in rows for day in row for e in by_day.get(day, [])[:room]]
    shown = {id(s.entry): s for s in dressed(visible)}

    def cell(day: date) -> Day:
        here = by_day.get(day, [])
        return Day(
            date=day,
            inside=day.month == month,
            today=day == today,
            shown=tuple(shown[id(e)] for e in here[:room]),
            more=max(len(here) - room, 0),
            total=len(here),
        )

    return [[cell(day) for day in row] for row in rows]


def dressed(entries: Sequence[queries.Entry]) -> list[Shown]:
    """Entries as they are shown."""
    called = accounts.names({a for e in entries for a in e.accounts})
    return [
        Shown(e, timezone.localtime(e.at), chip(words.STATE, e.state), tuple(called.get(a, a) for a in e.accounts))
        for e in entries
    ]
