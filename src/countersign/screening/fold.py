"""Two readings of a text in one small alphabet, each with its offsets kept.

*As written*: one byte per code point of the text, lower case, accents gone (ñ stays, since año is no
other word), lookalike letters and styled alphabets made plain. What cannot be made plain becomes a
byte that no pattern names.

*Joined*: the same with everything invisible taken out (zero-width characters, soft hyphens, combining
strokes) and ligatures spelled out, so that a word hidden by them is whole again. It is made only when
it would differ, and it remembers where each byte came from.

Leetspeak, letters s.p.a.c.e.d out and repeeeated letters are no third reading: ``spelling`` builds them
into the patterns, which keeps one pass and exact spans.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .lookalikes import LIGATURES, LOOKALIKES

HIDDEN = "\x7f"
"""Stands for an invisible character: a word bound in the text as written."""
MARK = "\xfd"
"""Stands for a combining mark: part of a word."""
SEVERAL = "\xfe"
"""Stands for one character that spells several letters: part of a word."""
FOREIGN = "\xff"
"""Stands for a letter of another script: part of a word."""
SIGN = "\xa4"
"""Stands for any other sign, such as an emoji: a word bound."""

LETTERS = "a-z0-9\xf1\xfd-\xff"
"""The inside of a character class that matches one byte of a word."""

_EDGE = re.compile(rb"[^a-z0-9\xf1\x7f\xfd-\xff]")
_JOINABLE = re.compile(rb"[a-z0-9\xf1]\x7f|[\xfd\xfe]")
_KEPT_CONTROLS = "\t\n\r"
_TABLE_LIMIT = 20_000


@lru_cache(maxsize=_TABLE_LIMIT)
def _plain(char: str) -> str:
    """The plain spelling of one character: empty if invisible, several letters for a ligature."""
    if char in LOOKALIKES:
        return LOOKALIKES[char]
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me"} or (category == "Cc" and char not in _KEPT_CONTROLS):
        return ""
    if category == "Zs":
        return " "
    code = ord(char)
    if 0x1F150 <= code <= 0x1F189 and (code - 0x1F150) % 32 < 26:  # white letters in black circles and squares
        return chr(ord("a") + (code - 0x1F150) % 32)
    if 0x1F1E6 <= code <= 0x1F1FF:  # regional indicators, used as boxed letters
        return chr(ord("a") + code - 0x1F1E6)
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    lowered = char.lower()
    if lowered == "ñ":
        return "ñ"
    if lowered in LIGATURES:
        return LIGATURES[lowered]
    spelled = ""
    for part in unicodedata.normalize("NFKD", lowered):
        part = LOOKALIKES.get(part, part)
        if part.isascii():
            spelled += part.lower()
        elif unicodedata.category(part) not in {"Mn", "Me", "Cf"}:
            return FOREIGN if unicodedata.category(part)[0] == "L" else SIGN
    if len(spelled) == 1 or (spelled.isalpha() and category[0] == "L"):
        return spelled
    return SIGN


class _WrittenTable(dict[int, str]):
    """For ``str.translate``: exactly one character of the folded alphabet per code point."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = _plain(char)
        if len(plain) == 1:
            folded = plain
        elif plain:
            folded = SEVERAL
        else:
            folded = MARK if unicodedata.category(char)[0] == "M" else HIDDEN
        if len(self) < _TABLE_LIMIT:
            self[code] = folded
        return folded


_WRITTEN = _WrittenTable()


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a text. ``data`` is folded; ``origin`` is ``None`` where offsets are the text's own."""

    text: str
    data: bytes
    origin: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``data[start:end]`` stands in the text as given."""
        if self.origin is None:
            return start, end
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else len(self.text)
            return at, at
        last = self.origin[end - 1] + 1
        while last < len(self.text) and unicodedata.category(self.text[last]) in {"Mn", "Me"}:
            last += 1  # a stroke through the last letter belongs to it
        return self.origin[start], last

    def as_given(self, start: int, end: int) -> str:
        """The characters of the text as given behind ``data[start:end]``."""
        first, last = self.span(start, end)
        return self.text[first:last]

    def before(self, start: int, reach: int) -> bytes:
        """Up to ``reach`` bytes before ``start``, not beginning inside a word."""
        low = max(0, start - reach)
        if low:
            edge = _EDGE.search(self.data, low, start)
            if edge is None:
                return b""
            low = edge.start()
        return self.data[low:start]

    def after(self, end: int, reach: int) -> bytes:
        """Up to ``reach`` bytes after ``end``, not ending inside a word."""
        high = min(len(self.data), end + reach)
        if high < len(self.data):
            high = self.data.rfind(b" ", end, high)
            if high < 0:
                return b""
        return self.data[end:high]


def views(text: str) -> Iterator[View]:
    """The text as written, then joined where that differs. Time and memory are linear in the text."""
    if text.isascii():
        yield View(text, text.lower().encode("latin-1"))
        return
    written = text.translate(_WRITTEN).encode("latin-1", "replace")
    yield View(text, written)
    if _JOINABLE.search(written):
        yield _joined(text)


def _joined(text: str) -> View:
    letters: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        if char == "\u0303" and letters and letters[-1] == "n":
            letters[-1] = "ñ"
            continue
        plain = char.lower() if char.isascii() else _plain(char)
        if len(plain) == 1:
            letters.append(plain)
            origin.append(at)
        elif plain:
            letters.extend(plain)
            origin.extend([at] * len(plain))
    return View(text, "".join(letters).encode("latin-1", "replace"), origin)


def fold(term: str) -> str:
    """A term in the alphabet of the patterns: how a word list's entry reads in a joined text."""
    return _joined(term).data.decode("latin-1")
