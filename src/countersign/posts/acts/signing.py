"""Signing a revision, giving a post back, refusing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from countersign.gate import packs, signatures
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.posts import facts as answers
from countersign.posts import form, given
from countersign.posts.acts.labelling import Missed, check_missed, keep_labels
from countersign.posts.given import number
from countersign.posts.models import Answer, Post, Revision
from countersign.rules import facts


@dataclass(frozen=True)
class Answered:
    """What the signer says to one finding, by its key. `so` is whether what it says is so: a finding that is right may
    stay for a reason too. None when they did not say.
    """

    key: str
    reason: str
    so: bool | None = None


@dataclass(frozen=True)
class SignPost(Act):
    """Approve exactly the revision that was shown; `revision` is its hash.

    `answers` say, finding by finding, why it may stay; `judged` affirms the printed sentence for what no rule can tell.
    `missed` is what the signer sees and screening did not.
    """

    name: ClassVar[str] = "sign_post"
    states_facts: ClassVar = (facts.Findings, facts.Strategy)
    post: str
    revision: str
    answers: tuple[Answered, ...] = ()
    judged: bool = False
    missed: tuple[Missed, ...] = ()

    def ref(self) -> Ref:
        return Ref("post", self.post)

    def check(self) -> None:
        given.once("answers", (a.key for a in self.answers))
        given.faults(answers=next((f for a in self.answers if (f := given.text_fault(a.reason))), None))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self.revision != scope.hash:
            raise Malformed(revision=_("it was changed since you looked at it; look at it as it is now"))
        revision = Revision.objects.get(hash=self.revision)
        check_missed(self.revision, self.missed)
        least = max(int(packs.in_force().parameter.get("min_reason_characters", 1)), 1)
        keys = {a.key for a in self.answers if len(a.reason.strip()) >= least}
        strategy = answers.strategy(form.read(self.revision), scope, at)
        stated = (answers.seen(revision, keys, self.judged), strategy)
        return tuple(f for f in stated if isinstance(f, facts.Fact))

    def effect(self, ctx: Effect) -> None:
        post = Post.objects.get(pk=number(self.post))
        revision = Revision.objects.get(hash=self.revision)
        post.state = ctx.to_state or post.state
        post.save(update_fields=["state"])
        signatures.sign(ctx, self.revision)
        known = {f["key"] for f in revision.findings}
        said = {a.key: a.reason for a in self.answers if a.key in known}
        if self.judged:
            said[answers.JUDGED] = packs.in_force().signer.sentence.en
        so = {a.key: a.so for a in self.answers if a.so is not None}

        def on_row(seq: int) -> None:
            keep_answers(revision, said, ctx.by.person, seq)
            keep_labels(revision, so, self.missed, ctx, seq)

        ctx.on_row(on_row)


def keep_answers(revision: Revision, said: Mapping[str, str], person: str, seq: int) -> None:
    """Part of an effect: what was said to the findings of a revision, with the signature of row `seq`."""
    Answer.objects.bulk_create(
        Answer(revision=revision, key=key, person=person, reason=reason, seq=seq) for key, reason in said.items()
    )


@dataclass(frozen=True)
class _SendBack(Act):
    states_facts: ClassVar = (facts.Reasons,)
    post: str
    revision: str
    reason: str
    clauses: tuple[str, ...]
    missed: tuple[Missed, ...] = ()

    def ref(self) -> Ref:
        return Ref("post", self.post)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))
        given.once("clauses", self.clauses)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self.revision != scope.hash:
            raise Malformed(revision=_("it was changed since you looked at it; look at it as it is now"))
        check_missed(self.revision, self.missed)
        return (given.reasons(self.reason, *self.clauses),)

    def effect(self, ctx: Effect) -> None:
        values: dict[str, Any] = {
            "state": ctx.to_state,
            "said": self.reason,
            "said_clauses": [c for c in self.clauses if c in packs.in_force().clause],
        }
        Post.objects.filter(pk=number(self.post)).update(**values)
        if self.missed:
            revision = Revision.objects.get(hash=self.revision)
            ctx.on_row(lambda seq: keep_labels(revision, {}, self.missed, ctx, seq))


@dataclass(frozen=True)
class ReturnPost(_SendBack):
    """Give a post back to be changed, naming the clause and what is to be changed."""

    name: ClassVar[str] = "return_post"


@dataclass(frozen=True)
class RefusePost(_SendBack):
    """Refuse a post for good, naming the clause that stands in the way and why."""

    name: ClassVar[str] = "refuse_post"
