"""The crisis pause: after it returns nothing new is armed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.gate.act import Act, Capacity, Effect, Ref, Scope
from countersign.posts import given, states
from countersign.posts.models import Pause
from countersign.rules import facts


@dataclass(frozen=True)
class PausePublishing(Act):
    """Stop all publishing at once. What is armed already is listed; it goes out within a minute or not at all."""

    name: ClassVar[str] = "pause_publishing"
    states_facts: ClassVar = (facts.Reasons,)
    reason: str

    def ref(self) -> Ref:
        return Ref("pause", states.PUBLISHING)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        made = Pause.objects.create(reason=self.reason, person=ctx.by.person, at=ctx.at)
        ctx.on_row(lambda seq: _began(made.pk, seq))


@dataclass(frozen=True)
class ResumePublishing(Act):
    """End the pause. What was held meanwhile stays held until somebody schedules it again."""

    name: ClassVar[str] = "resume_publishing"
    states_facts: ClassVar = (facts.Reasons,)
    reason: str

    def ref(self) -> Ref:
        return Ref("pause", states.PUBLISHING)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        ctx.on_row(lambda seq: _ended(ctx.at, seq))


def _began(pk: int, seq: int) -> None:
    Pause.objects.filter(pk=pk).update(started_seq=seq)


def _ended(at: datetime, seq: int) -> None:
    Pause.objects.filter(ended_at=None).update(ended_seq=seq, ended_at=at)
