"""What the pages of this room share: whose page it is, acts that need nothing but a reason, forms that take a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from countersign.accounts import queries, uploads
from countersign.accounts.forms import ReasonForm
from countersign.gate import clock
from countersign.gate.act import Act, By
from countersign.people import queries as people
from countersign.people.web.doing import Obstacle, foresee, respond
from countersign.people.web.identity import Visitor, visitor

LONG_ENOUGH = "x" * 200
"""Stands for a reason not written yet, where a page asks ahead whether an act would be possible."""
NOT_TO_BE_FORESEEN = (403, 409)
"""What stands in the way whatever will be entered: the wrong person, the wrong state."""


def viewer(request: HttpRequest) -> str:
    """The id of whoever is here; empty for nobody."""
    person = visitor(request).person
    return str(person.pk) if person else ""


def the_account(request: HttpRequest, pk: int) -> queries.AccountLine:
    """One account that the visitor may see. Raises Http404."""
    found = queries.account(viewer(request), clock.now(), str(pk))
    if found is None:
        raise Http404(_("There is no such account."))
    return found


def page_number(request: HttpRequest) -> int:
    """The page of a list that is asked for."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """People by id, as a page calls them."""
    return {id: line.name for id, line in people.known(ids, clock.now()).items()}


def closed_to(act: Act, by: By) -> Obstacle | None:
    """Why somebody cannot do this whatever they enter; None when that is still to be seen."""
    found = foresee(act, by)
    return found if found is not None and found.status in NOT_TO_BE_FORESEEN else None


def as_employee(here: Visitor) -> By:
    """Somebody as anyone employed, for acts that every employee may do in that capacity only."""
    return here.acting_in(None)


@dataclass(frozen=True)
class Deciding:
    """A page on which one act is done for a reason: its title, what it will do in a sentence, its button."""

    title: str
    what: str
    verb: str
    said: str
    back: str
    name: str = ""
    danger: bool = False


def decide(
    request: HttpRequest,
    page: Deciding,
    act: Callable[[str], Act],
    *,
    names: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the page; on POST do the act with the reason given. What was written stays there when it is refused."""
    form = ReasonForm(request.POST or None)

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        closed = closed_to(act(LONG_ENOUGH), visitor(request).by) if obstacle is None else None
        context = {"page": page, "form": form, "obstacle": obstacle, "closed": closed, **(more or {})}
        return render(request, "accounts/decide.html", context)

    if request.method != "POST" or not form.is_valid():
        return again()
    return respond(
        request,
        act(form.cleaned_data["reason"]),
        said=page.said,
        then=lambda done: page.back,
        again=again,
        names=names,
    )


def with_file(
    request: HttpRequest,
    template: str,
    form: Form,
    kept: str,
    faults: list[str],
    obstacle: Obstacle | None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """A form that takes a file: `kept` is the commitment of one that was given before, `faults` why none was taken."""
    context = {
        **(more or {}),
        "form": form,
        "kept": uploads.token(kept, viewer(request)) if kept else "",
        "faults": faults,
        "obstacle": obstacle,
    }
    response = render(request, template, context)
    response.status_code = 400 if faults or (form.is_bound and not form.is_valid()) else 200
    return response
