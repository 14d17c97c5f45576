"""Powers given to designees: what one can give, giving it, one delegation, taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countersign.gate import clock, packs
from countersign.gate.act import Act, By, Capacity
from countersign.people import acts, capacities, queries, words
from countersign.people.forms.fields import ConfirmForm, ReasonForm, begins, over, today
from countersign.people.forms.offices import DelegateForm
from countersign.people.pages import history
from countersign.people.pages.frame import (
    DELEGATES,
    barred,
    carry_out,
    office_words,
    power_words,
    sent,
    shown,
    some_reason,
    unseen,
)
from countersign.people.queries import Holding, endings
from countersign.people.web.doing import Obstacle, Standing, Step
from countersign.people.web.identity import Visitor, visitor

FIELDS = {"starts": "first_day", "ends": "last_day"}


def give(request: HttpRequest) -> HttpResponse:
    """What an office holder can give, what they have given, and a form to give more."""
    here, at = visitor(request), clock.now()
    offices = [c for c in here.capacities if c.kind == "office" and DELEGATES in c.powers]
    under = _under(request, here, offices)
    if under is None:
        return shown(request, "told.html", _nothing_to_give(), tab="offices")
    personal = capacities.personal_powers(packs.in_force())
    form = DelegateForm(sent(request), initial={"first_day": today(), "why": "routine"})
    form.offer(sorted(((p, _choice(p, p in personal)) for p in _delegable(under)), key=lambda choice: choice[1]))

    def act(given: dict[str, Any]) -> Act:
        return acts.Delegate(
            designee=given["designee"],
            powers=tuple(given["powers"]),
            starts=begins(given["first_day"], at),
            ends=over(given["last_day"]) if given["last_day"] else None,
            why=given["why"],
            instrument=given["instrument"],
            units=tuple(given["units"]),
        )

    def page(obstacle: Obstacle | None) -> HttpResponse:
        context = {
            "form": form,
            "obstacle": obstacle,
            "under": under,
            "title": office_words(under.office or ""),
            "offices": [(c.mandate, office_words(c.office or "")) for c in offices],
            "given": [(h, [power_words(p) for p in h.powers]) for h in endings.given_from(under.mandate or "", at)],
            "longest": packs.in_force().parameter.get("longest_delegation_days"),
        }
        return shown(request, "delegate.html", context, tab="offices")

    return carry_out(
        request,
        form,
        act=act,
        page=page,
        said=_("Given. It ends by itself on its last day, and you can take it back before."),
        then=lambda done: reverse("delegation", args=[done.subject_id]),
        fields=FIELDS,
        by=By(here.by.person, under.mandate),
    )


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One delegation: who acts for whom, with which powers, until when, why and by which paper."""
    found = _found(pk)
    if found is None:
        return unseen(request, there=False)
    names = {u.id: u.name for u in queries.units(closed=True)}
    context = {
        "one": found,
        "title": office_words(found.office),
        "powers": [power_words(p) for p in found.powers],
        "units": [names.get(u, u) for u in found.units or ()],
        "why": words.REASONS.get(found.reason, found.reason),
        "standing": _standing(visitor(request), found, clock.now()),
        "rows": history.of(visitor(request), "delegation", found.id),
    }
    return shown(request, "delegation.html", context, tab="offices")


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was given."""
    found = _found(pk)
    if found is None:
        return unseen(request, there=False)
    form = ReasonForm(sent(request))
    closed = barred(acts.EndDelegation(found.id, some_reason()), visitor(request).by, now=_over())

    def page(obstacle: Obstacle | None) -> HttpResponse:
        context = {
            "form": form,
            "obstacle": obstacle,
            "closed": closed,
            "one": found,
            "title": office_words(found.office),
            "powers": [power_words(p) for p in found.powers],
        }
        return shown(request, "end_delegation.html", context, tab="offices")

    return carry_out(
        request,
        form,
        act=lambda given: acts.EndDelegation(found.id, given["reason"]),
        page=page,
        said=_("Taken back from this second on."),
        then=lambda done: reverse("delegation", args=[found.id]),
    )


def hand_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand back what one was given: only its designee can."""
    found = _found(pk)
    if found is None:
        return unseen(request, there=False)
    form, act = ConfirmForm(sent(request)), acts.ReturnDelegation(found.id)

    def page(obstacle: Obstacle | None) -> HttpResponse:
        said = {"giver": found.giver_name, "office": office_words(found.office)}
        context = {
            "form": form,
            "obstacle": obstacle,
            "closed": barred(act, visitor(request).by, now=_over()),
            "title": _("Hand the delegation back"),
            "what": _("From this second on you no longer act for %(giver)s, %(office)s. What you signed stays good.")
            % said,
            "verb": _("Hand it back now"),
            "back_url": reverse("delegation", args=[found.id]),
        }
        return shown(request, "confirm.html", context, tab="offices")

    return carry_out(
        request,
        form,
        act=lambda given: act,
        page=page,
        said=_("Handed back from this second on."),
        then=lambda done: reverse("delegation", args=[found.id]),
    )


def _under(request: HttpRequest, here: Visitor, offices: list[Capacity]) -> Capacity | None:
    """The office whose powers are given: the one asked for, the one acted in, or the first."""
    wanted = request.GET.get("under") or (here.capacity.mandate if here.capacity else None)
    return next((c for c in offices if c.mandate == wanted), offices[0] if offices else None)


def _delegable(under: Capacity) -> tuple[str, ...]:
    office = packs.in_force().office.get(under.office or "")
    return office.delegable if office else ()


def _choice(power: str, personal: bool) -> str:
    said = power_words(power)
    return _("%(power)s (personal: only in absence or emergency)") % {"power": said} if personal else said


def _found(pk: int) -> Holding | None:
    found = endings.holding(str(pk))
    return found if found is not None and found.kind == "delegation" else None


def _standing(here: Visitor, one: Holding, at: datetime) -> Standing:
    step = barred(acts.EndDelegation(one.id, some_reason()), here.by, now=_over())
    steps = (Step(_("Take it back"), reverse("end_delegation", args=[one.id]), step),)
    if here.by.person == one.person:
        back = barred(acts.ReturnDelegation(one.id), here.by, now=_over())
        steps = (Step(_("Hand it back"), reverse("return_delegation", args=[one.id]), back),)
    said = {"name": one.name, "giver": one.giver_name, "office": office_words(one.office)}
    if one.ends is not None and one.ends <= at:
        sentence = _("%(name)s acted for %(giver)s. What they signed then stays.") % said
        return Standing(_("over"), "cancel", "quiet", sentence)
    if one.starts > at:
        sentence = _("%(name)s will act for %(giver)s, %(office)s, from the first day on.") % said
        return Standing(_("begins later"), "schedule", "quiet", sentence, steps=steps)
    sentence = _("%(name)s acts for %(giver)s, %(office)s, in what is listed here and nothing else.") % said
    return Standing(_("runs"), "check_circle", "good", sentence, steps=steps)


def _nothing_to_give() -> dict[str, str]:
    return {
        "title": _("You hold no office whose powers you could give"),
        "next": _("Only the holder of an office gives its powers to a designee; a designee does not give them on."),
    }


def _over() -> str:
    return _("It is over already.")
