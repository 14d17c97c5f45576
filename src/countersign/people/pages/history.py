"""What happened to one thing, as this room's pages show it, and what single rows of the ledger say."""

from __future__ import annotations

from typing import Any

from countersign.gate import row
from countersign.gate.act import Ref
from countersign.gate.models import LedgerBody
from countersign.people.web.history import READS_ALL, HistoryRow, history
from countersign.people.web.identity import Visitor


def of(here: Visitor, kind: str, id: str) -> list[HistoryRow]:
    """The last acts about one thing. What was not done is shown to whoever tried it and to those who read every row:
    some of these pages are open to everybody employed."""
    found = history([Ref(kind, id)], here)
    if here.may(READS_ALL) or here.person is None:
        return found
    tried = [r.seq for r in found if r.tone != "done"]
    mine = set(LedgerBody.objects.filter(seq__in=tried, actor=str(here.person.pk)).values_list("seq", flat=True))
    return [r for r in found if r.tone == "done" or r.seq in mine]


def content(seq: int | None) -> dict[str, Any]:
    """What a row says; nothing when there is none, or when its content was disposed of."""
    kept = LedgerBody.objects.filter(seq=seq).first() if seq is not None else None
    return (row.read(kept).content if kept else None) or {}


def last(kind: str, id: str, *acts: str) -> dict[str, Any]:
    """What the last of these acts about one thing recorded, among those that were done."""
    found = LedgerBody.objects.filter(subject_kind=kind, subject_id=id, act__in=acts, result="allowed")
    return content(found.order_by("-seq").values_list("seq", flat=True).first())
