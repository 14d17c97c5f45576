"""The second reader: which endpoint it is, what leaves the house when somebody asks it, and a try."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from countersign.findings.pages.common import LONG_ENOUGH, closed_to, status_of
from countersign.findings.second import addresses, calling, trying, words
from countersign.findings.second.acts import ChooseSecondReader
from countersign.findings.second.forms import SecondReaderForm
from countersign.findings.second.models import SecondReader, SecondReaderKey
from countersign.findings.second.subject import REF
from countersign.people.web.doing import Obstacle, respond
from countersign.people.web.history import history
from countersign.people.web.identity import visitor
from countersign.screening.second import MOST_CHARACTERS, PROMPT_VERSION, Opinion

CALLS_A_DAY, TIMEOUT_S = 100, 30
"""What the form proposes before anything was chosen."""


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Look at it, and change it."""
    row = SecondReader.objects.first()
    form = SecondReaderForm(request.POST or None, initial=_initial(row))
    if request.method != "POST" or not form.is_valid():
        return _page(request, row, form)
    given = form.cleaned_data
    act = ChooseSecondReader(
        on=given["on"],
        base_url=given["base_url"].strip(),
        model=given["model"].strip(),
        calls_a_day=given["calls_a_day"],
        timeout_s=given["timeout_s"],
        reason=given["reason"],
        structured=given["structured"],
        api_key=given["api_key"].strip(),
    )
    said = (
        _("The second reader is on. What somebody asks it about goes to %(host)s, without personal data.")
        % {"host": addresses.host(act.base_url)}
        if act.on
        else _("The second reader is off. Nothing is sent.")
    )
    return respond(
        request,
        act,
        said=said,
        then=lambda done: reverse("findings:second_reader"),
        again=lambda obstacle: _page(request, row, form, obstacle=obstacle),
    )


@require_POST
def attempt(request: HttpRequest) -> HttpResponse:
    """Ask it the fixed question. That is one call of the day's, and no act: nothing of the agency's is in it."""
    row = SecondReader.objects.first()
    if row is None or not row.base_url:
        return redirect("findings:second_reader")
    found = trying.attempt(calling.Reader(row.base_url, row.model, row.structured))
    tried = (
        {"opinion": found, "stance": words.STANCES[found.stance]}
        if isinstance(found, Opinion)
        else {"why": words.TROUBLES[found]}
    )
    return _page(request, row, SecondReaderForm(initial=_initial(row)), tried=tried)


def _page(
    request: HttpRequest,
    row: SecondReader | None,
    form: SecondReaderForm,
    *,
    obstacle: Obstacle | None = None,
    tried: dict[str, Any] | None = None,
) -> HttpResponse:
    here = visitor(request)
    reader = calling.Reader(row.base_url, row.model, row.structured) if row and row.base_url else None
    shown = {
        "form": form,
        "row": row,
        "host": reader.host if reader else "",
        "has_key": SecondReaderKey.objects.exists(),
        "left": calling.left_today(),
        "obstacle": obstacle,
        "closed": closed_to(request, _as_it_is(row)) if obstacle is None else None,
        "tried": tried,
        "sample": json.dumps(json.loads(trying.body(reader)), indent=2, ensure_ascii=False) if reader else "",
        "prompt": PROMPT_VERSION,
        "most": MOST_CHARACTERS,
        "kinds": [str(word) for word in words.HIDDEN.values()],
        "rows": history([REF], here),
        "keeps_lists": here.may("watchlist.keep"),
    }
    return render(request, "findings/second_reader.html", shown, status=status_of(form))


def _initial(row: SecondReader | None) -> dict[str, Any]:
    if row is None:
        return {"structured": True, "calls_a_day": CALLS_A_DAY, "timeout_s": TIMEOUT_S}
    names = ("on", "base_url", "model", "structured", "calls_a_day", "timeout_s")
    return {name: getattr(row, name) for name in names}


def _as_it_is(row: SecondReader | None) -> ChooseSecondReader:
    """The act that would leave everything as it is: who may not do that may change nothing."""
    return ChooseSecondReader(
        on=False,
        base_url="",
        model="",
        calls_a_day=row.calls_a_day if row else CALLS_A_DAY,
        timeout_s=row.timeout_s if row else TIMEOUT_S,
        reason=LONG_ENOUGH,
    )
