"""Signatures: given in an act's effect, withdrawn by another, never edited."""

from __future__ import annotations

from collections.abc import Sequence

from countersign.gate.act import Effect, Scope
from countersign.gate.models import Signature
from countersign.gate.wiring import house
from countersign.rules import facts


def sign(ctx: Effect, digest: str) -> None:
    """Part of an effect: the actor, in the capacity of this act, approves the frozen form `digest`."""
    ref = ctx.scope.ref

    def write(seq: int) -> None:
        Signature.objects.create(
            seq=seq,
            frozen_hash=digest,
            subject_kind=ref.kind,
            subject_id=ref.id or "",
            person=ctx.by.person,
            name=ctx.by.name,
            office=ctx.by.office or "",
            kind=ctx.by.kind,
            mandate=ctx.by.mandate or "",
            at=ctx.at,
        )

    ctx.commitments["signed"] = digest
    ctx.on_row(write)


def withdraw(ctx: Effect, number: int) -> None:
    """Part of an effect: the signature given in row `number` no longer counts from this row on."""

    def write(seq: int) -> None:
        Signature.objects.filter(seq=number, withdrawn_seq=None).update(withdrawn_seq=seq)

    ctx.on_row(write)


def live_on(hashes: Sequence[str]) -> dict[str, list[Signature]]:
    """The signatures that lie on these frozen forms and were not withdrawn, by form."""
    found: dict[str, list[Signature]] = {}
    for kept in Signature.objects.filter(frozen_hash__in=hashes, withdrawn_seq=None).order_by("seq"):
        found.setdefault(kept.frozen_hash, []).append(kept)
    return found


def on(scopes: Sequence[Scope]) -> list[facts.Signatures]:
    """The port: signatures that lie on each scope's frozen form, the withdrawn ones marked.

    Each is of the human that its person is now: two entries that turn out to be one person make one signer.
    """
    hashes = {s.hash for s in scopes if s.hash}
    signatures = list(Signature.objects.filter(frozen_hash__in=hashes).order_by("seq"))
    human = house().wiring.humans({kept.person for kept in signatures})
    found: dict[str, list[facts.Signature]] = {}
    for kept in signatures:
        found.setdefault(kept.frozen_hash, []).append(
            facts.Signature(
                person=human[kept.person],
                office=kept.office,
                kind=kept.kind,
                hash=kept.frozen_hash,
                withdrawn=kept.withdrawn_seq is not None,
            )
        )
    return [facts.Signatures(given=tuple(found.get(s.hash or "", ()))) for s in scopes]
