"""Platforms: approved or not, their terms recorded, read and accepted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from countersign.accounts import acts, queries, states, uploads
from countersign.accounts.forms import TermsForm
from countersign.accounts.pages import words
from countersign.accounts.pages.common import LONG_ENOUGH, Deciding, closed_to, decide, viewer, with_file
from countersign.accounts.pages.files import download, text_of
from countersign.gate import packs
from countersign.gate.act import Act, Ref
from countersign.people.web.doing import Obstacle, Standing, Step, language, respond
from countersign.people.web.history import history
from countersign.people.web.identity import visitor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every platform and where it stands."""
    lines = [(p, words.PLATFORM[p.state], _terms_look(p)) for p in queries.platforms()]
    return render(request, "accounts/platforms.html", {"lines": lines})


@require_safe
def one(request: HttpRequest, platform: str) -> HttpResponse:
    """One platform: its standing, its terms in every version, what its accounts' pages must show."""
    line = _platform(platform)
    pack, lang = packs.in_force(), language()
    elements = {e.id: e for e in pack.elements}
    versions = queries.terms_of(line.id)
    refs = [Ref("platform", line.id), *(Ref("terms", t.id) for t in versions)]
    context = {
        "line": line,
        "standing": _standing(request, line),
        "versions": [(t, words.TERMS[t.state]) for t in versions],
        "elements": [(elements[e].clause, elements[e].words.get(lang)) for e in line.elements],
        "rows": history(refs, visitor(request)),
    }
    return render(request, "accounts/platform.html", context)


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, platform: str) -> HttpResponse:
    """Allow a platform for official accounts."""
    line = _platform(platform)
    page = Deciding(
        title=_("Approve %(platform)s") % {"platform": line.name},
        what=_("Accounts may then be applied for on it. Its terms are accepted by a step of their own."),
        verb=_("Approve"),
        said=_("%(platform)s is approved.") % {"platform": line.name},
        back=reverse("accounts:platform", args=[line.id]),
        name=line.name,
    )
    return decide(request, page, lambda reason: acts.ApprovePlatform(line.id, reason))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, platform: str) -> HttpResponse:
    """No longer allow a platform."""
    line = _platform(platform)
    page = Deciding(
        title=_("Withdraw %(platform)s") % {"platform": line.name},
        what=_("From then on nothing is opened, resumed or published on it. Accounts that are open there: %(n)d.")
        % {"n": line.accounts},
        verb=_("Withdraw"),
        said=_("%(platform)s is no longer approved.") % {"platform": line.name},
        back=reverse("accounts:platform", args=[line.id]),
        name=line.name,
        danger=True,
    )
    return decide(request, page, lambda reason: acts.WithdrawPlatform(line.id, reason))


@require_http_methods(["GET", "POST"])
def record_terms(request: HttpRequest, platform: str) -> HttpResponse:
    """Keep a platform's terms as they are now, with what was looked at in them."""
    line = _platform(platform)
    here = viewer(request)
    form = TermsForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    kept = given_document(request, form, here, faults) if request.method == "POST" and form.is_valid() else ""

    def page(obstacle: Obstacle | None = None) -> HttpResponse:
        sample = _terms_act(line.id, None, "")
        more = {
            "line": line,
            "items": [(item, form[f"item_{item.id}"], form[f"note_{item.id}"]) for item in packs.in_force().terms],
            "closed": closed_to(sample, visitor(request).by) if obstacle is None else None,
        }
        return with_file(request, "accounts/record_terms.html", form, kept, faults, obstacle, more)

    if request.method != "POST" or not form.is_valid() or faults:
        return page()
    return respond(
        request,
        _terms_act(line.id, form, kept),
        said=_("Recorded. They bind once they are accepted."),
        then=lambda done: reverse("accounts:terms", args=[done.subject_id]),
        again=page,
    )


@require_safe
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a platform's terms: its text, what was looked at, whether it is accepted."""
    found = _terms(pk)
    line = _platform(found.platform)
    return render(request, "accounts/terms.html", _terms_context(request, found, line))


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a platform's terms for the agency."""
    found = _terms(pk)
    line = _platform(found.platform)
    page = Deciding(
        title=_("Accept the terms of %(platform)s, version %(version)s")
        % {"platform": line.name, "version": found.version},
        what=_("The Department is bound by them on every account there. They are read again after a while."),
        verb=_("Accept"),
        said=_("The terms are accepted."),
        back=reverse("accounts:platform", args=[line.id]),
        name=line.name,
    )
    more = {"checklist": _checklist(found)}
    return decide(request, page, lambda reason: acts.AcceptTerms(found.id, reason), more=more)


