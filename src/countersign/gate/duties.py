"""Duties: owed by a date by an office. What, by whom and under which clause comes from the pack in force."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from countersign.gate import packs
from countersign.gate.act import Effect, Ref
from countersign.gate.models import Duty

OPEN = Q(met_seq=None, dropped_seq=None)


def owe(ctx: Effect, duty: str, subject: Ref, *, due_at: datetime, unit: str = "") -> None:
    """Part of an effect: from this row on, the duty is owed for `subject` by `due_at`.

    An open duty of the same sort for the same subject is dropped, so that there is one date to keep.
    Raises KeyError for a duty that the pack does not know.
    """
    owed = packs.in_force().duty[duty]

    def write(seq: int) -> None:
        _open(duty, subject).update(dropped_seq=seq)
        Duty.objects.create(
            duty=duty,
            clause=owed.clause,
            subject_kind=subject.kind,
            subject_id=subject.id or "",
            unit=unit,
            owner_office=owed.owner,
            opened_seq=seq,
            due_at=due_at,
        )

    ctx.on_row(write)


def meet(ctx: Effect, duty: str, subject: Ref) -> None:
    """Part of an effect: the duty, if it is open, is met by this act."""
    ctx.on_row(lambda seq: _end(duty, subject, met_seq=seq, met_at=ctx.at))


def drop(ctx: Effect, duty: str, subject: Ref) -> None:
    """Part of an effect: the duty, if it is open, is no longer owed (its subject ended)."""
    ctx.on_row(lambda seq: _end(duty, subject, dropped_seq=seq))


def open_of(office: str, *, until: datetime) -> list[Duty]:
    """Open duties of an office that fall due before `until`, those due first first."""
    return list(Duty.objects.filter(OPEN, owner_office=office, due_at__lte=until).order_by("due_at")[:200])


def open_by_clause() -> dict[str, list[Duty]]:
    """All open duties, by the clause they are owed under."""
    found: dict[str, list[Duty]] = {}
    for duty in Duty.objects.filter(OPEN).order_by("due_at"):
        found.setdefault(duty.clause, []).append(duty)
    return found


def _open(duty: str, subject: Ref) -> QuerySet[Duty]:
    return Duty.objects.filter(OPEN, duty=duty, subject_kind=subject.kind, subject_id=subject.id)


def _end(duty: str, subject: Ref, **how: object) -> None:
    _open(duty, subject).update(**how)
