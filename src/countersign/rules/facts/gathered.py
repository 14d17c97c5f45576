"""The facts gathered for one act, and their way to plain JSON and back, by which a decision can be asked again."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from typing import Any

from countersign.rules.codec import built, plain
from countersign.rules.facts.base import FACTS, F, Fact, NotKnown, Unknown


class Facts:
    """All facts gathered for one act, by type. Reading a missing or unknown one raises `NotKnown`."""

    __slots__ = ("_known",)

    def __init__(self, facts: Iterable[Fact] = (), unknown: Mapping[str, Unknown] | None = None) -> None:
        self._known: dict[str, Fact | Unknown] = {f.fact_name: f for f in facts}
        if unknown:
            self._known.update(unknown)

    def __getitem__(self, kind: type[F]) -> F:
        value = self._known.get(kind.fact_name)
        if value is None:
            raise NotKnown(kind.fact_name, "nobody answered")
        if isinstance(value, Unknown):
            raise NotKnown(kind.fact_name, value.why)
        return typing.cast(F, value)

    def __contains__(self, kind: type[Fact]) -> bool:
        return isinstance(self._known.get(kind.fact_name), kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facts) and self._known == other._known

    def __repr__(self) -> str:
        return f"Facts({', '.join(sorted(self._known))})"

    def without(self, kind: type[Fact]) -> Facts:
        """The same facts with one of them not known; tests of *fails closed* use it."""
        rest = Facts()
        rest._known = {n: v for n, v in self._known.items() if n != kind.fact_name}
        return rest

    def but(self, *changed: Fact) -> Facts:
        """The same facts with some replaced."""
        rest = Facts()
        rest._known = {**self._known, **{f.fact_name: f for f in changed}}
        return rest

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: fact name to its fields; an unknown fact is `{"unknown": why}`."""
        return {
            name: {"unknown": value.why} if isinstance(value, Unknown) else plain(value)
            for name, value in sorted(self._known.items())
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        """Read back what `to_json` wrote. A fact this version does not know is left out, hence not known.

        Raises ValueError when a known fact's shape does not fit.
        """
        facts = cls()
        for name, value in data.items():
            kind = FACTS.get(name)
            if kind is None:
                continue
            if isinstance(value, Mapping) and set(value) == {"unknown"}:
                facts._known[name] = Unknown(value["unknown"])
            else:
                facts._known[name] = built(kind, value)
        return facts
