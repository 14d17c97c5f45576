"""Taking a published post down: a second public side effect, with an attempt of its own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from countersign.evidence.models import Capture
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.posts import given, parts
from countersign.posts.acts.publishing import armed, captured
from countersign.posts.given import number
from countersign.posts.models import Placement
from countersign.rules import facts


@dataclass(frozen=True)
class WithdrawPost(Act):
    """Take a post down from one account. What it showed was captured before, and stays on record.

    This arms the attempt; of a thread, for its last part, and each that is gone arms the one before it. It may be sent
    again until it worked, since what is gone already counts as done; so it does not expire as one to publish does.
    """

    name: ClassVar[str] = "withdraw_post"
    states_facts: ClassVar = (facts.Captured, facts.Reasons)
    placement: str
    reason: str
    attempt: str = field(default_factory=lambda: str(uuid.uuid4()))

    def ref(self) -> Ref:
        return Ref("placement", self.placement)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return tuple(key for key in scope.also if key.startswith("post:"))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (_last_capture(self.placement), given.reasons(self.reason))

    def effect(self, ctx: Effect) -> None:
        placement = Placement.objects.select_related("revision", "shown").get(pk=number(self.placement))
        if not placement.remote_id:
            raise Malformed(placement=_("it is nowhere"))
        attempt = parts.taking_down(
            placement,
            parts.last_of(placement),
            id=self.attempt,
            marker=self.attempt,
            person=ctx.by.person,
            armed_at=ctx.at,
        )
        Placement.objects.filter(pk=placement.pk).update(state=ctx.to_state, due_at=None, said=self.reason)
        ctx.on_row(lambda seq: armed(attempt, seq))


def _last_capture(placement: str) -> facts.Captured:
    found = Placement.objects.get(pk=number(placement))
    kept = Capture.objects.filter(account=found.account, remote_id=found.remote_id[:500])
    raw = kept.order_by("-at", "-pk").values_list("raw", flat=True).first()
    return captured(raw) if raw else facts.Captured(False, None)
