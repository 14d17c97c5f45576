"""How many years of school a text asks for: the Flesch-Kincaid grade for English. Advice; nothing follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from countersign.screening import language_of

FEWEST_WORDS = 8
"""Fewer words say nothing about how hard a text is."""
EASY = 8
"""The grade up to which a text for the public is easy enough: plain-language guides say eighth grade or below."""
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)|\n+")
_LINK_OR_TAG = re.compile(r"https?://\S+|[#@]\w+")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Grade:
    """`school_years` of U.S. school; `easy` when most adults read it without effort."""

    school_years: int
    easy: bool


def grade(text: str) -> Grade | None:
    """The grade of an English text; None when it is too short, or in a language for which this does not count."""
    plain = _LINK_OR_TAG.sub(" ", text)
    words = _WORD.findall(plain)
    if len(words) < FEWEST_WORDS or language_of(plain) != "en":
        return None
    sentences = max(1, sum(1 for s in _SENTENCE_END.split(plain) if _WORD.search(s)))
    syllables = sum(_syllables(w.lower()) for w in words)
    years = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    whole = max(1, round(years))
    return Grade(whole, whole <= EASY)


def _syllables(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)
