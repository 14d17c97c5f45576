"""What the rooms hand upward: acts, subjects, ports, followers, jobs. Filled once, from the site's one list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from countersign.gate.act import Act, Capacity, Moves, PersonId, Scope
from countersign.gate.row import Row
from countersign.rules.facts import Fact, Unknown

T = TypeVar("T")


@dataclass(frozen=True)
class Subject:
    """A kind of thing that acts are about: how to say what it touches, and its table of moves.

    `resolve` answers many ids at once; an id that is not there is left out.
    """

    kind: str
    resolve: Callable[[Sequence[str]], Mapping[str, Scope]]
    moves: Moves = field(default_factory=dict)


@dataclass(frozen=True)
class Port:
    """The one room that answers a fact, for many scopes at once, in their order."""

    fact: type[Fact]
    answer: Callable[[Sequence[Scope], datetime], Sequence[Fact | Unknown]]


@dataclass(frozen=True)
class Follower:
    """A room that follows acts of lower rooms, by row number; must be idempotent."""

    name: str
    acts: frozenset[str]
    handle: Callable[[Row], None]


@dataclass(frozen=True)
class Job:
    """Background work of a room. The domain row is the truth; an engine only runs its steps.

    `claim(at, limit)` leases due rows and returns their ids, so that two workers never have the same one; a lease
    that runs out is offered again. Each step takes the row's id, finds in the row what is done, and may run twice.
    """

    name: str
    claim: Callable[[datetime, int], Sequence[str]]
    steps: tuple[tuple[str, Callable[[str], None]], ...]


@dataclass(frozen=True)
class ShownText:
    """How a text begins, and the page where it stands."""

    words: str
    address: str


@dataclass(frozen=True)
class TextPage:
    """Texts of some rows of a room, each by its reference, in a stable order. `through` is the last row that was read,
    `rows` how many were, `unread` how many of them could not be read any more.
    """

    texts: tuple[tuple[str, str], ...]
    through: int
    rows: int
    unread: int = 0


@dataclass(frozen=True)
class Texts:
    """Texts that a room holds and that can be screened again. `kind` is screening's: a draft or a comment.

    Rows are numbered upward and never change. `last()` is the number of the latest row; `count(until)` how many there
    are up to one; `page(after, until, limit)` gives the next ones; `show(refs, person, at)` says what those of the
    texts are that somebody may see.
    """

    name: str
    kind: str
    last: Callable[[], int]
    count: Callable[[int], int]
    page: Callable[[int, int, int], TextPage]
    show: Callable[[Sequence[str], PersonId, datetime], Mapping[str, ShownText]]


@dataclass(frozen=True)
class Judged:
    """How often people said of one reason of screening that it was so, and that it was not.

    `why_key` is empty and `missed` counts for what people saw and screening did not.
    """

    why_key: str
    category: str
    by: str
    version: str
    right: int = 0
    wrong: int = 0
    missed: int = 0


@dataclass(frozen=True)
class Wiring:
    """Everything that runs upward in the house, in one typed value.

    `humans` gives for each person the entry that stands for that human now: double entries that were merged are one.
    `judged` says how screening's reasons fared with the people who answered them.
    """

    acts: tuple[type[Act], ...]
    subjects: tuple[Subject, ...]
    ports: tuple[Port, ...]
    followers: tuple[Follower, ...]
    capacities: Callable[[PersonId, datetime], Sequence[Capacity]]
    who_can: Callable[[str, Scope, datetime], Sequence[str]]
    humans: Callable[[Iterable[PersonId]], Mapping[PersonId, PersonId]]
    duties: frozenset[str]
    jobs: tuple[Job, ...] = ()
    texts: tuple[Texts, ...] = ()
    judged: Callable[[], Sequence[Judged]] = tuple


class Faulty(Exception):
    """The wiring contradicts itself; the house does not start."""


class _House:
    """The wiring as the gate looks things up in it."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self.acts = _once("act", {a.name: a for a in wiring.acts}, len(wiring.acts))
        self.subjects = _once("subject", {s.kind: s for s in wiring.subjects}, len(wiring.subjects))
        self.ports = _once("port", {p.fact.fact_name: p for p in wiring.ports}, len(wiring.ports))
        _once("follower", {f.name: f for f in wiring.followers}, len(wiring.followers))
        self.jobs = _once("job", {j.name: j for j in wiring.jobs}, len(wiring.jobs))
        self.texts = _once("source of texts", {t.name: t for t in wiring.texts}, len(wiring.texts))
        for act in wiring.acts:
            if act.__dict__.get("name") is None:
                raise Faulty(f"{act.__name__} has no name of its own")


def _once(what: str, found: dict[str, T], given: int) -> dict[str, T]:
    if len(found) != given:
        raise Faulty(f"a {what} is wired twice")
    return found


_house: _House | None = None


def install(wiring: Wiring) -> None:
    """Put the wiring in place. Raises `Faulty` when something is answered twice."""
    global _house
    _house = _House(wiring)


def house() -> _House:
    """The wiring in place."""
    if _house is None:
        raise Faulty("the rooms are not wired: the site was not started")
    return _house
