"""The gate's own acts: answering questions, withdrawing signatures, signing and adopting a pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.gate import frozen, packs, signatures
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Moves, Ref, Scope
from countersign.gate.models import Frozen, Question, Signature
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts
from countersign.rules.loading import PackFaults

QUESTION_MOVES: Moves = {("open", "answer_question"): "answered"}
SIGNATURE_MOVES: Moves = {("live", "withdraw_signature"): "withdrawn"}


@dataclass(frozen=True)
class AnswerQuestion(Act):
    """Say whether what could not be known holds, with a reason. Nothing resumes by itself: the act is repeated."""

    name: ClassVar[str] = "answer_question"
    states_facts: ClassVar = (facts.Reasons,)
    question: int
    holds: bool
    reason: str

    def ref(self) -> Ref:
        return Ref("question", str(self.question))

    def check(self) -> None:
        if not self.reason.strip():
            raise Malformed(reason=_("say why"))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (facts.Reasons(len(self.reason.strip()), (), ()),)

    def effect(self, ctx: Effect) -> None:
        def write(seq: int) -> None:
            Question.objects.filter(pk=self.question, answered_seq=None).update(
                answered_seq=seq, answered_by=ctx.by.person, holds=self.holds
            )

        ctx.on_row(write)


@dataclass(frozen=True)
class WithdrawSignature(Act):
    """Take a signature back: by its signer, or by whoever holds the office it was given for."""

    name: ClassVar[str] = "withdraw_signature"
    states_facts: ClassVar = (facts.Reasons,)
    signature: int
    reason: str

    def ref(self) -> Ref:
        return Ref("signature", str(self.signature))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (facts.Reasons(len(self.reason.strip()), (), ()),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        # What the signature lies on must not be relied on meanwhile.
        return scope.also

    def effect(self, ctx: Effect) -> None:
        signatures.withdraw(ctx, self.signature)


@dataclass(frozen=True)
class SignPack(Act):
    """Sign the pack that is proposed to be put in force, in the exact form shown."""

    name: ClassVar[str] = "sign_pack"
    pack: str

    def ref(self) -> Ref:
        pack = packs.shipped(self.pack)
        return Ref("pack", pack.name)

    def check(self) -> None:
        _loads(self.pack)

    def scope(self, by: By) -> Scope:
        return pack_scopes([self.ref().id or ""])[self.ref().id or ""]

    def effect(self, ctx: Effect) -> None:
        digest = ctx.scope.hash or frozen.freeze("pack", ctx.scope.ref, packs.shipped(self.pack).canonical(), at=ctx.at)
        signatures.sign(ctx, digest)


@dataclass(frozen=True)
class AdoptPack(Act):
    """Put a signed pack in force: from this row on it decides. Earlier decisions stay bound to theirs."""

    name: ClassVar[str] = "adopt_pack"
    pack: str

    def ref(self) -> Ref:
        return Ref("pack", packs.shipped(self.pack).name)

    def check(self) -> None:
        _loads(self.pack)

    def scope(self, by: By) -> Scope:
        return pack_scopes([self.ref().id or ""])[self.ref().id or ""]

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return ("pack",)

    def effect(self, ctx: Effect) -> None:
        digest = ctx.scope.hash
        if digest is None:
            raise Malformed(pack=_("nobody has signed it, so there is no form to put in force"))
        packs.put_in_force(ctx, packs.adopted(digest), digest)


def _loads(pack_id: str) -> None:
    try:
        packs.shipped(pack_id)
    except (PackFaults, OSError) as error:
        raise Malformed(pack=str(error)) from error


def pack_scopes(names: Sequence[str]) -> Mapping[str, Scope]:
    """Packs by `id@version`; a pack that was signed has its frozen hash."""
    kept = dict(
        Frozen.objects.filter(subject_kind="pack", subject_id__in=names)
        .order_by("at")
        .values_list("subject_id", "hash")
    )
    return {name: Scope(ref=Ref("pack", name), hash=kept.get(name)) for name in names}


def question_scopes(ids: Sequence[str]) -> Mapping[str, Scope]:
    """Questions as subjects: answered only by the offices they name, never by those whose own matter it is."""
    return {
        str(q.pk): Scope(
            ref=Ref("question", str(q.pk)),
            state="answered" if q.answered_seq is not None else "open",
            own=tuple(q.own),
            units=tuple(q.units),
            offices=tuple(q.offices),
            also=(f"{q.subject_kind}:{q.subject_id}",),
        )
        for q in Question.objects.filter(pk__in=[int(i) for i in ids if i.isdigit()])
    }


def signature_scopes(ids: Sequence[str]) -> Mapping[str, Scope]:
    """Signatures as subjects: their signer's own matter, and that of the office signed for."""
    return {
        str(s.seq): Scope(
            ref=Ref("signature", str(s.seq)),
            state="withdrawn" if s.withdrawn_seq is not None else "live",
            hash=s.frozen_hash,
            own=(s.person,),
            offices=(s.office,),
            also=(f"{s.subject_kind}:{s.subject_id}",),
        )
        for s in Signature.objects.filter(seq__in=[int(i) for i in ids if i.isdigit()])
    }
