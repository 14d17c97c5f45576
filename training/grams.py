"""Fitting the linear member of the model: one logistic regression per category over word and character n-grams."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from countersign.screening.plain import shown
from countersign.screening.reader.grams import KINDS, Grams, counted, weighed

from .examples import CATEGORIES, Example, label_table

_FEWEST_TEXTS = 3
_FEWEST_TEXTS_WORD = 2
"""A gram that fewer texts hold is left out."""
_WORD_WEIGHT = 3.0
"""A text has far more bits of words than words; without this they would drown them."""
_STRENGTH = 30.0
_KIND_WEIGHT = 0.3


def fitted(examples: Sequence[Example], seed: int) -> Grams:
    """Learn from these texts; unknown labels teach nothing."""
    found = counted([shown(e.text) for e in examples])
    known, first, texts_with = np.unique(found.gram, return_index=True, return_counts=True)
    word = found.word[first]
    common = texts_with >= np.where(word, _FEWEST_TEXTS_WORD, _FEWEST_TEXTS)
    known, texts_with, word = known[common], texts_with[common], word[common]
    rarity = (np.log((len(examples) + 1) / (texts_with + 1)) + 1).astype(np.float32)
    rarity[word] *= _WORD_WEIGHT
    rows = weighed(found, known, rarity, len(examples))
    values = csr_matrix((rows.value, (rows.text, rows.place)), shape=(len(examples), len(known)))
    kinds = np.array([[float(e.kind is kind) for kind in KINDS] for e in examples])
    table = hstack([values, csr_matrix(kinds * _KIND_WEIGHT)]).tocsr()
    labels = label_table(examples)

    weights = np.zeros((len(known), len(CATEGORIES)), np.float32)
    bias = np.zeros((len(KINDS), len(CATEGORIES)), np.float32)
    for column in range(len(CATEGORIES)):
        told = np.flatnonzero(labels[:, column] >= 0)
        truth = labels[told, column] >= 0.5
        if truth.all() or not truth.any():
            continue
        fit = LogisticRegression(C=_STRENGTH, class_weight="balanced", solver="liblinear", random_state=seed)
        fit.fit(table[told], truth)
        weights[:, column] = fit.coef_[0, : len(known)]
        bias[:, column] = fit.intercept_[0] + fit.coef_[0, len(known) :] * _KIND_WEIGHT
    # Few weights are large; what is clipped of them is less than what a coarser step would cost all others.
    step = np.maximum(np.quantile(np.abs(weights), 0.9995, axis=0), 1e-6) / 127
    small = np.clip(np.rint(weights / step), -127, 127).astype(np.int8)
    return Grams(known, rarity, small, step.astype(np.float32), bias)
