"""What somebody is about to bring in: the file is kept, and so is what was settled, until it is imported or dropped.

Drafts are not governed: nothing follows from one, and it is its owner's alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from countersign.directive import reading
from countersign.directive.models import ImportDraft
from countersign.directive.settling import Settled
from countersign.gate import clock


def begin(person: str, data: bytes, name: str, language: str) -> ImportDraft:
    """Keep the file and begin a draft on it. Raises `NotAText`."""
    file = reading.keep(data, name)
    reading.read(file)
    return ImportDraft.objects.create(person=person, name=name[-200:], file=file, language=language, at=clock.now())


def of(person: str) -> list[ImportDraft]:
    """Somebody's drafts, the latest first."""
    return list(ImportDraft.objects.filter(person=person).order_by("-pk"))


def one(person: str, pk: int) -> ImportDraft | None:
    """One of somebody's drafts."""
    return ImportDraft.objects.filter(person=person, pk=pk).first()


def settled(draft: ImportDraft) -> tuple[Settled, ...]:
    """What was settled so far."""
    return tuple(Settled(**s) for s in draft.settled)


def settle(draft: ImportDraft, decisions: Iterable[Settled]) -> None:
    """Keep these decisions in place of those before."""
    draft.settled = [asdict(s) for s in decisions]
    draft.save(update_fields=["settled"])


def drop(draft: ImportDraft) -> None:
    """The draft is done with; its file stays among the evidence."""
    draft.delete()
