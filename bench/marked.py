"""Texts with personal data marked as ``⟦what|words⟧``, and how predicted spans are held against the marks.

A predicted span is right when it overlaps a marked one by at least half of the shorter of the two. Recall is the
share of marked spans that some predicted span is right about; precision the share of predicted spans that are right.
Intervals are 95 % percentile intervals of a bootstrap over whole texts, since the spans of one text hang together.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

MARKED = Path(__file__).parent.parent / "training" / "evaluation" / "pii_spans.jsonl"
_MARK = re.compile(r"⟦([a-z]+)\|([^⟧]*)⟧")
_RESAMPLES = 2_000
_SEED = 20261124

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marked:
    """One text without its marks; ``spans`` are code points of ``text`` and what each of them is."""

    id: str
    kind: str
    lang: str
    text: str
    spans: tuple[tuple[int, int, str], ...]

    @property
    def half(self) -> str:
        """A may be read to improve the rules, B may not; which one a text is in hangs on its id alone."""
        return "AB"[hashlib.sha256(self.id.encode()).digest()[0] % 2]


def read(path: Path = MARKED) -> list[Marked]:
    """All texts of a file of marked texts."""
    return [_unmarked(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def _unmarked(item: dict[str, str]) -> Marked:
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(item["text"]):
        text += item["text"][at : mark.start()]
        spans.append((len(text), len(text) + len(mark.group(2)), mark.group(1)))
        text += mark.group(2)
        at = mark.end()
    return Marked(item["id"], item["kind"], item["lang"], text + item["text"][at:], tuple(spans))


def same(one: Span, other: Span) -> bool:
    """Whether two spans overlap by at least half of the shorter."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0 and 2 * shared >= min(one[1] - one[0], other[1] - other[0])


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts for one text: marked spans and how many were found, predicted spans and how many were right."""

    marked: int
    found: int
    predicted: int
    right: int


def tally(marks: Sequence[tuple[int, int, str]], predicted: Iterable[Span]) -> Tally:
    """Hold the predicted spans of one text against its marks."""
    guesses = list(predicted)
    return Tally(
        len(marks),
        sum(any(same((start, end), guess) for guess in guesses) for start, end, _ in marks),
        len(guesses),
        sum(any(same((start, end), guess) for start, end, _ in marks) for guess in guesses),
    )


def rates(tallies: Sequence[Tally]) -> dict[str, object]:
    """Recall and precision over texts, each with its interval; ``None`` where nothing was there to count."""
    chance = random.Random(_SEED)
    drawn = [_both([tallies[chance.randrange(len(tallies))] for _ in tallies]) for _ in range(_RESAMPLES)]
    recall, precision = _both(tallies)
    return {
        "recall": _rounded(recall),
        "recall_interval": _interval([pair[0] for pair in drawn]),
        "precision": _rounded(precision),
        "precision_interval": _interval([pair[1] for pair in drawn]),
        "marked": sum(t.marked for t in tallies),
        "predicted": sum(t.predicted for t in tallies),
    }


def _both(tallies: Iterable[Tally]) -> tuple[float | None, float | None]:
    marked = found = predicted = right = 0
    for one in tallies:
        marked += one.marked
        found += one.found
        predicted += one.predicted
        right += one.right
    return (found / marked if marked else None, right / predicted if predicted else None)


def _interval(values: Sequence[float | None]) -> list[float] | None:
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    return [round(known[int(len(known) * share)], 3) for share in (0.025, 0.975)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
