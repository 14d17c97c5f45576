"""History from an archive: give the file, see what is in it, answer what it leaves open, take it over or not."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from countersign.accounts import queries as accounts
from countersign.connectors.archives import Answers, Kind
from countersign.connectors.archives.text import zone_named
from countersign.gate import clock, packs
from countersign.gate.act import Ref, Scope
from countersign.people.web.doing import Obstacle, foresee, respond
from countersign.people.web.identity import Visitor, visitor
from countersign.people.web.opening import holding, opens
from countersign.posts.acts.history import OFFICIAL, ImportHistory
from countersign.posts.history import jobs, trying
from countersign.posts.history.models import HistoryRun
from countersign.posts.pages.common import chip, me, person_name
from countersign.rules.acts import ACTS

POWER = ACTS[ImportHistory.name].power
MOST_BYTES = 200_000_000
"""What a page takes; a larger archive goes through the command, which reads it where it lies."""
RUNS_SHOWN = 50
State = HistoryRun.State
STATES: Mapping[str, tuple[Any, str, str]] = {
    State.WAITING: (gettext_lazy("Waiting to be read"), "schedule", "quiet"),
    State.READING: (gettext_lazy("Being read"), "autorenew", "quiet"),
    State.ASKING: (gettext_lazy("Asks something"), "help", "warning"),
    State.TRIED: (gettext_lazy("Tried, not taken over yet"), "visibility", "warning"),
    State.TAKEN: (gettext_lazy("Taken over"), "check_circle", "good"),
    State.REFUSED: (gettext_lazy("Refused"), "cancel", "bad"),
    State.DISCARDED: (gettext_lazy("Thrown away"), "delete", "quiet"),
}


class ArchiveForm(forms.Form):
    """An archive, and whose history it is."""

    account = forms.ChoiceField(label=gettext_lazy("Account"))
    file = forms.FileField(
        label=gettext_lazy("Archive"),
        help_text=gettext_lazy("The file as the platform made it, at most 200 MB. Do not unpack or rename it."),
    )

    def __init__(self, *args: Any, accounts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["account"]
        field.choices = [("", _("Choose one")), *accounts]

    def clean_file(self) -> UploadedFile[Any]:
        """Not too large for a page."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("It is larger than 200 MB. Whoever runs this machine can use the command."))
        return file


