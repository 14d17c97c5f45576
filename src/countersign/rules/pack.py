"""A directive as data: what a pack holds once it is loaded.

A pack is a folder of TOML and no Python; `countersign.rules.loading.load` reads it and refuses one with faults. Here
it is frozen: the same pack, kept in canonical form beside a ledger, decides the same way years later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self

from countersign.rules.codec import built, plain


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    en: str
    es: str

    def get(self, lang: str) -> str:
        """The text for a language tag such as `es` or `es-us`; English for every other language."""
        return self.es if lang.split("-")[0].lower() == "es" else self.en


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered item in our own words. `reason` says why no program can check it, where that is so."""

    id: str
    kind: str
    words: Words
    label: Words | None = None
    reason: Words | None = None
    tests: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        """The item it stands under; None for the outermost."""
        return self.id.rpartition(".")[0] or None


@dataclass(frozen=True, slots=True)
class Definition:
    """A term that the directive defines."""

    id: str
    term: Words
    words: Words


@dataclass(frozen=True, slots=True)
class Power:
    """What an office, a delegation or an authorization may give."""

    id: str
    words: Words


@dataclass(frozen=True, slots=True)
class Office:
    """A post with duties. `scope` is `agency` or `unit`; `delegable` are those powers a designee may hold."""

    id: str
    title: Words
    scope: str
    powers: tuple[str, ...]
    delegable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Free:
    """An act on which the directive puts no requirement, and why it is allowed all the same."""

    act: str
    why: Words


@dataclass(frozen=True)
class Example:
    """Facts and the answer they must get. `facts` changes fields of the base facts, by fact name."""

    name: str
    facts: Mapping[str, Any]
    outcome: str


@dataclass(frozen=True)
class Requirement:
    """One thing that clauses demand of acts. `given` are its kind's parameters, `$name` standing for the pack's own."""

    id: str
    clauses: tuple[str, ...]
    acts: tuple[str, ...]
    kind: str
    given: Mapping[str, Any]
    sentence: Words
    remedy: Words
    answer_by: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something owed. It is due `cycle_days` after it was last met or, with a `trigger`, after that happened; None
    means at once. It is at risk `at_risk_days` before that. `room` is the one that creates it."""

    id: str
    clause: str
    what: Words
    owner: str
    subject: str
    trigger: Words | None
    cycle_days: int | None
    at_risk_days: int
    room: str


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something an account may be established for."""

    id: str
    clause: str
    words: Words


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that an account's page must show."""

    id: str
    clause: str
    words: Words


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """A platform. `elements` are the page elements it can and must show, where it cannot show all.

    `name_es` is there for a name that is translated; most are proper names.
    """

    id: str
    name: str
    named_by_directive: bool
    hosts: tuple[str, ...]
    elements: tuple[str, ...] | None
    name_es: str | None = None

    def called(self, lang: str) -> str:
        """The name to show to readers of a language."""
        return Words(self.name, self.name_es or self.name).get(lang)


@dataclass(frozen=True, slots=True)
class Category:
    """One thing that screening looks for, with the clauses it stands for on a draft and on a public comment."""

    id: str
    words: Words
    draft: tuple[str, ...]
    comment: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signer:
    """What a signer affirms for each post, where no rule can judge."""

    sentence: Words
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """How a clause is read here."""

    clause: str
    words: Words


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist for a platform's terms."""

    id: str
    words: Words


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure or list that the agency may set, and what it means."""

    name: str
    value: Any
    note: Words


@dataclass(frozen=True)
class Pack:
    """A whole directive as data. Lists keep the order of their files; requirements are in the order of their ids."""

    id: str
    version: str
    title: Words
    number: str
    directive_title: Words
    effective: date
    supersedes: date | None
    authority: tuple[str, ...]
    standards: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    clauses: tuple[Clause, ...]
    definitions: tuple[Definition, ...]
    powers: tuple[Power, ...]
    offices: tuple[Office, ...]
    everyone: tuple[str, ...]
    authorized: tuple[str, ...]
    own: tuple[str, ...]
    operator: tuple[str, ...]
    free: tuple[Free, ...]
    requirements: tuple[Requirement, ...]
    base_facts: Mapping[str, Any]
    act_facts: Mapping[str, Mapping[str, Any]]
    duties: tuple[Duty, ...]
    purposes: tuple[Purpose, ...]
    platforms: tuple[PlatformEntry, ...]
    elements: tuple[Element, ...]
    categories: tuple[Category, ...]
    signer: Signer
    notes: tuple[Note, ...]
    terms: tuple[Item, ...]

    @property
    def name(self) -> str:
        """`id@version`, as decisions name the pack that was asked."""
        return f"{self.id}@{self.version}"

    @cached_property
    def clause(self) -> Mapping[str, Clause]:
        """The clauses by id."""
        return {c.id: c for c in self.clauses}

    @cached_property
    def office(self) -> Mapping[str, Office]:
        """The offices by id."""
        return {o.id: o for o in self.offices}

    @cached_property
    def power(self) -> Mapping[str, Power]:
        """The powers by id."""
        return {p.id: p for p in self.powers}

    @cached_property
    def requirement(self) -> Mapping[str, Requirement]:
        """The requirements by id."""
        return {r.id: r for r in self.requirements}

    @cached_property
    def duty(self) -> Mapping[str, Duty]:
        """The duties by id."""
        return {d.id: d for d in self.duties}

    @cached_property
    def platform(self) -> Mapping[str, PlatformEntry]:
        """The platforms by id."""
        return {p.id: p for p in self.platforms}

    @cached_property
    def category(self) -> Mapping[str, Category]:
        """The screening categories by id."""
        return {c.id: c for c in self.categories}

    @cached_property
    def parameter(self) -> Mapping[str, Any]:
        """The values of the parameters by name."""
        return {p.name: p.value for p in self.parameters}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Each clause's place in the directive, for sorting."""
        return {c.id: place for place, c in enumerate(self.clauses)}

    def parts_of(self, clause: str) -> tuple[Clause, ...]:
        """The items that stand directly under a clause."""
        return tuple(c for c in self.clauses if c.parent == clause)

    def resolved(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A requirement's parameters with each `$name` replaced. Raises KeyError for a name that is not there."""
        return {
            name: self.parameter[value[1:]] if isinstance(value, str) and value.startswith("$") else value
            for name, value in given.items()
        }

    def elements_of(self, platform: str) -> tuple[str, ...]:
        """The page elements that an account on this platform must show."""
        entry = self.platform.get(platform)
        if entry is None or entry.elements is None:
            return tuple(e.id for e in self.elements)
        return entry.elements

    def canonical(self) -> dict[str, Any]:
        """The pack as plain JSON: everything that its decisions and its words depend on."""
        return {str(k): v for k, v in plain(self).items()}

    @classmethod
    def from_canonical(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `canonical` wrote. Raises ValueError when it does not fit."""
        pack: Self = built(cls, data)
        return pack
