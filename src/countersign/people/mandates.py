"""How mandates are given and ended inside effects, with their duties, and whom that concerns."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from countersign.gate import duties, packs
from countersign.gate.act import Effect, Ref
from countersign.people.models import Mandate
from countersign.rules.pack import Duty

ROOM = "people"
OPEN = Q(ended_seq=None)


def grant(ctx: Effect, mandate: Mandate, *, document: str | None) -> str:
    """Part of an effect: the mandate gives something from this row on. Returns its id."""
    if document:
        ctx.commitments["document"] = document
    ctx.on_row(lambda seq: _grant(mandate.pk, seq))
    return str(mandate.pk)


def _grant(pk: int, seq: int) -> None:
    Mandate.objects.filter(pk=pk).update(granted_seq=seq)


def end(ctx: Effect, which: Q) -> None:
    """Part of an effect: the mandates in `which` are over from this row on, and all that was given under them."""
    found = Mandate.objects.filter(OPEN, which)
    ending = dict(found.values_list("pk", "kind"))
    ending |= dict(Mandate.objects.filter(OPEN, under__in=list(ending)).values_list("pk", "kind"))
    for pk, kind in ending.items():
        if kind == Mandate.Kind.AUTHORIZATION:
            for duty in owed():
                duties.drop(ctx, duty.id, Ref("authorization", str(pk)))
    ctx.on_row(lambda seq: _end(list(ending), seq, ctx))


def _end(ending: list[int], seq: int, ctx: Effect) -> None:
    Mandate.objects.filter(OPEN, pk__in=ending).update(ended_seq=seq, ended_at=ctx.at)


def owed() -> tuple[Duty, ...]:
    """The duties that the pack in force gives this room for authorizations."""
    return tuple(d for d in packs.in_force().duties if d.room == ROOM and d.subject == "authorization")


def guarded(people: Iterable[str]) -> tuple[str, ...]:
    """Guards of these people and of everybody who holds something under a mandate of theirs."""
    ids = list(people)
    below = Mandate.objects.filter(OPEN, under__person__in=[int(i) for i in ids]).values_list("person_id", flat=True)
    return tuple(dict.fromkeys([f"person:{i}" for i in ids] + [f"person:{p}" for p in sorted(set(below))]))


def guarded_holders(which: Q) -> tuple[str, ...]:
    """Guards of everybody who holds one of these mandates."""
    holders = Mandate.objects.filter(OPEN, which).values_list("person_id", flat=True)
    return tuple(f"person:{p}" for p in sorted(set(holders)))
