"""Offices: who holds each on a day and who acts for whom; appointing, and ending an appointment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countersign.gate import clock, packs
from countersign.gate.act import Act, Scope
from countersign.people import acts, capacities, queries, subjects
from countersign.people.forms.fields import ReasonForm, begins, over, today
from countersign.people.forms.offices import AppointForm, AsOfForm
from countersign.people.pages import ending, history
from countersign.people.pages.frame import (
    APPOINTS,
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
from countersign.people.web.doing import Obstacle, Standing, Step, language
from countersign.people.web.files import csv_file
from countersign.people.web.identity import Visitor, visitor

FIELDS = {"starts": "first_day", "ends": "last_day"}


@dataclass(frozen=True)
class Card:
    """One office on a day."""

    id: str
    title: str
    of_units: bool
    holders: tuple[tuple[Holding, str], ...]
    acting: tuple[tuple[Holding, str, tuple[str, ...]], ...]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every office with its holders and their designees, today or on another day."""
    form, at, other_day = _as_of(request)
    here = visitor(request)
    context = {
        "form": form,
        "cards": _cards(at),
        "other_day": other_day,
        "appoints": here.may(APPOINTS),
        "delegates": here.may(DELEGATES),
        "who_appoints": capacities.who_can(APPOINTS, Scope(ref=subjects.AGENCY), clock.now()),
    }
    return shown(request, "offices.html", context, tab="offices")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same as a file: one line for each person who could sign on that day."""
    _form, at, _other = _as_of(request)
    units = _unit_names()
    rows = [
        (
            h.office,
            h.kind,
            h.name,
            h.giver_name,
            "; ".join(_units(h, units)),
            "; ".join(h.powers),
            h.starts.isoformat(),
            h.ends.isoformat() if h.ends else "",
            h.reason,
            h.instrument,
        )
        for h in (*queries.holders(at), *queries.acting(at))
    ]
    header = ("office", "kind", "name", "for", "units", "powers", "starts", "ends", "reason", "instrument")
    return csv_file("offices.csv", header, rows)


@require_safe
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """One appointment: who holds which office, since when, by which paper, and what was given from it."""
    at = clock.now()
    found = endings.holding(str(pk))
    if found is None or found.kind != "appointment":
        return unseen(request, there=False)
    context = {
        "one": found,
        "title": office_words(found.office),
        "units": _units(found, _unit_names()),
        "powers": [power_words(p) for p in _powers(found.office)],
        "given": endings.given_from(found.id, at),
        "standing": _standing(visitor(request), found, at),
        "rows": history.of(visitor(request), "appointment", found.id),
    }
    return shown(request, "appointment.html", context, tab="offices")


def appoint(request: HttpRequest) -> HttpResponse:
    """Record who holds an office."""
    pack, at = packs.in_force(), clock.now()
    form = AppointForm(sent(request), initial={"office": request.GET.get("office", ""), "first_day": today()})
    form.offer([(o.id, o.title.get(language())) for o in pack.offices])

    def act(given: dict[str, Any]) -> Act:
        ends = over(given["last_day"]) if given["last_day"] else None
        return acts.Appoint(
            given["person"], given["office"], begins(given["first_day"], at), ends, given["instrument"],
            units=tuple(given["units"]),
        )  # fmt: skip

    def page(obstacle: Obstacle | None) -> HttpResponse:
        return shown(request, "appoint.html", {"form": form, "obstacle": obstacle}, tab="offices")

    return carry_out(
        request,
        form,
        act=act,
        page=page,
        said=_("Recorded. They can act from the first day on."),
        then=lambda done: reverse("appointment", args=[done.subject_id]),
        fields=FIELDS,
    )


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment, having seen what ends with it."""
    found = endings.holding(str(pk))
    if found is None or found.kind != "appointment":
        return unseen(request, there=False)
    form = ReasonForm(sent(request))
    at = clock.now()
    closed = barred(acts.EndAppointment(found.id, some_reason()), visitor(request).by, now=_over())

    def page(obstacle: Obstacle | None) -> HttpResponse:
        context = {
            "form": form,
            "obstacle": obstacle,
            "closed": closed,
            "one": found,
            "title": office_words(found.office),
            "endings": ending.lines(endings.with_appointment(found.id, at)),
            "last": _last_holder(found, at),
        }
        return shown(request, "end_appointment.html", context, tab="offices")

    return carry_out(
        request,
        form,
        act=lambda given: acts.EndAppointment(found.id, given["reason"]),
        page=page,
        said=_("The appointment is ended, and with it what was given from it."),
        then=lambda done: reverse("appointment", args=[found.id]),
    )


def _as_of(request: HttpRequest) -> tuple[AsOfForm, datetime, bool]:
    """The moment to look at: now, or the middle of another day."""
    form = AsOfForm(request.GET or None)
    day = form.cleaned_data.get("day") if form.is_valid() else None
    if day is None or day == today():
        return form, clock.now(), False
    return form, datetime.combine(day, time(12), tzinfo=get_default_timezone()), True


def _cards(at: datetime) -> list[Card]:
    holders, acting, units = queries.holders(at), queries.acting(at), _unit_names()
    return [
        Card(
            id=office.id,
            title=office.title.get(language()),
            of_units=office.scope == "unit",
            holders=tuple((h, ", ".join(_units(h, units))) for h in holders if h.office == office.id),
            acting=tuple(
                (h, ", ".join(_units(h, units)), tuple(power_words(p) for p in h.powers))
                for h in acting
                if h.office == office.id
            ),
        )
        for office in packs.in_force().offices
    ]


def _standing(here: Visitor, one: Holding, at: datetime) -> Standing:
    title = office_words(one.office)
    step = barred(acts.EndAppointment(one.id, some_reason()), here.by, now=_over())
    steps = (Step(_("End the appointment"), reverse("end_appointment", args=[one.id]), step),)
    if one.ends is not None and one.ends <= at:
        sentence = _("%(name)s held this office. What they signed in it stays.") % {"name": one.name}
        return Standing(_("over"), "cancel", "quiet", sentence)
    if one.starts > at:
        sentence = _("%(name)s will hold this office from the first day on.") % {"name": one.name}
        return Standing(_("begins later"), "schedule", "quiet", sentence, steps=steps)
    sentence = _("%(name)s acts as %(title)s.") % {"name": one.name, "title": title}
    return Standing(_("in office"), "check_circle", "good", sentence, steps=steps)


def _last_holder(one: Holding, at: datetime) -> bool:
    """Whether nobody would hold the office any more."""
    return not any(h.id != one.id for h in queries.holders(at, office=one.office))


def _powers(office: str) -> tuple[str, ...]:
    found = packs.in_force().office.get(office)
    return found.powers if found else ()


def _unit_names() -> dict[str, str]:
    return {u.id: u.name for u in queries.units(closed=True)}


def _units(one: Holding, names: dict[str, str]) -> list[str]:
    return [names.get(u, u) for u in one.units or ()]


def _over() -> str:
    return _("It is over already.")
