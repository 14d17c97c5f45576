"""One employee: who they are, in which right they act now, what they hold and held, and what ends when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from countersign.gate import clock
from countersign.gate.act import By, Scope
from countersign.people import acts, capacities, queries, subjects, words
from countersign.people.models import Person, SignIn
from countersign.people.pages import history
from countersign.people.pages.frame import (
    KEEPS,
    barred,
    entry_there,
    keeps_for,
    office_words,
    shown,
    some_reason,
    unseen,
)
from countersign.people.queries import Holding, Leave, PersonLine, lists
from countersign.people.web.doing import Standing, Step
from countersign.people.web.history import title_of
from countersign.people.web.identity import visitor


@dataclass(frozen=True)
class Held:
    """One mandate of a person in a line: what it is, its period, its paper."""

    what: str
    starts: datetime
    ends: datetime | None
    paper: str
    url: str


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one employee, for those who keep the roster and for the employee. The number of an entry that was
    merged leads to the one that was kept."""
    here, at, id = visitor(request), clock.now(), str(pk)
    person = lists.person(here.by.person, at, id)
    if person is None:
        kept = queries.one_human([id])[id]
        if kept != id and lists.person(here.by.person, at, kept) is not None:
            return redirect("employee", pk=kept)
        return unseen(request, there=entry_there(pk))
    me = here.by.person == id
    keeps = keeps_for(here, person)
    entry = Person.objects.get(pk=pk)
    now, later, before = mandates(here.by.person, at, id)
    return shown(
        request,
        "person.html",
        {
            "person": person,
            "employment": words.EMPLOYMENT[person.employment_type],
            "starts": entry.starts,
            "ends": entry.ends,
            "me": me,
            "keeps": keeps,
            "keepers": () if keeps else capacities.who_can(KEEPS, Scope(ref=subjects.AGENCY), at),
            "standing": _standing(person, entry, at, here.by if keeps else None, len(now)),
            "capacities": [title_of(c.kind, c.office, c.mandate, c.title) for c in capacities.of(id, at)],
            "now": now,
            "later": later,
            "before": before,
            "sign_in": SignIn.objects.filter(person=pk).first(),
            "rows": history.of(here, "person", id),
        },
        tab="me" if me and not keeps else "employees",
    )


def mandates(viewer: str, at: datetime, person: str) -> tuple[list[Held], list[Held], list[Held]]:
    """What somebody holds at a moment, will hold, and held: each as far as `viewer` may see it."""
    now: list[Held] = []
    later: list[Held] = []
    before: list[Held] = []
    for holding in queries.held(person):
        over = holding.ends is not None and holding.ends <= at
        (before if over else later if holding.starts > at else now).append(_of_holding(holding))
    for leave in lists.leaves_of(viewer, at, person):
        if not leave.given:
            continue
        over = leave.ended is not None or leave.ends <= at
        (before if over else later if leave.starts > at else now).append(_of_leave(leave))
    return now, later, before


def _of_holding(holding: Holding) -> Held:
    office = office_words(holding.office)
    if holding.kind == "appointment":
        url = reverse("appointment", args=[holding.id])
        return Held(office, holding.starts, holding.ends, holding.instrument, url)
    what = _("for the %(office)s, given by %(giver)s") % {"office": office, "giver": holding.giver_name}
    return Held(what, holding.starts, holding.ends, holding.instrument, reverse("delegation", args=[holding.id]))


def _of_leave(leave: Leave) -> Held:
    count = len(leave.accounts)
    what = ngettext("leave to post on %(count)d account", "leave to post on %(count)d accounts", count)
    ends = leave.ended or leave.ends
    return Held(what % {"count": count}, leave.starts, ends, leave.number, reverse("authorization", args=[leave.id]))


def _standing(person: PersonLine, entry: Person, at: datetime, by: By | None, holds: int) -> Standing:
    """Where an entry stands. `by` None leaves out the steps: they are for those who keep the roster."""
    label, icon, tone, sentence = _label(person, entry, at, holds)
    steps = _steps(person, by) if by is not None else ()
    return Standing(label=label, icon=icon, tone=tone, sentence=sentence, steps=steps)


def _label(person: PersonLine, entry: Person, at: datetime, holds: int) -> tuple[str, str, str, str]:
    if person.employed:
        held = ngettext("%(count)d mandate", "%(count)d mandates", holds) % {"count": holds}
        sentence = _("Employed, and holding no office, power or leave to post.")
        if holds:
            sentence = _("Employed, and holding %(held)s.") % {"held": held}
        return _("employed"), "check_circle", "good", sentence
    if entry.starts > at:
        return _("begins later"), "schedule", "quiet", _("Entered already; from the first day on they can act.")
    return _("not employed"), "cancel", "quiet", _("They hold nothing and can do nothing here. What they did stays.")


def _steps(person: PersonLine, by: By) -> tuple[Step, ...]:
    gone = _("They are not employed any more.")
    change: dict[str, Any] = {
        "full_name": person.name,
        "employment_type": person.employment_type,
        "unit": person.unit,
        "work_mail": person.work_mail,
    }
    correct = barred(acts.ChangePerson(person.id, **change), by, now=gone)
    end = barred(acts.EndEmployment(person.id, some_reason()), by, now=gone)
    steps = [
        Step(_("Correct the entry"), reverse("change_person", args=[person.id]), correct),
        Step(_("End the employment"), reverse("end_employment", args=[person.id]), end),
        Step(_("Merge into another entry"), reverse("merge_people", args=[person.id]), None),
    ]
    if not person.employed:
        again = Step(_("Hire again"), f"{reverse('hire')}?again={person.id}", None)
        return (again, *steps)
    return tuple(steps)
