"""All posts that I may see: the list, and the same as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.people.web.files import csv_file
from countersign.posts import queries, words
from countersign.posts.pages.common import me, page_number

MOST = 500
MOST_IN_A_FILE = 5000


def index(request: HttpRequest) -> HttpResponse:
    """All posts that I may see."""
    asked = _asked(request)
    page = queries.posts(me(request), clock.now(), page=page_number(request), **asked)
    shown = {
        "page": page,
        "asked": asked,
        "states": [(s, label) for s, (label, _icon, _tone) in words.POST.items()],
        "sorts": words.SORTS,
        "accounts": [(a.id, a.name) for a in accounts.accounts(me(request), clock.now(), size=MOST).items],
    }
    return render(request, "posts/index.html", shown)


def as_file(request: HttpRequest) -> HttpResponse:
    """The same list as a file, as far as one file goes."""
    page = queries.posts(me(request), clock.now(), size=MOST_IN_A_FILE, **_asked(request))
    header = ("post", "state", "author", "accounts", "submitted_at", "due_at", "findings", "beginning")
    rows = (
        (
            line.id,
            line.state,
            line.author_name,
            "; ".join(line.accounts),
            line.submitted_at.isoformat(),
            line.due_at.isoformat() if line.due_at else "",
            line.findings,
            line.excerpt,
        )
        for line in page.items
    )
    return csv_file("posts.csv", header, rows)


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET.get(name, "") for name in ("state", "account", "text", "sort")}
