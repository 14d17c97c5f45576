"""What a calendar page was asked for: which view, around which day, narrowed to what."""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from countersign.posts import queries

KINDS = ("month", "week", "day", "list")
WEEKS = months.Calendar(firstweekday=6)
FILTERS = tuple(f.name for f in fields(queries.Asked))
FIRST, LAST = date(2000, 1, 31), date(2199, 12, 1)


@dataclass(frozen=True)
class View:
    """One calendar page: the kind of view, the day it is around, and what it is narrowed to."""

    kind: str
    day: date
    asked: queries.Asked

    @property
    def weeks(self) -> list[list[date]]:
        """The weeks that a month or a week shows, from Sunday to Saturday."""
        if self.kind == "week":
            sunday = self.day - timedelta(days=(self.day.weekday() + 1) % 7)
            return [[sunday + timedelta(days=n) for n in range(7)]]
        return WEEKS.monthdatescalendar(self.day.year, self.day.month)

    @property
    def days(self) -> tuple[date, date]:
        """The first day shown, and the one after the last."""
        if self.kind == "day":
            return self.day, self.day + timedelta(days=1)
        if self.kind == "list":
            first = self.day.replace(day=1)
            return first, (first + timedelta(days=32)).replace(day=1)
        return self.weeks[0][0], self.weeks[-1][-1] + timedelta(days=1)

    @property
    def before(self) -> date:
        """A day in the page before."""
        return self.days[0] - timedelta(days=1) if self.kind != "month" else self.day.replace(day=1) - timedelta(days=1)

    @property
    def after(self) -> date:
        """A day in the page after."""
        return self.days[1] if self.kind != "month" else (self.day.replace(day=1) + timedelta(days=32)).replace(day=1)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The same as `days`, as moments in the agency's zone."""
        first, end = self.days
        return midnight(first), midnight(end)

    def query(self) -> str:
        """The view without its day, as it is saved."""
        given = {name: getattr(self.asked, name) for name in FILTERS}
        return urlencode({"view": self.kind, **{k: v for k, v in given.items() if v}})


def view(request: HttpRequest, now: datetime) -> View:
    """What this request asks for; today's month for what makes no sense."""
    given = request.GET
    kind = given.get("view", "month")
    return View(kind if kind in KINDS else "month", _day(given, timezone.localtime(now).date()), narrowed(given))


def narrowed(given: Mapping[str, str]) -> queries.Asked:
    """The filters of a query."""
    # No text that is kept anywhere has this character, and one database refuses to look for it.
    return queries.Asked(**{name: given.get(name, "").replace("\x00", "")[:200] for name in FILTERS})


def midnight(day: date) -> datetime:
    """The beginning of a day in the agency's zone."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _day(given: Mapping[str, str], today: date) -> date:
    for name, form in (("date", "%Y-%m-%d"), ("month", "%Y-%m")):
        try:
            return min(max(datetime.strptime(given.get(name, ""), form).date(), FIRST), LAST)
        except ValueError:
            continue
    return today
