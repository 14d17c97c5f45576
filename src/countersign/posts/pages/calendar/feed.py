"""One's own calendar under a secret address, for a calendar program; renewed or ended at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.gate import clock
from countersign.posts import authority, queries
from countersign.posts.models import CalendarFeed
from countersign.posts.pages.calendar.asking import narrowed
from countersign.posts.pages.calendar.files import calendar_of
from countersign.posts.pages.common import me

BACK, AHEAD = timedelta(days=30), timedelta(days=180)
"""What the feed tells of: so much of the past and of the future."""


def settings(request: HttpRequest) -> HttpResponse:
    """Make, renew or end the address. A new one is shown this once: only its digest is kept."""
    mine = CalendarFeed.objects.filter(person=me(request)).first()
    if request.method != "POST":
        return render(request, "posts/calendar_feed.html", {"feed": mine})
    if request.POST.get("do") == "end":
        CalendarFeed.objects.filter(person=me(request)).delete()
        messages.success(request, _("The address does not answer any more."))
        return redirect("posts:feed_settings")
    token = secrets.token_urlsafe(32)
    values = {"digest": _digest(token), "words": request.POST.get("words") == "on", "made_at": clock.now()}
    made, _created = CalendarFeed.objects.update_or_create(person=me(request), defaults=values)
    address = request.build_absolute_uri(reverse("posts:feed", args=[token]))
    response = render(request, "posts/calendar_feed.html", {"feed": made, "address": address, "renewed": bool(mine)})
    response["Cache-Control"] = "no-store"
    return response


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whose secret this is, with that person's sight at this moment; nothing for anything else."""
    found = CalendarFeed.objects.filter(digest=_digest(token)).first()
    at = clock.now()
    # Whoever left has no capacity any more, and then the address tells nothing.
    if found is None or not authority.capacities(found.person, at):
        raise Http404
    entries = queries.calendar(found.person, at, at - BACK, at + AHEAD, narrowed(request.GET))
    body = calendar_of(entries, at, words_too=found.words)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