class AnswersForm(forms.Form):
    """What the archive leaves open: only the questions that it raised are fields here."""

    date_order = forms.ChoiceField(
        label=gettext_lazy("Which comes first in its dates?"),
        choices=(("dmy", gettext_lazy("The day")), ("mdy", gettext_lazy("The month"))),
        widget=forms.RadioSelect,
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Its times name none. A name such as America/Chicago."),
        max_length=60,
    )
    own = forms.ChoiceField(
        label=gettext_lazy("Under which name did the account write?"),
        help_text=gettext_lazy("Nobody else is named in what is kept as ours."),
    )

    def __init__(self, *args: Any, questions: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {q["key"]: q for q in questions}
        for name in [n for n in self.fields if n not in asked]:
            del self.fields[name]
        if "own" in asked:
            own: Any = self.fields["own"]
            own.choices = [("", _("Choose one")), *((name, name) for name in asked["own"]["choices"])]
        if "date_order" in asked:
            said = _("The first date in it: %(example)s") % {"example": asked["date_order"]["example"]}
            self.fields["date_order"].help_text = said

    def clean_zone(self) -> str:
        """A zone that there is."""
        zone: str = self.cleaned_data["zone"].strip()
        if zone_named(zone) is None:
            raise forms.ValidationError(_("There is no time zone of this name."))
        return zone


def index(request: HttpRequest) -> HttpResponse:
    """Give an archive; and those that were given."""
    mine = _accounts(request)
    form = ArchiveForm(request.POST or None, request.FILES or None, accounts=[(a.id, a.name) for a in mine])
    if request.method == "POST" and form.is_valid():
        run = jobs.bring(
            form.cleaned_data["account"], _kept(form.cleaned_data["file"]), form.cleaned_data["file"].name, me(request)
        )
        return redirect("posts:history_run", pk=run.pk)
    names = {a.id: a.name for a in mine}
    runs = HistoryRun.objects.filter(account__in=names).order_by("-pk")[:RUNS_SHOWN]
    platforms = packs.in_force().platform
    shown = {
        "form": form,
        "runs": [(run, names[run.account], chip(STATES, run.state)) for run in runs],
        "kinds": [platforms[k.value].name if k.value in platforms else k.value for k in Kind],
        "accounts": bool(mine),
    }
    return render(request, "posts/history.html", shown, status=400 if request.method == "POST" else 200)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One archive: how far it is, what was found, what is asked, and taking it over."""
    return _page(request, _run_or_404(request, pk))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what it leaves open; it is read on from there."""
    run = _run_or_404(request, pk)
    form = _answers_form(run, request.POST)
    if run.state != State.ASKING:
        return redirect("posts:history_run", pk=run.pk)
    if not form.is_valid():
        return _page(request, run, form=form, status=400)
    jobs.answer(run, Answers(**form.cleaned_data))
    return redirect("posts:history_run", pk=run.pk)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over what is new in it, as one act."""
    run = _run_or_404(request, pk)
    return respond(
        request,
        ImportHistory.of(run),
        said=_("The history is taken over."),
        then=lambda done: reverse("posts:history_run", args=[run.pk]),
        again=lambda obstacle: _page(request, run, obstacle=obstacle),
    )


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away what was found."""
    run = _run_or_404(request, pk)
    if trying.discard(run):
        messages.success(request, _("Thrown away: nothing of this archive is kept."))
    return redirect("posts:history_run", pk=run.pk)


def _page(
    request: HttpRequest,
    run: HistoryRun,
    *,
    form: AnswersForm | None = None,
    obstacle: Obstacle | None = None,
    status: int = 200,
) -> HttpResponse:
    tried = run.state == State.TRIED
    shown = {
        "run": run,
        "account": accounts.names([run.account]).get(run.account, run.account),
        "chip": chip(STATES, run.state),
        "busy": run.state in (State.WAITING, State.READING),
        "person": person_name(run.person, clock.now()) if run.person else "",
        "why": _(run.why).format(**_named(run.why_values)) if run.why else "",
        "faults": [(f["where"], _(f["why"])) for f in run.faults],
        "more": max(0, run.faulty - len(run.faults)),
        "form": form or (_answers_form(run) if run.state == State.ASKING else None),
        "obstacle": obstacle,
        "closed": foresee(ImportHistory.of(run), visitor(request).by) if tried and run.fresh and not obstacle else None,
        "may_discard": run.state not in (State.TAKEN, State.DISCARDED, State.REFUSED),
    }
    return render(request, "posts/history_run.html", shown, status=status)


def _named(values: Mapping[str, str]) -> dict[str, str]:
    """What fills a reason, kinds and platforms by their names."""
    known = packs.in_force().platform
    return {k: known[v].name if k in ("kind", "platform") and v in known else v for k, v in values.items()}


def _answers_form(run: HistoryRun, data: Any = None) -> AnswersForm:

    return AnswersForm(data, questions=run.questions, initial={"zone": settings.TIME_ZONE})


def _accounts(request: HttpRequest) -> list[accounts.AccountLine]:
    """The accounts whose history the visitor may take over, of platforms whose archives are read."""
    kinds = {k.value for k in Kind}
    listed = accounts.accounts(me(request), clock.now(), size=1000).items
    here = visitor(request)
    return [a for a in listed if a.state in OFFICIAL and a.platform in kinds and _may(here, a.id, a.unit)]


def _may(here: Visitor, account: str, unit: str) -> bool:
    """Whether any capacity of the visitor reaches the account: decides what is shown, the gate decides what is done."""
    scope = Scope(ref=Ref("account", account), units=(unit,), accounts=(account,))
    return any(c.holds(POWER, scope) for c in here.capacities)


def _run_or_404(request: HttpRequest, pk: int) -> HistoryRun:
    run = HistoryRun.objects.filter(pk=pk).first()
    touched = accounts.touched([run.account]).get(run.account) if run else None
    if run is None or touched is None or not _may(visitor(request), run.account, touched.unit):
        raise Http404(_("There is no such archive, or it is not yours to see."))
    return run


def _kept(file: UploadedFile[Any]) -> Path:
    """The file in a folder of its own, under its own name as far as that is a plain one: some kinds are known by it."""
    place = trying.folder() / uuid.uuid4().hex
    place.mkdir(mode=0o700)
    plain = re.sub(r"[^A-Za-z0-9._() -]", "_", Path(file.name or "").name)[-100:].lstrip(". ") or "archive"
    target = place / plain
    with target.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    return target


IMPORTS = holding(POWER)
ADDRESSES = (
    path("history/", opens(index, who=IMPORTS), name="history"),
    path("history/<int:pk>/", opens(one, who=IMPORTS), name="history_run"),
    path("history/<int:pk>/answer/", opens(answer, who=IMPORTS), name="history_answer"),
    path("history/<int:pk>/take/", opens(take, who=IMPORTS), name="history_take"),
    path("history/<int:pk>/discard/", opens(discard, who=IMPORTS), name="history_discard"),
)
