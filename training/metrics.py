"""The figures, in numpy, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np


def average_precision(truth: np.ndarray, score: np.ndarray) -> float:
    """Area under precision and recall, by steps; texts of equal score count together. No positive: not a number."""
    positives = int(truth.sum())
    if not positives:
        return float("nan")
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(truth[order])
    last = np.r_[np.flatnonzero(np.diff(score[order])), len(score) - 1]
    recall = hits[last] / positives
    precision = hits[last] / (last + 1)
    return float(np.sum(np.diff(np.r_[0.0, recall]) * precision))


def macro_average_precision(truth: np.ndarray, score: np.ndarray) -> float:
    """Mean over the columns that hold a positive."""
    each = [average_precision(truth[:, j], score[:, j]) for j in range(truth.shape[1])]
    return float(np.nanmean(each))


def calibration_error(truth: np.ndarray, score: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error over all cells together, bins of equal width."""
    truth, score = truth.ravel(), score.ravel()
    place = np.minimum((score * bins).astype(int), bins - 1)
    error = 0.0
    for b in range(bins):
        inside = place == b
        if inside.any():
            error += abs(truth[inside].mean() - score[inside].mean()) * inside.mean()
    return float(error)


def interval(
    figure: Callable[[np.ndarray], float], groups: Sequence[object], *, rounds: int = 300, seed: int = 1
) -> tuple[float, float]:
    """95 % bootstrap interval. `figure` takes row indices; rows of one group (a pair) are drawn together."""
    names: dict[object, list[int]] = {}
    for row, group in enumerate(groups):
        names.setdefault(group, []).append(row)
    members = [np.array(rows) for rows in names.values()]
    chance = np.random.default_rng(seed)
    drawn = [
        figure(np.concatenate([members[i] for i in chance.integers(0, len(members), len(members))]))
        for _ in range(rounds)
    ]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return float(low), float(high)
