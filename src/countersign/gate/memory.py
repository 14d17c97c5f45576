"""What an act has read: while it is being decided, nothing it guards can change, so each question is put once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("what an act has read", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """From here on, until it ends or `dropped` is called, what is read by `once` stays as it was first found."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def dropped() -> None:
    """Read everything anew from here on: an act is about to change something."""
    _read.set(None)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` finds; inside an act that is being decided, what it found there first under this key."""
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    found: T = known[key]
    return found
