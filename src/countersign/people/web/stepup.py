"""Asking for the second factor again before somebody signs, when it was shown long ago."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from countersign.gate import clock

FRESH_FOR = timedelta(hours=1)
"""How long a second factor that was shown counts for signing. A phone left on a table signs nothing after that."""
PLAYED = "demonstration"
"""A second factor that a demonstration counts as shown: there is nothing that could be shown again."""


def fresh(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session not long ago."""
    oldest = (clock.machine() - FRESH_FOR).timestamp()
    shown = [r for r in get_authentication_records(request, request.user) if r.get("method") == "mfa"]
    return any(r.get("type") == PLAYED or float(r.get("at", 0)) >= oldest for r in shown)


def asked_again(request: HttpRequest) -> HttpResponse | None:
    """Where to show the second factor before this request goes on; None when it may go on now.

    What was sent is kept meanwhile and goes on by itself. Somebody who has no second factor is not asked: whether
    they may act without one, others decide.
    """
    if fresh(request):
        return None
    ways = [m["url"] for m in get_adapter(request).get_reauthentication_methods(request.user)]
    ways = [url for url in ways if url != reverse("account_reauthenticate")]
    if not ways:
        return None
    # A passkey, where there is one, is a touch; the library lists it last.
    response: HttpResponse = suspend_request(request, ways[-1])
    return response
