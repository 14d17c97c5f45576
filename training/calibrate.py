"""From logits to honest probabilities, and from those to thresholds. Both are learnt from texts that no fold had seen.

A cell is one category for one kind. Its logit z becomes p = 1 / (1 + exp(-(a z + b))); a and b are fitted per cell with
a pull towards what fits all cells of the kind, since some cells hold little. A threshold is the probability from which
a person is asked: the lowest that keeps within a limit on how many clear texts may be questioned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from countersign.screening import Kind, Severity

from .examples import CATEGORIES, Example, label_table, used_mask

_PULL = 4.0
_STEPS = 60
QUESTIONED_CLEAR = {Kind.DRAFT: 0.07, Kind.COMMENT: 0.11}
"""At most this part of the clear texts may be questioned (a draft) or put on the reading list (a comment)."""
READ_FIRST_CLEAR = 0.02
_LEAST, _MOST = 0.08, 0.9


@dataclass(frozen=True, slots=True)
class Calibration:
    """`a` and `b` by kind and category."""

    a: dict[Kind, np.ndarray]
    b: dict[Kind, np.ndarray]

    def probabilities(self, logits: np.ndarray, kinds: Sequence[Kind]) -> np.ndarray:
        """Rows by categories; 0 where a category is not asked about the kind."""
        a = np.array([self.a[k] for k in kinds]).reshape(logits.shape)
        b = np.array([self.b[k] for k in kinds]).reshape(logits.shape)
        used = np.array([used_mask(k) for k in kinds]).reshape(logits.shape)
        return np.where(used, _sigmoid(a * logits + b), 0.0)


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.clip(z, -40, 40)))


def _platt(z: np.ndarray, y: np.ndarray, towards: tuple[float, float], pull: float) -> tuple[float, float]:
    """Newton's method on two numbers."""
    a, b = towards
    for _ in range(_STEPS):
        p = _sigmoid(a * z + b)
        w = np.maximum(p * (1 - p), 1e-9)
        gradient = np.array([np.sum((p - y) * z) + pull * (a - towards[0]), np.sum(p - y) + pull * (b - towards[1])])
        hessian = np.array([[np.sum(w * z * z) + pull, np.sum(w * z)], [np.sum(w * z), np.sum(w) + pull]])
        step = np.linalg.solve(hessian, gradient)
        step *= min(1.0, 2.0 / max(1e-9, float(np.abs(step).max())))
        a, b = a - step[0], b - step[1]
        if np.abs(step).max() < 1e-6:
            break
    return float(max(a, 0.05)), float(b)


