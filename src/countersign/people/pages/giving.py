"""Asking for leave to post; giving it by a letter that is read before it is signed; renewing and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.gate import clock, packs
from countersign.gate.act import Act, By, Capacity
from countersign.people import acts, letters, names, queries
from countersign.people.forms.authorizations import AskForm, AskForMyselfForm, GiveForm, RenewForm
from countersign.people.forms.fields import ConfirmForm, ReasonForm, begins, day_of, last_day, over, today
from countersign.people.models import Mandate
from countersign.people.pages.authorizations import as_letter, there
from countersign.people.pages.frame import (
    ASKS,
    barred,
    beside,
    carry_out,
    sent,
    shown,
    some_reason,
    unseen,
)
from countersign.people.queries import Leave
from countersign.people.web.doing import Obstacle, foresee, language, respond
from countersign.people.web.identity import visitor

FIELDS = {"starts": "first_day", "ends": "last_day"}
SEAL = "countersign.people.letter"
GOOD_FOR_S = 3600
"""How long, in seconds, a letter that was shown can be signed: names and capacities in it grow old."""


def ask(request: HttpRequest) -> HttpResponse:
    """Ask for leave to post, for oneself or for somebody of one's unit."""
    here, at = visitor(request), clock.now()
    others = here.may(ASKS)
    kind = AskForm if others else AskForMyselfForm
    form = kind(sent(request), initial={"first_day": today(), "last_day": _longest(at)})
    offered = names.offered(names.ACCOUNT, here.by.person, at)
    form.offer(offered)

    def act(given: dict[str, Any]) -> Act:
        person = given.get("person") or here.by.person
        starts, ends = begins(given["first_day"], at), over(given["last_day"])
        return acts.RequestAuthorization(person, tuple(given["accounts"]), starts, ends)

    def page(obstacle: Obstacle | None) -> HttpResponse:
        context = {"form": form, "obstacle": obstacle, "others": others, "accounts": bool(offered)}
        return shown(request, "ask_authorization.html", context, tab="authorizations")

    return carry_out(
        request,
        form,
        act=act,
        page=page,
        said=_("Asked. You see here what becomes of it."),
        then=lambda done: reverse("authorization", args=[done.subject_id]),
        fields=FIELDS,
        names=dict(offered),
    )


def give(request: HttpRequest) -> HttpResponse:
    """Fill in a letter and read it as it will be; with `?request=`, from what was asked for."""
    here, at = visitor(request), clock.now()
    asked = _request(here.by.person, at, request.GET.get("request", ""))
    offered = _with_names(names.offered(names.ACCOUNT, here.by.person, at), asked.accounts if asked else ())
    form = GiveForm(sent(request), initial=_initial(asked, at))
    form.offer(offered)
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "accounts": bool(offered),
        "longest": packs.in_force().parameter.get("longest_authorization_days"),
    }
    if request.method != "POST" or "edit" in request.POST:
        return shown(request, "give_authorization.html", context, tab="authorizations")
    if not form.is_valid() or here.capacity is None:
        return shown(request, "give_authorization.html", context, tab="authorizations", status=400)
    act, letter = _drawn_up(form.cleaned_data, here.capacity, at, asked)
    found = foresee(act, here.by, names=dict(offered))
    if found is not None:
        context["obstacle"] = beside(form, found, FIELDS)
        return shown(request, "give_authorization.html", context, tab="authorizations", status=found.status)
    context |= {
        "letter": letters.data(letter, packs.in_force()),
        "document": act.letter,
        "sealed": signing.dumps(_plain(act, here.by), salt=SEAL),
        "typed": [(name, value) for name, values in request.POST.lists() if name in form.fields for value in values],
    }
    return shown(request, "sign_authorization.html", context, tab="authorizations")


