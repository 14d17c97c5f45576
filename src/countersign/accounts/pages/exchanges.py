"""The recorded exchanges of an account with its platform: for whoever reads the ledger, and whoever connects it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from countersign.accounts import queries
from countersign.accounts.pages.common import page_number, the_account
from countersign.accounts.pages.listing import MOST_IN_FILE
from countersign.accounts.pages.words import Look
from countersign.accounts.queries import exchanges as kept
from countersign.people.queries import PAGE_SIZE, Page
from countersign.people.web.files import csv_file
from countersign.people.web.identity import visitor
from countersign.people.web.opening import forbidden

MOST_ATTEMPTS = 50
MOST_SHOWN = 20_000
"""So many characters of a record are shown; the whole of it can be taken as a file."""
SORTS: Mapping[str, Any] = {
    "newest": gettext_lazy("newest first"),
    "oldest": gettext_lazy("oldest first"),
    "slowest": gettext_lazy("slowest first"),
}
OUTCOMES: Mapping[str, Look] = {
    "answered": Look(gettext_lazy("answered"), "check_circle", "good"),
    "refused": Look(gettext_lazy("refused by the platform"), "cancel", "bad"),
    "nothing": Look(gettext_lazy("no answer"), "help", "warn"),
}


@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said on this account, filtered and sorted."""
    line = the_account(request, pk)
    if not kept.may_read(visitor(request).capacities, line.id):
        return forbidden(request)
    wanted, attempts = _filters(request), _attempts(request)
    found = _found(line, wanted, attempts, page=page_number(request))
    context = {
        "line": line,
        "found": found,
        "lines": [(one, OUTCOMES[outcome(one)]) for one in found.items],
        "wanted": wanted,
        "attempts": attempts,
        "methods": kept.methods(line.id),
        "outcomes": [(id, look.label) for id, look in OUTCOMES.items()],
        "sorts": list(SORTS.items()),
        "filtered": bool(attempts) or any(v for k, v in wanted.items() if k != "sort"),
    }
    return render(request, "accounts/exchanges.html", context)


@require_safe
def as_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same list, whole, as a file."""
    line = the_account(request, pk)
    if not kept.may_read(visitor(request).capacities, line.id):
        return forbidden(request)
    found = _found(line, _filters(request), _attempts(request), size=MOST_IN_FILE)
    head = ("id", "at", "method", "address", "status", "took_ms", "error", "attempt", "request", "response")
    return csv_file(
        f"exchanges-{line.id}.csv",
        head,
        (
            (e.id, e.at.isoformat(), e.method, e.url, e.status, e.took_ms, e.error, e.attempt, e.request, e.response)
            for e in found.items
        ),
    )


@require_safe
def one(request: HttpRequest, pk: int, id: int) -> HttpResponse:
    """One exchange, with what is kept of it."""
    line, found = _one(request, pk, id)
    if found is None:
        return forbidden(request)
    sides = (
        (_("What was sent"), "request", found.request, found.request_size_bytes),
        (_("What came back"), "response", found.response, found.response_size_bytes),
    )
    context = {
        "line": line,
        "one": found,
        "look": OUTCOMES[outcome(found)],
        "sides": [(title, side, *_text(commitment), size) for title, side, commitment, size in sides],
    }
    return render(request, "accounts/exchange.html", context)


@require_safe
def record(request: HttpRequest, pk: int, id: int, side: str) -> HttpResponse:
    """One side of an exchange, whole, as it was kept."""
    line, found = _one(request, pk, id)
    if found is None:
        return forbidden(request)
    data = kept.record({"request": found.request, "response": found.response}.get(side))
    if data is None:
        raise Http404(_("Nothing of it is kept."))
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="exchange-{line.id}-{id}-{side}.http"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def outcome(found: kept.ExchangeLine) -> str:
    """What became of it."""
    if found.status is None:
        return "nothing"
    return "answered" if found.status < 400 else "refused"


def _one(request: HttpRequest, pk: int, id: int) -> tuple[queries.AccountLine, kept.ExchangeLine | None]:
    """The account and its exchange; None for somebody who may not read it. Raises Http404."""
    line = the_account(request, pk)
    if not kept.may_read(visitor(request).capacities, line.id):
        return line, None
    found = kept.exchange(line.id, id)
    if found is None:
        raise Http404(_("There is no such exchange."))
    return line, found


def _text(commitment: str | None) -> tuple[str, bool]:
    """What is kept, as text to be shown, and whether there is more of it."""
    text = (kept.record(commitment) or b"").decode("utf-8", "replace").replace("\r\n", "\n").replace("\x00", "\ufffd")
    return text[:MOST_SHOWN], len(text) > MOST_SHOWN


def _found(
    line: queries.AccountLine,
    wanted: Mapping[str, str],
    attempts: tuple[str, ...],
    *,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[kept.ExchangeLine]:
    return kept.exchanges(
        line.id,
        attempts=attempts,
        begins=_day(wanted["since"]),
        ends=_day(wanted["until"], after=1),
        method=wanted["method"],
        outcome=wanted["outcome"],
        text=wanted["text"],
        sort=wanted["sort"],
        page=page,
        size=size,
    )


def _filters(request: HttpRequest) -> dict[str, str]:
    names = ("since", "until", "method", "outcome", "text", "sort")
    given = {name: request.GET.get(name, "").replace("\x00", "").strip()[:100] for name in names}
    given["sort"] = given["sort"] if given["sort"] in SORTS else "newest"
    return given


def _attempts(request: HttpRequest) -> tuple[str, ...]:
    """The attempts to publish that are asked for; what is no mark of one fits none."""
    asked = dict.fromkeys(request.GET.getlist("attempt"))
    found = []
    for mark in list(asked)[:MOST_ATTEMPTS]:
        try:
            found.append(str(uuid.UUID(mark)))
        except ValueError:
            found.append("-")
    return tuple(found)


def _day(text: str, *, after: int = 0) -> datetime | None:
    """The beginning, in the agency's zone, of a day or of one so many days after it; None for what is no day."""
    try:
        day = date.fromisoformat(text) + timedelta(days=after)
        return timezone.make_aware(datetime.combine(day, time.min))
    except (ValueError, OverflowError):
        return None
