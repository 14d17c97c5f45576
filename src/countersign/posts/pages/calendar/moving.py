"""Another time for a post: proposed by drag, by keyboard or by hand, confirmed on a page, done by an act."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countersign.gate import clock
from countersign.gate.act import Act
from countersign.people.web.doing import Obstacle, foresee, respond
from countersign.posts import acts, rescheduling, states
from countersign.posts.forms import moment
from countersign.posts.models import Post
from countersign.posts.pages.common import names, post_or_404
from countersign.posts.pages.standing import by_for


def _to_come(value: datetime | None) -> None:
    if value is not None and value <= clock.now():
        raise ValidationError(gettext_lazy("That time is over."))


class MoveForm(forms.Form):
    """When it is to go out instead, within the time that was signed."""

    revision = forms.CharField(widget=forms.HiddenInput)
    due_at = moment(gettext_lazy("New time"), required=True)

    def clean_due_at(self) -> datetime | None:
        """A time to come: with one that is over it would go out at once."""
        value: datetime | None = self.cleaned_data["due_at"]
        _to_come(value)
        return value


class AgainForm(forms.Form):
    """Another time to be signed for."""

    revision = forms.CharField(widget=forms.HiddenInput)
    opens = moment(gettext_lazy("Not before"))
    closes = moment(gettext_lazy("Not after"))

    def clean_closes(self) -> datetime | None:
        """An end to come."""
        value: datetime | None = self.cleaned_data["closes"]
        _to_come(value)
        return value


def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a post to another time: by a new schedule, or, outside what was signed, by a new revision."""
    post = post_or_404(request, pk)
    revision = post.revision
    if revision is None:
        raise LookupError(f"post {post.pk} has no revision")
    wanted = _wanted(request, post)
    if request.method == "POST" and "due_at" in request.POST:
        filled = MoveForm(request.POST)
        if not filled.is_valid():
            return _page(request, post, filled, status=400)
        wanted = filled.cleaned_data["due_at"]
        if rescheduling.fits(revision, wanted):
            act = acts.SchedulePost(str(post.pk), filled.cleaned_data["revision"], wanted)
            return _do(request, post, act, filled, wanted, _("It has its new time."))
    elif request.method == "POST":
        given = AgainForm(request.POST)
        if given.is_valid() and given.cleaned_data["revision"] != revision.hash:
            given.add_error(None, _("It was changed since you looked at it; look at it as it is now."))
        if not given.is_valid():
            return _page(request, post, given, status=400)
        opens, closes = given.cleaned_data["opens"], given.cleaned_data["closes"]
        act_again = rescheduling.again(post, opens, closes)
        said = _("Submitted with its new time. It waits for a signature.")
        return _do(request, post, act_again, given, closes or opens, said)
    if post.state in (states.SIGNED, states.SCHEDULED) and (wanted is None or rescheduling.fits(revision, wanted)):
        return _page(request, post, MoveForm(initial={"revision": revision.hash, "due_at": wanted}))
    opens, closes = rescheduling.proposed(revision, clock.now(), wanted)
    initial = {"revision": revision.hash, "opens": opens, "closes": closes}
    return _page(request, post, AgainForm(initial=initial))


def _page(
    request: HttpRequest, post: Post, filled: forms.Form, obstacle: Obstacle | None = None, status: int = 200
) -> HttpResponse:
    anew = isinstance(filled, AgainForm)
    blocked = anew and post.state not in rescheduling.CHANGES
    shown: dict[str, Any] = {
        "post": post,
        "form": filled,
        "anew": anew,
        "blocked": blocked,
        "due_at": _due(post),
        "obstacle": obstacle,
        "foreseen": None if obstacle or blocked or filled.is_bound else _foreseen(request, post, filled),
    }
    return render(request, "posts/calendar_move.html", shown, status=status)


def _foreseen(request: HttpRequest, post: Post, filled: forms.Form) -> Obstacle | None:
    """What stands in the way already of what the form proposes."""
    digest = post.revision.hash if post.revision else ""
    initial = filled.initial
    if isinstance(filled, MoveForm):
        act: Act = acts.SchedulePost(str(post.pk), digest, initial["due_at"])
    else:
        act = rescheduling.again(post, initial["opens"], initial["closes"])
    found = foresee(act, by_for(request, post), names=names())
    # What is not filled in yet is no obstacle.
    return None if found is not None and found.faults else found


def _do(request: HttpRequest, post: Post, act: Act, filled: forms.Form, to: datetime | None, said: str) -> HttpResponse:
    there = reverse("posts:post", args=[post.pk])
    if request.GET.get("from") == "calendar" and to is not None:
        there = f"{reverse('posts:calendar')}?{urlencode({'date': timezone.localtime(to).date().isoformat()})}"
    return respond(
        request,
        act,
        said=said,
        then=lambda done: there,
        again=lambda obstacle: _page(request, post, filled, obstacle),
        names=names(),
        by=by_for(request, post),
    )


def _due(post: Post) -> datetime | None:
    """When something of it is due, or by when it is to be signed."""
    due = post.placements.filter(due_at__isnull=False).order_by("due_at").values_list("due_at", flat=True).first()
    revision = post.revision
    return due or (revision.closes or revision.opens if revision else None)


def _wanted(request: HttpRequest, post: Post) -> datetime | None:
    """The time asked for in the address: a moment, or a day at the hour it has now."""
    asked = request.GET.get("to", "")
    try:
        found = datetime.fromisoformat(asked)
    except ValueError:
        return None
    if len(asked) <= len("2026-03-02"):
        now = timezone.localtime(_due(post) or clock.now())
        found = found.replace(hour=now.hour, minute=now.minute)
    try:
        return found if found.tzinfo else timezone.make_aware(found)
    except (ValueError, OverflowError):
        return None