@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Give the leave by the letter that was read. Signing the same letter twice gives it once."""
    here = visitor(request)
    try:
        kept = signing.loads(request.POST.get("sealed", ""), salt=SEAL, max_age=GOOD_FOR_S)
    except signing.BadSignature:
        words = {
            "title": _("This letter can no longer be signed"),
            "next": _("It was shown too long ago. Fill it in again and read it once more."),
            "url": reverse("give_authorization"),
            "verb": _("Fill in a letter"),
        }
        return shown(request, "told.html", words, tab="authorizations", status=409)
    if kept["by"][0] != here.by.person:
        return unseen(request, there=True)
    act = _act(kept)
    given = Mandate.objects.filter(letter=act.letter, granted_seq__isnull=False).first()
    if given is not None:
        return redirect("authorization", pk=given.pk)

    def again(obstacle: Obstacle) -> HttpResponse:
        context = {"obstacle": obstacle, "act": act, "sealed": request.POST["sealed"]}
        return shown(request, "sign_refused.html", context, tab="authorizations")

    return respond(
        request,
        act,
        said=_("Signed. The leave runs from its first day, and ends by itself."),
        then=lambda done: reverse("authorization", args=[done.subject_id]),
        again=again,
        names=names.of(names.ACCOUNT, act.accounts),
        by=By(*kept["by"]),
    )


def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a further period in one step, with a reason and a new letter."""
    here, at, id = visitor(request), clock.now(), str(pk)
    leave = next((p for p in queries.line_of(here.by.person, at, id) if p.id == id), None)
    if leave is None or not leave.given or here.capacity is None:
        return unseen(request, there=leave is None and there(pk))
    before, giver, starts = leave, here.capacity, max(leave.ends, at)
    further = {"last_day": _longest(starts), "instrument": _next_number(at), "conditions": before.conditions}
    form = RenewForm(sent(request), initial=further)
    closed = barred(
        acts.RenewAuthorization(
            id, starts, starts + timedelta(days=1), leave.number or "-", leave.letter, some_reason()
        ),
        here.by,
        now=_("It is renewed already, or was ended."),
    )

    def act(given: dict[str, Any]) -> Act:
        ends = over(given["last_day"])
        letter = letters.draft(
            giver, before.person, list(names.of(names.ACCOUNT, before.accounts).items()), starts, ends,
            number=given["instrument"], at=at, conditions=given["conditions"], renews=before.number,
            language=language(),
        )  # fmt: skip
        kept = letters.keep(letter, packs.in_force()) if ends > starts else before.letter
        return acts.RenewAuthorization(
            id, starts, ends, given["instrument"], kept, given["reason"], given["conditions"]
        )

    def page(obstacle: Obstacle | None) -> HttpResponse:
        context = {
            "form": form,
            "obstacle": obstacle,
            "closed": closed,
            "leave": before,
            "starts": starts,
            "letter": letters.data(as_letter(before, at), packs.in_force()),
        }
        return shown(request, "renew_authorization.html", context, tab="authorizations")

    return carry_out(
        request,
        form,
        act=act,
        page=page,
        said=_("Renewed. The period before stays on record as it was."),
        then=lambda done: reverse("authorization", args=[_renewal(before.id)]),
        fields=FIELDS,
        names=names.of(names.ACCOUNT, before.accounts),
    )


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take leave to post away, or turn a request for it down."""
    here, at, id = visitor(request), clock.now(), str(pk)
    leave = next((p for p in queries.line_of(here.by.person, at, id) if p.id == id), None)
    if leave is None:
        return unseen(request, there=there(pk))
    form = ReasonForm(sent(request))
    closed = barred(acts.EndAuthorization(id, some_reason()), here.by, now=_("It is over already."))

    def page(obstacle: Obstacle | None) -> HttpResponse:
        context = {
            "form": form,
            "obstacle": obstacle,
            "closed": closed,
            "leave": leave,
            "accounts": list(names.of(names.ACCOUNT, leave.accounts).values()),
        }
        return shown(request, "end_authorization.html", context, tab="authorizations")

    said = _("Ended from this second on.") if leave.given else _("Turned down.")
    return carry_out(
        request,
        form,
        act=lambda given: acts.EndAuthorization(id, given["reason"]),
        page=page,
        said=said,
        then=lambda done: reverse("authorization", args=[id]),
    )


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a request before it is decided: who asked can, and whom it is for."""
    here, at, id = visitor(request), clock.now(), str(pk)
    leave = next((p for p in queries.line_of(here.by.person, at, id) if p.id == id), None)
    if leave is None:
        return unseen(request, there=there(pk))
    form, act = ConfirmForm(sent(request)), acts.WithdrawAuthorizationRequest(id)

    def page(obstacle: Obstacle | None) -> HttpResponse:
        context = {
            "form": form,
            "obstacle": obstacle,
            "closed": barred(act, here.by, now=_("It is decided already.")),
            "title": _("Take the request for %(name)s back") % {"name": leave.name},
            "what": _("Nobody has to decide on it any more. It can be asked for again at any time."),
            "verb": _("Take it back now"),
            "back_url": reverse("authorization", args=[id]),
        }
        return shown(request, "confirm.html", context, tab="authorizations")

    return carry_out(
        request,
        form,
        act=lambda given: act,
        page=page,
        said=_("The request is taken back."),
        then=lambda done: reverse("authorization", args=[id]),
    )


