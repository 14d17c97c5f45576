"""The training loop: AdamW, a rate that rises and falls, averaged weights, and a state on disk to go on from."""

from __future__ import annotations

import copy
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .batches import Batch, Course
from .network import Reader, masked_loss, note_loss, pair_loss

_SAVE_EVERY_S = 120.0
_TELL_EVERY_S = 30.0
_CLIP = 1.0
_HALF = bool(torch.cpu.get_capabilities().get("avx512_bf16"))


@dataclass(frozen=True, slots=True)
class Plan:
    """How one stage is trained."""

    name: str
    epochs: int
    batch: int
    rate: float
    head_rate: float
    disguised: float
    seed: int
    warm: float = 0.06
    end_rate: float = 0.0
    """What is left of the rate at the end, as a share."""
    average: float = 0.998
    words_rate: float = 0.0
    """Learning rate of the word embeddings; 0 leaves them as the base has them."""
    positive_weight: float = 1.0
    notes: float = 0.0
    """Weight of the likeness between a text and its note."""
    pairs: float = 0.0
    """Weight of the order within a pair."""


def groups(reader: Reader, plan: Plan) -> list[dict[str, Any]]:
    """Parameters by learning rate; none decays that is a norm, a bias or an embedding."""
    reader.words.weight.requires_grad = plan.words_rate > 0
    reader.positions.weight.requires_grad = False
    head, body, bare = [], [], []
    for name, value in reader.named_parameters():
        if not value.requires_grad or name == "words.weight":
            continue
        if name.startswith(("hidden", "head", "kinds")):
            head.append(value)
        elif value.ndim < 2:
            bare.append(value)
        else:
            body.append(value)
    parts = [
        {"params": body, "lr": plan.rate, "weight_decay": 0.01},
        {"params": bare, "lr": plan.rate, "weight_decay": 0.0},
        {"params": head, "lr": plan.head_rate, "weight_decay": 0.0},
    ]
    if plan.words_rate:
        parts.append({"params": [reader.words.weight], "lr": plan.words_rate, "weight_decay": 0.0})
    for part in parts:
        part["start"] = part["lr"]
    return parts


class Average:
    """A running mean of the weights, better than the last ones and steadier."""

    def __init__(self, reader: Reader, keep: float) -> None:
        self.keep = keep
        self.steps = 0
        self.reader = copy.deepcopy(reader).eval()

    @torch.no_grad()
    def follow(self, reader: Reader) -> None:
        """Take one more step into the mean."""
        self.steps += 1
        keep = min(self.keep, (1 + self.steps) / (10 + self.steps))
        for mean, value in zip(self.reader.parameters(), reader.parameters(), strict=True):
            if value.requires_grad:
                mean.lerp_(value, 1 - keep)


def fit(
    reader: Reader,
    course: Course,
    rows_of_epoch: Callable[[int], Sequence[int]],
    plan: Plan,
    state_file: Path,
    after_epoch: Callable[[int, Reader], None] | None = None,
) -> Reader:
    """Train in place and answer the averaged reader. An interrupted stage goes on where it last saved."""
    torch.manual_seed(plan.seed)
    optimizer = torch.optim.AdamW(groups(reader, plan), betas=(0.9, 0.98), fused=True)
    average = Average(reader, plan.average)
    epochs = [course.cuts(rows_of_epoch(e), plan.seed + e, plan.batch) for e in range(plan.epochs)]
    total, done, texts = sum(map(len, epochs)), 0, 0
    if state_file.exists():
        done = _restore(state_file, reader, optimizer, average)
        _tell(plan, f"goes on at step {done} of {total}")
    started = told = saved = time.monotonic()
    losses: list[float] = []
    step = 0
    for epoch, cuts in enumerate(epochs):
        reader.train()
        for rows in cuts:
            step += 1
            if step <= done:
                continue
            for group in optimizer.param_groups:
                group["lr"] = group["start"] * _shape(step, total, plan)
            batch = course.batch(rows, plan.seed + epoch, plan.disguised)
            loss = _loss(reader, batch, plan)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_((p for p in reader.parameters() if p.requires_grad), _CLIP)
            optimizer.step()
            average.follow(reader)
            texts += len(rows)
            losses.append(float(loss.detach()))
            now = time.monotonic()
            if now - told > _TELL_EVERY_S:
                speed = texts / (now - started)
                _tell(plan, f"step {step}/{total} loss {sum(losses) / len(losses):.4f} {speed:.0f} texts/s")
                told, losses = now, []
            if now - saved > _SAVE_EVERY_S:
                _save(state_file, reader, optimizer, average, step)
                saved = now
        if after_epoch is not None and step > done:
            after_epoch(epoch, average.reader)
    _tell(plan, f"over after {step} steps, {time.monotonic() - started:.0f} s")
    state_file.unlink(missing_ok=True)
    return average.reader


