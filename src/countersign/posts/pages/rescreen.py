"""Reading everything again: beginning, pausing, going on, cancelling, and putting on record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from countersign.gate import clock
from countersign.gate.act import Ref
from countersign.people.web import history
from countersign.people.web.doing import Obstacle, foresee, respond
from countersign.people.web.identity import visitor
from countersign.people.web.opening import holding, opens
from countersign.posts import acts, words
from countersign.posts.models import Comparison, Rescreening
from countersign.posts.pages import comparing
from countersign.posts.pages.common import chip, me, person_name
from countersign.posts.rescreen import reading, screens, walking
from countersign.posts.rescreen.comparing import WHOLE
from countersign.posts.rescreen.walking import State
from countersign.rules.acts import ACTS

SHOWN = 50
POWER = ACTS[acts.RescreenArchive.name].power
STATES: dict[str, tuple[Any, str, str]] = {
    State.WAITING: (gettext_lazy("waits for a worker"), "schedule", "quiet"),
    State.RUNNING: (gettext_lazy("being read"), "autorenew", "quiet"),
    State.PAUSED: (gettext_lazy("paused"), "remove_circle", "warn"),
    State.READ: (gettext_lazy("read, not on record yet"), "visibility", "warn"),
    State.DONE: (gettext_lazy("read and on record"), "check_circle", "good"),
    State.CANCELLED: (gettext_lazy("cancelled"), "cancel", "quiet"),
    State.FAILED: (gettext_lazy("given up"), "error", "bad"),
}
WHY = {
    reading.CHANGED: gettext_lazy(
        "What reads was changed meanwhile: rules, model or the agency's own words are others now. Begin a new reading."
    ),
    reading.GONE: gettext_lazy("The model that was to read is not on this machine any more."),
    reading.BROKE_OFF: gettext_lazy("It broke off time and again. Whoever keeps the machine finds why in its log."),
}
MOVES = {
    "pause": ((State.WAITING, State.RUNNING), State.PAUSED),
    "resume": ((State.PAUSED,), State.WAITING),
    "cancel": ((State.WAITING, State.RUNNING, State.PAUSED), State.CANCELLED),
}


class StartForm(forms.Form):
    """With what everything is to be read."""

    offered = forms.ChoiceField(label=gettext_lazy("Read everything with"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of: Any = self.fields["offered"]
        of.choices = [(o.id, o.name) for o in screens.offered()]


class CompareForm(forms.Form):
    """Which two readings are compared."""

    before = forms.ChoiceField(label=gettext_lazy("The earlier one, such as what reads at present"))
    later = forms.ChoiceField(label=gettext_lazy("The one that may come in its place"))

    def __init__(self, *args: Any, runs: list[Rescreening], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "later"):
            of: Any = self.fields[name]
            of.choices = [("", _("Choose one")), *((str(r.pk), title_of(r)) for r in runs)]

    def clean(self) -> dict[str, Any]:
        """Two different ones."""
        data = super().clean() or self.cleaned_data
        if data.get("before") and data.get("before") == data.get("later"):
            self.add_error("later", _("Choose another one: these are the same."))
        return data


def title_of(run: Rescreening) -> str:
    """What a reading is called."""
    return _("Reading %(n)s: %(what)s") % {"n": run.pk, "what": screens.said(run.screen)}


def index(request: HttpRequest) -> HttpResponse:
    """The readings and comparisons that there are; begin one."""
    start = StartForm(request.POST if request.POST.get("do") == "start" else None)
    runs = list(Rescreening.objects.order_by("-pk")[:SHOWN])
    whole = [run for run in runs if run.state in WHOLE]
    compare = CompareForm(request.POST if request.POST.get("do") == "compare" else None, runs=whole)
    if start.is_bound and start.is_valid():
        try:
            run = reading.start(start.cleaned_data["offered"], me(request))
        except screens.NotHere:
            start.add_error("offered", _("Its files cannot be read at present."))
        else:
            return redirect("posts:rescreening", pk=run.pk)
    if compare.is_bound and compare.is_valid():
        of = {str(run.pk): run for run in whole}
        data = compare.cleaned_data
        return redirect("posts:comparison", pk=comparing.start(of[data["before"]], of[data["later"]], me(request)).pk)
    compared = Comparison.objects.select_related("before", "later").order_by("-pk")[:SHOWN]
    shown = {
        "start": start,
        "compare": compare,
        "runs": [(run, title_of(run), chip(STATES, run.state), progress(run)) for run in runs],
        "comparable": len(whole) > 1,
        "comparisons": [(c, title_of(c.before), title_of(c.later), chip(comparing.STATES, c.state)) for c in compared],
    }
    return render(request, "posts/rescreenings.html", shown, status=400 if request.method == "POST" else 200)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One reading: how far it is and what it saw so far."""
    return _page(request, _run_or_404(pk))


