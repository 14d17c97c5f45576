"""The duties that the pack in force gives this room: terms read again, pages checked again."""

from __future__ import annotations

from datetime import timedelta

from countersign.gate import duties, packs
from countersign.gate.act import Effect, Ref
from countersign.rules.pack import Duty

ROOM = "accounts"


def anew(ctx: Effect, subject: Ref, *, unit: str = "") -> None:
    """Part of an effect: what was owed for the subject is met by this act, and owed again a cycle later."""
    for duty in _of(subject):
        duties.meet(ctx, duty.id, subject)
        due_at = ctx.at + timedelta(days=duty.cycle_days or 0)
        duties.owe(ctx, duty.id, subject, due_at=due_at, unit=unit)


def no_longer(ctx: Effect, subject: Ref) -> None:
    """Part of an effect: nothing is owed for the subject any more; it ended."""
    for duty in _of(subject):
        duties.drop(ctx, duty.id, subject)


def _of(subject: Ref) -> tuple[Duty, ...]:
    return tuple(d for d in packs.in_force().duties if d.room == ROOM and d.subject == subject.kind)
