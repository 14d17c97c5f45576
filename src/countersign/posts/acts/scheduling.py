"""Scheduling a signed post on its accounts, and taking it off the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.accounts import queries as accounts
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.posts import given, outcomes, parts, states
from countersign.posts.given import number
from countersign.posts.models import Placement, Post, Revision, Work
from countersign.rules import facts

STAYS = (states.SENDING, states.UNSURE, states.GOING, states.GONE)
"""Placements that a new schedule does not touch: something is on its way, or it was taken down."""


@dataclass(frozen=True)
class SchedulePost(Act):
    """Have the present revision published on its accounts at `due_at`, or changed there where an earlier one is.

    Whatever was held is tried again. Without `due_at` it is due at once.
    """

    name: ClassVar[str] = "schedule_post"
    post: str
    revision: str
    due_at: datetime | None = None

    def ref(self) -> Ref:
        return Ref("post", self.post)

    def check(self) -> None:
        given.moments(due_at=self.due_at)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self.revision != scope.hash:
            raise Malformed(revision=_("it was changed since you looked at it; look at it as it is now"))
        post = Post.objects.select_related("revision").get(pk=number(self.post))
        due = self.due_at or at
        if post.revision is not None:
            early = post.revision.opens is not None and self.due_at is not None and due < post.revision.opens
            late = post.revision.closes is not None and due >= post.revision.closes
            given.faults(due_at=_("it lies outside the time that was signed") if early or late else None)
            if not _left(post, post.revision):
                raise Malformed(post=_("nothing is left to be sent"))
        return ()

    def effect(self, ctx: Effect) -> None:
        post = Post.objects.select_related("revision").get(pk=number(self.post))
        revision = post.revision
        if revision is None:
            raise Malformed(post=_("it has no revision"))
        put_on_schedule(ctx, post, revision, max(self.due_at or ctx.at, revision.opens or ctx.at))


@dataclass(frozen=True)
class UnschedulePost(Act):
    """Take what is not sent yet off the schedule. What is public stays; what is on its way is not stopped."""

    name: ClassVar[str] = "unschedule_post"
    states_facts: ClassVar = (facts.Reasons,)
    post: str
    reason: str

    def ref(self) -> Ref:
        return Ref("post", self.post)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        post = Post.objects.get(pk=number(self.post))
        values: Mapping[str, object] = {"due_at": None, "said": self.reason}
        post.placements.filter(state=states.DUE).update(state=states.UNSENT, **values)
        post.placements.filter(state=states.LIVE).update(**values)
        outcomes.follow(post)


def put_on_schedule(ctx: Effect, post: Post, revision: Revision, due: datetime) -> None:
    """Part of an effect: this revision is to be sent at `due` wherever it is not yet; what was held is tried again."""
    for placement in _left(post, revision):
        if placement.state != states.LIVE:
            placement.state = states.DUE
        placement.revision, placement.due_at, placement.said = revision, due, ""
        placement.by_hand = _by_hand(placement.account)
        placement.save()
        Work.objects.filter(placement=placement).update(
            held_seq=None, held_why="", held_clauses=[], not_before=None, tries=0
        )
    Post.objects.filter(pk=post.pk).update(state=ctx.to_state)
    outcomes.follow(post)


def _left(post: Post, revision: Revision) -> list[Placement]:
    """The post's places that do not show this revision yet and are free to be sent it; new ones are not saved yet."""
    there = {p.account: p for p in post.placements.select_related("revision", "shown")}
    found = [
        there.get(a) or Placement(post=post, account=a, state=states.DUE, revision=revision) for a in revision.accounts
    ]
    return [p for p in found if p.state not in STAYS and (p.pk is None or parts.next_of(p, revision.hash) is not None)]


def _by_hand(account: str) -> bool:
    there = accounts.touched([account]).get(account)
    return there is not None and there.connector == "manual"
