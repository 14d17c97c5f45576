"""The list of what others wrote under our posts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.posts import authority, queries
from countersign.posts.pages.common import me, page_number


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
