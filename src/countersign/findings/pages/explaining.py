"""How screening works and errs, for everybody: what a citizen, an official and a court may ask about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countersign.findings import queries
from countersign.findings.card import KINDS, Card
from countersign.findings.queries import second
from countersign.gate import packs
from countersign.gate.wiring import Judged, house
from countersign.people.web.doing import language
from countersign.people.web.identity import visitor
from countersign.screening import RULES_VERSION, USED, Category, Kind
from countersign.screening.checks import reasons


@dataclass(frozen=True)
class Side:
    """What a category means on one kind of text: if it counts, its clauses, and from which share the model asks."""

    used: bool
    clauses: tuple[str, ...]
    threshold: int | None


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """What the rules do and what the model does, which categories count, how often it errs, and when it was changed."""
    here = visitor(request)
    in_use = queries.in_use()
    card = in_use.card or Card()
    failures: Mapping[str, Iterable[str]] = card.failures or {}
    context = {
        "in_use": in_use,
        "rules_version": RULES_VERSION,
        "changed": queries.last_changed(),
        "troubles": queries.troubles() if here.person else (),
        "reasons": [(_(r.why), percent(r.score)) for r in reasons.ALL],
        "figures": _figures(card),
        "categories": _categories(card),
        "failures": failures.get(language(), failures.get("en", ())),
        "second_reader": second.reader(),
        "judged": _judged(house().wiring.judged()),
    }
    return render(request, "findings/how.html", context)


def percent(share: float | None) -> int | None:
    """A share as so many of 100."""
    return None if share is None else round(share * 100)


def _words(category: str) -> str:
    found = packs.in_force().category.get(category)
    return found.words.get(language()) if found else category


def _figures(card: Card) -> list[tuple[Any, list[dict[str, Any]]]]:
    return [
        (KINDS[kind], [{"category": _words(f.category), "shares": _shares(f.precision, f.recall)} for f in figures])
        for kind, figures in (card.figures or {}).items()
    ]


def _shares(*shares: float | None) -> list[int | None]:
    return [percent(share) for share in shares]


def _categories(card: Card) -> list[dict[str, Any]]:
    """Each category of the pack in force that this version of screening looks for, with what it means on each kind."""
    known = packs.in_force().category
    review = card.review or {}

    def side(category: Category, kind: Kind, clauses: tuple[str, ...]) -> Side:
        return Side(category in USED[kind], clauses, percent(review.get(kind, {}).get(category)))

    return [
        {
            "words": _words(c),
            "draft": side(c, Kind.DRAFT, known[c].draft),
            "comment": side(c, Kind.COMMENT, known[c].comment),
            "first": percent((card.read_first or {}).get(c)),
        }
        for c in Category
        if c in known
    ]


def _judged(found: Iterable[Judged]) -> list[dict[str, Any]]:
    """How often people said of findings that it was so, by category and by what found them."""
    totals: dict[tuple[str, str], dict[str, int]] = {}
    for one in found:
        count = totals.setdefault((one.category, one.by), {"right": 0, "wrong": 0, "missed": 0})
        for said in count:
            count[said] += getattr(one, said)
    called = {"rule": _("a rule"), "model": _("the model")}
    return [
        {"category": _words(category), "by": called.get(by, ""), **count}
        for (category, by), count in sorted(totals.items())
    ]
