"""Which platforms may be used at all: approved or withdrawn, always with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.accounts import given, owed, states
from countersign.accounts.models import Platform
from countersign.gate.act import Act, Capacity, Effect, Ref, Scope
from countersign.rules import facts


@dataclass(frozen=True)
class ApprovePlatform(Act):
    """Allow a platform for official accounts. Its terms are accepted by an act of their own."""

    name: ClassVar[str] = "approve_platform"
    states_facts: ClassVar = (facts.Reasons,)
    platform: str
    reason: str

    def ref(self) -> Ref:
        return Ref("platform", self.platform)

    def check(self) -> None:
        given.platform("platform", self.platform)
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        _decide(self.platform, states.APPROVED, ctx)


@dataclass(frozen=True)
class WithdrawPlatform(Act):
    """No longer allow a platform: from this row on nothing is opened, resumed or published there."""

    name: ClassVar[str] = "withdraw_platform"
    states_facts: ClassVar = (facts.Reasons,)
    platform: str
    reason: str

    def ref(self) -> Ref:
        return Ref("platform", self.platform)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        owed.no_longer(ctx, ctx.scope.ref)
        _decide(self.platform, states.WITHDRAWN, ctx)


def _decide(platform: str, state: str, ctx: Effect) -> None:
    def write(seq: int) -> None:
        decided = {"state": state, "decided_seq": seq, "decided_at": ctx.at}
        Platform.objects.update_or_create(pk=platform, defaults=decided)

    ctx.on_row(write)
