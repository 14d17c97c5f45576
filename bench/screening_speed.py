"""How fast and with how much memory the trained reader works, on one core.

    python bench/screening_speed.py [--model FOLDER] [--seconds S] [--keep]

Texts are cut from the comments and drafts of ``training/data`` to the length asked for; seconds are the process's own
(``time.process_time``), so that a busy machine disturbs less. *Reading* is the model alone, *screening* rules and
model. *In the editor*: one draft at a time, as drafts are in ``training/data``, with the words that decide and without.
Memory is the largest the process ever had. Flat: the same kind of texts in a short list and in one ten times as long.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import results
from countersign.screening import Kind, Screen
from countersign.screening.reader import Trained

ROOT = Path(__file__).parent.parent
SEED = 20261101
LENGTHS = (50, 120, 280, 1_000)
_AT_ONCE = 64
_COUNTS = (300, 3_000)
_MB = 1024


def main() -> None:
    """Print the figures and, with ``--keep``, keep them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="a packed model; default: the one in the package")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to measure each speed")
    parser.add_argument("--keep", action="store_true", help="write bench/results/")
    options = parser.parse_args()
    before = _memory_mb()
    began = time.process_time()
    explaining, silent = Trained(options.model), Trained(options.model, explain=False)
    rows = _rows()
    chance = random.Random(SEED)
    silent.read(Kind.COMMENT, ["Visits open at 8."])
    figures: dict[str, Any] = {"model": silent.version, "start, s": round(time.process_time() - began, 2)}
    for length in LENGTHS:
        texts = _cut(rows, length, chance)
        figures[f"{length} characters"] = {
            "reading, texts/s": _rate(lambda some: silent.read(Kind.COMMENT, some), texts, options.seconds),
            "reading and why, texts/s": _rate(lambda some: explaining.read(Kind.COMMENT, some), texts, options.seconds),
        }
    screen = Screen({}, model=explaining)
    texts = [row["text"] for row in rows if row["kind"] == "comment"]
    figures["comments as they come, screened"] = {
        "texts/s": _rate(lambda some: screen.texts([(0, Kind.COMMENT, t) for t in some]), texts, options.seconds),
        "characters": round(float(np.mean([len(t) for t in texts]))),
    }
    short = _cut(rows, LENGTHS[0], chance)
    figures["flat, ms per text"] = {
        f"{count:,} texts": _per_text_ms(silent, [short[n % len(short)] for n in range(count)])
        for count in (300, 3_000)
    }
    figures["in the editor, ms"] = _editor(rows, silent, explaining, chance)
    figures["memory, MB"] = {"before": before, "most": _memory_mb()}
    print(json.dumps(figures, indent=1))
    if options.keep:
        results.write("screening_speed", figures, ["screening"], "python bench/screening_speed.py", SEED)


def _rows() -> list[dict[str, Any]]:
    files = sorted((ROOT / "training" / "data").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def _cut(rows: list[dict[str, Any]], length: int, chance: random.Random) -> list[str]:
    """Texts of this length; several in a row where none is so long."""
    texts = [row["text"] for row in rows]
    found = []
    for _ in range(256):
        text = chance.choice(texts)
        while len(text) < length:
            text += " " + chance.choice(texts)
        found.append(text[:length])
    return found


def _rate(work: Callable[[Sequence[str]], object], texts: list[str], seconds: float) -> int:
    """Texts per second of this process, after a first round that warms up."""
    work(texts[:_AT_ONCE])
    done, at, began = 0, 0, time.process_time()
    while time.process_time() - began < seconds:
        some = texts[at : at + _AT_ONCE]
        work(some)
        done, at = done + len(some), (at + _AT_ONCE) % len(texts)
    return round(done / (time.process_time() - began))


def _per_text_ms(model: Trained, texts: list[str]) -> float:
    began = time.process_time()
    model.read(Kind.COMMENT, texts)
    return round(1000 * (time.process_time() - began) / len(texts), 2)


def _editor(rows: list[dict[str, Any]], silent: Trained, explaining: Trained, chance: random.Random) -> dict[str, Any]:
    """One draft at a time through rules and model."""
    drafts = chance.sample([row["text"] for row in rows if row["kind"] == "draft"], 300)
    figures: dict[str, Any] = {
        "drafts": len(drafts),
        "characters, p95": round(float(np.percentile([*map(len, drafts)], 95))),
    }
    for name, model in (("without why", silent), ("with why", explaining)):
        screen, spent = Screen({}, model=model), []
        for draft in drafts:
            began = time.process_time()
            screen.text(0, Kind.DRAFT, draft)
            spent.append(1000 * (time.process_time() - began))
        figures[name] = {f"p{q}": round(float(np.percentile(spent, q)), 1) for q in (50, 95, 99)}
    return figures


def _memory_mb() -> int:
    """The most this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // _MB if sys.platform != "darwin" else most // (_MB * _MB)


if __name__ == "__main__":
    main()
