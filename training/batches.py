"""Texts to batches of word numbers, those of like length together, in an order that the seed decides."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from countersign.screening import Kind
from countersign.screening.plain import shown, undone

from .disguise import DISGUISES
from .examples import Example, label_table

TOKEN_LIMIT = 256
_LONG = 80
_PAIR_REACH = 4
_POOL = 2048
"""Batches are cut from this many texts sorted by length, so that lengths differ little within and much between them."""


class Words:
    """The base model's own word pieces, as the installed package will load them."""

    def __init__(self, file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.known = frozenset(w for w in self._tokenizer.get_vocab() if w.isalpha())

    def numbers(self, texts: Sequence[str]) -> list[list[int]]:
        """Word numbers of texts already made plain. A long text keeps its beginning and its end."""
        return [cut(e.ids) for e in self._tokenizer.encode_batch(list(texts))]

    def save(self, file: Path) -> None:
        """The tokenizer as one file."""
        self._tokenizer.save(str(file))


def cut(ids: list[int], limit: int = TOKEN_LIMIT) -> list[int]:
    """Three quarters from the beginning, one from the end."""
    if len(ids) <= limit:
        return ids
    tail = limit // 4
    return ids[: limit - tail] + ids[-tail:]


@dataclass(frozen=True, slots=True)
class Batch:
    """Ready for the network; `rows` are places in the list of examples."""

    ids: np.ndarray
    kinds: np.ndarray
    labels: np.ndarray
    rows: list[int]
    notes: np.ndarray | None
    """The notes of those texts that have one, as word numbers."""
    noted: list[int]
    """Which texts of the batch these are."""
    pairs: list[tuple[int, int]]
    """Places in the batch of texts that differ in little and yet in what they are."""


def kind_number(kind: Kind) -> int:
    """As the network is told it."""
    return 0 if kind is Kind.DRAFT else 1


def padded(numbers: Sequence[list[int]]) -> np.ndarray:
    """One table, 0 where a text is over."""
    table = np.zeros((len(numbers), max(map(len, numbers))), dtype=np.int64)
    for row, ids in enumerate(numbers):
        table[row, : len(ids)] = ids
    return table


class Course:
    """Examples with their word numbers, made once, and the batches of a passage through a choice of them."""

    def __init__(self, examples: Sequence[Example], words: Words) -> None:
        self.examples = examples
        self.words = words
        self.numbers = words.numbers([shown(e.text) for e in examples])
        self.labels = label_table(examples)
        self.kinds = np.array([kind_number(e.kind) for e in examples])
        self.notes = words.numbers([shown(e.note) for e in examples])

    def more(self, examples: Sequence[Example]) -> list[int]:
        """Take these in as well; answers their rows."""
        other = Course(examples, self.words)
        first = len(self.examples)
        self.examples = [*self.examples, *examples]
        self.numbers += other.numbers
        self.notes += other.notes
        self.labels = np.concatenate([self.labels, other.labels])
        self.kinds = np.concatenate([self.kinds, other.kinds])
        return list(range(first, len(self.examples)))

    def cuts(self, rows: Sequence[int], seed: int, size: int) -> list[list[int]]:
        """The rows of each batch of one passage; members of a pair stand side by side."""
        chance = random.Random(seed)  # noqa: S311
        together: dict[object, list[int]] = {}
        for row in rows:
            together.setdefault(self.examples[row].pair or row, []).append(row)
        units = list(together.values())
        chance.shuffle(units)
        batches: list[list[int]] = []
        for start in range(0, len(units), _POOL):
            by_length = sorted(units[start : start + _POOL], key=lambda unit: max(len(self.numbers[r]) for r in unit))
            pool = [row for unit in by_length for row in unit]
            at = 0
            while at < len(pool):
                # Long texts go in smaller batches, or one step would take as long as ten.
                longest = max(len(self.numbers[r]) for r in pool[at : at + size])
                count = size if longest <= _LONG else max(4, size * _LONG // longest)
                batches.append(pool[at : at + count])
                at += count
        chance.shuffle(batches)
        return batches

    def batch(self, rows: list[int], seed: int = 0, disguised: float = 0.0) -> Batch:
        """One batch; `disguised` is the share of its texts that are shown in disguise."""
        chance = random.Random(f"{seed}/{rows}")  # noqa: S311
        numbers = [self._disguised(r, chance) if chance.random() < disguised else self.numbers[r] for r in rows]
        noted = [place for place, r in enumerate(rows) if self.examples[r].note]
        notes = padded([self.notes[rows[place]] for place in noted]) if noted else None
        pairs = [
            (one, other)
            for one, r in enumerate(rows)
            for other in range(one + 1, min(one + _PAIR_REACH, len(rows)))
            if self.examples[r].pair and self.examples[r].pair == self.examples[rows[other]].pair
        ]
        return Batch(padded(numbers), self.kinds[rows], self.labels[rows], rows, notes, noted, pairs)

    def _disguised(self, row: int, chance: random.Random) -> list[int]:
        text = chance.choice(list(DISGUISES.values()))(self.examples[row].text, chance)
        plain = shown(text)
        second = undone(plain, self.words.known) if chance.random() < 0.5 else None
        return self.words.numbers([second or plain])[0]
