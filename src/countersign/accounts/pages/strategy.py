"""The communication strategy: what is in force, submitting one, signing it, ending it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from countersign.accounts import acts, queries, states
from countersign.accounts.forms import StrategyForm
from countersign.accounts.pages import words
from countersign.accounts.pages.common import LONG_ENOUGH, Deciding, closed_to, decide, names_of, viewer, with_file
from countersign.accounts.pages.files import download, text_of
from countersign.accounts.pages.platforms import given_document
from countersign.gate import clock, frozen
from countersign.gate.act import Ref
from countersign.people.web.doing import Obstacle, Standing, Step, foresee, respond
from countersign.people.web.history import history
from countersign.people.web.identity import visitor
from countersign.people.web.signed import blocks


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The strategy in force, and all others on record."""
    found = queries.strategies(clock.now())
    context = {
        "now": next((s for s in found if s.in_force), None),
        "lines": [(s, words.STRATEGY[s.state]) for s in found],
        "may_write": visitor(request).may("strategy.write"),
    }
    return render(request, "accounts/strategies.html", context)


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One strategy."""
    return _shown(request, _strategy(pk))


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """Put a strategy forward for signature."""
    here = viewer(request)
    form = StrategyForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    kept = given_document(request, form, here, faults) if request.method == "POST" and form.is_valid() else ""

    def page(obstacle: Obstacle | None = None) -> HttpResponse:
        return with_file(request, "accounts/submit_strategy.html", form, kept, faults, obstacle)

    if request.method != "POST" or not form.is_valid() or faults:
        return page()
    given = form.cleaned_data
    act = acts.SubmitStrategy(
        given["title"],
        kept,
        _morning(given["starts"]),
        _morning(given["ends"] + timedelta(days=1)),
        tuple(_campaigns(given["campaigns"])),
    )
    return respond(
        request,
        act,
        said=_("Submitted. It is in force once it is signed."),
        then=lambda done: reverse("accounts:strategy", args=[done.subject_id]),
        again=page,
    )


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what is signed, and the button below it."""
    line = _strategy(pk)

    def page(obstacle: Obstacle | None = None) -> HttpResponse:
        context = {
            "line": line,
            "form": frozen.thaw(line.form),
            "text": text_of(line.document),
            "signatures": blocks(line.form, lambda h: reverse("accounts:signed_form", args=[h])),
            "obstacle": obstacle,
            "closed": foresee(acts.SignStrategy(line.id), visitor(request).by) if obstacle is None else None,
        }
        return render(request, "accounts/sign_strategy.html", context)

    if request.method != "POST":
        return page()
    return respond(
        request,
        acts.SignStrategy(line.id),
        said=_("Signed. During its period it is the strategy in force."),
        then=lambda done: reverse("accounts:strategy", args=[line.id]),
        again=page,
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a strategy before its time."""
    line = _strategy(pk)
    page = Deciding(
        title=_("End the strategy"),
        what=_("From then on it is not in force; posts that name its campaigns keep naming them."),
        verb=_("End it"),
        said=_("The strategy has ended."),
        back=reverse("accounts:strategy", args=[line.id]),
        name=line.title,
        danger=True,
    )
    return decide(request, page, lambda reason: acts.EndStrategy(line.id, reason))


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of a strategy."""
    return download(_strategy(pk).document)


def _shown(request: HttpRequest, line: queries.StrategyLine) -> HttpResponse:
    look, by = words.STRATEGY[line.state], visitor(request).by
    steps = []
    if (line.state, "sign_strategy") in states.STRATEGY and not line.signed:
        steps.append(
            Step(
                _("Sign"),
                reverse("accounts:sign_strategy", args=[line.id]),
                foresee(acts.SignStrategy(line.id), by),
            )
        )
    if (line.state, "end_strategy") in states.STRATEGY:
        closed = closed_to(acts.EndStrategy(line.id, LONG_ENOUGH), by)
        if closed is None:
            steps.append(Step(_("End it"), reverse("accounts:end_strategy", args=[line.id]), None))
    if line.in_force:
        sentence = _("This is the strategy in force.")
    elif line.state == states.ENDED:
        sentence = _("It has ended.")
    elif not line.signed:
        sentence = _("It is not in force: it is not signed.")
    else:
        sentence = _("It is signed and not in force: its time is another, or a later one took its place.")
    context = {
        "line": line,
        "standing": Standing(str(look.label), look.icon, look.tone, sentence, tuple(steps)),
        "text": text_of(line.document),
        "author": names_of([line.author]).get(line.author, ""),
        "signatures": blocks(line.form, lambda h: reverse("accounts:signed_form", args=[h])),
        "rows": history([Ref("strategy", line.id)], visitor(request)),
    }
    return render(request, "accounts/strategy.html", context)


def _strategy(pk: int) -> queries.StrategyLine:
    found = queries.strategy(str(pk), clock.now())
    if found is None:
        raise Http404(_("There is no such strategy."))
    return found


def _morning(day: date) -> datetime:
    """The beginning of a day at the agency."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _campaigns(lines: str) -> list[acts.Campaign]:
    """One campaign a line; its short name is made from its words, and told apart by a number where two are alike."""
    found: dict[str, acts.Campaign] = {}
    for line in lines.splitlines():
        title = " ".join(line.split())
        if not title:
            continue
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:56] or "campaign"
        n = 1
        while (id := short if n == 1 else f"{short}-{n}") in found:
            n += 1
        found[id] = acts.Campaign(id, title)
    return list(found.values())
