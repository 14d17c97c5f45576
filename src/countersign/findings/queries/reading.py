"""The model in use, those that could be, and who chose what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from countersign.findings import card, installed
from countersign.findings.models import ModelChoice
from countersign.findings.queries.screen import built
from countersign.gate.models import LedgerBody
from countersign.people import queries as people
from countersign.rules.outcome import Result
from countersign.screening import RULES_VERSION

CHANGES = (
    "adopt_pack", "change_contacts", "start_watch_list", "change_watch_list", "end_watch_list", "choose_model",
    "choose_second_reader",
)  # fmt: skip
"""Acts that change how texts are screened."""


@dataclass(frozen=True)
class InUse:
    """What reads texts now: the version of model or rules, and the model's card where a model reads."""

    version: str
    card: card.Card | None

    @property
    def rules_alone(self) -> bool:
        """Whether no model reads."""
        return self.card is None


@dataclass(frozen=True)
class ModelLine:
    """A model on this machine; `packaged` when it came with this version of the house."""

    version: str
    digest: str
    packaged: bool
    in_use: bool
    card: card.Card


@dataclass(frozen=True)
class ChoiceLine:
    """A choice of a model, as it was made. No version: the rules alone."""

    seq: int
    version: str
    digest: str
    comparison: str
    reason: str
    person: str
    at: datetime


def in_use() -> InUse:
    """What reads texts now, whatever was chosen."""
    model = built().screen.model
    found = installed.find(model.version) if model is not None else None
    if found is None:
        return InUse(RULES_VERSION, None)
    return InUse(found.version, card.read(found.card))


def last_changed() -> datetime | None:
    """When anything that decides how texts are screened was last changed; None before the first change."""
    done = LedgerBody.objects.filter(act__in=CHANGES, result=Result.ALLOWED).order_by("-seq")
    return done.values_list("at", flat=True).first()


def models() -> tuple[ModelLine, ...]:
    """The models on this machine, that of the package first."""
    now = in_use().version
    return tuple(
        ModelLine(m.version, m.digest, m.packaged, m.version == now, card.read(m.card)) for m in installed.models()
    )


def choices() -> tuple[ChoiceLine, ...]:
    """Every choice that was made, the latest first."""
    rows = list(ModelChoice.objects.order_by("-seq"))
    called = {id: line.name for id, line in people.known({r.person for r in rows}, rows[0].at).items()} if rows else {}
    return tuple(
        ChoiceLine(r.seq, r.version, r.digest, r.comparison, r.reason, called.get(r.person, r.person), r.at)
        for r in rows
    )
