"""The second member of the model: which words and bits of words a text holds, weighed category by category.

A small transformer reads sense; it knows rare words, misspellings and Spanish endings badly. A linear model over word
and character n-grams knows those well and reads nothing else. Their errors differ, so their mean errs less than either.

N-grams are told by a 64-bit polynomial hash, computed for a whole batch at once: time is linear in the text, about
0.1 ms for a short one. Training and use go through this file alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ..categories import Category, Kind
from .card import ModelFault

CATEGORIES: tuple[Category, ...] = tuple(Category)
KINDS: tuple[Kind, ...] = tuple(Kind)
_CHARACTERS = (2, 3, 4, 5)
"""Lengths of the bits of words; the blank at either end of a word belongs to it."""
_WORDS = (1, 2)
_BASE = 0x9E3779B97F4A7C15
_MIX = 0xD6E8FEB86659FD93
_ALL = 1 << 64
_SIGN, _WORD, _BLANK = 0, 1, 2
_KNOWN_CODES = 0x3000
"""Beyond these code points every character counts as a letter."""

Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]


def _class_of(char: str) -> int:
    return _BLANK if char.isspace() else _WORD if char.isalnum() or char in "_'" else _SIGN


_CLASSES = np.array([_class_of(chr(code)) for code in range(_KNOWN_CODES)], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Counted:
    """Each different n-gram of each text: whose it is, its hash, how often it stands there. Ordered by text."""

    text: Numbers
    gram: Hashes
    count: Numbers
    word: npt.NDArray[np.bool_]
    """Whether it is a word or two, not a bit of one."""


def counted(texts: Sequence[str]) -> Counted:
    """The n-grams of many texts, which `plain.shown` has made plain."""
    joined = [f" {' '.join(text.lower().split())} " for text in texts]
    codes = np.frombuffer("".join(joined).encode("utf-32-le", "replace"), np.uint32)
    owner = np.repeat(np.arange(len(joined)), [len(j) for j in joined])
    classes = np.where(codes < _KNOWN_CODES, _CLASSES[np.minimum(codes, _KNOWN_CODES - 1)], _WORD)
    hashes = _Hashes(codes)
    found = [_characters(hashes, classes, owner, length) for length in _CHARACTERS]
    bits = sum(len(owner) for owner, _ in found)
    found += _words(hashes, classes, owner)
    text = np.concatenate([t for t, _ in found])
    gram = np.concatenate([g for _, g in found])
    order = np.lexsort((gram, text))
    text, gram = text[order], gram[order]
    first = np.flatnonzero(np.r_[True, (text[1:] != text[:-1]) | (gram[1:] != gram[:-1])][: len(text)])
    return Counted(text[first], gram[first], np.diff(np.r_[first, len(text)]), order[first] >= bits)


class _Hashes:
    """Of any stretch of a long array of characters, from the sums of its beginning."""

    def __init__(self, codes: npt.NDArray[np.uint32]) -> None:
        count = len(codes)
        self._back = _powers(count, pow(_BASE, -1, _ALL))
        self._sums = np.zeros(count + 1, np.uint64)
        np.cumsum((codes.astype(np.uint64) + np.uint64(7)) * _powers(count, _BASE)[:count], out=self._sums[1:])

    def of(self, start: Numbers, end: Numbers, salt: int) -> Hashes:
        """Equal stretches have equal hashes; those of different `salt` have not."""
        plain = (self._sums[end] - self._sums[start]) * self._back[start]
        return _mixed(plain, salt)


def _mixed(hashes: Hashes, salt: int) -> Hashes:
    mixed = hashes * np.uint64(pow(_MIX, salt + 1, _ALL))
    answer: Hashes = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(_BASE)
    return answer


def _powers(count: int, base: int) -> Hashes:
    powers = np.full(count + 1, base, np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def _characters(hashes: _Hashes, classes: npt.NDArray[np.uint8], owner: Numbers, length: int) -> tuple[Numbers, Hashes]:
    """Stretches of this length that lie in one text and have no blank inside."""
    count = len(owner) - length + 1
    if count <= 0:
        return owner[:0], hashes.of(owner[:0], owner[:0], length)
    blanks = np.r_[0, np.cumsum(classes == _BLANK)]
    inside = blanks[length - 1 : length - 1 + count] - blanks[1 : 1 + count]
    start = np.flatnonzero((owner[:count] == owner[length - 1 :]) & (inside == 0))
    return owner[start], hashes.of(start, start + length, length)


def _words(hashes: _Hashes, classes: npt.NDArray[np.uint8], owner: Numbers) -> list[tuple[Numbers, Hashes]]:
    """Words and single signs, and every two that follow each other in one text."""
    word = classes == _WORD
    begins = word & ~np.r_[False, word[:-1]]
    start = np.flatnonzero(begins | (classes == _SIGN))
    end = start + 1
    end[word[start]] = np.flatnonzero(word & ~np.r_[word[1:], False]) + 1
    one, mine = hashes.of(start, end, 0), owner[start]
    same = mine[1:] == mine[:-1]
    two = _mixed(one[:-1] * np.uint64(31) + one[1:], 1)
    return [(mine, one), (mine[:-1][same], two[same])]


@dataclass(frozen=True, slots=True)
class Grams:
    """The trained weights. A gram that is not in `known` counts for nothing."""

    known: Hashes
    """Sorted."""
    rarity: npt.NDArray[np.float32]
    """Inverse document frequency of each known gram."""
    weights: npt.NDArray[np.int8]
    """Known grams by categories, in steps of `step`."""
    step: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    """Kinds by categories."""

    def logits(self, kinds: Sequence[Kind], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Texts by categories, for texts that `plain.shown` has made plain."""
        found = weighed(counted(texts), self.known, self.rarity, len(texts))
        each = self.weights[found.place].astype(np.float32) * found.value[:, None]
        sums = np.zeros((len(texts), len(CATEGORIES)), np.float32)
        if len(each):
            first = np.flatnonzero(np.r_[True, found.text[1:] != found.text[:-1]])
            sums[found.text[first]] = np.add.reduceat(each, first, axis=0)
        return sums * self.step + self.bias[[KINDS.index(kind) for kind in kinds]]

    def save(self, file: Path) -> None:
        """As one compressed file."""
        np.savez_compressed(
            file,
            known=self.known,
            rarity=self.rarity.astype(np.float16),
            weights=self.weights,
            step=self.step,
            bias=self.bias,
        )

    @classmethod
    def load(cls, file: Path) -> Grams:
        """What ``save`` wrote. Raises ``ModelFault`` for anything else."""
        try:
            with np.load(file, allow_pickle=False) as stored:
                parts = {name: stored[name] for name in ("known", "rarity", "weights", "step", "bias")}
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as fault:
            raise ModelFault(f"{file} holds no weights of n-grams: {type(fault).__name__}") from None
        shapes = {"rarity": parts["known"].shape, "weights": (*parts["known"].shape, len(CATEGORIES))}
        shapes |= {"step": (len(CATEGORIES),), "bias": (len(KINDS), len(CATEGORIES))}
        wrong = [name for name, shape in shapes.items() if parts[name].shape != shape]
        if wrong or not len(parts["known"]):
            raise ModelFault(f"{file} holds weights of n-grams that do not fit together: {', '.join(wrong) or 'none'}")
        return cls(**parts | {"rarity": parts["rarity"].astype(np.float32)})


@dataclass(frozen=True, slots=True)
class Weighed:
    """Known n-grams of texts, each text's values of length 1."""

    text: Numbers
    place: Numbers
    value: npt.NDArray[np.float32]


def weighed(found: Counted, known: Hashes, rarity: npt.NDArray[np.float32], texts: int) -> Weighed:
    """Where each n-gram stands among the known ones, and how much it counts: rare ones more, the fifth time little."""
    place = np.searchsorted(known, found.gram)
    place[place == len(known)] = 0
    here = known[place] == found.gram
    text, place = found.text[here], place[here]
    value = ((1 + np.log(found.count[here])) * rarity[place]).astype(np.float32)
    length = np.sqrt(np.bincount(text, value.astype(float) ** 2, minlength=texts))
    return Weighed(text, place, (value / length[text]).astype(np.float32))


def blended(network: npt.NDArray[np.float32], grams: npt.NDArray[np.float32], share: float) -> npt.NDArray[np.float32]:
    """Logits of both members as one; ``share`` is that of the n-grams."""
    answer: npt.NDArray[np.float32] = (1 - share) * network + share * grams
    return answer
