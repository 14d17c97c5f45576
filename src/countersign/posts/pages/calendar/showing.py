"""The calendar's page: one address for month, week, day and list, all of it links."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.people import queries as people
from countersign.posts import queries
from countersign.posts.models import SavedView
from countersign.posts.pages.calendar import grid, hours, words
from countersign.posts.pages.calendar.asking import FILTERS, View, view
from countersign.posts.pages.common import me

ROOM = {"month": 3, "week": 2, "day": 20}
"""How many entries a day of the month, or an hour, shows before it says how many more there are."""
PAGE = 100
MOST = 500


def show(request: HttpRequest) -> HttpResponse:
    """What went out, is to go out or waits for a signature, narrowed to what was asked for."""
    now = clock.now()
    asked = view(request, now)
    entries = queries.calendar(me(request), now, *asked.moments, asked.asked)
    today = timezone.localtime(now).date()
    shown: dict[str, Any] = {
        "view": asked,
        "title": _title(asked),
        "total": len(entries),
        "today": today,
        "views": words.VIEWS,
        "filtered": any(getattr(asked.asked, name) for name in FILTERS),
        "saved": SavedView.objects.filter(person=me(request)).order_by("name"),
        **_choices(me(request)),
    }
    if asked.kind == "month":
        shown["weeks"] = grid.weeks(asked.weeks, entries, month=asked.day.month, today=today, room=ROOM["month"])
    elif asked.kind in ROOM:
        shown["days"] = asked.weeks[0] if asked.kind == "week" else [asked.day]
        shown["hours"] = hours.rows(shown["days"], entries, now, ROOM[asked.kind])
    # On a narrow screen a grid has no room: the same as a list.
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    shown["page"] = {"number": page.number, "pages": page.paginator.num_pages, "total": len(entries)}
    shown["rows"] = grid.dressed(list(page.object_list))
    return render(request, "posts/calendar.html", shown)


def _title(asked: View) -> str:
    if asked.kind == "day":
        return formats.date_format(asked.day, "DATE_FORMAT")
    if asked.kind == "week":
        first, last = asked.weeks[0][0], asked.weeks[0][-1]
        return f"{formats.date_format(first, 'SHORT_DATE_FORMAT')} – {formats.date_format(last, 'SHORT_DATE_FORMAT')}"
    return formats.date_format(asked.day, "YEAR_MONTH_FORMAT")


def _choices(viewer: str) -> dict[str, Any]:
    """What the filters offer."""
    at = clock.now()
    strategy = accounts.strategy_in_force(at)
    names = queries.names_of(queries.authors(viewer, at), at)
    return {
        "states": words.CHOICES,
        "accounts": [(a.id, a.name) for a in accounts.accounts(viewer, at, size=MOST).items],
        "units": [(u.id, " / ".join(u.path)) for u in people.units()],
        "authors": sorted(names.items(), key=lambda one: one[1]),
        "campaigns": [(c.id, c.title) for c in strategy.campaigns] if strategy else [],
    }
