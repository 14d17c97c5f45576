"""Hiring, correcting, ending an employment after seeing what ends with it, and merging doubles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.gate import clock
from countersign.gate.act import Act
from countersign.gate.door import Done
from countersign.people import acts
from countersign.people.forms.employment import EntryForm, HireForm, MergeForm
from countersign.people.forms.fields import ReasonForm, begins, today
from countersign.people.models import SignIn
from countersign.people.pages import ending
from countersign.people.pages.frame import (
    barred,
    carry_out,
    entry_there,
    sent,
    shown,
    some_reason,
    unseen,
)
from countersign.people.queries import endings, lists
from countersign.people.web.doing import Obstacle
from countersign.people.web.identity import visitor

FIELDS = {"starts": "first_day"}


def hire(request: HttpRequest) -> HttpResponse:
    """Enter an employee; with `?again=` somebody who left and is back."""
    at = clock.now()
    again = request.GET.get("again", "")
    back = lists.person(visitor(request).by.person, at, again) if again.isdigit() else None
    initial: dict[str, Any] = {"unit": request.GET.get("unit", "")}
    if back is not None:
        initial = {**EntryForm.of(back), "employee_no": back.employee_no}
    form = HireForm(sent(request), initial=initial)

    def act(given: dict[str, Any]) -> Act:
        first = given["first_day"]
        starts = begins(first, at) if first and first != today() else None
        return acts.Hire(starts=starts, **{name: value for name, value in given.items() if name != "first_day"})

    def page(obstacle: Obstacle | None) -> HttpResponse:
        words = {"form": form, "obstacle": obstacle, "back": back}
        return shown(request, "hire.html", words, tab="employees")

    return carry_out(
        request,
        form,
        act=act,
        page=page,
        said=_("Entered. A sign-in is made on their page."),
        then=_to_entry,
        fields=FIELDS,
    )


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an entry."""
    person = lists.person(visitor(request).by.person, clock.now(), str(pk))
    if person is None:
        return unseen(request, there=entry_there(pk))
    form = EntryForm(sent(request), initial=EntryForm.of(person))
    closed = barred(
        acts.ChangePerson(person.id, **EntryForm.of(person)), visitor(request).by, now=_("They are not employed.")
    )

    def page(obstacle: Obstacle | None) -> HttpResponse:
        words = {"form": form, "obstacle": obstacle, "closed": closed, "person": person}
        return shown(request, "change_person.html", words, tab="employees")

    return carry_out(
        request,
        form,
        act=lambda given: acts.ChangePerson(person.id, **given),
        page=page,
        said=_("Corrected."),
        then=_to_entry,
    )


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an employment, having seen everything that ends with it."""
    by, at, id = visitor(request).by, clock.now(), str(pk)
    person = lists.person(by.person, at, id)
    if person is None:
        return unseen(request, there=entry_there(pk))
    form = ReasonForm(sent(request))
    closed = barred(acts.EndEmployment(id, some_reason()), by, now=_("They are not employed any more."))

    def page(obstacle: Obstacle | None) -> HttpResponse:
        words = {
            "form": form,
            "obstacle": obstacle,
            "closed": closed,
            "person": person,
            "endings": ending.lines(endings.with_people([id], at)[id]),
            "enters": SignIn.objects.filter(person=pk, is_active=True).exists(),
        }
        return shown(request, "end_employment.html", words, tab="employees")

    return carry_out(
        request,
        form,
        act=lambda given: acts.EndEmployment(id, given["reason"]),
        page=page,
        said=_("The employment is ended, and with it everything they held."),
        then=_to_entry,
    )


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two entries of one human into one."""
    by, at, id = visitor(request).by, clock.now(), str(pk)
    person = lists.person(by.person, at, id)
    if person is None:
        return unseen(request, there=entry_there(pk))
    form: forms.Form = MergeForm(sent(request))

    def page(obstacle: Obstacle | None) -> HttpResponse:
        words = {
            "form": form,
            "obstacle": obstacle,
            "person": person,
            "endings": ending.lines(endings.with_people([id], at)[id]),
        }
        return shown(request, "merge_people.html", words, tab="employees")

    return carry_out(
        request,
        form,
        act=lambda given: acts.MergePeople(id, given["kept"], given["reason"]),
        page=page,
        said=_("Merged: both numbers are the same person now."),
        then=lambda done: reverse("employee", args=[form.cleaned_data["kept"]]),
    )


def _to_entry(done: Done) -> str:
    return reverse("employee", args=[done.subject_id])