@require_safe
def terms_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of the terms as it is kept."""
    return download(_terms(pk).text)


def given_document(request: HttpRequest, form: Any, here: str, faults: list[str]) -> str:
    """The commitment of a document given as a file, as a text, or stored with an earlier try."""
    file = request.FILES.get("file")
    try:
        if isinstance(file, UploadedFile):
            return uploads.document(file)
        if form.cleaned_data["text"].strip():
            return uploads.text(form.cleaned_data["text"])
    except uploads.NotTaken as error:
        faults.append(str(error))
        return ""
    return uploads.kept(form.cleaned_data["kept"], here)


def _terms_act(platform: str, form: TermsForm | None, kept: str) -> acts.RecordTerms:
    if form is None:
        return acts.RecordTerms(platform, "1", date(2000, 1, 1), kept)
    given = form.cleaned_data
    items = [item.id for item in packs.in_force().terms]
    return acts.RecordTerms(
        platform,
        given["version"],
        given["dated"],
        kept,
        tuple(i for i in items if given[f"item_{i}"]),
        tuple(acts.OpenItem(i, given[f"note_{i}"]) for i in items if given[f"item_{i}"] == "open"),
    )


def _terms_context(request: HttpRequest, found: queries.TermsLine, line: queries.PlatformLine) -> dict[str, Any]:
    look = words.TERMS[found.state]
    steps = []
    if (found.state, "accept_terms") in states.TERMS:
        act = acts.AcceptTerms(found.id, LONG_ENOUGH)
        steps.append(
            Step(
                _("Accept the terms"),
                reverse("accounts:accept_terms", args=[found.id]),
                closed_to(act, visitor(request).by),
            )
        )
    sentence = {
        states.RECORDED: _("They do not bind yet: nothing is published there until they are accepted."),
        states.ACCEPTED: _("Accepted for the Department."),
        states.SUPERSEDED: _("Later terms took their place."),
    }[found.state]
    return {
        "found": found,
        "line": line,
        "standing": Standing(str(look.label), look.icon, look.tone, sentence, tuple(steps)),
        "checklist": _checklist(found),
        "text": text_of(found.text),
        "rows": history([Ref("terms", found.id)], visitor(request)),
    }


def _checklist(found: queries.TermsLine) -> list[tuple[str, str, str]]:
    """Each item of the checklist: its words, how it stands, and what stands open."""
    lang = language()
    notes = {o.item: o.note for o in found.open}
    told = {True: _("looked at"), False: _("nobody looked at it")}
    return [
        (
            item.words.get(lang),
            _("stands open") if item.id in notes else told[item.id in found.looked_at],
            notes.get(item.id, ""),
        )
        for item in packs.in_force().terms
    ]


def _standing(request: HttpRequest, line: queries.PlatformLine) -> Standing:
    look, by = words.PLATFORM[line.state], visitor(request).by
    steps = []
    candidates: list[tuple[str, str, str, Act]] = [
        ("approve_platform", _("Approve"), "approve_platform", acts.ApprovePlatform(line.id, LONG_ENOUGH)),
        ("", _("Record terms"), "record_terms", _terms_act(line.id, None, "")),
        ("withdraw_platform", _("Withdraw"), "withdraw_platform", acts.WithdrawPlatform(line.id, LONG_ENOUGH)),
    ]
    for name, verb, url, act in candidates:
        if name and (line.state, name) not in states.PLATFORM:
            continue
        obstacle = closed_to(act, by)
        if obstacle is None or name == "approve_platform":
            steps.append(Step(verb, reverse(f"accounts:{url}", args=[line.id]), obstacle))
    if line.state != states.APPROVED:
        sentence = _("No account may be applied for, opened or used on it.")
    elif line.terms is None:
        sentence = _("Approved. Its terms are not recorded yet, so no account can be opened on it.")
    elif line.accepted is None or line.terms_stale:
        sentence = _("Approved. Its present terms are not accepted, so nothing can be opened or published on it.")
    else:
        sentence = _("Approved, and its present terms are accepted.")
    return Standing(str(look.label), look.icon, look.tone, sentence, tuple(steps))


def _terms_look(line: queries.PlatformLine) -> words.Look:
    if line.terms is None:
        return words.Look(_("not recorded"), "help", "quiet")
    if line.terms_stale:
        return words.Look(_("changed since they were accepted"), "warning", "bad")
    return words.TERMS[line.terms.state]


def _platform(id: str) -> queries.PlatformLine:
    found = queries.platform(id)
    if found is None:
        raise Http404(_("There is no such platform."))
    return found


def _terms(pk: int) -> queries.TermsLine:
    found = queries.terms(str(pk))
    if found is None:
        raise Http404(_("There are no such terms."))
    return found
