"""What only a person can do about publishing: post by hand, settle what nobody knows, pause everything."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.connectors.errors import BadAttestation, ConnectorError
from countersign.gate import clock
from countersign.gate.act import By
from countersign.people.web.doing import Obstacle, foresee, respond
from countersign.people.web.identity import visitor
from countersign.posts import acts, authority, byhand, form, queries, states
from countersign.posts.forms import HandForm, ReasonForm, SettleForm
from countersign.posts.models import Attempt, Placement
from countersign.posts.pages import uploads
from countersign.posts.pages.common import me, names, person_name, placement_chip, placement_or_404
from countersign.posts.pages.previewing import Seen, previews, seen


def tasks(request: HttpRequest) -> HttpResponse:
    """What is to be posted or taken down by hand on the accounts I may post on."""
    at = clock.now()
    on = {a for c in authority.capacities(me(request), at) if c.kind == "authorized" for a in c.accounts or ()}
    return render(request, "posts/tasks.html", {"lines": queries.by_hand(at, on)})


def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing to be done by hand: say that I am doing it now, follow the checklist, attest it."""
    placement = placement_or_404(request, pk)
    if not placement.by_hand:
        raise Http404(_("A machine does this one."))
    by = authority.of_author(me(request), placement.account, clock.now())
    attempt = placement.attempts.filter(outcome=states.ARMED).select_related("placement", "revision").first()
    filled = HandForm(request.POST or None, request.FILES or None)

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        return _task_page(request, placement, attempt, filled, by, obstacle)

    if request.method != "POST":
        return again()
    if attempt is None:
        return respond(
            request,
            byhand.arming(placement),
            said=_("It is yours now. Follow the checklist and come back with the address."),
            then=lambda done: reverse("posts:task", args=[pk]),
            again=again,
            names=names(),
            by=by,
        )
    if request.POST.get("do") == "not_done":
        act = acts.RecordOutcome(str(placement.pk), str(attempt.pk), states.NOT_SENT, said=_("Not done."))
        return respond(
            request,
            act,
            said=_("Noted: it was not done."),
            then=lambda done: reverse("posts:post", args=[placement.post_id]),
            again=again,
            by=by,
        )
    return _attest(request, placement, attempt, filled, by, again)


def _attest(
    request: HttpRequest, placement: Placement, attempt: Attempt, filled: HandForm, by: By, again: Any
) -> HttpResponse:
    if filled.is_valid():
        try:
            shown = uploads.screenshot(filled.cleaned_data["screenshot"])
            act = _outcome(attempt, filled.cleaned_data["url"], shown, person_name(by.person, clock.now()))
        except uploads.NotTaken as error:
            filled.add_error("screenshot", str(error))
        except BadAttestation as error:
            filled.add_error("url" if error.field == "url" else None, _(error.message))
        else:
            return respond(
                request,
                act,
                said=_("Written down."),
                then=lambda done: reverse("posts:post", args=[placement.post_id]),
                again=again,
                by=by,
            )
    response: HttpResponse = again()
    response.status_code = 400
    return response


def _outcome(attempt: Attempt, url: str, shown: str, name: str) -> acts.RecordOutcome:
    if attempt.op == states.DELETE:
        return acts.RecordOutcome(str(attempt.placement_id), str(attempt.pk), states.LIVE, shown=shown, by_hand=True)
    return byhand.attested(attempt, url=url, by=name, shown=shown)


def _task_page(
    request: HttpRequest,
    placement: Placement,
    attempt: Attempt | None,
    filled: HandForm,
    by: By,
    obstacle: Obstacle | None,
) -> HttpResponse:
    checklist, fault = None, ""
    if attempt is not None:
        try:
            checklist = byhand.task(attempt).checklist
        except (ConnectorError, LookupError, form.NotTheSame) as error:
            fault = str(error)
    frozen = form.read(placement.revision.hash)
    shown = {
        "placement": placement,
        "chip": placement_chip(placement.state),
        "attempt": attempt,
        "checklist": checklist,
        "steps": [_(step) for step in checklist.steps] if checklist else (),
        "fault": fault,
        "files": _files(attempt) if checklist and checklist.downloads and attempt else (),
        "previews": [p for p in previews(frozen) if p.account == placement.account],
        "form": filled,
        "obstacle": obstacle,
        "closed": foresee(byhand.arming(placement), by, names=names()) if attempt is None and not obstacle else None,
    }
    return render(request, "posts/task.html", shown)


def _files(attempt: Attempt) -> tuple[Seen, ...]:
    """The files of an armed attempt, exactly as they go to its account."""
    signed = form.read(attempt.revision.hash)
    return tuple(map(seen, signed.files(attempt.placement.account, attempt.part)))


def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Look whether it is there, and say so. Nothing is ever sent a second time on a guess."""
    placement = placement_or_404(request, pk)
    attempt = placement.attempts.filter(outcome__in=states.IN_FLIGHT).select_related("revision").first()
    if attempt is None:
        return redirect("posts:post", placement.post_id)
    filled = SettleForm(request.POST or None, request.FILES or None)

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        shown = {
            "placement": placement,
            "attempt": attempt,
            "form": filled,
            "obstacle": obstacle,
            "previews": [p for p in previews(form.read(attempt.revision.hash)) if p.account == placement.account],
            "names": names(),
        }
        return render(request, "posts/settle.html", shown)

    kept = ""
    if request.method == "POST" and filled.is_valid() and filled.cleaned_data["screenshot"]:
        try:
            kept = uploads.screenshot(filled.cleaned_data["screenshot"])
        except uploads.NotTaken as error:
            filled.add_error("screenshot", str(error))
    if request.method != "POST" or not filled.is_valid():
        response = again()
        response.status_code = 400 if request.method == "POST" else 200
        return response
    data = filled.cleaned_data
    act = acts.SettleAttempt(
        placement=str(placement.pk),
        attempt=str(attempt.pk),
        there=data["there"] == "yes",
        reason=data["reason"],
        url=data["url"],
        remote_id=data["remote_id"],
        evidence=kept,
    )
    return respond(
        request,
        act,
        said=_("Settled."),
        then=lambda done: reverse("posts:post", args=[placement.post_id]),
        again=again,
    )


def pause(request: HttpRequest) -> HttpResponse:
    """The crisis pause: on or off, and what was on its way when it began."""
    now = queries.pause()
    filled = ReasonForm(request.POST or None)
    by = visitor(request).by

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        trial: acts.PausePublishing | acts.ResumePublishing = (
            acts.ResumePublishing("a reason that is long enough") if now else acts.PausePublishing("a reason")
        )
        flying = queries.in_flight()
        shown = {
            "pause": now,
            "person": person_name(now.person, clock.now()) if now else "",
            "form": filled,
            "obstacle": obstacle,
            "closed": foresee(trial, by) if not obstacle else None,
            "flying": queries.placement_lines([a.placement for a in flying]),
        }
        return render(request, "posts/pause.html", shown)

    if request.method != "POST" or not filled.is_valid():
        response = again()
        response.status_code = 400 if request.method == "POST" else 200
        return response
    reason = filled.cleaned_data["reason"]
    if now:
        act: acts.PausePublishing | acts.ResumePublishing = acts.ResumePublishing(reason)
        said = _("Publishing goes on. What was held is sent only when somebody schedules it again.")
    else:
        act, said = acts.PausePublishing(reason), _("Publishing is paused. Nothing new goes out from now on.")
    return respond(request, act, said=said, then=lambda done: reverse("posts:pause"), again=again)
