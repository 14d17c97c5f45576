"""From data to packaged weights in one command.

    python -m training [--data FOLDER] [--ours FOLDER] [--work FOLDER] [--out FOLDER] [--jobs N] [--quick]

1. *Ground*: the base encoder learns the public sets.
2. *Parts*: for each fold, a copy learns what was written for this purpose (and goes on with a part of every public
   source), then reads the fold it has not seen. These readings decide calibration and thresholds, and are what
   `bench/screening.py` measures. The last part learns from everything: it is what is packed. Parts run side by side,
   one thread each, which on two cores is a quarter faster than one after the other on both.
3. *Packing*: the last part with calibration and thresholds of the folds.

Every stage saves its state; run again, the command goes on where it was stopped. `--quick` does all of it on little
data with one layer, to see that it works.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch

from countersign.screening import Kind
from countersign.screening.plain import shown
from countersign.screening.reader.grams import blended

from . import grams, pack
from .batches import Course, Words
from .calibrate import calibrated, chosen
from .compose import composed
from .examples import Example, fingerprint, label_table, public, summary, used_mask, written
from .fit import Plan, fit, logits_of
from .folds import FOLDS, folds_of
from .metrics import calibration_error, macro_average_precision
from .network import BASE, BASE_SHA256, Reader, base_folder, from_base

HERE = Path(__file__).parent
DATA_VARIABLE = "COUNTERSIGN_SCREENING_DATA"
HELD_OUT = "held_out.npz"
FINAL = "final"
# Once a source is this large, more of it teaches less than it costs.
_GROUND = {"ucberkeley_ken20": 8_000, "edos": 8_000, "davidson17": 3_000, "sms_spam": 2_500}
# How much of each source goes along in every later epoch, so that nothing learnt is lost.
_ALONG = {
    "dynahate": 1_400, "ucberkeley_ken20": 500, "edos": 300, "hatemojibuild": 400, "davidson17": 200, "sms_spam": 200,
    "surge_tox": 50,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the outcome besides the data."""

    ground: Plan
    own: Plan
    seed: int
    folds: int = FOLDS
    layers: int | None = None
    limit: int | None = None
    ground_share: float = 1.0


def recipe(seed: int, *, quick: bool) -> Recipe:
    """The full one, or the one that only shows that everything works."""
    ground = Plan("ground", 1, 32, 1e-4, 4e-4, 0.03, seed, words_rate=5e-5)
    own = Plan("own", 4, 32, 3e-4, 1.2e-3, 0.06, seed + 100, average=0.995, words_rate=5e-5, notes=0.3, pairs=0.5)
    if not quick:
        return Recipe(ground, own, seed)
    return Recipe(ground, replace(own, epochs=1), seed, folds=2, layers=1, limit=300, ground_share=0.004)


def main() -> None:
    """Run what is not done yet."""
    options = _options()
    torch.set_num_threads(1 if options.only else options.jobs)
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    plan = _planned(options)
    ours = written(options.ours, "ours")
    own = written(options.data / "own", "own") if options.data else []
    shared = public(options.data / "public.jsonl.gz", plan.seed) if options.data else []
    mine = _some(own + ours, plan.limit, plan.seed)
    if not mine:
        sys.exit(f"no examples: name the folder that holds own/ with --data or {DATA_VARIABLE}")
    _say(*summary(mine + shared))
    sources = [*(options.data.glob("own/*.jsonl") if options.data else ()), *options.ours.glob("*.jsonl")]
    if options.data:
        sources.append(options.data / "public.jsonl.gz")
    data = fingerprint(sources)

    base = base_folder()
    words = Words(base / "tokenizer.json")
    course = Course([*mine, *(shared[r] for r in _ground(shared, plan))], words)
    public_rows = list(range(len(mine), len(course.examples)))
    ground = _ground_stage(base, course, public_rows, plan, work)
    _same(work / "parts.from", repr((sorted(data.items()), plan)))
    folds = np.array(folds_of(mine, plan.folds))
    if options.only:
        test = [int(r) for r in np.flatnonzero(folds == _fold_of(options.only))]
        train = [r for r in range(len(mine)) if r not in set(test)]
        _part(options.only, ground, course, train, test, _along(course.examples, public_rows), plan, work)
        return
    parts = [*(f"fold{fold}" for fold in range(plan.folds)), FINAL]
    _side_by_side([part for part in parts if not _done(work, part).exists()], options.jobs)

    held = np.zeros((len(mine), course.labels.shape[1]), dtype=np.float32)
    for part in parts[:-1]:
        held[folds == _fold_of(part)] = np.load(_done(work, part))
    np.savez_compressed(
        work / HELD_OUT,
        ids=np.array([e.id for e in mine]),
        folds=folds.astype(np.int8),
        logits=held.astype(np.float16),
        version=options.version,
    )
    calibration = calibrated(mine, held)
    probabilities = calibration.probabilities(held, [e.kind for e in mine])
    thresholds = chosen(mine, probabilities)
    _say(f"held out, after calibration: {_figures(mine, probabilities)}")
    made = {
        "base": {"package": BASE, "sha256": BASE_SHA256},
        "seed": plan.seed,
        "stages": [asdict(plan.ground), asdict(plan.own)],
        "data": data,
        "texts": len(course.examples),
    }
    options.out.mkdir(parents=True, exist_ok=True)
    for name in (pack.GRAPH, pack.GRAMS):
        shutil.copy2(work / FINAL / name, options.out / name)
    pack.write(options.out, words, pack.card(options.version, calibration, thresholds, made))
    _say(f"packed into {options.out}")


