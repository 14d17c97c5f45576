"""Frozen dataclasses to plain JSON and back, strictly: what does not fit raises ValueError and says where.

Facts kept in ledger rows and packs kept beside them go through here, so that a decision can be asked again later.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Literal


def plain(value: Any) -> Any:
    """`value` as JSON knows it: times in UTC with a `Z`, dates in ISO form, tuples as lists, dataclasses as objects."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items()}
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    return value


def built(kind: Any, value: Any) -> Any:
    """`value` (plain JSON) as `kind`: a dataclass, a tuple, a mapping, a time, or a plain type. Raises ValueError."""
    if kind is Any:
        return value
    origin = typing.get_origin(kind)
    if origin is types.UnionType or origin is typing.Union:
        return None if value is None else built(of_optional(kind), value)
    if origin is tuple:
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"expected a list, got {value!r}")
        return tuple(built(typing.get_args(kind)[0], v) for v in value)
    if origin is Literal:
        if value not in typing.get_args(kind):
            raise ValueError(f"expected one of {', '.join(typing.get_args(kind))}, got {value!r}")
        return value
    if origin is not None:
        if not isinstance(value, Mapping):
            raise ValueError(f"expected a table, got {value!r}")
        return {k: built(typing.get_args(kind)[1], v) for k, v in value.items()}
    if kind is datetime or kind is date:
        return _moment(kind, value)
    if is_dataclass(kind):
        return _dataclass(typing.cast(type, kind), value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        # Canonical JSON writes 2.0 as 2.
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"expected {kind.__name__}, got {value!r}")
    return value


@cache
def shape(kind: type) -> Mapping[str, Any]:
    """The fields of a dataclass with their types, in order."""
    hints = typing.get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind) if f.init}


@cache
def of_optional(kind: Any) -> Any:
    """The type beside None in `X | None`; None when `kind` is not of that form."""
    if typing.get_origin(kind) not in (types.UnionType, typing.Union):
        return None
    inner = [a for a in typing.get_args(kind) if a is not types.NoneType]
    return inner[0] if len(inner) == 1 else None


def _dataclass(kind: type, value: Any) -> Any:
    hints = shape(kind)
    if not isinstance(value, Mapping):
        raise ValueError(f"{kind.__name__} is a table, not {value!r}")
    strange = [n for n in value if n not in hints]
    if strange:
        raise ValueError(f"{kind.__name__} has no {strange[0]!r}; it has {', '.join(hints)}")
    absent = [n for n in _needed(kind) if n not in value]
    if absent:
        raise ValueError(f"{kind.__name__} needs {', '.join(repr(n) for n in absent)}")
    made = {}
    for name, given in value.items():
        try:
            made[name] = built(hints[name], given)
        except ValueError as error:
            raise ValueError(f"{kind.__name__}.{name}: {error}") from error
    return kind(**made)


@cache
def _needed(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.init and f.default is MISSING and f.default_factory is MISSING)


def _moment(kind: type[date], value: Any) -> date:
    if not isinstance(value, str):
        raise ValueError(f"expected a time in ISO form, got {value!r}")
    moment = kind.fromisoformat(value)
    # A time without its offset cannot be compared with the clock's, which would fail inside a requirement.
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise ValueError(f"{value!r} lacks its offset from UTC, such as the Z in 2026-01-31T12:00:00Z")
    return moment
