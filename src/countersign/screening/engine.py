"""The one place that touches RE2: many patterns over one text in a single linear pass.

RE2 never backtracks, so a pattern that an agency adds cannot make a hostile text slow. Everything here
works on Latin-1 bytes, one byte per code point of the folded text, so that an offset is an offset.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import re2  # type: ignore[import-not-found, import-untyped, unused-ignore]

Span = tuple[int, int]
Groups = Sequence[Span]
"""Span of the whole match, then of each group; (-1, -1) for a group that took no part."""

_SET_SIZE = 250
_SET_MEMORY_BYTES = 64 << 20
_ONE_MEMORY_BYTES = 8 << 20


class PatternError(ValueError):
    """A pattern that RE2 does not accept."""


def _options(memory_bytes: int) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = memory_bytes
    options.log_errors = False
    return options


def _bytes(pattern: str) -> bytes:
    try:
        return pattern.encode("latin-1")
    except UnicodeEncodeError as fault:
        raise PatternError(f"pattern leaves the folded alphabet: {pattern!r}") from fault


class Pattern:
    """One compiled expression over folded bytes."""

    __slots__ = ("_compiled", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        try:
            self._compiled = re2.compile(_bytes(source), options=_options(_ONE_MEMORY_BYTES))
        except re2.error as fault:
            raise PatternError(f"{source!r}: {fault}") from fault

    def spans(self, data: bytes) -> Iterator[Groups]:
        """Every match from left to right. A match may begin on the last byte of the one before.

        Patterns here swallow one byte on either side as their word bound, and two neighbours share
        that byte: the search therefore resumes one byte before the end of the last match.
        """
        position = 0
        search = self._compiled.search
        groups = self._compiled.groups
        while position <= len(data):
            match = search(data, position)
            if match is None:
                return
            start, end = match.span()
            yield tuple(match.span(g) for g in range(groups + 1))
            position = max(end - 1, start + 1)


class PatternSet:
    """Tells which of many expressions occur in a text, in one pass per few hundred expressions.

    One automaton for thousands of terms would outgrow its memory and rebuild itself over and over; several
    small ones stay whole.
    """

    __slots__ = ("_parts",)

    def __init__(self, sources: Sequence[str]) -> None:
        self._parts = [
            (first, _compiled(sources[first : first + _SET_SIZE])) for first in range(0, len(sources), _SET_SIZE)
        ]

    def hits(self, data: bytes) -> list[int]:
        """Indices of the expressions that occur in ``data``, in no particular order."""
        found: list[int] = []
        for first, part in self._parts:
            matched = part.Match(data)
            if matched:
                found.extend([first + index for index in matched] if first else matched)
        return found


def _compiled(sources: Sequence[str]) -> Any:
    part = re2.Set.SearchSet(_options(_SET_MEMORY_BYTES))
    try:
        for source in sources:
            part.Add(_bytes(source))
        part.Compile()
    except re2.error as fault:
        raise PatternError(str(fault)) from fault
    return part
