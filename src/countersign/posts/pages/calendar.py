"""The calendar of a month, and the list of what others wrote."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.posts import authority, queries
from countersign.posts.pages.common import me, page_number, placement_chip


@dataclass(frozen=True)
class Day:
    """One day of a month with what happens on it."""

    date: date
    inside: bool
    today: bool
    lines: tuple[queries.PlacementLine, ...]


def month(request: HttpRequest) -> HttpResponse:
    """What went out and what is to go out in a month, as a grid and as a list."""
    now = timezone.localtime(clock.now())
    first = _asked(request.GET.get("month", ""), now.date())
    weeks = months.Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    begins, ends = _midnight(weeks[0][0]), _midnight(weeks[-1][-1] + timedelta(days=1))
    lines = queries.calendar(me(request), clock.now(), begins, ends)
    by_day: dict[date, list[queries.PlacementLine]] = {}
    for line in lines:
        if line.at is not None:
            by_day.setdefault(timezone.localtime(line.at).date(), []).append(line)
    grid = [[Day(d, d.month == first.month, d == now.date(), tuple(by_day.get(d, ()))) for d in week] for week in weeks]
    inside = [(line, placement_chip(line.state)) for line in lines if _month_of(line.at) == (first.year, first.month)]
    shown = {
        "first": first,
        "weeks": grid,
        "lines": inside,
        "before": (first - timedelta(days=1)).strftime("%Y-%m"),
        "after": (first + timedelta(days=32)).strftime("%Y-%m"),
        "weekdays": [w.date for w in grid[0]],
    }
    return render(request, "posts/calendar.html", shown)


def replies(request: HttpRequest) -> HttpResponse:
    """What others wrote under our posts, on the accounts I may post on; on all for those who sign."""
    at = clock.now()
    found = authority.capacities(me(request), at)
    everywhere = any("post.sign" in c.powers and c.units is None and c.accounts is None for c in found)
    mine = {a for c in found if c.kind == "authorized" for a in c.accounts or ()}
    answered = {"no": False, "yes": True}.get(request.GET.get("answered", "no"))
    page = queries.replies(None if everywhere else mine, answered=answered, page=page_number(request))
    shown = {
        "page": page,
        "names": accounts.names({r.account for r in page.items}),
        "answered": request.GET.get("answered", "no"),
        "mine": mine,
    }
    return render(request, "posts/replies.html", shown)


def _asked(text: str, today: date) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date().replace(day=1)
    except ValueError:
        return today.replace(day=1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def _month_of(at: datetime | None) -> tuple[int, int] | None:
    local = timezone.localtime(at) if at else None
    return (local.year, local.month) if local else None
