"""What every fact is, and what there is in place of one that could not be had."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from typing import Any, TypeVar

FACTS: dict[str, type[Fact]] = {}


class Fact:
    """Base of all facts. A subclass is registered under its class name in snake case."""

    def __init_subclass__(cls, *, name: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if name is not None:
            cls.fact_name = name
            FACTS[name] = cls

    fact_name: typing.ClassVar[str]


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that could not be had, and why in a few words."""

    why: str


class NotKnown(Exception):
    """A requirement asked for a fact that is missing or unknown; `decide` turns this into *needs a person*."""

    def __init__(self, fact: str, why: str) -> None:
        super().__init__(f"{fact}: {why}")
        self.fact = fact
        self.why = why