def _planned(options: argparse.Namespace) -> Recipe:
    plan = recipe(options.seed, quick=options.quick)
    given = {name: getattr(options, name) for name in ("ground_share", "folds") if getattr(options, name) is not None}
    second = {
        name: getattr(options, name)
        for name in ("epochs", "rate", "head_rate", "words_rate", "notes", "pairs")
        if getattr(options, name) is not None
    }
    return replace(plan, **given, own=replace(plan.own, **second))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=(__doc__ or "").partition("\n")[0])
    given = os.environ.get(DATA_VARIABLE)
    parser.add_argument(
        "--data", type=Path, default=Path(given) if given else None, help="holds own/ and public.jsonl.gz"
    )
    parser.add_argument("--ours", type=Path, default=HERE / "data", help="the examples of this repository")
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="states, held-out readings")
    parser.add_argument("--out", type=Path, default=Path("build/training/packed"), help="where the packed model goes")
    parser.add_argument("--version", default="2026-11-a")
    parser.add_argument("--seed", type=int, default=20261101)
    parser.add_argument("--jobs", type=int, default=2, help="parts learnt side by side, one thread each")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--ground-share", type=float, help="use this part of the public texts")
    parser.add_argument("--epochs", type=int, help="of the second stage")
    parser.add_argument("--rate", type=float, help="learning rate of the second stage")
    parser.add_argument("--head-rate", type=float, help="learning rate of its new layers")
    parser.add_argument("--words-rate", type=float, help="learning rate of the word embeddings")
    parser.add_argument("--notes", type=float, help="weight of the likeness of text and note")
    parser.add_argument("--pairs", type=float, help="weight of the order within pairs")
    parser.add_argument("--folds", type=int, help="fewer folds are quicker and learn from less each")
    parser.add_argument("--only", metavar="PART", help=f"learn one part and stop: fold0, fold1 … or {FINAL}")
    return parser.parse_args()


def _some(examples: list[Example], limit: int | None, seed: int) -> list[Example]:
    if limit is None or len(examples) <= limit:
        return examples
    picked = set(random.Random(seed).sample(range(len(examples)), limit))  # noqa: S311
    return [e for place, e in enumerate(examples) if place in picked]


def _ground(shared: Sequence[Example], plan: Recipe) -> list[int]:
    """Which public texts are used at all."""
    chance = random.Random(plan.seed)  # noqa: S311
    rows: list[int] = []
    for source in dict.fromkeys(e.slice for e in shared):
        mine = [r for r, e in enumerate(shared) if e.slice == source]
        count = min(len(mine), _GROUND.get(source, len(mine)))
        rows += chance.sample(mine, max(1, int(count * plan.ground_share)))
    return sorted(rows)


def _along(examples: Sequence[Example], rows: Sequence[int]) -> Callable[[int], list[int]]:
    """A part of every public source, another one in each epoch."""

    def of_epoch(seed: int) -> list[int]:
        chance = random.Random(seed)  # noqa: S311
        picked: list[int] = []
        for source, count in _ALONG.items():
            mine = [r for r in rows if examples[r].slice == source]
            picked += chance.sample(mine, min(count, len(mine)))
        return picked

    return of_epoch