def calibrated(examples: Sequence[Example], logits: np.ndarray) -> Calibration:
    """Fit on texts that the model behind these logits was not trained on."""
    truth = label_table(examples)
    kinds = np.array([e.kind.value for e in examples])
    a: dict[Kind, np.ndarray] = {}
    b: dict[Kind, np.ndarray] = {}
    for kind in Kind:
        mine, used = kinds == kind.value, used_mask(kind)
        z, y = logits[mine][:, used].astype(float), truth[mine][:, used]
        if not len(z):
            a[kind], b[kind] = np.ones(len(CATEGORIES)), np.zeros(len(CATEGORIES))
            continue
        together = _platt(z.ravel(), y.ravel(), (1.0, 0.0), 1.0)
        a[kind], b[kind] = np.full(len(CATEGORIES), together[0]), np.full(len(CATEGORIES), together[1])
        for place, j in enumerate(np.flatnonzero(used)):
            a[kind][j], b[kind][j] = _platt(z[:, place], y[:, place], together, _PULL)
    return Calibration(a, b)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities by kind and category; 2 where the category is not asked, so that nothing reaches it."""

    review: dict[Kind, np.ndarray]
    read_first: np.ndarray
    """On a comment only."""

    def raised(self, probabilities: np.ndarray, kinds: Sequence[Kind]) -> np.ndarray:
        """Which cells a person is asked about."""
        limit = np.array([self.review[k] for k in kinds]).reshape(probabilities.shape)
        return probabilities >= limit


def chosen(examples: Sequence[Example], probabilities: np.ndarray) -> Thresholds:
    """The lowest thresholds, hence the most seen, that keep the limits on clear texts."""
    review: dict[Kind, np.ndarray] = {}
    clear = np.array([e.severity is Severity.CLEAR for e in examples])
    truth = label_table(examples) >= 0.5
    kinds = np.array([e.kind.value for e in examples])
    for kind in Kind:
        mine = kinds == kind.value
        review[kind] = _within(probabilities[mine], truth[mine], clear[mine], used_mask(kind), QUESTIONED_CLEAR[kind])
    mine = kinds == Kind.COMMENT.value
    grave = np.array([e.severity is Severity.BLOCK for e in examples])
    first = _within(
        probabilities[mine],
        truth[mine] & grave[mine][:, None],
        clear[mine],
        used_mask(Kind.COMMENT),
        READ_FIRST_CLEAR,
    )
    return Thresholds(review, np.maximum(first, review[Kind.COMMENT]))


def _within(p: np.ndarray, truth: np.ndarray, clear: np.ndarray, used: np.ndarray, limit: float) -> np.ndarray:
    """Start from one probability for all cells, then lower single cells where that finds the most for what it costs."""
    best = np.full(len(used), 2.0)
    if not clear.any():
        best[used] = 0.5
        return best
    top_of_clear = np.sort(np.where(used, p, 0.0)[clear].max(1))
    allowed = int(limit * 0.85 * len(top_of_clear))
    start = float(np.clip(top_of_clear[len(top_of_clear) - 1 - allowed] + 1e-6, _LEAST, _MOST))
    best[used] = start
    ladder = np.linspace(_LEAST, _MOST, 42)
    budget = int(limit * len(top_of_clear))

    def questioned(limits: np.ndarray) -> int:
        return int((p[clear] >= limits).any(1).sum())

    def found(limits: np.ndarray) -> int:
        raised = p >= limits
        return int((raised & truth).sum() + (raised & truth).any(1).sum())

    at, seen = questioned(best), found(best)
    while True:
        gains: list[tuple[float, int, float, int, int]] = []
        for j in np.flatnonzero(used):
            lower = ladder[ladder < best[j] - 1e-9]
            for level in lower[-3:]:
                trial = best.copy()
                trial[j] = level
                cost, more = questioned(trial), found(trial)
                if cost <= budget and more > seen:
                    gains.append(((more - seen) / (cost - at + 0.5), int(j), float(level), cost, more))
        if not gains:
            return best
        _, j, level, at, seen = max(gains)
        best[j] = level


@dataclass(frozen=True, slots=True)
class Crossed:
    """What calibration and thresholds make of each text when they are learnt from the other folds only."""

    probabilities: np.ndarray
    raised: np.ndarray
    first: np.ndarray


def crossed(examples: Sequence[Example], logits: np.ndarray, folds: np.ndarray) -> Crossed:
    """So that no figure rests on a threshold that has seen the text it judges."""
    probabilities = np.zeros(logits.shape)
    raised = np.zeros(logits.shape, dtype=bool)
    first = np.zeros(logits.shape, dtype=bool)
    for fold in np.unique(folds):
        here, rest = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
        others, mine = [examples[r] for r in rest], [examples[r] for r in here]
        calibration = calibrated(others, logits[rest])
        limits = chosen(others, calibration.probabilities(logits[rest], [e.kind for e in others]))
        kinds = [e.kind for e in mine]
        probabilities[here] = calibration.probabilities(logits[here], kinds)
        raised[here] = limits.raised(probabilities[here], kinds)
        comment = np.array([k is Kind.COMMENT for k in kinds])
        first[here] = (probabilities[here] >= limits.read_first) & comment[:, None]
    return Crossed(probabilities, raised, first)