def _loss(reader: Reader, batch: Batch, plan: Plan) -> Tensor:
    # Sums in 16 bits where the processor knows them: 1.7 times as fast. The weights stay in 32.
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=_HALF):
        loss = _whole_loss(reader, batch, plan)
    return loss.float()


def _whole_loss(reader: Reader, batch: Batch, plan: Plan) -> Tensor:
    labels, kinds = torch.from_numpy(batch.labels), torch.from_numpy(batch.kinds)
    mean, top = reader.pooled(torch.from_numpy(batch.ids), kinds)
    logits = reader.judged(mean, top)
    loss = masked_loss(logits, labels, plan.positive_weight)
    if plan.notes and batch.notes is not None and len(batch.noted) > 1:
        notes, _ = reader.pooled(torch.from_numpy(batch.notes), kinds[batch.noted])
        loss = loss + plan.notes * note_loss(mean[batch.noted], notes)
    if plan.pairs and batch.pairs:
        loss = loss + plan.pairs * len(batch.pairs) / len(batch.rows) * pair_loss(logits, labels, batch.pairs)
    return loss


def _shape(step: int, total: int, plan: Plan) -> float:
    warm = max(1, int(total * plan.warm))
    if step < warm:
        return (step + 1) / warm
    fall = 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, total - warm)))
    return plan.end_rate + (1 - plan.end_rate) * fall


def _save(file: Path, reader: Reader, optimizer: torch.optim.Optimizer, average: Average, step: int) -> None:
    fresh = file.with_suffix(".new")
    state = {
        "reader": reader.state_dict(),
        "optimizer": optimizer.state_dict(),
        "average": average.reader.state_dict(),
        "averaged": average.steps,
        "step": step,
        "chance": torch.get_rng_state(),
    }
    torch.save(state, fresh)
    os.replace(fresh, file)  # noqa: PTH105


def _restore(file: Path, reader: Reader, optimizer: torch.optim.Optimizer, average: Average) -> int:
    state = torch.load(file)
    reader.load_state_dict(state["reader"])
    optimizer.load_state_dict(state["optimizer"])
    for group in optimizer.param_groups:
        group["fused"] = True
    average.reader.load_state_dict(state["average"])
    average.steps = state["averaged"]
    torch.set_rng_state(state["chance"])
    return int(state["step"])


def _tell(plan: Plan, words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {plan.name}: {words}", file=sys.stderr, flush=True)  # noqa: T201


@torch.no_grad()
def logits_of(reader: Reader, course: Course, rows: Sequence[int], size: int = 64) -> np.ndarray:
    """Rows by categories, in the order of `rows`."""
    reader.eval()
    place = {row: at for at, row in enumerate(rows)}
    table = np.zeros((len(rows), course.labels.shape[1]), dtype=np.float32)
    for cut in course.cuts(rows, 0, size):
        batch = course.batch(cut)
        answer = reader(torch.from_numpy(batch.ids), torch.from_numpy(batch.kinds)).numpy()
        table[[place[r] for r in cut]] = answer
    return table
