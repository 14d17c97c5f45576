"""The tree of units: looked at, added to, corrected, closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countersign.gate import clock
from countersign.people import acts, queries, words
from countersign.people.forms.fields import ReasonForm
from countersign.people.forms.units import AddUnitForm, ChangeUnitForm, UnitsFilter
from countersign.people.models import Unit
from countersign.people.pages import history
from countersign.people.pages.frame import KEEPS, barred, carry_out, sent, shown, some_reason, unseen
from countersign.people.queries import UnitLine, lists
from countersign.people.web.doing import Obstacle, Standing, Step
from countersign.people.web.files import csv_file
from countersign.people.web.identity import Visitor, visitor

DEEPEST = 5
"""From this depth on, units are set in no further: there is no room for it on a small screen."""


@dataclass(frozen=True)
class Branch:
    """One unit of the tree, and how deep it stands in what is shown."""

    unit: UnitLine
    kind: str
    depth: int
    above: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The tree."""
    form, found = _asked(request)
    context = {
        "form": form,
        "branches": _branches(found),
        "count": len(found),
        "add": _add_step(visitor(request)),
        "keeps": visitor(request).may(KEEPS),
    }
    return shown(request, "units.html", context, tab="units")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same units as a file."""
    _form, found = _asked(request)
    codes = {u.id: u.code for u in queries.units(closed=True)}
    rows = [(u.code, u.name, u.kind, codes.get(u.parent or "", ""), "closed" if u.closed else "open") for u in found]
    return csv_file("units.csv", ("code", "name", "kind", "part_of", "state"), rows)


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: where it stands in the tree, its parts, who works there."""
    here, at = visitor(request), clock.now()
    unit = _unit(pk)
    if unit is None:
        return unseen(request, there=False)
    row = Unit.objects.get(pk=pk)
    context: dict[str, Any] = {
        "unit": unit,
        "kind": words.UNITS[unit.kind],
        "opened": row.opened,
        "closed_on": row.closed,
        "above": unit.path[:-1],
        "parts": [u for u in queries.units() if u.parent == unit.id],
        "standing": _standing(here, unit),
        "rows": history.of(here, "unit", unit.id),
        "keeps": here.may(KEEPS),
    }
    if here.may(KEEPS):
        context["people"] = lists.people(here.by.person, at, lists.PeopleAsked(unit=unit.id)).total
    return shown(request, "unit.html", context, tab="units")


def add(request: HttpRequest) -> HttpResponse:
    """Enter a unit."""
    form = AddUnitForm(sent(request), initial={"parent": request.GET.get("parent", "")})

    def page(obstacle: Obstacle | None) -> HttpResponse:
        return shown(request, "add_unit.html", {"form": form, "obstacle": obstacle}, tab="units")

    return carry_out(
        request,
        form,
        act=lambda given: acts.AddUnit(given["code"], given["title"], given["kind"], given["parent"] or None),
        page=page,
        said=_("Entered."),
        then=lambda done: reverse("unit", args=[done.subject_id]),
    )


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a unit, or move it in the tree."""
    unit = _unit(pk)
    if unit is None:
        return unseen(request, there=False)
    form = ChangeUnitForm(sent(request), initial={"title": unit.name, "kind": unit.kind, "parent": unit.parent or ""})
    closed = barred(acts.ChangeUnit(unit.id, unit.name, unit.kind, unit.parent), visitor(request).by, now=_gone())

    def page(obstacle: Obstacle | None) -> HttpResponse:
        context = {"form": form, "obstacle": obstacle, "closed": closed, "unit": unit}
        return shown(request, "change_unit.html", context, tab="units")

    return carry_out(
        request,
        form,
        act=lambda given: acts.ChangeUnit(unit.id, given["title"], given["kind"], given["parent"] or None),
        page=page,
        said=_("Corrected."),
        then=lambda done: reverse("unit", args=[unit.id]),
    )


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a unit in which nobody works any more."""
    unit = _unit(pk)
    if unit is None:
        return unseen(request, there=False)
    form = ReasonForm(sent(request))
    closed = barred(acts.CloseUnit(unit.id, some_reason()), visitor(request).by, now=_in_use(unit))

    def page(obstacle: Obstacle | None) -> HttpResponse:
        context = {"form": form, "obstacle": obstacle, "closed": closed, "unit": unit}
        return shown(request, "close_unit.html", context, tab="units")

    return carry_out(
        request,
        form,
        act=lambda given: acts.CloseUnit(unit.id, given["reason"]),
        page=page,
        said=_("Closed. What is recorded of it stays."),
        then=lambda done: reverse("unit", args=[unit.id]),
    )


def _asked(request: HttpRequest) -> tuple[UnitsFilter, list[UnitLine]]:
    form = UnitsFilter(request.GET)
    form.is_valid()
    text, closed = form.cleaned_data.get("text", "").lower(), form.cleaned_data.get("closed", False)
    found = [u for u in queries.units(closed=closed) if text in u.name.lower() or text in u.code.lower()]
    return form, found


def _branches(found: list[UnitLine]) -> list[Branch]:
    """The units from the top down; where a filter left out what a unit is part of, it stands at the outermost level."""
    depth: dict[str, int] = {}
    for u in found:
        depth[u.id] = depth[u.parent] + 1 if u.parent in depth else 0
    return [Branch(u, str(words.UNITS[u.kind]), min(depth[u.id], DEEPEST), " › ".join(u.path[:-1])) for u in found]


def _unit(pk: int) -> UnitLine | None:
    return next((u for u in queries.units(closed=True) if u.id == str(pk)), None)


def _standing(here: Visitor, unit: UnitLine) -> Standing:
    change = barred(acts.ChangeUnit(unit.id, unit.name, unit.kind, unit.parent), here.by, now=_gone())
    end = barred(acts.CloseUnit(unit.id, some_reason()), here.by, now=_in_use(unit))
    steps = [
        Step(_("Correct or move"), reverse("change_unit", args=[unit.id]), change),
        Step(_("Close"), reverse("close_unit", args=[unit.id]), end),
    ]
    if unit.closed:
        return Standing(_("closed"), "cancel", "quiet", _("What is recorded of it stays."))
    sentence = _("Its people, accounts and reviews are listed under it and the units it is part of.")
    return Standing(_("open"), "check_circle", "good", sentence, steps=tuple(steps) if here.may(KEEPS) else ())


def _add_step(here: Visitor) -> Step | None:
    return Step(_("Add a unit"), reverse("add_unit"), None) if here.may(KEEPS) else None


def _gone() -> str:
    return _("The unit is closed.")


def _in_use(unit: UnitLine) -> str:
    if unit.closed:
        return _gone()
    return _("Somebody works here, or an open unit is part of it. Move them first.")
