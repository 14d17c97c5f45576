"""Templates: the list to reach in a hurry, writing one, reading and signing one, ending one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.gate import clock, packs
from countersign.gate.act import Act, Ref
from countersign.people import queries as people
from countersign.people.web import history
from countersign.people.web.doing import Obstacle, Standing, Step, foresee, respond
from countersign.people.web.identity import visitor
from countersign.people.web.signed import blocks
from countersign.posts import acts, words
from countersign.posts.blanket import words as called
from countersign.posts.blanket.forms import TemplateForm, as_typed, bounds
from countersign.posts.blanket.template import read, unfilled
from countersign.posts.forms import ReasonForm, SignForm
from countersign.posts.models import Blanket, BlanketAnswer
from countersign.posts.pages.common import chip, me, names, person_name, purposes
from countersign.posts.queries import blankets as queries
from countersign.rules.acts import ACTS

LONG_ENOUGH = "a reason that is long enough to be one"
USUAL_PERIOD = timedelta(days=60)
SIGNABLE = ("submitted", "signed")


def index(request: HttpRequest) -> HttpResponse:
    """Templates to fill, ready ones first; what waits for a second person; notes that are owed."""
    at, person, here = clock.now(), me(request), visitor(request)
    found = queries.blankets(person, at)
    ready = [line for line in found if line.standing == queries.RUNNING]
    shown = {
        "ready": ready,
        "others": [(line, chip(called.BLANKET, line.standing)) for line in found if line.standing != queries.RUNNING],
        "waiting": queries.to_confirm(here.capacity, at) if here.capacity else (),
        "owing": queries.without_note(person, at),
        "may_write": here.may(ACTS["submit_blanket"].power),
    }
    return render(request, "posts/blankets.html", shown)


def write(request: HttpRequest) -> HttpResponse:
    """Write a template; with `from`, begin with the words of another one."""
    asked = request.GET.get("from", "")
    origin = _or_404(request, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0)
    initial = as_typed(read(origin.hash)) if origin else {}
    return _writing(request, None, {**initial, "starts": now, "ends": now + USUAL_PERIOD})


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a template of my own that nobody signed yet."""
    found = _or_404(request, pk)
    if found.author != me(request) or found.state != "submitted":
        raise Http404
    return _writing(request, found, as_typed(read(found.hash)))


def _writing(request: HttpRequest, found: Blanket | None, initial: dict[str, Any]) -> HttpResponse:
    posted = request.method == "POST"
    at = clock.now()
    strategy = accounts.strategy_in_force(at)
    filled = TemplateForm(
        request.POST if posted else None,
        initial=initial,
        accounts=_accounts(request),
        campaigns=[(c.id, c.title) for c in strategy.campaigns] if strategy else [],
    )

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        return render(request, "posts/blanket_write.html", {"form": filled, "obstacle": obstacle, "blanket": found})

    if not posted or request.POST.get("do") == "blanks" or not filled.is_valid():
        response = again()
        if posted and request.POST.get("do") != "blanks":
            response.status_code = 400
        return response
    data = filled.cleaned_data
    act = acts.SubmitBlanket(
        title=data["title"],
        category=filled.category_chosen(),
        language=data["language"],
        text=data["text"],
        blanks=filled.blanks(),
        accounts=tuple(data["accounts"]),
        purposes=tuple(data["purposes"]),
        campaign=data["campaign"] or None,
        starts=data["starts"],
        ends=data["ends"],
        through_pause=data["through_pause"],
        tuned=filled.tuned_texts(),
        blanket=str(found.pk) if found else None,
    )
    return respond(
        request,
        act,
        said=_("Submitted. The Director or the PIO now reads and signs it."),
        then=lambda done: reverse("posts:blanket", args=[done.subject_id]),
        again=again,
        names=names(),
    )


def _accounts(request: HttpRequest) -> list[tuple[str, str]]:
    """The open accounts for which the visitor may write a template, in the capacity they act in."""
    at, here = clock.now(), visitor(request)
    listed = accounts.accounts(me(request), at, state="open", size=500).items
    only = here.capacity.accounts if here.capacity else frozenset()
    called_ = accounts.names([a.id for a in listed if only is None or a.id in only])
    return sorted(called_.items(), key=lambda pair: pair[1])


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A template: where it stands, its words and blanks, signatures, uses, history."""
    return _page(request, _or_404(request, pk))


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign exactly the template that was shown."""
    found = _or_404(request, pk)
    if request.method != "POST":
        return redirect("posts:blanket", pk)
    filled = _signing(found, request)
    if not filled.is_valid():
        return _page(request, found, signing=filled, status=400)
    data = filled.cleaned_data
    answers = tuple(acts.Answered(key, data[name]) for name, key in filled.keys.items() if data[name].strip())
    act = acts.SignBlanket(str(pk), data["revision"], answers, data["judged"])
    return _do(request, found, act, _("Signed. It can be filled from now on, within its period."), signing=filled)


