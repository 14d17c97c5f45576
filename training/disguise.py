"""Ways in which people hide a word from a filter. For teaching (a few texts) and for measuring what each one costs."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

_LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
_HOMOGLYPHS = {"a": "а", "c": "с", "e": "е", "i": "і", "o": "о", "p": "р", "s": "ѕ", "x": "х", "y": "у", "j": "ј"}
_WORD_FROM = 4

Disguise = Callable[[str, random.Random], str]


def _words(text: str, chance: random.Random, share: float, change: Callable[[str], str]) -> str:
    """Change this share of the longer words, at least one."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if sum(map(str.isalpha, word)) >= _WORD_FROM] or list(range(len(words)))
    for i in chance.sample(long, max(1, round(len(long) * share))):
        words[i] = change(words[i])
    return " ".join(words)


def leetspeak(text: str, chance: random.Random) -> str:
    """h4t3."""
    return _words(text, chance, 0.6, lambda w: "".join(_LEET.get(c.lower(), c) for c in w))


def homoglyphs(text: str, chance: random.Random) -> str:
    """Letters of another script that look the same."""
    return _words(text, chance, 0.6, lambda w: "".join(_HOMOGLYPHS.get(c, c) for c in w))


def zero_width(text: str, chance: random.Random) -> str:
    """Invisible characters inside words."""
    return _words(text, chance, 0.6, lambda w: chance.choice("\u200b\u200c\u00ad\u2060").join(w))


def spaced(text: str, chance: random.Random) -> str:
    """w.o.r.d.s with their letters apart."""
    gap = chance.choice((" ", ".", "-", "*"))
    return _words(text, chance, 0.4, lambda w: gap.join(w) if w.isalpha() else w)


def full_width(text: str, _: random.Random) -> str:
    """The wide forms of East Asian typesetting."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def mathematical(text: str, chance: random.Random) -> str:
    """Bold or script letters of mathematics."""
    capital, small = chance.choice(((0x1D400, 0x1D41A), (0x1D5D4, 0x1D5EE), (0x1D4D0, 0x1D4EA)))
    return "".join(
        chr(capital + ord(c) - 65) if "A" <= c <= "Z" else chr(small + ord(c) - 97) if "a" <= c <= "z" else c
        for c in text
    )


def combining(text: str, chance: random.Random) -> str:
    """Strokes and dots through letters."""
    return _words(text, chance, 0.6, lambda w: "".join(c + chance.choice("\u0336\u0301\u0308") for c in w))


def repeated(text: str, chance: random.Random) -> str:
    """Looong vowels."""
    return _words(text, chance, 0.5, lambda w: "".join(c * 4 if c.lower() in "aeiou" else c for c in w))


DISGUISES: Mapping[str, Disguise] = {
    "leetspeak": leetspeak,
    "homoglyphs": homoglyphs,
    "zero width": zero_width,
    "spaced": spaced,
    "full width": full_width,
    "mathematical": mathematical,
    "combining": combining,
    "repeated": repeated,
}
