"""What every page of this room stands in: its tabs, forms that become acts, steps with what stands in their way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.gate import packs
from countersign.gate.act import Act, By
from countersign.gate.door import Done
from countersign.people.models import Person
from countersign.people.queries import PersonLine
from countersign.people.running import number
from countersign.people.web.doing import Obstacle, foresee, language, respond
from countersign.people.web.identity import Visitor, visitor
from countersign.people.web.opening import forbidden
from countersign.rules.acts import ACTS
from countersign.rules.words import name_of

KEEPS = ACTS["hire"].power
APPOINTS = ACTS["appoint"].power
DELEGATES = ACTS["delegate"].power
MARKS = ACTS["mark_personal"].power
AUTHORIZES = ACTS["authorize"].power
ASKS = ACTS["request_authorization"].power

Page = Callable[["Obstacle | None"], HttpResponse]


@dataclass(frozen=True)
class Column:
    """A column that a list can be sorted by."""

    key: str
    label: str
    next: str
    sorted: str


def shown(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, tab: str, status: int = 200
) -> HttpResponse:
    """A page of this room, under its tabs."""
    return render(request, f"people/{template}", {**(context or {}), "tabs": _tabs(request, tab)}, status=status)


def carry_out(
    request: HttpRequest,
    form: forms.Form,
    *,
    act: Callable[[dict[str, Any]], Act],
    page: Page,
    said: str,
    then: Callable[[Done], str],
    fields: Mapping[str, str] | None = None,
    by: By | None = None,
    names: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Show a form; once it is sent and whole, do the act. Whatever stands in the way comes back with what was typed.

    `fields` says which field of the form a field of the act was asked in, where the two differ.
    """
    if request.method != "POST":
        return page(None)
    if not form.is_valid():
        return _again(page(None), 400)

    def again(obstacle: Obstacle) -> HttpResponse:
        return page(beside(form, obstacle, fields or {}))

    return respond(request, act(form.cleaned_data), said=said, then=then, again=again, by=by, names=names)


def sent(request: HttpRequest) -> QueryDict | None:
    """What was typed into a form; None while it has not been sent."""
    return request.POST if request.method == "POST" else None


def beside(form: forms.Form, obstacle: Obstacle, fields: Mapping[str, str]) -> Obstacle | None:
    """Put each fault beside the field it is in; what is left, if anything, is shown above the form."""
    left = {}
    for name, why in obstacle.faults.items():
        field = fields.get(name, name)
        if field in form.fields:
            form.add_error(field, why)
        else:
            left[name] = why
    return None if obstacle.faults and not left else replace(obstacle, faults=left)


def barred(act: Act, by: By, *, now: str = "") -> Obstacle | None:
    """What stands in the way of a step, in a few words. `now` says why, where only the state of things does."""
    found = foresee(act, by)
    if found is None:
        return None
    if found.status == 409 and now:
        return replace(found, title=now)
    if found.status == 400 and found.faults:
        return replace(found, title="; ".join(found.faults.values()))
    return found


def some_reason() -> str:
    """A reason that is long enough, for asking whether an act would be possible once a reason is given."""
    return "." * max(1, int(packs.in_force().parameter.get("min_reason_characters", 1)))


def unseen(request: HttpRequest, *, there: bool) -> HttpResponse:
    """For something this visitor may not see: nothing is said of it. Raises Http404 when there is no such thing."""
    if there:
        return forbidden(request)
    raise Http404(_("There is nothing at this address."))


def entry_there(pk: int) -> bool:
    """Whether there is such an entry of the roster."""
    return Person.objects.filter(pk=number(str(pk))).exists()


def keeps_everywhere(here: Visitor) -> bool:
    """Whether somebody keeps the roster of the whole agency: only then may they see all of it at once."""
    return any(KEEPS in c.powers and c.units is None for c in here.capacities)


def keeps_for(here: Visitor, person: PersonLine) -> bool:
    """Whether somebody keeps the roster where this employee works."""
    return any(KEEPS in c.powers and (c.units is None or person.unit in c.units) for c in here.capacities)


def asked_page(request: HttpRequest) -> int:
    """Which page of a list is wanted; the first when that makes no sense."""
    wanted = request.GET.get("page", "1")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 9 else 1


def columns(request: HttpRequest, *labels: tuple[str, str], usual: str) -> list[Column]:
    """The columns of a list, each with what a click on its head sorts by next. A key left empty cannot be sorted."""
    sort = request.GET.get("sort") or usual
    return [
        Column(
            key=key,
            label=label,
            next=f"-{key}" if sort == key else key,
            sorted="ascending" if key and sort == key else "descending" if key and sort == f"-{key}" else "",
        )
        for key, label in labels
    ]


def power_words(power: str) -> str:
    """A power in words, as the pack in force has them."""
    return name_of(packs.in_force(), power, language())


def office_words(office: str) -> str:
    """An office's title."""
    return name_of(packs.in_force(), office, language())


def _again(response: HttpResponse, status: int) -> HttpResponse:
    response.status_code = status
    return response


def _tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    here = visitor(request)
    keeps = here.may(KEEPS)
    own = "" if here.person is None else reverse("employee", args=[here.person.pk])
    tabs = [
        ("employees", _("Employees"), reverse("employees"), keeps),
        ("me", _("My entry"), own, bool(own) and not keeps),
        ("units", _("Units"), reverse("units"), True),
        ("offices", _("Offices and who acts for whom"), reverse("offices"), True),
        ("authorizations", _("Leave to post"), reverse("authorizations"), True),
    ]
    return [{"label": label, "url": url, "current": key == current} for key, label, url, open in tabs if open]
