"""Accounts and applications: the list, and one of them with its standing, its form, its page and its history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countersign.accounts import giving_back, queries, states
from countersign.accounts.pages import words
from countersign.accounts.pages.common import names_of, page_number, the_account, viewer
from countersign.accounts.pages.connecting_words import abilities, health_shown, trouble_shown
from countersign.accounts.pages.steps import standing_of
from countersign.accounts.queries import exchanges
from countersign.gate import clock, frozen, packs
from countersign.gate.act import Ref
from countersign.people import queries as people
from countersign.people.queries import PAGE_SIZE, Page
from countersign.people.web.doing import Obstacle, in_the_way, language
from countersign.people.web.files import csv_file
from countersign.people.web.history import history
from countersign.people.web.identity import visitor
from countersign.people.web.signed import blocks

MOST_IN_FILE = 100_000


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Accounts and applications this person may see, filtered and sorted."""
    wanted = _filters(request)
    found = _found(request, wanted, page=page_number(request))
    healths = queries.health([line.id for line in found.items], clock.now())
    context = {
        "found": found,
        "lines": [(line, words.ACCOUNT[line.state], health_shown(healths.get(line.id))) for line in found.items],
        "wanted": wanted,
        "states": [(s, look.label) for s, look in words.ACCOUNT.items()],
        "units": [(u.id, " › ".join(u.path)) for u in people.units(closed=True)],
        "platforms": [(p.id, p.name) for p in packs.in_force().platforms],
        "sorts": list(words.SORTS.items()),
        "filtered": any(v for k, v in wanted.items() if k != "sort"),
        "may_apply": visitor(request).may("account.apply"),
    }
    return render(request, "accounts/index.html", context)


@require_safe
def as_file(request: HttpRequest) -> HttpResponse:
    """The same list, whole, as a file."""
    found = _found(request, _filters(request), size=MOST_IN_FILE)
    names = names_of({p for line in found.items for p in line.custodians})
    head = ("id", "name", "platform", "handle", "address", "unit", "state", "opened", "closed", "custodians", "signed")
    return csv_file(
        "accounts.csv",
        head,
        (
            (
                line.id,
                line.display_name,
                line.platform_name,
                line.handle.lstrip("@"),
                line.url,
                line.unit_name,
                line.state,
                line.opened_at.isoformat() if line.opened_at else "",
                line.closed_at.isoformat() if line.closed_at else "",
                "; ".join(names.get(p, p) for p in line.custodians),
                "yes" if line.signed else "no",
            )
            for line in found.items
        ),
    )


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    return shown(request, pk)


def shown(request: HttpRequest, pk: int, obstacle: Obstacle | None = None) -> HttpResponse:
    """The page of one account, with what stood in the way of an act tried on it."""
    line = the_account(request, pk)
    at, lang = clock.now(), language()
    elements = queries.page_of_account(line, at, lang)
    standing, decision = standing_of(line, visitor(request), at)
    troubles = [trouble_shown(t) for t in queries.troubles([line.id])]
    if any(t["trouble"].stops for t in troubles) and line.state == states.OPEN:
        standing = replace(standing, tone="warn", sentence=_("Nothing goes out on it until it is connected again."))
    ref = Ref("account", line.id)
    people_in_it = names_of({line.applicant, *line.custodians, *(e.person for e in elements)})
    purposes = {p.id: p for p in packs.in_force().purposes}
    context: dict[str, Any] = {
        "line": line,
        "look": words.ACCOUNT[line.state],
        "standing": standing,
        "obstacle": obstacle,
        "lacking": in_the_way(decision).sentences if decision and not decision.allowed else (),
        "form": frozen.thaw(line.form),
        "purposes": [purposes[p] for p in line.purposes if p in purposes],
        "purpose_words": [purposes[p].words.get(lang) if p in purposes else p for p in line.purposes],
        "signatures": blocks(line.form, lambda h: reverse("accounts:signed_form", args=[h])),
        # Of an account that was given up nobody is asked to look again.
        "elements": [
            (
                e,
                words.ELEMENT["old" if e.state == "found" and not e.fresh and line.state != states.CLOSED else e.state],
                people_in_it.get(e.person, ""),
            )
            for e in elements
        ],
        "checked": line.state not in (states.TAKEN_BACK, states.RETURNED),
        "applicant": people_in_it.get(line.applicant, ""),
        "custodians": [people_in_it.get(p, p) for p in line.custodians],
        "identity_issued": {True: _("yes"), False: _("no"), None: ""}[line.department_identity],
        "health": health_shown(queries.health([line.id], at).get(line.id)),
        "troubles": troubles,
        "may_read_exchanges": bool(line.connector) and exchanges.may_read(visitor(request).capacities, line.id),
        "given_back": giving_back.how_far(line.id),
        "abilities": abilities(line.connector) if line.connector else (),
        "rows": history([ref], visitor(request)),
    }
    return render(request, "accounts/account.html", context)


def _found(
    request: HttpRequest, wanted: dict[str, str], *, page: int = 1, size: int = PAGE_SIZE
) -> Page[queries.AccountLine]:
    return queries.accounts(
        viewer(request),
        clock.now(),
        state=wanted["state"],
        unit=wanted["unit"],
        platform=wanted["platform"],
        text=wanted["text"],
        sort=wanted["sort"],
        page=page,
        size=size,
    )


def _filters(request: HttpRequest) -> dict[str, str]:
    given = {name: request.GET.get(name, "").strip()[:100] for name in ("state", "unit", "platform", "text", "sort")}
    given["sort"] = given["sort"] if given["sort"] in words.SORTS else "name"
    return given
