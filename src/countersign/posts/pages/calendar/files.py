"""The calendar as a file: CSV and JSON for people and programs, iCalendar for calendars."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import vDatetime, vText, vUri

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.posts import queries
from countersign.posts.pages.calendar import words
from countersign.posts.pages.calendar.asking import view
from countersign.posts.pages.common import me
from countersign.posts.pages.posts import plain
from countersign.posts.queries.calendar import FAILED, on_accounts

LASTS = timedelta(minutes=15)
"""A post is a moment; calendar programs need something to draw."""
AGAIN = timedelta(minutes=30)
SURE = ("scheduled", "publishing", "published")
GONE = ("withdrawn", FAILED)
COLUMNS = ("at", "state", "accounts", "author", "post", "placement", "beginning", "address")


def as_csv(request: HttpRequest) -> HttpResponse:
    """What the page shows, as a table."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for line in _lines(_entries(request)):
        cells = {**line, "accounts": "; ".join(line["accounts"])}
        writer.writerow([plain(cells[name]) for name in COLUMNS])
    return response


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
    made = icalendar.Calendar()
    made.add("prodid", "-//Countersign//Calendar//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Posts"))
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    called = accounts.names(on_accounts(entries))
    for e in entries:
        made.add_component(_event(e, [called.get(a, a) for a in e.accounts], at, words_too or e.public))
    found: bytes = made.to_ical(sorted=False)
    return found


def _event(e: queries.Entry, on: Sequence[str], at: datetime, says: bool) -> icalendar.Event:
    # Set as they are: what `add` works out for each of thousands is known here.
    event = icalendar.Event()
    host = urlsplit(settings.BASE_URL).hostname
    event["uid"] = vText(f"{'placement-' + e.placement if e.placement else 'post-' + e.post}@{host}")
    event["dtstamp"] = vDatetime(at)
    event["dtstart"] = vDatetime(e.at)
    event["dtend"] = vDatetime(e.at + LASTS)
    label = str(words.STATE[e.state][0])
    event["summary"] = vText(f"[{label}] {e.excerpt if says else _('a post')}")
    event["location"] = vText("; ".join(on))
    event["url"] = vUri(settings.BASE_URL + reverse("posts:post", args=[e.post]))
    event["status"] = vText("CONFIRMED" if e.state in SURE else "CANCELLED" if e.state in GONE else "TENTATIVE")
    event["transp"] = vText("TRANSPARENT")
    return event
