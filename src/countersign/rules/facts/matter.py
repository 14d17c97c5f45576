"""Who acts, about what and when, and what people said to it before: answers, signatures, parts taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from countersign.rules.facts.base import Fact


@dataclass(frozen=True)
class Now(Fact, name="now"):
    """The moment of the act, as the gate took it (UTC)."""

    at: datetime


@dataclass(frozen=True)
class Actor(Fact, name="actor"):
    """Who acts, and in which right.

    `kind` is one of `office` (holds it by appointment), `designee` (under a delegation), `authorized` (under a
    poster's authorization), `employee` (as anyone employed), `operator` (the person at the machine, who installs the
    house and does what the pack leaves to whoever runs it). `reason` is the delegation's reason: `routine`, `absence`
    or `emergency`.
    """

    person: str
    kind: str
    power: str
    office: str | None = None
    mandate: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Matter(Fact, name="matter"):
    """What the act is about.

    `hash` is the frozen form the act concerns, when there is one; `state_no` counts the changes of the subject.
    `own` are the people whose own matter it is: applicant, author, custodians, the person named.
    """

    kind: str
    id: str
    hash: str | None
    state_no: int
    own: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A person's answer to the question a requirement raised, good for one hash (or one state number) only."""

    requirement: str
    hash: str
    holds: bool
    person: str


@dataclass(frozen=True)
class Answers(Fact, name="answers"):
    """All answers given about the matter; those for other hashes do not count."""

    given: tuple[Answer, ...]


@dataclass(frozen=True)
class Signature:
    """One person's approval of one frozen hash, in a capacity that held the power when it was given."""

    person: str
    office: str
    kind: str
    hash: str
    withdrawn: bool


@dataclass(frozen=True)
class Signatures(Fact, name="signatures"):
    """The signatures that lie on the matter."""

    given: tuple[Signature, ...]


@dataclass(frozen=True)
class Part:
    """Somebody who took part in the matter before: as `proposer`, `decider`, `confirmer` …"""

    person: str
    role: str


@dataclass(frozen=True)
class Parts(Fact, name="parts"):
    """Everybody who took part before, for rules that ask for a second person."""

    taken: tuple[Part, ...]