@require_POST
def move(request: HttpRequest, pk: int, do: str) -> HttpResponse:
    """Pause it, go on, or cancel it."""
    run = _run_or_404(pk)
    if do not in MOVES:
        raise Http404
    before, after = MOVES[do]
    if not walking.move(run, before, after):
        messages.warning(request, _("It is past that: look where it stands now."))
    return redirect("posts:rescreening", pk=run.pk)


@require_POST
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a reading on record whose beginner may not do it any more."""
    run = _run_or_404(pk)
    return respond(
        request,
        acts.RescreenArchive.of(run),
        said=_("It is on record."),
        then=lambda done: reverse("posts:rescreening", args=[run.pk]),
        again=lambda obstacle: _page(request, run, obstacle),
    )


def progress(walk: Rescreening | Comparison) -> dict[str, Any]:
    """How far it is: a part of a hundred, and how many minutes are left where that can be told."""
    left_s = walk.busy_s / walk.done * (walk.total - walk.done) if walk.done else None
    return {
        "percent": min(100, 100 * walk.done // walk.total) if walk.total else 100,
        "minutes": max(1, round(left_s / 60)) if left_s is not None and walk.done < walk.total else None,
    }


def _page(request: HttpRequest, run: Rescreening, obstacle: Obstacle | None = None) -> HttpResponse:
    act = acts.RescreenArchive.of(run) if run.state == State.READ and run.lease_until is None else None
    shown = {
        "run": run,
        "title": title_of(run),
        "offered": screens.name_of(run.offered),
        "chip": chip(STATES, run.state),
        "busy": run.state in (State.WAITING, State.RUNNING) or (run.state == State.READ and act is None),
        "progress": progress(run),
        "person": person_name(run.person, clock.now()),
        "why": WHY.get(run.why, ""),
        "steps": [(do, verb) for do, verb in VERBS if run.state in MOVES[do][0]],
        "severities": [(words.GRAVITIES[str(n)][0], run.severities.get(s, 0)) for n, s in enumerate(SEVERITIES)],
        "categories": sorted(run.categories.items(), key=lambda pair: (-pair[1], pair[0])),
        "recordable": act is not None,
        "closed": foresee(act, visitor(request).by) if act is not None and obstacle is None else None,
        "obstacle": obstacle,
        "rows": history.history([Ref("rescreening", str(run.pk))], visitor(request)),
    }
    return render(request, "posts/rescreening.html", shown)


SEVERITIES = ("clear", "review", "block")
VERBS = (("pause", gettext_lazy("Pause")), ("resume", gettext_lazy("Go on")), ("cancel", gettext_lazy("Cancel")))


def _run_or_404(pk: int) -> Rescreening:
    run = Rescreening.objects.filter(pk=pk).first()
    if run is None:
        raise Http404(_("There is no such reading."))
    return run


KEEPS = holding(POWER)
ADDRESSES = (
    path("screening/readings/", opens(index, who=KEEPS), name="rescreenings"),
    path("screening/readings/<int:pk>/", opens(one, who=KEEPS), name="rescreening"),
    path("screening/readings/<int:pk>/record/", opens(record, who=KEEPS), name="record_rescreening"),
    path("screening/readings/<int:pk>/<str:do>/", opens(move, who=KEEPS), name="move_rescreening"),
    path("screening/comparisons/<int:pk>/", opens(comparing.one, who=KEEPS), name="comparison"),
    path("screening/comparisons/<int:pk>/differences.csv", opens(comparing.as_file, who=KEEPS), name="differences"),
)
