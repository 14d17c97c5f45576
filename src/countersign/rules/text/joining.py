"""Lines that are one paragraph: what goes on in the next line, and words broken at its end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from countersign.rules.text.lines import Line, words

_TERMINAL = re.compile(r"[.;:!?。．；：！？][\"”’')\]）」]*$")
_FULL_STOP = re.compile(r"(?<![A-Za-z])[A-Za-z]\.|(\.(?=[\s\"”’)\]]|$)|[。．])")
_BROKEN = re.compile(r"[^\W\d_](?:-|\u00ad)$")
_LAST_WORD = re.compile(r"(?<!\w)[^\W\d_]+$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"(?<!\w)[^\W\d_]+(?:-[^\W\d_]+)+")
_LONGEST_WORD = 60
_ONE_LETTER_WORDS = "aAiIoOyY"
_WIDEST, _NARROWEST = 130, 60
_MOST = 0.95
_FULL = 0.8


def ends_sentence(text: str) -> bool:
    """Whether a line closes what it says: full stop, semicolon, colon …"""
    return _TERMINAL.search(text) is not None


def has_full_stop(text: str) -> bool:
    """Whether a sentence ends in the text. The dots of initials (`U.S.`, `e.g.`) end none."""
    return any(match[1] for match in _FULL_STOP.finditer(text))


class Joiner:
    """Joins the lines of one document, knowing its width and its vocabulary.

    `joins` are the numbers of lines whose last word was put together with the first of the next line; `mended` those of
    them that had no hyphen, `broken` those where a break was seen but could not be mended.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        lengths = [line.indent + len(line.flat) for line in lines]
        short = [length for length in lengths if length <= _WIDEST]
        wrapped = len(short) >= _MOST * len(lengths)
        self._width = max([_NARROWEST, *short]) if wrapped else 0
        self._vocabulary = Counter(word.casefold() for line in lines for word in words(line.text))
        self._hyphenated = {
            pair
            for line in lines
            for compound in _HYPHENATED.findall(line.text)
            for pair in pairwise(compound.casefold().split("-"))
        }
        self.joins: set[int] = set()
        self.mended: set[int] = set()
        self.broken: set[int] = set()

    def goes_on(self, line: Line, following: Line) -> bool:
        """Whether `following` is the same paragraph as `line`, only further down."""
        if following.bullet:
            return False
        starts_low = following.text[:1].islower()
        if starts_low and not ends_sentence(line.flat):
            return True
        return following.rank == line.rank and self.fills(line, following)

    def fills(self, line: Line, following: Line) -> bool:
        """Whether a line is so long that the next one's first word would not have found room in it."""
        if following.after_gap:
            return False
        first = following.text.split(maxsplit=1)[0] if following.text else ""
        return bool(self._width) and line.indent + len(line.flat) + 1 + len(first) > self._width * _FULL

    def paragraph(self, lines: Sequence[tuple[int, str]]) -> str:
        """One string from the lines of a paragraph, each given with its number."""
        parts: list[str] = []
        before = 0
        for number, text in lines:
            flat = " ".join(text.split())
            if parts:
                parts[-1], between = self._end(parts[-1], flat, before)
                parts.append(between)
            parts.append(flat)
            before = number
        return "".join(parts)

    def _end(self, line: str, following: str, number: int) -> tuple[str, str]:
        """How a line ends when the next one goes on: itself, and what stands between the two."""
        hyphen = _BROKEN.search(line[-2:])
        head = _LAST_WORD.search((line[:-1] if hyphen else line)[-_LONGEST_WORD:])
        tail = _FIRST_WORD.match(following[:_LONGEST_WORD])
        if head is None or tail is None or not tail[0][0].islower():
            return line, " "
        known = self._vocabulary[(head[0] + tail[0]).casefold()] > 0
        if hyphen:
            if known or line.endswith("\u00ad"):
                self.joins.add(number)
                return line[:-1], ""
            if (head[0].casefold(), tail[0].casefold()) not in self._hyphenated:
                self.broken.add(number)
            return line, ""
        alone = self._vocabulary[tail[0].casefold()] == 1
        if len(head[0]) > 1 or head[0] in _ONE_LETTER_WORDS or not (known or alone):
            return line, " "
        if not (known and alone):
            self.broken.add(number)
            return line, " "
        self.joins.add(number)
        self.mended.add(number)
        return line, ""
