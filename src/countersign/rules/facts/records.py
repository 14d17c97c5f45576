"""Records and evidence: stops on disposal, captures, schedules, the reasons an act gives, a directive text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from countersign.rules.facts.base import Fact


@dataclass(frozen=True)
class Holds(Fact, name="holds"):
    """Stops on disposal or deletion that touch the matter: legal holds and open public-records requests."""

    holds: tuple[str, ...]
    requests: tuple[str, ...]


@dataclass(frozen=True)
class Captured(Fact, name="captured"):
    """Whether a verified capture of the matter exists, and its commitment."""

    verified: bool
    commitment: str | None


@dataclass(frozen=True)
class Schedule(Fact, name="schedule"):
    """The retention series' approved item and the commission's approval number for a disposition, when known."""

    item: str | None
    approval: str | None
    eligible_at: datetime | None


@dataclass(frozen=True)
class Reasons(Fact, name="reasons"):
    """What the act itself gives as grounds: a reason's length, the clauses or policy categories it cites."""

    characters: int
    clauses: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Text(Fact, name="text"):
    """A directive text to be put in force: its hash, doubts left, and clauses that pack and text do not share."""

    hash: str
    doubts: int
    unmatched: int
