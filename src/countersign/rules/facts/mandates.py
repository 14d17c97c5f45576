"""In which right: periods, papers, delegations, authorizations, and what a person was asked to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from countersign.rules.facts.base import Fact


@dataclass(frozen=True)
class Period:
    """From a moment to a moment (UTC, the end excluded). `ended` is set when an act ended it early."""

    starts: datetime
    ends: datetime | None
    ended: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """True while it runs: over the very second it ends."""
        if at < self.starts or (self.ended is not None and at >= self.ended):
            return False
        return self.ends is None or at < self.ends


@dataclass(frozen=True)
class Term(Fact, name="term"):
    """The period that an act asks for: an authorization's, a delegation's, a blanket approval's."""

    starts: datetime | None
    ends: datetime | None


@dataclass(frozen=True)
class Instrument(Fact, name="instrument"):
    """The paper an act rests on: its number, and the stored document's commitment when there is one."""

    number: str
    document: str | None


@dataclass(frozen=True)
class Delegating(Fact, name="delegating"):
    """What a delegation would give: powers, why, to whom, and through what the giver holds them.

    `through` is the giver's own capacity kind: `designee` means a chain. `personal` are those of the powers that
    the Director marked personal.
    """

    powers: tuple[str, ...]
    reason: str
    giver: str
    designee: str
    through: str
    personal: tuple[str, ...]


@dataclass(frozen=True)
class Named(Fact, name="named"):
    """The employee an act names (to authorize, appoint, delegate to): employed now, and which offices they hold."""

    person: str
    employed: bool
    offices: tuple[str, ...]


@dataclass(frozen=True)
class Cover:
    """The author's authorizations that name one account."""

    account: str
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Authorizations(Fact, name="authorizations"):
    """The author's written leave, account by account, for every account of the matter."""

    author: str
    employed: bool
    covers: tuple[Cover, ...]


@dataclass(frozen=True)
class Directed(Fact, name="directed"):
    """Duties of knowledge: the directive versions the person was asked to acknowledge, and the current one."""

    person: str
    current: str | None
    acknowledged: tuple[str, ...]
