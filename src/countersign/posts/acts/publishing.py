"""Arming, and what became of it. Nothing here sends anything: that happens between two acts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from countersign.evidence import models as evidence
from countersign.evidence import store
from countersign.gate import packs
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.posts import facts as answers
from countersign.posts import form, given, outcomes, parts, states
from countersign.posts.given import number
from countersign.posts.models import Attempt, Part, Placement, Work
from countersign.rules import facts
from countersign.rules.decide import facts_for

ARMED_FOR = timedelta(seconds=60)
"""How long an armed attempt may be sent."""
SAMENESS = ("same", "same_after_known_rewriting", "differs")


@dataclass(frozen=True)
class PublishPost(Act):
    """Arm one attempt to send exactly what was signed to one account, now. Everything is asked again at this moment.

    `marker` is the id under which it was prepared (that of the attempt, unless one that was not sent is repeated);
    `payload_hash` is over what was prepared; `part` is which part of a thread that is, and must be the next one.
    """

    name: ClassVar[str] = "publish_post"
    states_facts: ClassVar = (facts.Strategy,)
    placement: str
    attempt: str
    payload_hash: str
    marker: str = ""
    part: int = 0

    def ref(self) -> Ref:
        return Ref("placement", self.placement)

    def check(self) -> None:
        good = _uuid(self.attempt) and (not self.marker or _uuid(self.marker))
        given.faults(attempt=None if good else _("an attempt's id is a UUID"))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        signed = form.read(scope.hash or "")
        _placement, due = self._next()
        if self.payload_hash != form.payload_hash(signed, scope.accounts[0], due.part, due.after):
            raise Malformed(payload_hash=_("what was prepared is not what was signed"))
        if facts.Strategy not in facts_for(packs.in_force(), self.name):
            return ()
        strategy = answers.strategy(signed, scope, at)
        return (strategy,) if isinstance(strategy, facts.Fact) else ()

    def effect(self, ctx: Effect) -> None:
        placement, due = self._next()
        if placement.due_at is None:
            raise Malformed(placement=_("nothing is to be sent there"))
        attempt = Attempt(
            id=self.attempt,
            marker=self.marker or self.attempt,
            placement=placement,
            revision=placement.revision,
            op=due.op,
            part=due.part,
            payload_hash=self.payload_hash,
            by_hand=placement.by_hand,
            person=ctx.by.person,
            armed_at=ctx.at,
        )
        Placement.objects.filter(pk=placement.pk).update(state=ctx.to_state, said="")
        ctx.commitments["revision"] = placement.revision.hash
        ctx.on_row(lambda seq: armed(attempt, seq))

    def _next(self) -> tuple[Placement, parts.Next]:
        """The placement, and what of it is sent next. Raises Malformed when that is another part."""
        asked = Placement.objects.select_related("revision", "shown").only(*parts.ASKED)
        placement = asked.get(pk=number(self.placement))
        due = parts.next_of(placement)
        if due is None or due.part != self.part:
            raise Malformed(part=_("another part of the thread is next"))
        return placement, due


@dataclass(frozen=True)
class RecordOutcome(Act):
    """Write down how an attempt ended: `published`, `rejected`, `not_sent` or `unknown`.

    `published` means that it worked; for an attempt to take down, that the post is gone. `at` is when the platform (or
    the person who did it by hand) says it happened. `shown` is the picture of the page for what was done by hand.
    """

    name: ClassVar[str] = "record_outcome"
    placement: str
    attempt: str
    outcome: str
    remote_id: str = ""
    url: str = ""
    at: datetime | None = None
    said: str = ""
    shown: str = ""
    by_hand: bool = field(default=False)

    def ref(self) -> Ref:
        return Ref("placement", self.placement)

    def check(self) -> None:
        given.moments(at=self.at)
        given.document("shown", self.shown)
        given.faults(
            attempt=None if _uuid(self.attempt) else _("an attempt's id is a UUID"),
            outcome=None if self.outcome in states.OUTCOMES else _("published, rejected, not_sent or unknown"),
            said=given.text_fault(self.said),
            url=given.line_fault(self.url, 2000, empty=True),
            remote_id=given.line_fault(self.remote_id, 500, empty=True),
        )

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return _post_of(scope)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        attempt = _in_flight(self.placement, self.attempt)
        if self.outcome == states.LIVE and attempt.op == states.CREATE and not self.remote_id:
            raise Malformed(remote_id=_("where it is must be said"))
        if self.by_hand and self.outcome == states.LIVE and not self.shown:
            raise Malformed(shown=_("a picture of the page is needed"))
        return ()

    def effect(self, ctx: Effect) -> None:
        attempt = _in_flight(self.placement, self.attempt)
        outcomes.settle(ctx, attempt, self.outcome, remote_id=self.remote_id, url=self.url, said=self.said, at=self.at)
        if self.shown:
            _capture(ctx, self.placement, self.shown, how="hand", neutral={})


@dataclass(frozen=True)
class SettleAttempt(Act):
    """A person looked: it is `there` (at `url`), or it is not. Needed where no program could tell.

    Not there: it stays held, and is sent again only when somebody schedules it again.
    """

    name: ClassVar[str] = "settle_attempt"
    states_facts: ClassVar = (facts.Reasons,)
    placement: str
    attempt: str
    there: bool
    reason: str
    url: str = ""
    remote_id: str = ""
    evidence: str = ""

    def ref(self) -> Ref:
        return Ref("placement", self.placement)

    def check(self) -> None:
        given.document("evidence", self.evidence)
        given.faults(
            attempt=None if _uuid(self.attempt) else _("an attempt's id is a UUID"),
            reason=given.text_fault(self.reason),
            url=given.line_fault(self.url, 2000, empty=True),
            remote_id=given.line_fault(self.remote_id, 500, empty=True),
        )

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return _post_of(scope)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        attempt = _in_flight(self.placement, self.attempt)
        if attempt.outcome == states.ARMED and at - attempt.armed_at < 2 * ARMED_FOR:
            raise Malformed(attempt=_("it is on its way; wait two minutes before you decide"))
        if self.there and attempt.op == states.CREATE and not (self.url or self.remote_id):
            raise Malformed(url=_("where it is must be said"))
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        attempt = _in_flight(self.placement, self.attempt)
        worked = self.there != (attempt.op == states.DELETE)
        outcomes.settle(
            ctx,
            attempt,
            states.LIVE if worked else states.NOT_SENT,
            remote_id=self.remote_id or self.url,
            url=self.url,
            said=self.reason,
            at=None,
        )
        if self.evidence:
            _capture(ctx, self.placement, self.evidence, how="hand", neutral={})
        if not worked:
            ctx.on_row(lambda seq: hold([number(self.placement)], seq, self.reason))


@dataclass(frozen=True)
class RecordReadBack(Act):
    """Keep what the platform holds, and how it compares with what was signed. A difference is an incident.

    `capture` is the commitment of the platform's own bytes; `neutral` the same in ActivityStreams terms. `part` is
    which part of a thread was read.
    """

    name: ClassVar[str] = "record_read_back"
    states_facts: ClassVar = (facts.Captured,)
    placement: str
    capture: str
    sameness: str
    rewritings: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    neutral: dict[str, Any] = field(default_factory=dict)
    part: int = 0

    def ref(self) -> Ref:
        return Ref("placement", self.placement)

    def check(self) -> None:
        given.faults(sameness=None if self.sameness in SAMENESS else _("same, same after known rewriting, or differs"))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (captured(self.capture),)

    def effect(self, ctx: Effect) -> None:
        told = {"rewritings": list(self.rewritings), "differences": list(self.differences)}
        pk = number(self.placement)
        seen = {"sameness": self.sameness, "comparison": told, "read_at": ctx.at}
        if self.part:
            Part.objects.filter(placement=pk, number=self.part).update(**seen)
        else:
            Placement.objects.filter(pk=pk).update(**seen)
        _capture(ctx, self.placement, self.capture, how="read_back", neutral=self.neutral, part=self.part)
        if self.sameness == "differs":
            ctx.on_row(lambda seq: outcomes.raise_incident(pk, "differs", seq, ctx.at))
        elif not outcomes.differs(pk):
            ctx.on_row(lambda seq: outcomes.close_incident(pk, "differs", seq))

    def fields(self) -> dict[str, Any]:
        """Everything but the words of the post, which stand in the capture."""
        return {name: value for name, value in super().fields().items() if name != "neutral"}


def captured(commitment: str) -> facts.Captured:
    """Whether these bytes are kept and are what was kept: checked, not believed."""
    try:
        store.get(commitment)
    except (evidence.Content.DoesNotExist, store.Gone, store.Damaged):
        return facts.Captured(False, None)
    return facts.Captured(True, commitment)


def hold(placements: list[int], seq: int, why: str, clauses: tuple[str, ...] = ()) -> None:
    """Nobody tries these placements again before they are scheduled anew. Gives and takes no right."""
    for pk in placements:
        Work.objects.update_or_create(
            placement_id=pk, defaults={"held_seq": seq, "held_why": why, "held_clauses": list(clauses)}
        )


def _capture(ctx: Effect, placement: str, raw: str, *, how: str, neutral: dict[str, Any], part: int = 0) -> None:
    found = Placement.objects.get(pk=number(placement))
    where = parts.remote_id(found, part)
    ctx.commitments["capture"] = raw

    def write(seq: int) -> None:
        evidence.Capture.objects.create(
            account=found.account,
            remote_id=where[:500],
            at=ctx.at,
            how=how,
            raw_id=raw,
            neutral=neutral,
            seq=seq,
        )

    ctx.on_row(write)


def armed(attempt: Attempt, seq: int) -> None:
    """Part of an effect: from this row on the attempt may be sent. The database refuses a second one in flight."""
    attempt.armed_seq = seq
    attempt.save(force_insert=True)


def _in_flight(placement: str, attempt: str) -> Attempt:
    """The placement's attempt whose end is not known. Raises Malformed when it is over or another's."""
    found = Attempt.objects.filter(pk=attempt, placement=number(placement), outcome__in=states.IN_FLIGHT).first()
    if found is None:
        raise Malformed(attempt=_("this attempt is over, or is not of this placement"))
    return found


def _post_of(scope: Scope) -> tuple[str, ...]:
    return tuple(key for key in scope.also if key.startswith("post:"))


def _uuid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False
