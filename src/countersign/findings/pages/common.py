"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from countersign.findings.forms import ReasonForm
from countersign.gate.act import Act
from countersign.people.web.doing import Obstacle, foresee, respond
from countersign.people.web.identity import visitor

LONG_ENOUGH = "x" * 200
"""Stands for a reason not written yet, where a page asks ahead whether an act would be possible."""


@dataclass(frozen=True)
class Deciding:
    """A page on which one act is done for a reason: its title, what it will do in a sentence, its button."""

    title: str
    what: str
    verb: str
    said: str
    back: str
    name: str
    danger: bool = False


def decide(request: HttpRequest, page: Deciding, act: Callable[[str], Act]) -> HttpResponse:
    """Show the page; on POST do the act with the reason given. What was written stays there when it is refused."""
    form = ReasonForm(request.POST or None)

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        closed = closed_to(request, act(LONG_ENOUGH)) if obstacle is None else None
        return render(
            request, "findings/decide.html", {"page": page, "form": form, "obstacle": obstacle, "closed": closed}
        )

    if request.method != "POST" or not form.is_valid():
        return again()
    return respond(request, act(form.cleaned_data["reason"]), said=page.said, then=lambda done: page.back, again=again)


def closed_to(request: HttpRequest, act: Act) -> Obstacle | None:
    """Why the visitor cannot do this whatever they enter; None when that is still to be seen."""
    found = foresee(act, visitor(request).by)
    return found if found is not None and found.status in (403, 409) else None


def status_of(form: Form) -> int:
    """400 for a form that was sent and does not hold, else 200."""
    return 400 if form.is_bound and not form.is_valid() else 200


def page_number(request: HttpRequest) -> int:
    """The page of a list that is asked for."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
