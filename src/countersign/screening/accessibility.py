"""What in a post's own text makes it hard to read for some, with a fix to offer.

Deterministic, so that the composer can show it as one types. A bare link is fine: platforms name it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .fold import fold
from .wordlists import words


class ProblemKind(StrEnum):
    """What is hard to read, and for whom."""

    HASHTAG_WORDS = "hashtag-words"
    EMOJI_RUN = "emoji-run"
    ALL_CAPS = "all-caps"
    STYLED_LETTERS = "styled-letters"
    SPACED_LETTERS = "spaced-letters"
    REPEATED_SIGNS = "repeated-signs"


@dataclass(frozen=True, slots=True)
class Problem:
    """One stretch of a text, in code points, why it is a problem, and a text to put in its place.

    ``fix`` is ``None`` where only the author knows the better words. ``why`` is plain English; pages
    translate by ``kind``.
    """

    kind: ProblemKind
    start: int
    end: int
    why: str
    fix: str | None


_WHY = {
    ProblemKind.HASHTAG_WORDS: "A screen reader cannot tell the words of this hashtag apart; begin each with a capital",
    ProblemKind.EMOJI_RUN: "A screen reader speaks every emoji by name; two at most",
    ProblemKind.ALL_CAPS: "Capitals throughout are slow to read and may be spelled out letter by letter",
    ProblemKind.STYLED_LETTERS: "Letters from a symbol alphabet are skipped or spelled out by a screen reader",
    ProblemKind.SPACED_LETTERS: "Letters set apart are read one by one",
    ProblemKind.REPEATED_SIGNS: "Repeated signs are read out one by one",
}

_HASHTAG = re.compile(r"(?<![\w&#])#([^\W_]{1,60})(?!\w)")
_SHORTEST_TAG, _SURELY_SEVERAL_WORDS = 7, 16
_EMOJI = (
    r"(?:[\U0001F1E6-\U0001F1FF]{2}|[0-9#*]\uFE0F?\u20E3|"
    r"[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u2190-\u21FF\u2300-\u23FF\u3030\u00A9\u00AE\u2122\U0001F000-\U0001F2FF]"
    r"[\uFE0E\uFE0F\u20E3\U0001F3FB-\U0001F3FF]*"
    r"(?:\u200D[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF\u2190-\u21FF][\uFE0F\U0001F3FB-\U0001F3FF]*)*)"
)
_EMOJI_ONE = re.compile(_EMOJI)
_EMOJI_RUN = re.compile(rf"{_EMOJI}(?:\s?{_EMOJI}){{2,}}")
_MOST_EMOJI = 2
_CAPS_RUN = re.compile(r"\b[A-ZÁÉÍÓÚÑÜ][A-ZÁÉÍÓÚÑÜ'’]*(?:[ ,;:&–-]{1,3}[A-ZÁÉÍÓÚÑÜ'’]+)*\b")
_CAPS_WORDS, _CAPS_LETTERS = 3, 12
_STYLED_LETTER = r"[\U0001D400-\U0001D7FF\u24B6-\u24E9\uFF21-\uFF3A\uFF41-\uFF5A\U0001F130-\U0001F189]"
_STYLED = re.compile(rf"{_STYLED_LETTER}+(?: {_STYLED_LETTER}+)*")
_SPACED = re.compile(r"\b[A-Za-z](?: [A-Za-z]){3,}\b")
_REPEATED = re.compile(r"([!?*=~_-])\1{3,}|[!?]{4,}")


def problems(text: str) -> list[Problem]:
    """Everything found in a text, in order of place. Linear in the text, whatever it holds."""
    found = [
        *_hashtags(text),
        *_emoji(text),
        *_capitals(text),
        *_styled(text),
        *_spaced(text),
        *_repeated(text),
    ]
    return sorted(found, key=lambda problem: (problem.start, problem.end, problem.kind))


def _problem(kind: ProblemKind, match: re.Match[str], fix: str | None) -> Problem:
    return Problem(kind, match.start(), match.end(), _WHY[kind], fix)


def _hashtags(text: str) -> Iterator[Problem]:
    """A long hashtag in one case. Its words are guessed from common ones; the author sees the guess first."""
    for match in _HASHTAG.finditer(text):
        tag = match.group(1)
        if not (tag[1:].islower() or tag.isupper()) or len(tag) < _SHORTEST_TAG:
            continue
        parts = split_words(fold(tag))
        if parts is None:
            if len(tag) >= _SURELY_SEVERAL_WORDS:
                yield _problem(ProblemKind.HASHTAG_WORDS, match, None)
        elif len(parts) > 1:
            yield _problem(ProblemKind.HASHTAG_WORDS, match, "#" + _capitalised(tag.lower(), parts))


def _capitalised(tag: str, parts: list[str]) -> str:
    words_, at = [], 0
    for part in parts:
        words_.append(tag[at : at + 1].upper() + tag[at + 1 : at + len(part)])
        at += len(part)
    return "".join(words_)


def _emoji(text: str) -> Iterator[Problem]:
    for match in _EMOJI_RUN.finditer(text):
        kept = "".join(one.group() for one in list(_EMOJI_ONE.finditer(match.group()))[:_MOST_EMOJI])
        yield _problem(ProblemKind.EMOJI_RUN, match, kept)


def _capitals(text: str) -> Iterator[Problem]:
    """Three words or more: a single word or an agency's initials are no shouting."""
    for match in _CAPS_RUN.finditer(text):
        words = re.findall(r"[^\W\d_]{2,}", match.group())
        if len(words) >= _CAPS_WORDS and sum(map(len, words)) >= _CAPS_LETTERS:
            lowered = match.group().lower()
            yield _problem(ProblemKind.ALL_CAPS, match, lowered[:1].upper() + lowered[1:])


def _styled(text: str) -> Iterator[Problem]:
    for match in _STYLED.finditer(text):
        if sum(not char.isspace() for char in match.group()) >= 2:
            yield _problem(ProblemKind.STYLED_LETTERS, match, _plainly(match.group()))


def _plainly(styled: str) -> str:
    """The same letters, with their capitals where the styled alphabet has any."""
    plain = unicodedata.normalize("NFKC", styled)
    return plain if plain.isascii() else fold(styled)


def _spaced(text: str) -> Iterator[Problem]:
    for match in _SPACED.finditer(text):
        yield _problem(ProblemKind.SPACED_LETTERS, match, match.group().replace(" ", ""))


def _repeated(text: str) -> Iterator[Problem]:
    for match in _REPEATED.finditer(text):
        yield _problem(ProblemKind.REPEATED_SIGNS, match, match.group()[0])


_TAG_WORDS = words("hashtag")
_LONGEST_WORD = max(map(len, _TAG_WORDS))


def split_words(run: str) -> list[str] | None:
    """Split a lower-case run of letters and digits into known words, the fewest; ``None`` if it cannot be."""
    best: list[list[str] | None] = [[]] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            head = best[start]
            piece = run[start:end]
            if head is None or not (piece in _TAG_WORDS or piece.isdigit()):
                continue
            shortest = best[end]
            if shortest is None or len(head) + 1 < len(shortest):
                best[end] = [*head, piece]
    return best[len(run)]
