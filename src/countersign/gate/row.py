"""Ledger rows: how one is written at the end of an act, and how it is read back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from countersign.gate.canonical import canonical, commit, new_salt
from countersign.gate.models import LedgerBody, LedgerHead, LedgerLeaf
from countersign.ledger.leaf import leaf_bytes
from countersign.ledger.tree import Frontier, leaf_hash

ROW_FORM = 1


@dataclass(frozen=True)
class Row:
    """One row as read: its number and its content. `content` is None once it was lawfully disposed of."""

    seq: int
    act: str
    content: dict[str, Any] | None

    @property
    def subject_id(self) -> str:
        """The id of what the act was about."""
        return str(self.content["subject"]["id"]) if self.content else ""

    @property
    def allowed(self) -> bool:
        """Whether the act was performed."""
        return self.content is not None and self.content["decision"]["result"] == "allowed"


def take_head() -> LedgerHead:
    """Lock the ledger's head: the last lock an act takes, held until its transaction ends."""
    head = LedgerHead.objects.select_for_update().filter(id=1).first()
    return head if head is not None else LedgerHead.objects.create(id=1, size=0, frontier=[])


def append(
    head: LedgerHead,
    content: dict[str, Any],
    *,
    at: datetime,
    act: str,
    actor: str,
    result: str,
    subject: tuple[str, str, str],
) -> int:
    """Write one row under the locked head and move the head. Returns its number."""
    seq = head.size
    body = canonical({"v": ROW_FORM, "seq": seq, **content})
    salt = new_salt()
    commitment = commit(salt, body)
    LedgerLeaf.objects.create(seq=seq, commitment=commitment)
    kind, subject_id, subject_hash = subject
    LedgerBody.objects.create(
        seq=seq,
        salt=salt,
        body=body,
        at=at,
        act=act,
        actor=actor,
        result=result,
        subject_kind=kind,
        subject_id=subject_id,
        subject_hash=subject_hash,
    )
    frontier = Frontier.from_hex(seq, head.frontier).append(leaf_hash(leaf_bytes(seq, bytes.fromhex(commitment))))
    head.size, head.frontier = frontier.size, frontier.to_hex()
    head.save(update_fields=["size", "frontier"])
    return seq


def read(body: LedgerBody) -> Row:
    """A stored row as a `Row`."""
    content = json.loads(bytes(body.body)) if body.body is not None else None
    return Row(seq=body.seq, act=body.act, content=content)


def rows(start: int = 0, *, acts: Sequence[str] | None = None, limit: int | None = None) -> Iterator[Row]:
    """Rows from number `start` on, in order; of certain acts only, if given."""
    found = LedgerBody.objects.filter(seq__gte=start).order_by("seq")
    if acts is not None:
        found = found.filter(act__in=acts)
    if limit is not None:
        found = found[:limit]
    for body in found.iterator(chunk_size=500):
        yield read(body)


def size() -> int:
    """How many rows the ledger has."""
    return LedgerHead.objects.filter(id=1).values_list("size", flat=True).first() or 0
