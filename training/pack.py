"""The trained reader as files of the package: an ONNX graph with 8-bit weights, the word pieces, and one JSON."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from countersign.screening import Kind
from countersign.screening.plain import shown, undone
from countersign.screening.reader.grams import Grams, blended

from .batches import TOKEN_LIMIT, Words, kind_number
from .calibrate import Calibration, Thresholds
from .examples import CATEGORIES, used_mask
from .network import Reader

GRAPH, WORDS, GRAMS, CARD = "reader.onnx", "words.json", "grams.npz", "reader.json"
SIZE_LIMIT_BYTES = 30_000_000
_OPSET = 17
GRAMS_SHARE = 0.5
"""Of the n-grams in a logit. Between 0.4 and 0.6 held-out texts are read alike, and far better than by either alone."""


def export(reader: Reader, folder: Path) -> Path:
    """The graph in 8 bits; answers its file."""
    folder.mkdir(parents=True, exist_ok=True)
    reader = reader.eval()
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            reader,
            (torch.tensor([[101, 7592, 102, 0], [101, 102, 0, 0]]), torch.tensor([0, 1])),
            str(full),
            input_names=["ids", "kind"],
            output_names=["logits"],
            dynamic_axes={"ids": {0: "texts", 1: "words"}, "kind": {0: "texts"}, "logits": {0: "texts"}},
            opset_version=_OPSET,
            dynamo=False,
        )
        target = folder / GRAPH
        # In 7 of the 8 bits: processors without special instructions for it would let large sums overflow, and so
        # answer otherwise than others. It costs nothing that could be measured.
        quantize_dynamic(
            full,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"MatMulConstBOnly": True},
        )
    size = target.stat().st_size
    if size > SIZE_LIMIT_BYTES:
        raise RuntimeError(f"{target.name} has {size} bytes, more than {SIZE_LIMIT_BYTES}")
    return target


class Packed:
    """A part's graph and n-grams, run as the installed package runs them, on whole texts."""

    def __init__(self, folder: Path, words: Words) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])
        self._grams = Grams.load(folder / GRAMS)
        self._words = words

    def members(self, plain: Sequence[str], kinds: Sequence[Kind]) -> tuple[np.ndarray, np.ndarray]:
        """What the network and the n-grams say of texts already made plain: texts by categories, in order.

        One by one: in 8 bits a text reads otherwise beside others.
        """
        network = np.zeros((len(plain), len(CATEGORIES)), dtype=np.float32)
        for row, (ids, kind) in enumerate(zip(self._words.numbers(plain), kinds, strict=True)):
            (answer,) = self._session.run(None, {"ids": np.array([ids]), "kind": np.array([kind_number(kind)])})
            network[row] = answer[0]
        return network, self._grams.logits(kinds, plain)

    def both_readings(self, texts: Sequence[str], kinds: Sequence[Kind]) -> np.ndarray:
        """Logits of texts as given: of two readings the graver counts, category by category."""
        plain = [shown(t) for t in texts]
        logits = blended(*self.members(plain, kinds), GRAMS_SHARE)
        known = self._words.known
        seconds = {row: second for row, p in enumerate(plain) if (second := undone(p, known)) is not None}
        if seconds:
            rows = list(seconds)
            again = blended(*self.members(list(seconds.values()), [kinds[r] for r in rows]), GRAMS_SHARE)
            logits[rows] = np.maximum(logits[rows], again)
        return logits


def card(
    version: str,
    calibration: Calibration,
    thresholds: Thresholds,
    made: dict[str, object],
) -> dict[str, object]:
    """What the package needs to know about the graph beside it."""

    def by_category(values: np.ndarray, kind: Kind) -> dict[str, float]:
        pairs = zip(CATEGORIES, values, used_mask(kind), strict=True)
        return {c: round(float(v), 5) for c, v, used in pairs if used}

    return {
        "version": version,
        "categories": list(CATEGORIES),
        "languages": ["en", "es"],
        "token_limit": TOKEN_LIMIT,
        "grams_share": GRAMS_SHARE,
        "kinds": {"draft": 0, "comment": 1},
        "calibration": {
            kind.value: {
                "a": by_category(calibration.a[kind], kind),
                "b": by_category(calibration.b[kind], kind),
            }
            for kind in Kind
        },
        "review": {kind.value: by_category(thresholds.review[kind], kind) for kind in Kind},
        "read_first": by_category(thresholds.read_first, Kind.COMMENT),
        "made": made,
    }


def write(folder: Path, words: Words, content: dict[str, object]) -> None:
    """The word pieces and the JSON. It names the SHA-256 of the other files, so that none is taken for another."""
    words.save(folder / WORDS)
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (GRAPH, WORDS, GRAMS)}
    content = {**content, "sha256": digests}
    (folder / CARD).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_card(folder: Path) -> tuple[str, Calibration, Thresholds]:
    """Version, calibration and thresholds of a packed reader."""
    content = json.loads((folder / CARD).read_text("utf-8"))

    def row(values: dict[str, float], missing: float) -> np.ndarray:
        return np.array([values.get(c, missing) for c in CATEGORIES])

    fitted = content["calibration"]
    calibration = Calibration(
        {k: row(fitted[k.value]["a"], 1.0) for k in Kind}, {k: row(fitted[k.value]["b"], 0.0) for k in Kind}
    )
    review = {k: row(content["review"][k.value], 2.0) for k in Kind}
    return content["version"], calibration, Thresholds(review, row(content["read_first"], 2.0))
