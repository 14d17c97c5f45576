"""A week or a day by the hour: each post at its hour, and the named posting times of the week where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from countersign.posts import queries
from countersign.posts.models import Slot
from countersign.posts.pages.calendar.grid import Shown, dressed

USUAL = (7, 18)
"""The first and the last hour that are shown even when nothing lies in them."""


@dataclass(frozen=True)
class Hour:
    """One cell: an hour of a day with its posting times, as many of its entries as there is room for, and how many
    more there are."""

    date: date
    hour: int
    now: bool
    slots: tuple[Slot, ...]
    shown: tuple[Shown, ...]
    more: int


@dataclass(frozen=True)
class Row:
    """An hour, on each of the days."""

    hour: int
    cells: tuple[Hour, ...]

    @property
    def begins(self) -> time:
        """When it begins, by the clock."""
        return time(self.hour)


def rows(days: Sequence[date], entries: Sequence[queries.Entry], now: datetime, room: int) -> list[Row]:
    """The hours of these days from the usual first to the usual last, earlier and later where something lies there."""
    zone, named = timezone.get_current_timezone(), tuple(Slot.objects.all())
    by_hour: dict[tuple[date, int], list[queries.Entry]] = {}
    for entry in entries:
        local = entry.at.astimezone(zone)
        by_hour.setdefault((local.date(), local.hour), []).append(entry)
    slots: dict[tuple[date, int], list[Slot]] = {}
    for slot in named:
        for day in days:
            if day.weekday() in slot.weekdays:
                slots.setdefault((day, slot.at.hour), []).append(slot)
    lie = [hour for _day, hour in (*by_hour, *slots)]
    shown = {id(s.entry): s for s in dressed([e for here in by_hour.values() for e in here[:room]])}
    local_now = timezone.localtime(now)

    def cell(day: date, hour: int) -> Hour:
        here = by_hour.get((day, hour), [])
        return Hour(
            date=day,
            hour=hour,
            now=(day, hour) == (local_now.date(), local_now.hour),
            slots=tuple(slots.get((day, hour), ())),
            shown=tuple(shown[id(e)] for e in here[:room]),
            more=max(len(here) - room, 0),
        )

    hours = range(min([USUAL[0], *lie]), max([USUAL[1], *lie]) + 1)
    return [Row(hour, tuple(cell(day, hour) for day in days)) for hour in hours]
