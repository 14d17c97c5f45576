"""Long lists in pages, here and in the rooms above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")
PAGE_SIZE = 25
LONG_PAGE_SIZE = 50
"""Of what is not shown page by page, but chosen or drawn from."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, counted from 1, with how many lines there are in all."""

    items: tuple[T, ...]
    number: int
    pages: int
    total: int


def page_of(
    found: QuerySet[Any] | Sequence[Any], number: int, lines: Callable[[list[Any]], Iterable[T]], size: int = PAGE_SIZE
) -> Page[T]:
    """One page of what was found, as lines; the nearest one there is when `number` lies outside."""
    total = found.count() if isinstance(found, QuerySet) else len(found)
    pages = max(1, -(-total // size))
    number = min(max(number, 1), pages)
    return Page(tuple(lines(list(found[(number - 1) * size : number * size]))), number, pages, total)
