"""What to call things that rooms above this one keep. They say so at start-up; this room never asks them by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

Names = Callable[[Iterable[str]], Mapping[str, str]]
Choice = tuple[str, str]
Offered = Callable[[str, datetime], Sequence[Choice]]

ACCOUNT = "account"

_names: dict[str, Names] = {}
_offered: dict[str, Offered] = {}


def use(kind: str, names: Names, offered: Offered | None = None) -> None:
    """From now on, things of this kind are called what `names` says.

    `offered(viewer, at)` are those that somebody may choose from, as id and name.
    """
    _names[kind] = names
    if offered is not None:
        _offered[kind] = offered
    else:
        _offered.pop(kind, None)


def of(kind: str, ids: Iterable[str]) -> Mapping[str, str]:
    """What to call each of these; what nobody names is called by its id."""
    wanted = list(dict.fromkeys(ids))
    known = _names[kind](wanted) if kind in _names and wanted else {}
    return {id: known.get(id, id) for id in wanted}


def offered(kind: str, viewer: str, at: datetime) -> tuple[Choice, ...]:
    """What `viewer` may choose from at `at`; nothing while no room says."""
    return tuple(_offered[kind](viewer, at)) if kind in _offered else ()
