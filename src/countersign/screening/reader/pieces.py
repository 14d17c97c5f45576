"""A text as the network's word numbers, cut into windows where it is longer than its view."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Encoding, Tokenizer

from ..plain import shown, undone
from .card import ModelFault
from .windows import cut, sentence_starts

READ_CHARS = 131_072
READ_WINDOWS = 72
"""No text is read beyond these, since a model would take minutes for a megabyte: three quarters are read from its
beginning, one from its end, and it is marked as not read whole. What is shown of a text of 63,000 characters, the
longest that a platform takes, is within both."""
CLOSE_FROM = 64
"""A text of more word pieces than these is read closely too."""
CLOSE_LIMIT = 48
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
"""Halves of a character, which JSON may bring and the tokenizer refuses."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is read at once: word numbers and the same as text, and where they stand in the shown text."""

    pieces: list[int]
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text ready to be read."""

    wide: list[Window]
    close: list[Window]
    """Narrow windows; only of a text of several sentences."""
    second: list[Window]
    """What a disguise may hide: windows of the text with it undone, if there is any."""
    whole: bool
    """False where the text was too long to be read from end to end."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to read, only what cannot be seen."""
        return all(len(window.pieces) <= 2 for window in self.wide)


class Pieces:
    """The word pieces of a packed model; may be shared by threads."""

    def __init__(self, file: Path, limit: int) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(file))
        except Exception as fault:  # what the library raises is a bare Exception
            raise ModelFault(f"{file} is no list of word pieces: {fault}") from None
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        marks = self._tokenizer.encode("").ids
        if len(marks) != 2:
            raise ModelFault(f"{file} does not mark the beginning and the end of a text")
        self._first, self._last = marks
        self._limit = limit
        self._known = frozenset(word for word in self._tokenizer.get_vocab() if word.isalpha())

    def sheet(self, text: str) -> Sheet:
        """Both readings of a text as given. Time is linear in the text, and bounded beyond ``READ_CHARS``."""
        plain = _NO_CHARACTER.sub(" ", shown(text))
        uncut = len(plain) <= READ_CHARS
        parts = [(0, plain)] if uncut else _ends(plain)
        encoded = [(at, part, self._tokenizer.encode(part, add_special_tokens=False)) for at, part in parts]
        wide, all_read = _bounded([w for one in encoded for w in self._windows(*one, self._limit - 2)])
        close: list[Window] = []
        if sum(len(pieces.ids) for _, _, pieces in encoded) > CLOSE_FROM:
            limit = min(CLOSE_LIMIT, self._limit - 2)
            close = [w for one in encoded for w in self._windows(*one, limit)]
            if not all_read:
                close = _within(close, wide)
        second: list[Window] = []
        undisguised = undone("\n".join(part for _, part in parts), self._known)
        if undisguised is not None:
            pieces = self._tokenizer.encode(undisguised, add_special_tokens=False)
            second, second_read = _bounded(list(self._windows(0, undisguised, pieces, self._limit - 2)))
            all_read = all_read and second_read
        return Sheet(wide, close, second, uncut and all_read)

    def _windows(self, at: int, part: str, encoded: Encoding, limit: int) -> Iterator[Window]:
        """``at`` is where the part stands in the shown text, ``limit`` in pieces without the two marks."""
        ids = encoded.ids
        if len(ids) <= limit:
            yield Window([self._first, *ids, self._last], part, at, at + len(part))
            return
        offsets = encoded.offsets
        places = [start for start, _ in offsets]
        starts = sorted({bisect_left(places, start) for start in sentence_starts(part)})
        for first, end in cut(len(ids), starts, limit):
            begin, over = offsets[first][0], offsets[end - 1][1]
            yield Window([self._first, *ids[first:end], self._last], part[begin:over], at + begin, at + over)


def _bounded(windows: list[Window]) -> tuple[list[Window], bool]:
    """Not more than a text may have, and whether these are all."""
    if len(windows) <= READ_WINDOWS:
        return windows, True
    tail = READ_WINDOWS // 4
    return windows[: READ_WINDOWS - tail] + windows[-tail:], False


def _within(close: list[Window], wide: list[Window]) -> list[Window]:
    """The close windows that end where a wide one is read."""
    tail = len(wide) // 4
    middle, resumed = wide[-tail - 1].end, wide[-tail].start
    return [window for window in close if window.end <= middle or window.start >= resumed]


def _ends(plain: str) -> list[tuple[int, str]]:
    tail = READ_CHARS // 4
    return [(0, plain[: READ_CHARS - tail]), (len(plain) - tail, plain[-tail:])]