def _drawn_up(
    given: dict[str, Any], giver: Capacity, at: datetime, asked: Leave | None
) -> tuple[acts.Authorize, letters.Letter]:
    """The letter, made and kept, and the act that gives leave by it: what is signed is what was read."""
    starts, ends = begins(given["first_day"], at), over(given["last_day"])
    accounts = tuple(given["accounts"])
    letter = letters.draft(
        giver, given["person"], list(names.of(names.ACCOUNT, accounts).items()), starts, ends,
        number=given["instrument"], at=at, conditions=given["conditions"], language=language(),
    )  # fmt: skip
    act = acts.Authorize(
        given["person"], accounts, starts, ends, given["instrument"], letters.keep(letter, packs.in_force()),
        given["conditions"], asked.id if asked else None,
    )  # fmt: skip
    return act, letter


def _plain(act: acts.Authorize, by: By) -> dict[str, Any]:
    """The act as it travels through the page, sealed."""
    plain = {**act.fields(), "starts": act.starts.isoformat(), "ends": act.ends.isoformat()}
    return {"by": [by.person, by.mandate], "act": plain}


def _act(kept: dict[str, Any]) -> acts.Authorize:
    plain = kept["act"]
    moments = {name: datetime.fromisoformat(plain[name]) for name in ("starts", "ends")}
    return acts.Authorize(**{**plain, **moments, "accounts": tuple(plain["accounts"])})


def _request(viewer: str, at: datetime, id: str) -> Leave | None:
    """The open request with this id, as `viewer` may see it."""
    return next((leave for leave in queries.asked_for(viewer, at) if leave.id == id), None) if id else None


def _initial(asked: Leave | None, at: datetime) -> dict[str, Any]:
    initial: dict[str, Any] = {"first_day": today(), "last_day": _longest(at), "instrument": _next_number(at)}
    if asked is None:
        return initial
    return initial | {
        "person": queries.known([asked.person], at)[asked.person].employee_no,
        "accounts": list(asked.accounts),
        "first_day": max(today(), day_of(asked.starts)),
        "last_day": last_day(asked.ends),
    }


def _with_names(offered: Sequence[names.Choice], also: Sequence[str]) -> list[names.Choice]:
    """What can be chosen, with what was asked for even where it is not offered: the gate says why not."""
    there = {id for id, _name in offered}
    return [*offered, *((id, name) for id, name in names.of(names.ACCOUNT, also).items() if id not in there)]


def _longest(starts: datetime) -> Any:
    """The last day of the longest period that the pack allows from `starts` on."""
    return last_day(starts + timedelta(days=int(packs.in_force().parameter["longest_authorization_days"]) - 1))


def _next_number(at: datetime) -> str:
    """A number to begin with: the year, and one more than letters given in it."""
    year = today().year
    count = Mandate.objects.filter(
        kind=Mandate.Kind.AUTHORIZATION, granted_seq__isnull=False, instrument__startswith=f"A-{year}-"
    ).count()
    return f"A-{year}-{count + 1}"


def _renewal(of: str) -> str:
    """The period that an authorization was renewed by."""
    return str(Mandate.objects.filter(renews=int(of), ended_seq=None).values_list("pk", flat=True).get())
