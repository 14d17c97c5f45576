"""Reading a version to sign it, and putting a signed one in force."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from countersign.directive import acts, differences, queries, shown
from countersign.directive.finding import Finder
from countersign.directive.models import DoubtSettled
from countersign.directive.pages import public
from countersign.directive.queries import VersionLine
from countersign.directive.settling import How
from countersign.directive.trees import beside
from countersign.directive.wording import WAYS, doubt_in_words
from countersign.gate import clock, packs
from countersign.gate.act import Act
from countersign.people.web.doing import Obstacle, language, respond
from countersign.people.web.identity import visitor


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what is signed, on one sheet, with the button below it."""
    return _step(request, pk, "directive/sign.html", acts.SignDirective(str(pk)), _("You have signed this version."))


@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """What putting it in force would change, and the button."""
    act = acts.AdoptDirective(str(pk))
    return _step(request, pk, "directive/adopt.html", act, _("The version is in force."))


def _step(request: HttpRequest, pk: int, template: str, act: Act, said: str) -> HttpResponse:
    version = public.seen(request, pk)

    def page(tried: Obstacle | None = None) -> HttpResponse:
        tree, before = queries.text_of(version), public.before_of(request, version)
        in_the_way = public.obstacles(version, visitor(request))
        context = {
            "version": version,
            "named": public.name_of(version),
            "tree": tree,
            "header": shown.header_of(tree),
            # What is signed and nothing beside it: neither our words nor our notes.
            "clauses": shown.of_text(tree, None, {}, Finder(""), language()),
            "settled": [_settled(s) for s in queries.settled(version)],
            "signatures": public.signed(version),
            "comparison": beside(tree, packs.in_force()),
            "before": before,
            "changes": differences.changes(queries.text_of(before), tree) if before else None,
            "look_out": _look_out(version, before),
            "obstacle": tried,
            "closed": in_the_way[0] if isinstance(act, acts.SignDirective) else in_the_way[1],
        }
        return render(request, template, context)

    if request.method != "POST":
        return page()
    then = reverse("directive_version", args=[pk])
    return respond(request, act, said=said, then=lambda done: then, again=page)


def _settled(one: DoubtSettled) -> dict[str, Any]:
    how = WAYS[How(one.how)]
    return {"line": one.line, "text": one.text, "why": doubt_in_words(one.why), "how": how, "clause": one.clause}


def _look_out(version: VersionLine, before: VersionLine | None) -> list[str]:
    """What somebody who puts a version in force should not overlook about its day."""
    said = []
    day = version.effective
    if day is None:
        said.append(_("The text does not say from which day it holds."))
    elif day > clock.now().astimezone(get_default_timezone()).date():
        said.append(_("The text says that it takes effect on a day still to come. In force, it holds at once."))
    if day is not None and before is not None and before.effective is not None and day <= before.effective:
        said.append(_("The text's day is not after that of the version in force."))
    return said
