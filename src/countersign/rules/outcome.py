"""What a requirement answers, and what the answers of all requirements add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Result(StrEnum):
    """The three answers. There is no fourth: what cannot be known is *needs a person*, never a pass."""

    ALLOWED = "allowed"
    NEEDS_PERSON = "needs_person"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One requirement's answer about one act.

    `missing` names, as ids that a page can turn into words (offices, page elements, accounts, categories),
    what stands in the way. `fact` is the fact that could not be known, when that is the reason.
    """

    result: Result
    missing: tuple[str, ...] = ()
    fact: str | None = None


MET = Outcome(Result.ALLOWED)


def refused(*missing: str) -> Outcome:
    """The facts are known and the requirement does not hold."""
    return Outcome(Result.REFUSED, missing)


def needs_person(*missing: str, fact: str | None = None) -> Outcome:
    """Only a person can tell whether the requirement holds."""
    return Outcome(Result.NEEDS_PERSON, missing, fact)


@dataclass(frozen=True, slots=True)
class Determining:
    """A requirement that is not met, with the clauses it stands for."""

    requirement: str
    clauses: tuple[str, ...]
    result: Result
    missing: tuple[str, ...] = ()
    fact: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The shape kept in a ledger row."""
        return {
            "requirement": self.requirement,
            "clauses": list(self.clauses),
            "result": str(self.result),
            "missing": list(self.missing),
            "fact": self.fact,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Determining:
        """Read back what `to_json` wrote."""
        return cls(
            requirement=data["requirement"],
            clauses=tuple(data["clauses"]),
            result=Result(data["result"]),
            missing=tuple(data["missing"]),
            fact=data["fact"],
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to an act: the gravest result, and every requirement that determined it.

    `pack` is `id@version` of the pack that was asked. `met` lists the clauses whose requirements held, so that a
    page can show what speaks for an act beside what stands in its way.
    """

    result: Result
    pack: str
    determining: tuple[Determining, ...] = ()
    met: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """True when nothing stands in the way."""
        return self.result is Result.ALLOWED

    @property
    def clauses(self) -> tuple[str, ...]:
        """Every clause that stands in the way, once each, in order."""
        return tuple(dict.fromkeys(c for d in self.determining for c in d.clauses))

    def to_json(self) -> dict[str, Any]:
        """The shape kept in a ledger row."""
        return {
            "result": str(self.result),
            "pack": self.pack,
            "determining": [d.to_json() for d in self.determining],
            "met": list(self.met),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Decision:
        """Read back what `to_json` wrote."""
        return cls(
            result=Result(data["result"]),
            pack=data["pack"],
            determining=tuple(Determining.from_json(d) for d in data["determining"]),
            met=tuple(data["met"]),
        )
