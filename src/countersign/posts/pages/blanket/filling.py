"""Filling a template, confirming what somebody else filled in, and the note that follows."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.accounts import queries as accounts
from countersign.evidence import store
from countersign.gate import clock, duties
from countersign.gate.act import Act, By, Ref
from countersign.gate.models import Duty
from countersign.people.web import history
from countersign.people.web.doing import Obstacle, foresee, language, respond
from countersign.people.web.identity import visitor
from countersign.posts import acts, authority, findings, form, words
from countersign.posts.blanket import report, screened
from countersign.posts.blanket import template as templates
from countersign.posts.blanket.blanks import Outside
from countersign.posts.blanket.forms import ConfirmForm, FillForm, NoteForm
from countersign.posts.blanket.template import Template
from countersign.posts.blanket.words import BLANKET
from countersign.posts.models import Blanket, Filling
from countersign.posts.pages.common import chip, me, names, person_name, post_chip
from countersign.posts.pages.post import signatures
from countersign.posts.pages.previewing import previews
from countersign.posts.queries import blankets as queries
from countersign.rules.acts import ACTS


def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the blanks, see what comes of it, and put it before a second person."""
    found = _blanket_or_404(request, pk)
    template = templates.read(found.hash)
    filled = _form(request, found, template)
    if request.method != "POST" or request.POST.get("do") == "preview":
        return _fill_page(request, found, template, filled)
    if filled.lacks():
        return _fill_page(request, found, template, filled, status=400)
    act = acts.FillBlanket(str(pk), request.POST.get("template", ""), filled.typed(), filled.chosen())
    by = _filler(me(request), act.accounts)
    return respond(
        request,
        act,
        said=_("Filled. Now a second person who may confirm it reads it and confirms."),
        then=lambda done: reverse("posts:filling", args=[done.subject_id]),
        again=lambda obstacle: _fill_page(request, found, template, filled, obstacle),
        names=names(),
        by=by,
    )


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What comes of the blanks as they are filled now, and what is seen in it."""
    found = _blanket_or_404(request, pk)
    template = templates.read(found.hash)
    return render(request, "posts/_blanket_seen.html", _seen(found, template, _form(request, found, template)))


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What was filled in: to confirm, or what came of it."""
    return _page(request, _filling_or_404(request, pk))


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm exactly what was shown. The report to both offices is made first."""
    found = _filling_or_404(request, pk)
    if request.method != "POST":
        return redirect("posts:filling", pk)
    filled = _confirming(found, request)
    if not filled.is_valid():
        return _page(request, found, confirming=filled, status=400)
    data, at = filled.cleaned_data, clock.now()
    answers = tuple(acts.Answered(key, data[name]) for name, key in filled.keys.items() if data[name].strip())
    by = _by(request, found, acts.ConfirmBlanket.name)
    capacity = next(c for c in authority.capacities(by.person, at) if c.mandate == by.mandate)
    kept = report.keep(found, capacity, at=at, language=language())
    act = acts.ConfirmBlanket(str(pk), data["revision"], kept, answers)
    return _do(request, found, act, _("Confirmed. It goes out now."), confirming=filled, by=by)


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away what nobody confirmed."""
    found = _filling_or_404(request, pk)
    if request.method != "POST":
        return redirect("posts:filling", pk)
    on = found.post.revision.accounts if found.post.revision else ()
    return _do(request, found, acts.DiscardFilling(str(pk)), _("Thrown away."), by=_filler(me(request), tuple(on)))


