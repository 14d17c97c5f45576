"""A roster file: tried first, then taken over as a whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countersign.evidence.store import Damaged
from countersign.gate import clock
from countersign.gate.act import Malformed
from countersign.people import acts, words
from countersign.people.forms.roster import RosterForm
from countersign.people.models import RosterImport
from countersign.people.pages import ending
from countersign.people.pages.frame import asked_page, barred, keeps_everywhere, sent, shown
from countersign.people.queries import Page, endings, page_of
from countersign.people.roster import plan as plans
from countersign.people.roster.plan import DryRun, Leaver, Plan
from countersign.people.roster.reading import Line
from countersign.people.web.doing import Obstacle, respond
from countersign.people.web.files import csv_file
from countersign.people.web.identity import visitor
from countersign.people.web.opening import forbidden

FAULTS_SHOWN = 200
TRIED = "roster_tried"
PARTS = ("adds", "changes", "leavers")


@dataclass(frozen=True)
class Difference:
    """One field of an entry that changes."""

    label: str
    before: str
    after: str


def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file and try it. What can be taken over is kept as a plan, and shown at its own address."""
    if not keeps_everywhere(visitor(request)):
        return forbidden(request)
    form = RosterForm(sent(request), request.FILES or None)
    tried: DryRun | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        tried = plans.dry_run(file.read(), whole=form.cleaned_data["whole"])
        if tried.possible:
            kept = plans.keep(tried.plan)
            request.session[TRIED] = {"manifest": kept, "left_out": ", ".join(tried.left_out), "same": tried.same}
            return redirect("roster_plan", manifest=kept)
    context: dict[str, Any] = {"form": form, "done": RosterImport.objects.order_by("-seq")[:10]}
    if tried is not None:
        faults = tried.faults[:FAULTS_SHOWN]
        context |= {"tried": tried, "faults": faults, "more": len(tried.faults) - len(faults)}
    return shown(request, "roster.html", context, tab="employees", status=400 if request.method == "POST" else 200)


def plan(request: HttpRequest, manifest: str) -> HttpResponse:
    """What taking the file over would do, part by part; and doing it."""
    if not keeps_everywhere(visitor(request)):
        return forbidden(request)
    found = _kept(manifest)
    act = acts.ImportRoster(manifest, found)
    done = RosterImport.objects.filter(pk=manifest).first()
    tried = request.session.get(TRIED, {})

    def page(obstacle: Obstacle | None) -> HttpResponse:
        overtaken = _("The roster has changed since this was tried. Try the file again.")
        closed = barred(act, visitor(request).by, now=overtaken) if done is None and obstacle is None else None
        context = {
            "manifest": manifest,
            "plan": found,
            "done": done,
            "obstacle": obstacle,
            "closed": closed,
            "tried": tried if tried.get("manifest") == manifest else None,
            **_part(request, found),
        }
        return shown(request, "roster_plan.html", context, tab="employees")

    if request.method != "POST":
        return page(None)
    return respond(
        request, act, said=_("The roster is taken over."), then=lambda done: reverse("roster_plan", args=[manifest]),
        again=page,
    )  # fmt: skip


@require_safe
def plan_file(request: HttpRequest, manifest: str) -> HttpResponse:
    """The whole plan as a file, to look through elsewhere."""
    if not keeps_everywhere(visitor(request)):
        return forbidden(request)
    found = _kept(manifest)
    rows = [("add", line.employee_no, line.name, _said(line)) for line in found.adds]
    for change in found.changes:
        said = "; ".join(f"{d.label}: {d.before} > {d.after}" for d in _differences(change.before, change.after))
        rows.append(("change", change.after.employee_no, change.after.name, said))
    rows += [("leave", leaver.employee_no, leaver.name, "") for leaver in found.leavers]
    return csv_file("roster-plan.csv", ("what", "employee_no", "name", "detail"), rows)


def _kept(manifest: str) -> Plan:
    try:
        return acts.ImportRoster.of(manifest).plan
    except (Malformed, Damaged) as error:
        raise Http404(_("No dry run is kept under this number.")) from error


def _part(request: HttpRequest, found: Plan) -> dict[str, Any]:
    """The part of the plan that is looked at, a page of it; the first part that has anything, unless asked."""
    counts = {"adds": len(found.adds), "changes": len(found.changes), "leavers": len(found.leavers)}
    wanted = request.GET.get("part", "")
    part = wanted if wanted in PARTS else next((p for p in PARTS if counts[p]), "adds")
    labels = {"adds": _("New or back"), "changes": _("Changed"), "leavers": _("Leaving")}
    parts = [{"key": p, "label": labels[p], "count": counts[p], "current": p == part} for p in PARTS]
    page: Page[Any] = page_of(getattr(found, part), asked_page(request), list)
    rows: list[tuple[Any, ...]] = []
    if part == "adds":
        rows = [(line, words.EMPLOYMENT[line.employment_type]) for line in page.items]
    elif part == "changes":
        rows = [(change, _differences(change.before, change.after)) for change in page.items]
    else:
        rows = _leavers(page.items)
    return {"part": part, "parts": parts, "page": page, "rows": rows}


def _leavers(leavers: Sequence[Leaver]) -> list[tuple[Any, ...]]:
    found = endings.with_people([leaver.person for leaver in leavers], clock.now())
    return [(leaver, ending.lines(found[leaver.person])) for leaver in leavers]


def _differences(before: Line, after: Line) -> list[Difference]:
    fields = (
        (_("Name"), before.name, after.name),
        (
            _("Employment"),
            str(words.EMPLOYMENT[before.employment_type]),
            str(words.EMPLOYMENT[after.employment_type]),
        ),
        (_("Unit"), before.unit, after.unit),
        (_("Work e-mail"), before.work_mail or "—", after.work_mail or "—"),
    )
    return [Difference(label, was, is_) for label, was, is_ in fields if was != is_]


def _said(line: Line) -> str:
    return ", ".join(p for p in (line.employment_type, line.unit, line.work_mail) if p)
