"""Attesting what an account's page shows, element by element, with screenshots; and the files behind it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from countersign.accounts import acts, queries, uploads
from countersign.accounts.pages import words
from countersign.accounts.pages.common import closed_to, the_account, viewer
from countersign.accounts.pages.files import download
from countersign.gate import clock
from countersign.people.web.doing import Obstacle, language, respond
from countersign.people.web.identity import visitor

STATES = ("found", "missing", "unknown")


@require_http_methods(["GET", "POST"])
def attest(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of each element whether the page shows it. One screenshot may stand for all; one of its own wins."""
    line = the_account(request, pk)
    here = viewer(request)
    elements = queries.page_of_account(line, clock.now(), language())
    faults: list[str] = []
    kept = {name: _kept(request, name, here, faults) for name in ("all", *(e.id for e in elements))}

    def page(obstacle: Obstacle | None = None) -> HttpResponse:
        context = {
            "line": line,
            "rows": [_row(request, e, kept[e.id], here) for e in elements],
            "all": uploads.token(kept["all"], here) if kept["all"] else "",
            "faults": faults,
            "obstacle": obstacle,
            "closed": closed_to(acts.AttestPage(line.id, ()), visitor(request).by) if not obstacle else None,
        }
        response = render(request, "accounts/attest.html", context)
        response.status_code = 400 if faults else 200
        return response

    if request.method != "POST" or faults:
        return page()
    seen = tuple(
        acts.Seen(e.id, state, "" if state == "unknown" else kept[e.id] or kept["all"])
        for e in elements
        if (state := request.POST.get(f"state_{e.id}", "")) in STATES
    )
    return respond(
        request,
        acts.AttestPage(line.id, seen),
        said=_("Attested."),
        then=lambda done: reverse("accounts:account", args=[line.id]),
        again=page,
    )


@require_safe
def screenshot(request: HttpRequest, pk: int, commitment: str) -> HttpResponse:
    """A screenshot behind an attestation of an account that the visitor may see."""
    line = the_account(request, pk)
    return download(commitment if queries.attested_by(line.id, commitment) else "")


def _row(request: HttpRequest, element: queries.ElementLine, kept: str, here: str) -> dict[str, Any]:
    chosen = request.POST.get(f"state_{element.id}", "")
    return {
        "element": element,
        "look": words.ELEMENT["old" if element.state == "found" and not element.fresh else element.state],
        "options": [(s, words.ELEMENT[s].label, s == chosen) for s in STATES],
        "kept": uploads.token(kept, here) if kept else "",
    }


def _kept(request: HttpRequest, name: str, here: str, faults: list[str]) -> str:
    """The screenshot given now or stored with an earlier try; what could not be taken is told."""
    file = request.FILES.get(f"file_{name}")
    if isinstance(file, UploadedFile):
        try:
            return uploads.picture(file)
        except uploads.NotTaken as error:
            faults.append(f"{file.name}: {error}")
            return ""
    return uploads.kept(request.POST.get(f"kept_{name}", ""), here)
