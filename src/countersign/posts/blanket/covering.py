"""The fact of a blanket approval as it stands now, for whatever fills a template; for all else, that there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from countersign.gate.act import Scope
from countersign.gate.models import Signature
from countersign.gate.wiring import Port, house
from countersign.posts import form
from countersign.posts.blanket import template as templates
from countersign.posts.models import Blanket, Filling
from countersign.rules import facts

NONE = facts.Blanket("", False, None, False)
"""What is under no blanket approval."""


def approval(blanket: Blanket, *, within: bool, confirmed: bool = False) -> facts.Blanket:
    """The fact about one template in its present form."""
    return facts.Blanket(
        template=str(blanket.pk),
        signed=bool(signers(blanket.hash, besides=blanket.author)),
        period=facts.Period(blanket.starts, blanket.ends, blanket.ended_at),
        within=within,
        confirmed=confirmed,
        through_pause=templates.read(blanket.hash).through_pause,
    )


def signers(digest: str, *, besides: str) -> list[str]:
    """Who signed a form and has not withdrawn it, as the humans they are; never the one whose own it is."""
    people = Signature.objects.filter(frozen_hash=digest, withdrawn_seq=None).values_list("person", flat=True)
    human = house().wiring.humans([*people, besides])
    return [human[p] for p in dict.fromkeys(people) if human[p] != human[besides]]


def of_filling(filling: Filling) -> facts.Blanket:
    """The fact about what was filled: whether it still is what was signed and was confirmed by somebody else."""
    template, given = templates.read(filling.blanket_hash), templates.given(filling.revision_hash)
    same = given.template == filling.blanket_hash == filling.blanket.hash
    within = same and templates.within(template, given, form.read(filling.revision_hash))
    confirmed = bool(signers(filling.revision_hash, besides=filling.person))
    return approval(filling.blanket, within=within, confirmed=confirmed)


def _blanket(scopes: Sequence[Scope], at: datetime) -> list[facts.Fact | facts.Unknown]:
    # What fills a template rests on it, so most posts need not be looked for.
    wanted = [s.hash for s in scopes if s.hash and any(key.startswith("blanket:") for key in s.also)]
    found = {f.revision_hash: f for f in _fillings(wanted)}
    return [of_filling(found[s.hash]) if s.hash in found else NONE for s in scopes]


def _fillings(hashes: Sequence[str]) -> Iterable[Filling]:
    return Filling.objects.filter(revision_hash__in=hashes).select_related("blanket") if hashes else ()


PORTS = (Port(facts.Blanket, _blanket),)
