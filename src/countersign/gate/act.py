"""What an act is, what it is about, and in which right somebody does it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar

from countersign.gate.said import in_english
from countersign.rules.acts import ACTS, ActSpec
from countersign.rules.facts import Fact
from countersign.rules.outcome import Decision

PersonId = str


@dataclass(frozen=True)
class Ref:
    """A subject by kind and id. `id` is None while the act that makes it has not run."""

    kind: str
    id: str | None = None

    @property
    def key(self) -> str:
        """Its guard key."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Scope:
    """Everything an act touches, as its room says: from it follow guards, facts, and whether a capacity reaches it.

    No `units` means the agency as a whole. `people`, `accounts`, `platforms` and `also` (further guard keys) are
    read under shared guards. `own` are the people whose own matter it is. `offices`, when given, are the only ones
    whose holders and designees may do it, whatever powers others hold.
    """

    ref: Ref
    state: str | None = None
    hash: str | None = None
    own: tuple[PersonId, ...] = ()
    author: PersonId | None = None
    units: tuple[str, ...] = ()
    people: tuple[PersonId, ...] = ()
    accounts: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    state_no: int = 0


@dataclass(frozen=True)
class By:
    """Who acts, and under which mandate; none means as an employee. The gate derives the capacity anew each time."""

    person: PersonId
    mandate: str | None = None


OPERATOR = By("operator")


@dataclass(frozen=True)
class Capacity:
    """In what right somebody acts at this moment, with the name as it is now.

    `units` or `accounts` None means all of them. `own_powers` reach only matters that are the person's own.
    """

    person: PersonId
    name: str
    kind: str
    title: str
    powers: frozenset[str]
    own_powers: frozenset[str] = frozenset()
    office: str | None = None
    mandate: str | None = None
    units: frozenset[str] | None = None
    accounts: frozenset[str] | None = None
    reason: str | None = None

    def holds(self, power: str, scope: Scope) -> bool:
        """Whether this capacity gives `power` over everything in `scope`."""
        if power in self.own_powers and self.person in scope.own:
            return True
        if power not in self.powers or (scope.offices and self.office not in scope.offices):
            return False
        if self.units is not None and not (scope.units and set(scope.units) <= self.units):
            return False
        return self.accounts is None or bool(scope.accounts and set(scope.accounts) <= self.accounts)


Moves = Mapping[tuple[str | None, str], str]
"""A room's table of moves: (state, act) to the next state. A state of None is *not there yet*."""


class Malformed(ValueError):
    """The act itself makes no sense (400): nothing is recorded and nothing is lost.

    The error itself speaks English, for logs; its `faults` speak the language of whoever looks at them.
    """

    def __init__(self, **faults: str) -> None:
        super().__init__("; ".join(f"{name}: {in_english(why)}" for name, why in faults.items()))
        self.faults = faults


class Missing(LookupError):
    """The subject is not there (404)."""


class NotYours(Exception):
    """The wrong person (403): names who can."""

    def __init__(self, act: str, power: str, who_can: tuple[str, ...], seq: int | None = None) -> None:
        super().__init__(f"{act}: only {', '.join(who_can) or 'nobody at present'} can do this")
        self.act = act
        self.power = power
        self.who_can = who_can
        self.seq = seq


class NotNow(Exception):
    """The wrong state (409): names the state and what can be done in it."""

    def __init__(self, act: str, state: str | None, possible: tuple[str, ...], seq: int | None = None) -> None:
        super().__init__(f"{act} is not possible while it is {state or 'not there'}")
        self.act = act
        self.state = state
        self.possible = possible
        self.seq = seq


@dataclass
class Effect:
    """What an act's effect works with, inside the gate's transaction.

    `commitments` go into the ledger row. `on_row` defers writing that needs the row's number until it is known.
    """

    at: datetime
    by: Capacity
    scope: Scope
    to_state: str | None
    decision: Decision
    commitments: dict[str, str] = field(default_factory=dict)
    _later: list[Callable[[int], None]] = field(default_factory=list)

    def on_row(self, write: Callable[[int], None]) -> None:
        """Call `write(seq)` once the ledger number is known, still inside the transaction."""
        self._later.append(write)

    def numbered(self, seq: int) -> None:
        """The row's number is known: do what waited for it."""
        for write in self._later:
            write(seq)


@dataclass(frozen=True)
class Act(ABC):
    """A governed thing somebody tries to do. Its fields are the form, the API schema and the ledger body.

    A subclass names itself after a word of the vocabulary and says what it is about; the gate does the rest. One that
    has a name and lacks its subject or its effect is a TypeError where it is written, not where it is first tried.
    """

    name: ClassVar[str]
    states_facts: ClassVar[tuple[type[Fact], ...]] = ()

    def __init_subclass__(cls, **given: Any) -> None:
        super().__init_subclass__(**given)
        lacking = [m for m in ("ref", "effect") if getattr(getattr(cls, m), "__isabstractmethod__", False)]
        if lacking and "name" in vars(cls):
            raise TypeError(f"{cls.__name__} does not say its {' and its '.join(lacking)}")

    @property
    def spec(self) -> ActSpec:
        """Its entry in the vocabulary: subject kind and power."""
        return ACTS[self.name]

    @abstractmethod
    def ref(self) -> Ref:
        """What it is about."""

    def scope(self, by: By) -> Scope | None:
        """For acts that make their subject: what they touch. None: the room's resolver says, by `ref()`."""
        return None

    def check(self) -> None:  # noqa: B027, most acts have nothing to say here
        """Raise `Malformed` when the fields make no sense in themselves."""

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[Fact, ...]:
        """The facts that the act itself states, of the kinds in `states_facts`."""
        return ()

    def changes(self, scope: Scope) -> tuple[str, ...]:
        """Guard keys taken exclusively beside the subject's own."""
        return ()

    @abstractmethod
    def effect(self, ctx: Effect) -> str | None:
        """Change the governed rows. An act that makes its subject returns the new subject's id."""

    def fields(self) -> dict[str, Any]:
        """The act's own words for its ledger row."""
        return {f.name: getattr(self, f.name) for f in fields(self)}
