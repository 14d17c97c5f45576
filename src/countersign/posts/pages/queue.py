"""The queue of background work: due, on its way, failed and why; for whoever keeps things running."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.people.web.identity import visitor
from countersign.posts import queries
from countersign.posts.models import Work
from countersign.posts.queries import queue as rows

HOW: dict[str, tuple[Any, str, str]] = {
    rows.WAITS: (gettext_lazy("waits for a worker"), "schedule", "quiet"),
    rows.BUSY: (gettext_lazy("a worker is at it"), "autorenew", "good"),
    rows.LATER: (gettext_lazy("tried, will be tried again"), "history", "warn"),
    rows.STOPPED: (gettext_lazy("waits for the account to be connected"), "error", "bad"),
    rows.HELD: (gettext_lazy("held"), "warning", "warn"),
    rows.NO: (gettext_lazy("rejected by the platform"), "cancel", "bad"),
    rows.UNKNOWN: (gettext_lazy("nobody knows whether it is there"), "help", "bad"),
}
KEEPS = ("roster.keep", "post.settle")
"""Whoever holds one of these may look: those who keep things running, and those who settle what nobody knows."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is due, on its way and failed, with what can be done about each."""
    at = clock.now()
    found = queries.whole_queue(at)
    stopping = [t for t in accounts.troubles() if t.stops]
    names = accounts.names({t.account for t in stopping})
    context = {
        "parts": (
            (_("Due"), "due", _shown(found.due), _("Nothing is due.")),
            (_("On its way"), "running", _shown(found.running), _("Nothing is on its way.")),
            (_("Failed or stopped"), "failed", _shown(found.failed), _("Nothing failed, and nothing is stopped.")),
        ),
        "late": sum(line.overdue for line in found.due),
        "more": found.more,
        "pause": queries.pause(),
        "stopping": [{"account": a, "name": names.get(a, a)} for a in dict.fromkeys(t.account for t in stopping)],
        "settles": visitor(request).may("post.settle"),
    }
    return render(request, "posts/publishing_queue.html", context)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try something at once that would be tried again later. It goes the whole way, and asks everything, again."""
    at = clock.now()
    # Asked of the rows at this moment: what may already be public is never sent again from here.
    if queries.may_retry(pk, at) and Work.objects.filter(placement=pk, held_seq=None).update(not_before=None):
        messages.success(request, _("It is tried again at once."))
    else:
        messages.warning(request, _("There is nothing to try again: look where it stands now."))
    return redirect("posts:publishing_queue")


def _shown(lines: tuple[rows.QueueLine, ...]) -> list[tuple[rows.QueueLine, dict[str, Any]]]:
    return [(line, dict(zip(("label", "icon", "tone"), HOW[line.how], strict=True))) for line in lines]
