"""What people said of findings: the list, the counts, how often each reason was wrong, and the file to take away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from countersign.evidence import store
from countersign.gate import clock, packs
from countersign.gate.act import Ref
from countersign.gate.canonical import canonical
from countersign.people.web import history
from countersign.people.web.doing import Obstacle, attempt, language
from countersign.people.web.identity import visitor
from countersign.people.web.opening import holding, opens
from countersign.posts import acts, plots, reasons, states
from countersign.posts.labels import export, queries
from countersign.posts.labels.queries import FILTERS
from countersign.posts.pages.common import chip, me, page_number
from countersign.rules.acts import ACTS

POWER = ACTS[acts.ExportLabels.name].power
MOST_BARS = 20
VERDICTS: dict[str, tuple[Any, str, str]] = {
    "right": (gettext_lazy("it is so"), "check_circle", "good"),
    "wrong": (gettext_lazy("it is not so"), "cancel", "warn"),
    "missed": (gettext_lazy("not seen by screening"), "visibility_off", "warn"),
}
BY = (("rule", gettext_lazy("a rule")), ("model", gettext_lazy("a model")))


class ExportForm(forms.Form):
    """How the file is made."""

    masked = forms.BooleanField(
        label=gettext_lazy("Cover up personal data in the texts"),
        help_text=gettext_lazy("Letters become x and digits 0 wherever a rule finds personal data."),
        required=False,
        initial=True,
    )


def index(request: HttpRequest) -> HttpResponse:
    """What was said of findings."""
    return _page(request, ExportForm())


@require_POST
def take(request: HttpRequest) -> HttpResponseBase:
    """Take the texts with what was said of them away, as one file and one act."""
    form = ExportForm(request.POST)
    form.full_clean()
    asked = _asked(request)
    made = export.bundle(masked=form.cleaned_data["masked"], **asked)
    manifest = ""
    if made.count:
        told = made.manifest(form.cleaned_data["masked"], asked)
        manifest = store.put(canonical(told), "application/json")
    act = acts.ExportLabels(made.count, form.cleaned_data["masked"], made.sha256, manifest)
    outcome = attempt(act, visitor(request).by)
    if isinstance(outcome, Obstacle):
        made.file.close()
        response = _page(request, form, outcome)
        response.status_code = outcome.status
        return response
    file = FileResponse(
        made.file,
        as_attachment=True,
        filename=f"said-of-findings-{outcome.seq}.jsonl",
        content_type="application/jsonl",
    )
    file["Cache-Control"] = "private, no-store"
    return file


def _page(request: HttpRequest, form: ExportForm, obstacle: Obstacle | None = None) -> HttpResponse:
    asked, at = _asked(request), clock.now()
    page = queries.labels(me(request), at, asked, page=page_number(request))
    counts = queries.counts(**asked)
    rows = history.addresses(visitor(request), {line.seq for line in page.items})
    shown = {
        "page": page,
        "lines": [(line, chip(VERDICTS, line.verdict), rows.get(line.seq, "")) for line in page.items],
        "counts": [(row, round(100 * queries.share_wrong(row))) for row in counts],
        "asked": asked,
        "kept": f"?{urlencode(kept)}" if (kept := {k: v for k, v in asked.items() if v}) else "",
        "why": reasons.why(asked["why_key"], asked["why_key"]) if asked["why_key"] else "",
        "verdicts": [(value, label) for value, (label, _icon, _tone) in VERDICTS.items()],
        "categories": [(c.id, c.words.get(language())) for c in packs.in_force().categories],
        "by": BY,
        "versions": queries.versions(),
        "drawn": _drawn(),
        "form": form,
        "obstacle": obstacle,
        "takes": visitor(request).may(POWER),
        "rows": history.history([Ref("labels", states.LABELS)], visitor(request)),
    }
    return render(request, "posts/labels.html", shown)


def _drawn() -> plots.Bars | None:
    """How often each reason was wrong, the most often wrong first; None while nobody answered any."""
    rows = []
    for one in queries.judged():
        if not one.why_key or not one.right + one.wrong:
            continue
        share = queries.share_wrong(one)
        said = _("%(percent)d %%: %(wrong)d of %(all)d") % {
            "percent": round(100 * share), "wrong": one.wrong, "all": one.wrong + one.right,
        }  # fmt: skip
        about = {"why_key": one.why_key, "category": one.category, "version": one.version}
        label = f"{reasons.why(one.why_key, one.why_key)} · {one.version}"
        rows.append((label, said, share, f"{reverse('posts:labels')}?{urlencode(about)}#said", "plain"))
    return plots.bars(rows[:MOST_BARS]) if rows else None


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").replace("\x00", "")[:64] for name in FILTERS}


KEEPS = holding(POWER)
ADDRESSES = (
    path("screening/answers/", opens(index, who=KEEPS), name="labels"),
    path("screening/answers/take/", opens(take, who=KEEPS), name="take_labels"),
)
