"""What ``reader.json`` says of the files beside it, checked on the way in."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..categories import USED, Category, Kind
from ..language import Language

GRAPH, WORDS, GRAMS, CARD = "reader.onnx", "words.json", "grams.npz", "reader.json"
_LANGUAGES: Mapping[str, Language] = {"en": "en", "es": "es"}
_LEAST_TOKENS = 16
_NEVER = 2.0
"""A threshold that no probability reaches."""


class ModelFault(Exception):
    """A packed model that is missing, damaged or not what its card describes. The text says which file and why."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From logits to probabilities for one kind, and the probabilities from which a person is asked.

    All arrays have one place per category in ``categories``: those used for the kind, in the order of scores.
    """

    categories: tuple[Category, ...]
    columns: NDArray[np.intp]
    """Where each category stands among the graph's logits."""
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    review: NDArray[np.float64]
    first: NDArray[np.float64]
    """From here a comment is to be read first; out of reach on a draft."""

    def evidence(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        """Calibrated log odds, texts by categories: the probability's order without its flat ends."""
        return self.a * logits[:, self.columns].astype(np.float64) + self.b


def probability(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds to probabilities."""
    answer: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(evidence, -40.0, 40.0)))
    return answer


@dataclass(frozen=True, slots=True)
class Card:
    """A packed model's version, what it was trained on, and how its logits are to be taken."""

    version: str
    languages: frozenset[Language]
    token_limit: int
    """The longest window it was trained on, in word pieces, the two that mark beginning and end included."""
    kinds: Mapping[Kind, int]
    """How the graph is told the kind."""
    scales: Mapping[Kind, Scale]
    outputs: int
    """How many logits the graph answers per text."""
    grams_share: float
    """How much of a logit is what the n-grams say; the rest is the network's."""


def read_card(folder: Path) -> Card:
    """The card of a folder whose files are those that it describes. Raises ``ModelFault`` otherwise."""
    for name in (CARD, GRAPH, WORDS, GRAMS):
        if not (folder / name).is_file():
            raise ModelFault(f"no screening model in {folder}: {name} is missing")
    try:
        content = json.loads((folder / CARD).read_text("utf-8"))
        card = _card(content)
        digests = {str(name): str(digest) for name, digest in content.get("sha256", {}).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ModelFault(f"{folder / CARD} is damaged: {type(fault).__name__}: {fault}") from None
    for name, digest in digests.items():
        if name not in {GRAPH, WORDS, GRAMS}:
            raise ModelFault(f"{folder / CARD} is damaged: it describes {name}, which is no part of a model")
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise ModelFault(f"{folder / name} is not the file that {CARD} describes: it is damaged or another model's")
    return card


def _card(content: Any) -> Card:
    order = [Category(c) for c in content["categories"]]
    kinds = {kind: int(content["kinds"][kind.value]) for kind in Kind}
    version, limit = str(content["version"]), int(content["token_limit"])
    if not version or limit < _LEAST_TOKENS:
        raise ValueError("version or token_limit")
    share = float(content["grams_share"])
    if not 0 <= share <= 1:
        raise ValueError("grams_share")
    languages = frozenset(_LANGUAGES[word] for word in content["languages"])
    scales = {kind: _scale(content, kind, order) for kind in Kind}
    return Card(version, languages, limit, kinds, scales, len(order), share)


def _scale(content: Any, kind: Kind, order: list[Category]) -> Scale:
    fitted, review = content["calibration"][kind.value], content["review"][kind.value]
    first = content["read_first"] if kind is Kind.COMMENT else {}

    def row(values: Mapping[str, float], missing: float | None = None) -> NDArray[np.float64]:
        numbers = [float(values[c] if missing is None else values.get(c, missing)) for c in USED[kind]]
        if not np.isfinite(numbers).all():
            raise ValueError("a number that is none")
        return np.array(numbers)

    a = row(fitted["a"])
    if (a <= 0).any():
        raise ValueError("a calibration that turns the order around")
    columns = np.array([order.index(c) for c in USED[kind]], dtype=np.intp)
    return Scale(USED[kind], columns, a, row(fitted["b"]), row(review), row(first, _NEVER))
