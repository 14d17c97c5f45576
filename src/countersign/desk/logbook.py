"""The ledger's pages: published for everyone as commitments, read row by row by those who may."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from countersign.desk.things import Thing, thing
from countersign.gate import log, row
from countersign.gate.models import Installation, LedgerBody
from countersign.ledger.proof import ProofError
from countersign.people.web.history import ACT_WORDS, answer, may_read
from countersign.people.web.identity import visitor
from countersign.people.web.opening import forbidden


@dataclass(frozen=True)
class Shown:
    """A row as a reader sees it: its words, and its whole content as recorded."""

    seq: int
    act: str
    at: Any
    by: dict[str, Any]
    answer: dict[str, str]
    about: Thing
    content: str


def folder() -> Path:
    """Where the log is published for this installation's own pages."""
    published: Path = settings.DATA / "log"
    return published


def keys() -> Path:
    """Where the installation's keys are."""
    kept: Path = settings.DATA / "keys"
    return kept


def index(request: HttpRequest) -> HttpResponse:
    """What the log is, its newest signed head, and how a stranger checks it."""
    checkpoint = folder() / "checkpoint"
    vkey = folder() / "vkey"
    return render(
        request,
        "desk/log.html",
        {
            "installation": Installation.objects.first(),
            "size": row.size(),
            "checkpoint": checkpoint.read_text() if checkpoint.exists() else "",
            "vkey": vkey.read_text().strip() if vkey.exists() else "",
        },
    )


def published(request: HttpRequest, path: str) -> HttpResponseBase:
    """One file of the published log. A web server can serve the same folder without the application."""
    wanted = (folder() / path).resolve()
    if not wanted.is_relative_to(folder().resolve()) or not wanted.is_file() or wanted.name.startswith("."):
        raise Http404
    kind = "text/plain; charset=utf-8" if path in ("checkpoint", "vkey") else "application/octet-stream"
    return FileResponse(wanted.open("rb"), content_type=kind)


def one(request: HttpRequest, seq: int) -> HttpResponse:
    """One row, for those who may read it."""
    kept = _kept(seq)
    if not may_read(visitor(request), kept):
        return forbidden(request)
    content = row.read(kept).content
    if content is None:
        raise Http404(_("This row's content was disposed of."))
    shown = Shown(
        seq=seq,
        act=str(ACT_WORDS.get(content["act"], content["act"])),
        at=kept.at,
        by=content["by"],
        answer=answer(content),
        about=thing(kept.subject_kind, kept.subject_id, visitor(request)),
        content=json.dumps(content, indent=2, ensure_ascii=False),
    )
    return render(request, "desk/row.html", {"row": shown, "decision": content["decision"]})


def proof(request: HttpRequest, seq: int) -> HttpResponse:
    """The proof of one row as a file: its content with its salt, and the path to a signed head."""
    kept = _kept(seq)
    if not may_read(visitor(request), kept):
        return forbidden(request)
    try:
        made = log.proof(seq, folder(), keys())
    except ProofError as error:
        words = {"title": _("Not proven yet"), "what": str(error), "next": _("The log is published every minute.")}
        return render(request, "site/problem.html", words, status=409)
    response = HttpResponse(made.to_json(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="row-{seq}-proof.json"'
    return response


def _kept(seq: int) -> LedgerBody:
    kept = LedgerBody.objects.filter(seq=seq).first()
    if kept is None:
        raise Http404(_("There is no such row."))
    return kept
