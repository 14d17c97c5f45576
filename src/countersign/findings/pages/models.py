"""Which model reads texts: those that are here, what their cards say, and who chose what, why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from countersign.findings import acts, queries, subjects
from countersign.findings.forms import ChooseForm
from countersign.findings.pages.common import status_of
from countersign.people.web.doing import Obstacle, respond
from countersign.people.web.history import history
from countersign.people.web.identity import visitor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The models on this machine, the one that reads, and every choice that was made."""
    here = visitor(request)
    context = {
        "in_use": queries.in_use(),
        "models": queries.models(),
        "choices": queries.choices(),
        "chooses": here.may("model.choose"),
        "troubles": queries.troubles(),
        "rows": history([subjects.MODEL], here),
    }
    return render(request, "findings/models.html", context)


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the model that reads from now on."""
    models = queries.models()
    initial = {"version": request.GET.get("version", ""), "comparison": request.GET.get("comparison", "")}
    form = ChooseForm(request.POST or None, initial=initial, versions=[m.version for m in models])

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        context = {"form": form, "obstacle": obstacle, "in_use": queries.in_use(), "models": models}
        return render(request, "findings/choose_model.html", context, status=status_of(form))

    if request.method != "POST" or not form.is_valid():
        return again()
    given = form.cleaned_data
    act = acts.ChooseModel(given["version"], given["reason"], given["comparison"].strip())
    return respond(
        request,
        act,
        said=_("Chosen. It reads every text from now on; what was signed before keeps the version that read it."),
        then=lambda done: reverse("findings:models"),
        again=again,
    )
