"""Where a text is what a concern says: the words that decide.

First the sentence, then within a longer one the words. Two measures are there, both log odds that a network answers:
what a part shows *alone*, and how much less the rest shows with the part *left out*. ``bench/screening_why.py`` tells
how often each points at the right words. Parts are cut from the text as given, so places need no mapping back.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from .windows import sentence_starts

Span = tuple[int, int]
Table = NDArray[np.float64]
Evidence = Callable[[Sequence[str]], Table]
"""Texts to log odds, texts by categories."""
Measure = Callable[[str, Span, Sequence[Span], Evidence], Table]
"""How much each part of a stretch of a text tells, parts by categories."""

MOST_PARTS = 16
_GROUP_WORDS = 4
_LONG_WORDS = 8
"""A sentence of fewer words is shown whole."""
_WORD = re.compile(r"\S+")
_ENDS_GROUP = re.compile(r"[,;:.!?…)\]—–]$")


def decisive(text: str, stretch: Span, columns: Sequence[int], evidence: Evidence) -> dict[int, Span | None]:
    """For each of these categories the place that decides, or ``None`` where it is the whole text.

    ``stretch`` is where to look: the window that decided. It is read about twice more, whatever the text.
    """
    found = dict.fromkeys(columns, _trimmed(text, stretch))
    for measure, cut in ((alone, sentences), (left_out, word_groups)):
        for place in dict.fromkeys(found.values()):
            parts = cut(text, place)
            if len(parts) < 2:
                continue
            told = measure(text, place, parts, evidence)
            for column in columns:
                if found[column] == place:
                    found[column] = _strongest(told[:, column], parts)
    everything = _trimmed(text, (0, len(text)))
    return {column: None if place == everything else place for column, place in found.items()}


def alone(text: str, stretch: Span, parts: Sequence[Span], evidence: Evidence) -> Table:
    """What each part shows by itself."""
    return evidence([text[start:end] for start, end in parts])


def left_out(text: str, stretch: Span, parts: Sequence[Span], evidence: Evidence) -> Table:
    """How much less the stretch shows without each part."""
    first, last = stretch
    texts = [text[first:last], *(text[first:start].rstrip() + " " + text[end:last].lstrip() for start, end in parts)]
    told = evidence(texts)
    answer: Table = told[0] - told[1:]
    return answer


def _strongest(told: Table, parts: Sequence[Span]) -> Span:
    return parts[int(np.argmax(told))]


def sentences(text: str, stretch: Span) -> list[Span]:
    """The sentences of a stretch; where there are too many, some together."""
    first, last = stretch
    starts = [first + at for at in sentence_starts(text[first:last])]
    return _few([_trimmed(text, span) for span in zip(starts, [*starts[1:], last], strict=True)])


def word_groups(text: str, stretch: Span) -> list[Span]:
    """A long sentence in groups of a few words, none across a comma; a short one as it is."""
    words = [m.span() for m in _WORD.finditer(text, *stretch)]
    if len(words) < _LONG_WORDS:
        return [stretch]
    groups: list[Span] = []
    first = 0
    for last, word in enumerate(words):
        if last + 1 == len(words) or _ENDS_GROUP.search(text[slice(*word)]):
            count = last + 1 - first
            size = -(-count // -(-count // _GROUP_WORDS))  # as even as can be, so that no word is left alone
            groups += [(words[at][0], words[min(at + size, last + 1) - 1][1]) for at in range(first, last + 1, size)]
            first = last + 1
    return _few(groups)


def _few(parts: list[Span]) -> list[Span]:
    parts = [part for part in parts if part[0] < part[1]]
    together = -(-len(parts) // MOST_PARTS)
    if together < 2:
        return parts
    return [(parts[at][0], parts[min(at + together, len(parts)) - 1][1]) for at in range(0, len(parts), together)]


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())