def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a template at once."""
    found = _or_404(request, pk)
    if request.method != "POST":
        return redirect("posts:blanket", pk)
    filled = ReasonForm(request.POST)
    if not filled.is_valid():
        return _page(request, found, ending=filled, status=400)
    act = acts.EndBlanket(str(pk), filled.cleaned_data["reason"])
    return _do(request, found, act, _("Ended. Nothing more goes out under it."), ending=filled)


def _do(request: HttpRequest, found: Blanket, act: Act, said: str, **forms: Any) -> HttpResponse:
    return respond(
        request,
        act,
        said=said,
        then=lambda done: reverse("posts:blanket", args=[found.pk]),
        again=lambda obstacle: _page(request, found, obstacle=obstacle, **forms),
        names=names(),
    )


def _or_404(request: HttpRequest, pk: int) -> Blanket:
    found = queries.blanket(me(request), clock.now(), pk)
    if found is None:
        raise Http404(_("There is no such template, or it is not yours to see."))
    return found


def _signing(found: Blanket, request: HttpRequest | None = None) -> SignForm:
    asking = [f for f in found.findings if f["severity"] == "review"]
    initial = {"revision": found.hash}
    return SignForm(request.POST if request else None, initial=initial, findings=asking)


def _page(
    request: HttpRequest,
    found: Blanket,
    *,
    obstacle: Obstacle | None = None,
    signing: SignForm | None = None,
    ending: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at, by, here = clock.now(), visitor(request).by, visitor(request)
    template, filled = read(found.hash), signing or _signing(found)
    fields = {key: filled[name] for name, key in filled.keys.items()}
    units = {u.id: u.name for u in people.units(closed=True)}
    reasons = tuple(acts.Answered(f["key"], LONG_ENOUGH) for f in found.findings)
    trial = acts.SignBlanket(str(found.pk), found.hash, reasons, True)
    called_on = accounts.names(found.accounts)
    signs = found.state in SIGNABLE and here.may(queries.SIGNS)
    shown = {
        "blanket": found,
        "template": template,
        "standing": _standing(request, found),
        "category": called.category_words(found.category),
        "language": dict(called.LANGUAGES).get(found.language, found.language),
        "text": unfilled(template),
        "tuned": [(called_on.get(id, id), unfilled(template, id)) for id in template.tuned],
        "blanks": [(b, called.KINDS[b.kind], bounds(b, units)) for b in template.blanks],
        "accounts": called_on.values(),
        "purposes": purposes(template.purposes),
        "author": person_name(found.author, at),
        "signatures": [replace(b, url=reverse("row", args=[b.seq])) for b in blocks(found.hash, str)],
        "asked": [
            (f, words.SEVERITIES.get(f["severity"], f["severity"]), fields.get(f["key"])) for f in found.findings
        ],
        "answers": BlanketAnswer.objects.filter(blanket=found).order_by("pk"),
        "signing": filled if signs else None,
        "in_the_way": foresee(trial, by, names=names()) if signs and not obstacle else None,
        "ending": (ending or ReasonForm()) if signs else None,
        "used": queries.used(found.pk, at),
        "rows": history.history([Ref("blanket", str(found.pk))], here),
        "obstacle": obstacle,
        "longest": packs.in_force().parameter.get("longest_blanket_days"),
    }
    return render(request, "posts/blanket.html", shown, status=status)


def _standing(request: HttpRequest, found: Blanket) -> Standing:
    at, here = clock.now(), visitor(request)
    state = queries.standing(found, at)
    label, icon, tone = called.BLANKET[state]
    sentences = {
        "submitted": _("Next, the Director, the PIO or a designee who did not write it reads and signs it."),
        "running": _("It is signed. Whoever may post on its accounts fills it, and a second person confirms."),
        "before": _("It is signed and can be filled once its period begins."),
        "over": _("Its period is over. Write another one from it and have it signed."),
        "unsigned": _("Its signature was withdrawn. Nothing goes out under it until it is signed again."),
        "ended": _("It was ended: %(why)s") % {"why": found.ended_why},
    }
    steps = []
    _everywhere, on = queries.reach(me(request), at)
    if state == queries.RUNNING and on & {*found.accounts}:
        steps.append(Step(_("Fill it"), reverse("posts:fill_blanket", args=[found.pk]), None))
    if found.state in SIGNABLE and state in ("submitted", "unsigned") and here.may(queries.SIGNS):
        steps.append(Step(_("Read and sign"), "#sign", None))
    if state == "submitted" and found.author == me(request):
        steps.append(Step(_("Change it"), reverse("posts:change_blanket", args=[found.pk]), None))
    if state != "submitted" and here.may(ACTS["submit_blanket"].power):
        url = f"{reverse('posts:write_blanket')}?from={found.pk}"
        steps.append(Step(_("Write another one from it"), url, None))
    return Standing(str(label), icon, tone, sentences[state], tuple(steps))
