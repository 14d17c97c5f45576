"""Applying for an account, and changing what was applied for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from countersign.accounts import acts, queries, states
from countersign.accounts.forms import ApplicationForm, Choices
from countersign.accounts.pages.common import closed_to, the_account
from countersign.accounts.pages.steps import sample_act
from countersign.gate import clock
from countersign.people import queries as people
from countersign.people.web.doing import Obstacle, respond
from countersign.people.web.identity import visitor


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Ask for an account."""
    form = ApplicationForm(request.POST or None, units=_units(request), platforms=_platforms(), campaigns=_campaigns())

    def page(obstacle: Obstacle | None = None) -> HttpResponse:
        return render(request, "accounts/apply.html", {"form": form, "obstacle": obstacle})

    if request.method != "POST":
        return page()
    if not form.is_valid():
        return _wrong(page())
    act = acts.ApplyForAccount(platform=form.cleaned_data["platform"], **_stated(form))
    return respond(
        request,
        act,
        said=_("Applied. The Director's and the PIO's offices can now sign it."),
        then=lambda done: reverse("accounts:account", args=[done.subject_id]),
        again=page,
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an application or an account states."""
    line = the_account(request, pk)
    initial = {
        "unit": line.unit,
        "handle": line.handle,
        "display_name": line.display_name,
        "url": line.url,
        "purposes": list(line.purposes),
        "scope_statement": line.scope,
        "custodians": line.custodians,
        "campaign": line.campaign,
    }
    form = ApplicationForm(
        request.POST or None,
        initial=initial,
        units=_units(request, line.unit),
        platforms=None,
        campaigns=_campaigns(line.campaign),
    )

    def page(obstacle: Obstacle | None = None) -> HttpResponse:
        context = {
            "form": form,
            "obstacle": obstacle,
            "line": line,
            "closed": closed_to(sample_act("change_account", line), visitor(request).by) if obstacle is None else None,
            "official": line.state in states.OFFICIAL,
        }
        return render(request, "accounts/change.html", context)

    if request.method != "POST":
        return page()
    if not form.is_valid():
        return _wrong(page())
    return respond(
        request,
        acts.ChangeAccount(account=line.id, **_stated(form)),
        said=_("Changed. This form needs new signatures."),
        then=lambda done: reverse("accounts:account", args=[line.id]),
        again=page,
    )


def _stated(form: ApplicationForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "unit": given["unit"],
        "handle": given["handle"],
        "display_name": given["display_name"],
        "purposes": tuple(given["purposes"]),
        "scope_statement": given["scope_statement"],
        "custodians": tuple(given["custodians"]),
        "url": given["url"],
        "campaign": given["campaign"],
    }


def _wrong(response: HttpResponse) -> HttpResponse:
    response.status_code = 400
    return response


def _units(request: HttpRequest, also: str = "") -> Choices:
    """Units for which somebody here may apply, and the one it is for now."""
    holding = [c for c in visitor(request).capacities if "account.apply" in c.powers]
    everywhere = any(c.units is None for c in holding)
    reached = {u for c in holding for u in c.units or ()}
    return [(u.id, " › ".join(u.path)) for u in people.units() if everywhere or u.id in reached or u.id == also]


def _platforms() -> Choices:
    """Approved platforms first; the others can be chosen too, and the answer says what they lack."""
    lines = sorted(queries.platforms(), key=lambda p: p.state != states.APPROVED)
    return [(p.id, p.name if p.state == states.APPROVED else f"{p.name} ({_('not approved')})") for p in lines]


def _campaigns(also: str = "") -> Choices:
    found = queries.strategy_in_force(clock.now())
    choices = [(c.id, c.title) for c in found.campaigns] if found else []
    return choices if not also or also in dict(choices) else [*choices, (also, also)]
