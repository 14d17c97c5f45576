"""The registry of requirement kinds: small pure functions from facts and parameters to an outcome."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from countersign.rules.facts import Fact, Facts
from countersign.rules.outcome import Outcome

KindFunction = Callable[..., Outcome]


@dataclass(frozen=True)
class Kind:
    """One kind: its function, the facts it reads, and its parameters with their types."""

    name: str
    function: KindFunction
    reads: tuple[type[Fact], ...]
    parameters: Mapping[str, Any]
    defaults: Mapping[str, Any]


KINDS: dict[str, Kind] = {}


def kind(name: str, *, reads: tuple[type[Fact], ...]) -> Callable[[KindFunction], KindFunction]:
    """Register a requirement kind. Its function takes `(f: Facts, *, parameters…)` and answers an `Outcome`.

    `reads` are the facts that the gate gathers for it; parameters may be `str`, `int`, `bool`, `float`, a `Literal`,
    `tuple[str, ...]`, or one of these with `| None`.
    """

    def register(function: KindFunction) -> KindFunction:
        if name in KINDS:
            raise ValueError(f"the kind {name!r} is defined twice")
        hints = typing.get_type_hints(function)
        parameters = inspect.signature(function).parameters
        keywords = {n: p for n, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}
        KINDS[name] = Kind(
            name=name,
            function=function,
            reads=reads,
            parameters={n: hints[n] for n in keywords},
            defaults={n: p.default for n, p in keywords.items() if p.default is not inspect.Parameter.empty},
        )
        return function

    return register


def bind(kind: Kind, given: Mapping[str, Any]) -> Callable[[Facts], Outcome]:
    """The kind with its parameters fixed. Raises ValueError naming the parameter that is unknown, missing or wrong."""
    for name in given:
        if name not in kind.parameters:
            raise ValueError(f"the kind {kind.name!r} has no parameter {name!r}; it takes {sorted(kind.parameters)}")
    values: dict[str, Any] = {}
    for name, wanted in kind.parameters.items():
        if name in given:
            values[name] = _fit(name, wanted, given[name])
        elif name not in kind.defaults:
            raise ValueError(f"the kind {kind.name!r} needs the parameter {name!r}")
    function = kind.function

    def asked(facts: Facts) -> Outcome:
        return function(facts, **values)

    return asked


def _fit(name: str, wanted: Any, value: Any) -> Any:
    origin = typing.get_origin(wanted)
    if origin is Literal:
        if value not in typing.get_args(wanted):
            raise ValueError(f"{name!r} must be one of {list(typing.get_args(wanted))}, not {value!r}")
        return value
    if origin is types.UnionType:
        if value is None:
            return None
        (inner,) = [a for a in typing.get_args(wanted) if a is not types.NoneType]
        return _fit(name, inner, value)
    if origin is tuple:
        if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
            raise ValueError(f"{name!r} must be a list of words, not {value!r}")
        return tuple(value)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise ValueError(f"{name!r} must be {wanted.__name__}, not {value!r}")
    return value
