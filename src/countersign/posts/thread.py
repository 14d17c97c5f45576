"""Threads as they are written: one text, whose parts a line of three hyphens sets apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from countersign.connectors.interface import Limits

BREAK = "---"
MOST_PARTS = 25
_BETWEEN = re.compile(r"(?:^|\n)---[ \t]*(?:\n|$)")
_SENTENCE = re.compile(r"[^.!?…]*(?:[.!?…]+[\"'”’)\]]*(?:\s+|$)|\S*$)|.+$", re.DOTALL)
_WORD = re.compile(r"\S+\s*|\s+")


def split(text: str) -> tuple[str, ...]:
    """The parts of a text, the first one first. A text without a break is one part, unchanged."""
    return tuple(_BETWEEN.split(text))


def join(parts: Sequence[str]) -> str:
    """Parts as they are written in one text; `split` gives them back."""
    return f"\n{BREAK}\n".join(parts)


def suggest(text: str, limits: Limits) -> str:
    """The text with breaks where a part would be too long: at the ends of sentences, else between words.

    Breaks that are there stay. A single word that does not fit is left as it is: nobody else can shorten it.
    """
    return join([piece for part in split(text) for piece in _fitting(part, limits)])


def _fitting(part: str, limits: Limits) -> list[str]:
    if limits.left(part) >= 0:
        return [part]
    made: list[str] = []
    now = ""
    for sentence in _pieces(part, limits):
        if now and limits.left((now + sentence).rstrip()) < 0:
            made.append(now.strip())
            now = ""
        now += sentence
    return [*made, now.strip()] if now.strip() else made


def _pieces(part: str, limits: Limits) -> list[str]:
    """Sentences; where one alone is too long, its words."""
    found: list[str] = []
    for sentence in _SENTENCE.findall(part):
        if sentence:
            found += [sentence] if limits.left(sentence.rstrip()) >= 0 else _WORD.findall(sentence)
    return found