def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what happened."""
    found = _filling_or_404(request, pk)
    if request.method != "POST":
        return redirect("posts:filling", pk)
    filled = NoteForm(request.POST)
    if not filled.is_valid():
        return _page(request, found, noting=filled, status=400)
    act = acts.WriteAfterAction(str(pk), filled.cleaned_data["note"])
    return _do(
        request,
        found,
        act,
        _("Written down, for both offices."),
        noting=filled,
        by=_by(request, found, acts.WriteAfterAction.name),
    )


def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it was kept when it was confirmed."""
    found = _filling_or_404(request, pk)
    if not found.report:
        raise Http404(_("Nobody confirmed it, so there is no report."))
    response = HttpResponse(store.get(found.report), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="break-glass-{pk}.pdf"'
    return response


def _blanket_or_404(request: HttpRequest, pk: int) -> Blanket:
    found = queries.blanket(me(request), clock.now(), pk)
    if found is None:
        raise Http404(_("There is no such template, or it is not yours to see."))
    return found


def _filling_or_404(request: HttpRequest, pk: int) -> Filling:
    found = queries.filling(me(request), clock.now(), pk)
    if found is None:
        raise Http404(_("There is no such post, or it is not yours to see."))
    return found


def _filler(person: str, on: tuple[str, ...]) -> By:
    """Filling is done under leave to post; of several, the one for these accounts, and it must name them all."""
    at = clock.now()
    for capacity in authority.capacities(person, at):
        if capacity.kind == "authorized" and on and set(on) <= (capacity.accounts or frozenset()):
            return By(person, capacity.mandate)
    return authority.of_author(person, on[0], at) if on else By(person)


def _by(request: HttpRequest, found: Filling, act: str) -> By:
    """In which capacity somebody does this: the one they chose if it may, else under their leave to post."""
    here = visitor(request)
    if here.capacity is not None and ACTS[act].power in here.capacity.powers:
        return here.by
    return _filler(me(request), tuple(found.post.revision.accounts if found.post.revision else ()))


def _form(request: HttpRequest, found: Blanket, template: Template) -> FillForm:
    at = clock.now()
    may = [(a.id, a.name) for a in accounts.may_post_on(me(request), at) if a.id in found.accounts]
    initial = {"template": found.hash, "accounts": [id for id, _name in may]}
    return FillForm(request.POST if request.method == "POST" else None, initial=initial, of=template, on=may, at=at)


def _seen(found: Blanket, template: Template, filled: FillForm) -> dict[str, Any]:
    """The text as it would go out, what is outside its blank, and what screening finds."""
    at = clock.now()
    typed = filled.typed() if filled.is_bound else {n: str(filled[f"fill_{n}"].value() or "") for n in _names(template)}
    words_ = templates.words_for(template, typed, at)
    labels = {b.name: f"[{b.label}]" for b in template.blanks}
    outside = {n: str(w) for n, w in words_.items() if isinstance(w, Outside) and typed.get(n, "").strip()}
    shown = {n: labels[n] if isinstance(w, Outside) else w for n, w in words_.items()}
    on = filled.chosen() if filled.is_bound else tuple(found.accounts)
    made = templates.as_form(template, shown, author="", accounts=on or tuple(found.accounts), at=at, screened="")
    seen = findings.kept(findings.examine(findings.parts(made.variants, ())))
    before = screened.answered_before(found, seen)
    called = accounts.names(made.accounts)
    return {
        "on": [called.get(a, a) for a in made.accounts],
        "text": templates.as_read(made, called),
        "outside": [(b.label, outside[b.name]) for b in template.blanks if b.name in outside],
        "empty": [b.label for b in template.blanks if isinstance(words_[b.name], Outside) and b.name not in outside],
        "findings": [f for f in seen if f["key"] not in before],
        "limits": _beyond(made),
    }


def _names(template: Template) -> list[str]:
    return [b.name for b in template.blanks]


def _beyond(made: form.Form) -> list[str]:
    try:
        beyond = findings.beyond_limits(made)
    except LookupError:
        return [_("An account is not connected.")]
    called = accounts.names(made.accounts)
    return list(dict.fromkeys(called.get(one.partition(":")[0], "") for one in beyond))


def _fill_page(
    request: HttpRequest,
    found: Blanket,
    template: Template,
    filled: FillForm,
    obstacle: Obstacle | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = _seen(found, template, filled)
    if obstacle is not None:
        words_ = templates.words_for(template, filled.typed(), clock.now())
        for name, said in words_.items():
            if isinstance(said, Outside):
                filled.is_valid()
                filled.add_error(f"fill_{name}", str(said))
    state = queries.standing(found, clock.now())
    shown = {
        **seen,
        "blanket": found,
        "form": filled,
        "obstacle": obstacle,
        "running": state == queries.RUNNING,
        "chip": chip(BLANKET, state),
        "template": template,
    }
    return render(request, "posts/blanket_fill.html", shown, status=status)


def _asking(found: Filling) -> list[dict[str, Any]]:
    """The findings that nobody answered yet and that ask for somebody."""
    revision = found.post.revision
    seen = revision.findings if revision else []
    before = screened.answered_before(found.blanket, seen)
    return [f for f in seen if f["severity"] == "review" and f["key"] not in before]


def _confirming(found: Filling, request: HttpRequest | None = None) -> ConfirmForm:
    initial = {"revision": found.revision_hash}
    return ConfirmForm(request.POST if request else None, initial=initial, findings=_asking(found))


def _do(
    request: HttpRequest, found: Filling, act: Act, said: str, *, by: By | None = None, **forms: Any
) -> HttpResponse:
    return respond(
        request,
        act,
        said=said,
        then=lambda done: reverse("posts:filling", args=[found.post_id]),
        again=lambda obstacle: _page(request, found, obstacle=obstacle, **forms),
        names=names(),
        by=by,
    )


def _page(
    request: HttpRequest,
    found: Filling,
    *,
    obstacle: Obstacle | None = None,
    confirming: ConfirmForm | None = None,
    noting: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at, here = clock.now(), visitor(request)
    post, id = found.post, str(found.post_id)
    frozen, given = form.read(found.revision_hash), templates.given(found.revision_hash)
    template = templates.read(found.blanket_hash)
    waits = post.state == "filled"
    filled = confirming or _confirming(found)
    fields = {key: filled[name] for name, key in filled.keys.items()}
    reasons = tuple(acts.Answered(f["key"], templates.KIND * 4) for f in _asking(found))
    # What would stand in the way of confirming it, were the report made and every finding answered.
    trial = acts.ConfirmBlanket(id, found.revision_hash, found.report or _some_document(), reasons)
    owed = Duty.objects.filter(duties.OPEN, duty=report.AFTER_ACTION, subject_kind="post", subject_id=id).first()
    shown = {
        "post": post,
        "filling": found,
        "blanket": found.blanket,
        "chip": post_chip(post.state),
        "previews": previews(frozen),
        "blanks": [(b.label, given.words[b.name]) for b in template.blanks],
        "filler": person_name(found.person, at),
        "confirmer": person_name(found.confirmed_by, at) if found.confirmed_by else "",
        "closes": frozen.closes,
        "waits": waits,
        "mine": found.person == me(request),
        "confirming": filled,
        "asked": [
            (f, words.SEVERITIES.get(f["severity"], f["severity"]), fields.get(f["key"])) for f in _asking(found)
        ],
        "in_the_way": foresee(trial, _by(request, found, trial.name), names=names())
        if waits and not obstacle and trial.report
        else None,
        "signatures": signatures(post, here),
        "notes": [(n, person_name(n.person, at)) for n in found.notes.order_by("at", "pk")],
        "noting": noting or NoteForm(),
        "owed": owed,
        "rows": history.history([Ref("post", id)], here),
        "obstacle": obstacle,
    }
    return render(request, "posts/filling.html", shown, status=status)


def _some_document() -> str:
    """Any kept document, for asking beforehand: which one it is decides nothing. Empty when none is kept yet."""
    from countersign.evidence.models import Content

    kept = Content.objects.filter(state=Content.State.LIVE).values_list("pk", flat=True).first()
    return str(kept or "")
