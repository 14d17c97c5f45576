"""The calendar as a file: CSV and JSON for people and programs, iCalendar for calendars."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.people.web.files import csv_file
from countersign.posts import queries
from countersign.posts.pages.calendar import ics, words
from countersign.posts.pages.calendar.asking import view
from countersign.posts.pages.common import me
from countersign.posts.queries.calendar import FAILED, on_accounts

LASTS = timedelta(minutes=15)
"""A post is a moment; calendar programs need something to draw."""
AGAIN = "PT30M"
"""After what time a calendar program should ask again."""
SURE = ("scheduled", "publishing", "published")
GONE = ("withdrawn", FAILED)
COLUMNS = ("at", "state", "accounts", "author", "post", "placement", "beginning", "address")


def as_csv(request: HttpRequest) -> HttpResponse:
    """What the page shows, as a table."""
    found = ({**line, "accounts": "; ".join(line["accounts"])} for line in _lines(_entries(request)))
    return csv_file("calendar.csv", COLUMNS, ([cells[name] for name in COLUMNS] for cells in found))


def as_json(request: HttpRequest) -> HttpResponse:
    """What the page shows, for programs."""
    now = clock.now()
    begins, ends = view(request, now).moments
    told = {
        "made_at": now.isoformat(timespec="seconds"),
        "begins": begins.isoformat(),
        "ends": ends.isoformat(),
        "entries": list(_lines(_entries(request))),
    }
    body = json.dumps(told, ensure_ascii=False, indent=1)
    response = HttpResponse(body, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="calendar.json"'
    return response


def as_ics(request: HttpRequest) -> HttpResponse:
    """What the page shows, for a calendar program, once."""
    response = HttpResponse(calendar_of(_entries(request), clock.now(), words_too=True), content_type="text/calendar")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response


def _entries(request: HttpRequest) -> Sequence[queries.Entry]:
    now = clock.now()
    asked = view(request, now)
    return queries.calendar(me(request), now, *asked.moments, asked.asked)


def _lines(entries: Sequence[queries.Entry]) -> Iterator[dict[str, Any]]:
    called = accounts.names(on_accounts(entries))
    authors = queries.names_of({e.author for e in entries}, clock.now())
    for e in entries:
        yield {
            "at": e.at.isoformat(timespec="seconds"),
            "state": e.state,
            "accounts": [called.get(a, a) for a in e.accounts],
            "author": authors.get(e.author, e.author),
            "post": e.post,
            "placement": e.placement,
            "beginning": e.excerpt,
            "address": settings.BASE_URL + reverse("posts:post", args=[e.post]),
        }


def calendar_of(entries: Sequence[queries.Entry], at: datetime, *, words_too: bool) -> bytes:
    """Entries as an iCalendar file (RFC 5545). Without `words_too` what is not public says only that it is a post."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Countersign//Calendar//EN",
        f"X-WR-CALNAME:{ics.text(_('Posts'))}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{AGAIN}",
    ]
    called = {account: ics.text(name) for account, name in accounts.names(on_accounts(entries)).items()}
    # What is the same for thousands of them is worked out once.
    labels = {state: ics.text(f"[{label}] ") for state, (label, _icon, _tone) in words.STATE.items()}
    host, unsaid, stamp = urlsplit(settings.BASE_URL).hostname, ics.text(_("a post")), ics.moment(at)
    before, _number, after = (settings.BASE_URL + reverse("posts:post", args=[0])).rpartition("0")
    for e in entries:
        own = f"placement-{e.placement}" if e.placement else f"post-{e.post}"
        status = "CONFIRMED" if e.state in SURE else "CANCELLED" if e.state in GONE else "TENTATIVE"
        lines += (
            "BEGIN:VEVENT",
            f"UID:{own}@{host}",
            f"DTSTAMP:{stamp}",
            f"DTSTART:{ics.moment(e.at)}",
            f"DTEND:{ics.moment(e.at + LASTS)}",
            f"SUMMARY:{labels[e.state]}{ics.text(e.excerpt) if words_too or e.public else unsaid}",
            "LOCATION:" + "\\; ".join(called.get(a, a) for a in e.accounts),
            f"URL:{before}{e.post}{after}",
            f"STATUS:{status}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        )
    return ics.written([*lines, "END:VCALENDAR"])