def _ground_stage(base: Path, course: Course, rows: list[int], plan: Recipe, work: Path) -> Reader:
    torch.manual_seed(plan.seed)
    reader = from_base(base)
    if plan.layers is not None:
        reader.layers = reader.layers[: plan.layers]
    done = work / "ground.pt"
    texts = hashlib.sha256("\0".join(course.examples[r].id for r in rows).encode()).hexdigest()
    _same(work / "ground.from", repr((texts, plan.ground, plan.layers, BASE_SHA256)))
    if done.exists():
        reader.load_state_dict(torch.load(done))
    elif rows:
        reader = fit(reader, course, lambda _: rows, plan.ground, work / "ground.state")
        torch.save(reader.state_dict(), done)
    return reader


def _same(file: Path, made_from: str) -> None:
    """A stage that was begun with other data or another recipe must not be gone on with."""
    if file.exists() and file.read_text("utf-8") != made_from:
        sys.exit(f"{file.parent} holds a run with other data or another recipe; name another folder with --work")
    file.write_text(made_from, encoding="utf-8")


def _side_by_side(parts: list[str], jobs: int) -> None:
    """Each part is this command again in a process of its own."""

    def learn(part: str) -> None:
        done = subprocess.run([sys.executable, "-m", "training", *sys.argv[1:], "--only", part], check=False)
        if done.returncode:
            raise RuntimeError(f"{part} ended with status {done.returncode}")

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(learn, parts))


def _fold_of(part: str) -> int:
    """The fold that a part leaves out; none for the final one."""
    return -1 if part == FINAL else int(part.removeprefix("fold"))


def _done(work: Path, part: str) -> Path:
    """What is written last of a part: the readings of what it left out."""
    return work / part / "read.npy"


def _part(
    part: str, ground: Reader, course: Course, train: list[int], test: list[int],
    along: Callable[[int], list[int]], plan: Recipe, work: Path,
) -> None:  # fmt: skip
    """Learn from some, read the others in the shape in which it will be used."""
    examples = [course.examples[r] for r in test]
    own = replace(plan.own, name=part)

    def after(epoch: int, reader: Reader) -> None:
        if test:
            logits = logits_of(reader, course, test)
            _say(f"{part} epoch {epoch}: {_figures(examples, 1 / (1 + np.exp(-logits)))}")

    folder = work / part
    folder.mkdir(exist_ok=True)
    longer = course.more(composed([course.examples[r] for r in train], own.seed))
    rows = [*train, *longer]
    reader = fit(
        copy.deepcopy(ground), course, lambda e: rows + along(own.seed + e), own, folder / "network.state", after
    )
    pack.export(reader, folder)
    grams.fitted([course.examples[r] for r in train], own.seed).save(folder / pack.GRAMS)
    if test:
        packed = pack.Packed(folder, course.words)
        network, others = packed.members([shown(e.text) for e in examples], [e.kind for e in examples])
        for name, logits in (
            ("network", network),
            ("n-grams", others),
            ("both", blended(network, others, pack.GRAMS_SHARE)),
        ):
            _say(f"{part}, {name}: {_figures(examples, 1 / (1 + np.exp(-logits)))}")
        np.savez_compressed(folder / "members.npz", network=network, grams=others)
        np.save(_done(work, part), blended(network, others, pack.GRAMS_SHARE))
    else:
        np.save(_done(work, part), np.zeros((0, course.labels.shape[1]), np.float32))


def _figures(examples: Sequence[Example], probabilities: np.ndarray) -> str:
    parts = []
    for kind in ("draft", "comment"):
        rows = np.array([e.kind.value == kind for e in examples])
        if not rows.any():
            continue
        used = used_mask(Kind(kind))
        p = probabilities[rows][:, used]
        y = label_table([e for e, r in zip(examples, rows, strict=True) if r])[:, used]
        parts.append(
            f"{kind} macro AP {macro_average_precision(y, p):.3f} ECE {calibration_error(y.astype(float), p):.3f}"
        )
    return ", ".join(parts)


def _say(*lines: str) -> None:
    for line in lines:
        print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
