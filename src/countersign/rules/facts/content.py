"""What a frozen form holds: findings, pictures with consents, third-party material, what a platform would not take."""

from __future__ import annotations

from dataclasses import dataclass

from countersign.rules.facts.base import Fact
from countersign.rules.facts.mandates import Period


@dataclass(frozen=True)
class Finding:
    """What screening saw, without its words. `answered` when the signer answered it for this hash."""

    category: str
    severity: str
    by: str
    answered: bool


@dataclass(frozen=True)
class Findings(Fact, name="findings"):
    """Screening's findings on the frozen form `hash`; `judged` when a person answered what no rule can judge."""

    hash: str
    items: tuple[Finding, ...]
    judged: bool


@dataclass(frozen=True)
class Consent:
    """One pictured person's leave, as it bears on the accounts of the matter.

    `standing` is one of `employee`, `custody`, `public`, `minor`; `voluntary` is the second tick that custody asks
    for; `covers` is true when its scope names every account and purpose of the matter.
    """

    id: str
    standing: str
    covers: bool
    period: Period
    voluntary: bool
    guardian: bool


@dataclass(frozen=True)
class Picture:
    """One picture: whether people are visible (`yes`, `no`, `unanswered`), how many, and the consents linked."""

    media: str
    people: str
    pictured: int
    consents: tuple[Consent, ...]


@dataclass(frozen=True)
class Pictures(Fact, name="pictures"):
    """The pictures of the frozen form."""

    items: tuple[Picture, ...]


@dataclass(frozen=True)
class Material:
    """Third-party material in one medium: `own`, `third_party` or `unanswered`; the licence's standing."""

    media: str
    source: str
    cleared: bool
    period: Period | None


@dataclass(frozen=True)
class Materials(Fact, name="materials"):
    """Copyright and emblems of third parties in the frozen form."""

    items: tuple[Material, ...]


@dataclass(frozen=True)
class Accessibility(Fact, name="accessibility"):
    """Accessibility problems left in the frozen form, by kind (`alt_text_missing`, `captions_missing` …)."""

    problems: tuple[str, ...]


@dataclass(frozen=True)
class Limits(Fact, name="limits"):
    """Placements whose platform would not take the content as it is: `account:problem`."""

    problems: tuple[str, ...]
