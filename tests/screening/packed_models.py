"""A packed model small enough to know by heart: each word it knows adds to a category, all others are nothing."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from countersign.screening import USED, Category, Kind
from countersign.screening.reader.grams import Grams, counted

WEIGHTS: dict[str, dict[str, float]] = {
    "murder": {"violence": 12.0},
    "pigs": {"harassment": 12.0},
    "lockdown": {"security": 12.0},
    "bribe": {"unlawful": 6.0},
    "sue": {"legal": 12.0},
    "lovely": {"violence": -0.2, "harassment": -0.2},
}
PLAIN_WORDS = (
    "the", "a", "garden", "is", "open", "on", "monday", "and", "we", "will", "you", "all", "at", "noon", "visit", ".",
    ",", "!", "?", "man", "face", "pistol", "pig", "hello",
)  # fmt: skip
_MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
_OPSET = 17
_CATEGORIES = [category.value for category in Category]


def pack(folder: Path, version: str = "tiny-1", token_limit: int = 256) -> Path:
    """Write the files of a model into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {word: at for at, word in enumerate([*_MARKS, *WEIGHTS, *PLAIN_WORDS])}
    _words(vocabulary).save(str(folder / "words.json"))
    onnx.save(_graph(vocabulary), str(folder / "reader.onnx"))
    _grams().save(folder / "grams.npz")
    write_card(folder, version=version, token_limit=token_limit)
    return folder


def write_card(folder: Path, **changed: object) -> None:
    """The JSON for the files as they lie there; ``changed`` replaces what it says."""

    def each(kind: Kind, value: float) -> dict[str, float]:
        return {category.value: value for category in USED[kind]}

    names = ("reader.onnx", "words.json", "grams.npz")
    card = {
        "version": "tiny-1",
        "categories": _CATEGORIES,
        "languages": ["en", "es"],
        "token_limit": 256,
        "grams_share": 0.0,
        "kinds": {"draft": 0, "comment": 1},
        "calibration": {kind.value: {"a": each(kind, 1.0), "b": each(kind, -4.0)} for kind in Kind},
        "review": {kind.value: each(kind, 0.5) for kind in Kind},
        "read_first": each(Kind.COMMENT, 0.95),
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names},
    }
    (folder / "reader.json").write_text(json.dumps(card | changed), encoding="utf-8")


def _words(vocabulary: dict[str, int]) -> Tokenizer:
    words = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    words.normalizer = normalizers.BertNormalizer()
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    marks = [(mark, vocabulary[mark]) for mark in ("[CLS]", "[SEP]")]
    words.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=marks)
    return words


def _grams() -> Grams:
    """Only the word "lottery" is known, and speaks for fraud."""
    known = np.unique(counted(["lottery"]).gram)
    weights = np.zeros((len(known), len(_CATEGORIES)), dtype=np.int8)
    weights[:, _CATEGORIES.index("fraud")] = 100
    return Grams(
        known=known,
        rarity=np.ones(len(known), dtype=np.float32),
        weights=weights,
        step=np.full(len(_CATEGORIES), 0.01, dtype=np.float32),
        bias=np.zeros((len(Kind), len(_CATEGORIES)), dtype=np.float32),
    )


def _graph(vocabulary: dict[str, int]) -> onnx.ModelProto:
    """Sums of the words' weights, and a tenth more on a comment so that the kind can be told to have arrived."""
    table = np.zeros((len(vocabulary), len(_CATEGORIES)), dtype=np.float32)
    for word, weights in WEIGHTS.items():
        for category, weight in weights.items():
            table[vocabulary[word], _CATEGORIES.index(category)] = weight
    by_kind = np.array([[0.0], [0.1]], dtype=np.float32)
    constants = {"table": table, "by_kind": by_kind, "axis": np.array([1], dtype=np.int64)}
    nodes = [
        helper.make_node("Gather", ["table", "ids"], ["each"]),
        helper.make_node("ReduceSum", ["each", "axis"], ["sum"], keepdims=0),
        helper.make_node("Gather", ["by_kind", "kind"], ["more"]),
        helper.make_node("Add", ["sum", "more"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "words"]),
            helper.make_tensor_value_info("kind", TensorProto.INT64, ["texts"]),
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["texts", len(_CATEGORIES)])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9)
