"""The steps of a post with a form between: schedule it, take it off the schedule, take it down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.people.web.doing import Obstacle, respond
from countersign.posts import acts
from countersign.posts.forms import ReasonForm, ScheduleForm
from countersign.posts.models import Post
from countersign.posts.pages.common import names, placement_or_404, post_or_404
from countersign.posts.pages.standing import by_for


def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Schedule a post."""
    post = post_or_404(request, pk)
    digest = post.revision.hash if post.revision else ""
    filled = ScheduleForm(request.POST or None, initial={"revision": digest})

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        return _step(request, post, filled, _("Schedule"), obstacle, intro=_("Everything is asked again at its time."))

    if request.method != "POST" or not filled.is_valid():
        return _answered(request, again())
    act = acts.SchedulePost(str(post.pk), filled.cleaned_data["revision"], filled.cleaned_data["due_at"])
    return respond(
        request,
        act,
        said=_("Scheduled."),
        then=lambda done: reverse("posts:post", args=[pk]),
        again=again,
        names=names(),
        by=by_for(request, post),
    )


def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a post off the schedule."""
    post = post_or_404(request, pk)
    filled = ReasonForm(request.POST or None)

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        return _step(request, post, filled, _("Take off the schedule"), obstacle)

    if request.method != "POST" or not filled.is_valid():
        return _answered(request, again())
    return respond(
        request,
        acts.UnschedulePost(str(post.pk), filled.cleaned_data["reason"]),
        said=_("It is off the schedule."),
        then=lambda done: reverse("posts:post", args=[pk]),
        again=again,
        by=by_for(request, post),
    )


def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a post down from one account."""
    placement = placement_or_404(request, pk)
    filled = ReasonForm(request.POST or None)

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        intro = _("It is taken down from this account only. What it showed was captured and stays on record.")
        return _step(request, placement.post, filled, _("Take it down"), obstacle, intro=intro, grave=True)

    if request.method != "POST" or not filled.is_valid():
        return _answered(request, again())
    return respond(
        request,
        acts.WithdrawPost(str(placement.pk), filled.cleaned_data["reason"]),
        said=_("It is being taken down."),
        then=lambda done: reverse("posts:post", args=[placement.post_id]),
        again=again,
        by=by_for(request, placement.post),
    )


def _step(
    request: HttpRequest,
    post: Post,
    filled: Any,
    verb: str,
    obstacle: Obstacle | None,
    *,
    intro: str = "",
    grave: bool = False,
) -> HttpResponse:
    shown = {"post": post, "form": filled, "verb": verb, "obstacle": obstacle, "intro": intro, "grave": grave}
    return render(request, "posts/step.html", shown)


def _answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.status_code = 400 if request.method == "POST" else 200
    return response
