"""A pack's examples: facts and the answer they must get, so that a pack can be tried without a house around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from countersign.rules.codec import of_optional, shape
from countersign.rules.decide import ask_one
from countersign.rules.facts import FACTS, Facts
from countersign.rules.outcome import Outcome
from countersign.rules.pack import Example, Pack

UNKNOWN = "unknown"
NULL = "null"


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What one example's facts got from its own requirement alone, under one of the requirement's acts."""

    requirement: str
    example: str
    act: str
    expected: str
    outcome: Outcome

    @property
    def right(self) -> bool:
        """True when the answer is the one the pack says it must be."""
        return str(self.outcome.result) == self.expected


def run_examples(pack: Pack) -> list[ExampleResult]:
    """Ask every example, under every act that its requirement stands for."""
    return [
        ExampleResult(requirement.id, example.name, act, example.outcome, ask_one(pack, requirement, facts))
        for requirement in pack.requirements
        for example in requirement.examples
        for act, facts in facts_of(pack, example, requirement.acts)
    ]


def facts_of(pack: Pack, example: Example, acts: Iterable[str]) -> Iterator[tuple[str, Facts]]:
    """The example's facts under each act. Raises ValueError when they do not fit."""
    for act in acts:
        yield act, Facts.from_json(merged(pack.base_facts, pack.act_facts.get(act, {}), example.facts))


def base_facts(pack: Pack, act: str) -> Facts:
    """The pack's good facts for one act, as the examples start from. Raises ValueError when they do not fit."""
    return Facts.from_json(merged(pack.base_facts, pack.act_facts.get(act, {})))


def merged(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Facts by name, each layer changing single fields of those before it. Raises ValueError for a strange fact."""
    facts: dict[str, Any] = {}
    for layer in layers:
        for name, given in layer.items():
            if name not in FACTS:
                raise ValueError(f"there is no fact {name!r}")
            if given == UNKNOWN:
                facts[name] = {UNKNOWN: "not known in this example"}
            elif not isinstance(given, Mapping):
                raise ValueError(f'the fact {name!r} is {given!r}; it must be a table or "unknown"')
            elif UNKNOWN in facts.get(name, {}):
                facts[name] = dict(given)
            else:
                facts[name] = {**facts.get(name, {}), **given}
    return {name: fact if set(fact) == {UNKNOWN} else _with_nulls(FACTS[name], fact) for name, fact in facts.items()}


def _with_nulls(kind: Any, value: Any) -> Any:
    """TOML has no null: where a field may be null, `"null"` or nothing at all stands for it."""
    inner = of_optional(kind)
    if inner is not None:
        return None if value is None or value == NULL else _with_nulls(inner, value)
    if isinstance(value, list):
        (entry,) = getattr(kind, "__args__", (None,))[:1]
        return [_with_nulls(entry, v) for v in value]
    if isinstance(value, Mapping) and hasattr(kind, "__dataclass_fields__"):
        hints = shape(kind)
        absent = {name: None for name, wanted in hints.items() if of_optional(wanted) and name not in value}
        return {**absent, **{n: _with_nulls(hints[n], v) if n in hints else v for n, v in value.items()}}
    return value
