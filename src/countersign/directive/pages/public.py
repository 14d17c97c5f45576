"""For everyone: the text in force, earlier versions, what changed, the files behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countersign.directive import acts, differences, queries, shown
from countersign.directive.finding import Finder
from countersign.directive.queries import VersionLine
from countersign.directive.shown import ClauseShown
from countersign.directive.trees import beside
from countersign.gate import clock, packs
from countersign.gate.act import Ref
from countersign.gate.canonical import commit
from countersign.people.web.doing import Obstacle, Standing, Step, foresee, language
from countersign.people.web.history import HistoryRow, history
from countersign.people.web.identity import Visitor, visitor
from countersign.people.web.signed import SignatureBlock, blocks
from countersign.rules.acts import ACTS

LONGEST_SEARCH = 100


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """The version in force; where no text was brought in, our summary, and the page says so."""
    version = queries.in_force()
    if version is not None:
        return render(request, "directive/version.html", _of_version(request, version))
    pack = packs.in_force()
    finder = _finder(request)
    clauses = shown.of_summary(pack, queries.notes(), finder, language())
    title = pack.directive_title.get(language())
    context = {"clauses": clauses, "pack": pack, "title": title, "may_import": _may_import(request)}
    return render(request, "directive/summary.html", {**context, **_search(request, finder, clauses)})


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """All versions this person may see."""
    found = queries.versions(_viewer(request), clock.now())
    context = {"versions": [_row(v) for v in found], "may_import": _may_import(request)}
    return render(request, "directive/versions.html", context)


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version, at an address that it keeps."""
    return render(request, "directive/version.html", _of_version(request, seen(request, pk)))


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """A version beside the one whose place it took, or would take."""
    now = seen(request, pk)
    before = before_of(request, now)
    found = differences.changes(queries.text_of(before), queries.text_of(now)) if before else None
    context = {"version": now, "before": before, "changes": found, "named": name_of(now)}
    return render(request, "directive/changes.html", context)


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that a version was read from, byte for byte."""
    found = seen(request, pk)
    response = HttpResponse(queries.original(found), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="directive-version-{found.id}.txt"'
    return response


@require_safe
def form(request: HttpRequest, pk: int) -> JsonResponse:
    """Hash, salt and canonical form: what somebody needs to check a signature without trusting us."""
    return JsonResponse(queries.proof_of(seen(request, pk)))


@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether the text shown is, at this moment, the one that was signed."""
    found = seen(request, pk)
    proof = queries.proof_of(found)
    holds = commit(bytes.fromhex(proof["salt"]), proof["form"].encode()) == found.hash
    context = {"version": found, "named": name_of(found), "holds": holds, "proof": proof}
    return render(request, "directive/check.html", {**context, "signatures": signed(found)})


def seen(request: HttpRequest, pk: int) -> VersionLine:
    """A version that this person may see; for others there is nothing at the address."""
    found = queries.version(str(pk), _viewer(request), clock.now())
    if found is None:
        raise Http404
    return found


def before_of(request: HttpRequest, version: VersionLine) -> VersionLine | None:
    """The version whose place this one took; for one not yet in force, the one in force."""
    if version.before is not None:
        return queries.version(version.before, _viewer(request), clock.now())
    return None if version.public else queries.in_force()


def name_of(version: VersionLine) -> str:
    """A version in words."""
    number = version.number or version.title or _("Directive")
    if version.effective is None:
        return number
    return _("%(number)s of %(day)s") % {"number": number, "day": version.effective.isoformat()}


def text_shown(version: VersionLine, finder: Finder) -> list[ClauseShown]:
    """A version's clauses. Our words stand beside those of a version that is not over and that they fit."""
    tree, pack = queries.text_of(version), packs.in_force()
    if version.superseded_at is not None or not beside(tree, pack).agrees:
        return shown.of_text(tree, None, {}, finder, language())
    return shown.of_text(tree, pack, queries.notes(), finder, language())


def signed(version: VersionLine) -> list[SignatureBlock]:
    """The signature blocks of a version."""
    return blocks(version.hash, lambda digest: reverse("directive_check", args=[version.id]))


def obstacles(version: VersionLine, here: Visitor) -> tuple[Obstacle | None, Obstacle | None]:
    """What stands in the way of signing a version and of putting it in force, for this person now."""
    return foresee(acts.SignDirective(version.id), here.by), foresee(acts.AdoptDirective(version.id), here.by)


def past(request: HttpRequest, version: VersionLine) -> list[HistoryRow] | None:
    """What was done and tried about a version, for those who work on versions; nothing of it is for the public."""
    if not queries.works_on_versions(_viewer(request), clock.now()):
        return None
    return history([Ref("directive", version.id)], visitor(request))


def _of_version(request: HttpRequest, version: VersionLine) -> dict[str, Any]:
    finder = _finder(request)
    tree = queries.text_of(version)
    clauses = text_shown(version, finder)
    return {
        "version": version,
        "named": name_of(version),
        "title": version.title or packs.in_force().directive_title.get(language()),
        "tree": tree,
        "header": shown.header_of(tree),
        "clauses": clauses,
        "signatures": signed(version),
        "standing": _standing(version, visitor(request)),
        "current": queries.in_force(),
        "rows": past(request, version),
        **_search(request, finder, clauses),
    }


def _standing(version: VersionLine, here: Visitor) -> Standing | None:
    """Where a version stands that is not in force yet, for those who can bring it there."""
    if version.public or here.person is None:
        return None
    sign, adopt = obstacles(version, here)
    ready = any(not s.withdrawn for s in signed(version))
    unmet = tuple(dict.fromkeys(c for o in (sign, adopt) if o for c in o.clauses))
    return Standing(
        label=_("brought in, not in force"),
        icon="hourglass_empty",
        tone="warn",
        sentence=_("It is signed and can be put in force.") if ready else _("It waits to be signed."),
        steps=(
            Step(_("Read and sign"), reverse("sign_directive", args=[version.id]), sign),
            Step(_("Put in force"), reverse("adopt_directive", args=[version.id]), adopt),
        ),
        unmet=unmet,
    )


def _row(version: VersionLine) -> dict[str, Any]:
    label, icon, tone = {
        "imported": (_("brought in, not in force"), "hourglass_empty", "warn"),
        "in_force": (_("in force"), "check_circle", "good"),
        "superseded": (_("superseded"), "history", "quiet"),
    }[version.state]
    return {"version": version, "named": name_of(version), "label": label, "icon": icon, "tone": tone}


def _search(request: HttpRequest, finder: Finder, clauses: Sequence[ClauseShown]) -> dict[str, Any]:
    return {"q": _phrase(request), "searching": finder.looks, "hits": [c for c in clauses if c.hit]}


def _may_import(request: HttpRequest) -> bool:
    return visitor(request).may(ACTS[acts.ImportDirective.name].power)


def _finder(request: HttpRequest) -> Finder:
    return Finder(_phrase(request))


def _phrase(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").split())[:LONGEST_SEARCH]


def _viewer(request: HttpRequest) -> str | None:
    person = visitor(request).person
    return None if person is None else str(person.pk)
