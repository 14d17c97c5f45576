"""How often "why" points at the right words, and whether one bad sentence in a long text is seen at all.

    python bench/screening_why.py [--model FOLDER] [--texts N] [--keep]

Long drafts are made by putting one harmful sentence or two, from the short drafts of ``training/data`` that fall under
one category, among clear sentences from the same files. *Seen*: the model raises that category. *Right*: the span lies
in the harmful passage, as it is used of those seen. Three ways to find the sentence are compared: what each shows
alone, what is missing when it is left out, and the second among the three best of the first. In texts whose personal
data are marked by hand, the words that are named within a sentence must touch a mark. The sentences may be ones that
the model has learnt from: this measures where it points, not how well it reads.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import marked
import results
from countersign.screening import USED, Category, Kind, language_of
from countersign.screening.reader import Trained
from countersign.screening.reader.card import probability
from countersign.screening.reader.why import Evidence, Span, alone, left_out, sentences
from countersign.screening.reader.windows import combined, sentence_starts

ROOT = Path(__file__).parent.parent
SEED = 20261101
SENTENCES = (1, 4, 8, 40)
_BEST = 3
_LONGEST = 240
_SHORT = 4


def main() -> None:
    """Print the figures and, with ``--keep``, keep them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="a packed model; default: the one in the package")
    parser.add_argument("--texts", type=int, default=150, help="how many of each length")
    parser.add_argument("--keep", action="store_true", help="write bench/results/")
    options = parser.parse_args()
    model = Trained(options.model)
    harmful, clear = _sentences()
    figures: dict[str, object] = {"model": model.version}
    for count in SENTENCES:
        figures[f"{count} sentences"] = _pointing(model, harmful, clear, count, options.texts)
    figures["clear drafts questioned"] = _questioned(model, options.texts)
    figures["words, marked personal data"] = _words(model)
    print(json.dumps(figures, indent=1))
    if options.keep:
        counts = {"harmful sentences": len(harmful), "clear sentences": len(clear)}
        results.write("screening_why", figures, ["screening"], "python bench/screening_why.py", SEED, counts=counts)


def _sentences() -> tuple[list[tuple[str, Category]], dict[str, list[str]]]:
    """Short drafts: harmful ones with their one category, clear ones of one sentence by language."""
    harmful: list[tuple[str, Category]] = []
    clear: dict[str, list[str]] = defaultdict(list)
    for row in _rows():
        text = row["text"].strip()
        if row["kind"] != "draft" or text[-1] not in ".!?" or len(text) > _LONGEST:
            continue
        if not row["categories"] and len(sentence_starts(text)) == 1:
            clear[language_of(text)].append(text)
        elif len(row["categories"]) == 1 and language_of(text) != "other":
            harmful.append((text, Category(row["categories"][0])))
    return harmful, clear


def _rows() -> list[dict[str, Any]]:
    files = sorted((ROOT / "training" / "data").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def _pointing(
    model: Trained, harmful: list[tuple[str, Category]], clear: dict[str, list[str]], count: int, texts: int
) -> dict[str, object]:
    chance = random.Random(f"{SEED}/{count}")
    seen: dict[str, list[bool]] = defaultdict(list)
    right: dict[str, list[bool]] = defaultdict(list)
    spent: dict[str, list[float]] = defaultdict(list)
    for sentence, category in chance.sample(harmful, min(texts, len(harmful))):
        others = clear[language_of(sentence)]
        parts = [chance.choice(others) for _ in range(count - 1)]
        at = chance.randrange(count)
        text = " ".join([*parts[:at], sentence, *parts[at:]])
        place = len(" ".join(parts[:at])) + (at > 0)
        theirs = (place, place + len(sentence))
        with _timed(spent["reading and why"]):
            found = [c for c in model.read(Kind.DRAFT, [text])[0].concerns if c.category is category]
        seen["as it is used"].append(bool(found))
        seen["by wide windows alone"].append(category in _raised(model, text, close=False))
        if found:
            right["as it is used"].append(_within((found[0].start, found[0].end), theirs))
        if count > _SHORT:
            continue  # leaving out costs the square of their number
        column = USED[Kind.DRAFT].index(category)
        for name, way in _WAYS.items():
            with _timed(spent[name]):
                span = way(text, column, lambda some: model.evidence(Kind.DRAFT, some))
            right[name].append(_within(span, theirs))
    return {
        "seen": {name: round(float(np.mean(hits)), 3) for name, hits in seen.items()},
        "right": {name: round(float(np.mean(hits)), 3) for name, hits in right.items()},
        "ms": {name: round(1000 * float(np.mean(times)), 1) for name, times in spent.items()},
    }


def _raised(model: Trained, text: str, *, close: bool) -> set[Category]:
    wide, narrow, second = model.tables(Kind.DRAFT, model.sheet(text))
    scores = probability(combined(wide, narrow if close else narrow[:0], second))
    scale = model.card.scales[Kind.DRAFT]
    return {c for c, high in zip(scale.categories, scores >= scale.review, strict=True) if high}


def _questioned(model: Trained, texts: int) -> dict[str, object]:
    """What close reading costs: how many of the clear drafts that are long enough for it are questioned."""
    rows = [row for row in _rows() if row["kind"] == "draft" and not row["categories"]]
    long = [row["text"] for row in rows if model.sheet(row["text"]).close]
    some = random.Random(SEED).sample(long, min(texts, len(long)))
    return {
        "texts": len(some),
        "by wide windows alone": round(float(np.mean([bool(_raised(model, t, close=False)) for t in some])), 3),
        "as it is used": round(float(np.mean([bool(_raised(model, t, close=True)) for t in some])), 3),
    }


@contextmanager
def _timed(seconds: list[float]) -> Iterator[None]:
    began = time.process_time()
    yield
    seconds.append(time.process_time() - began)


def _within(span: tuple[int | None, int | None], theirs: Span) -> bool:
    start, end = span
    return start is not None and end is not None and theirs[0] <= start and end <= theirs[1]


Way = Callable[[str, int, Evidence], Span]


def _one(measure: Callable[..., np.ndarray]) -> Way:
    def way(text: str, column: int, evidence: Evidence) -> Span:
        stretch = (0, len(text))
        parts = sentences(text, stretch)
        return parts[int(np.argmax(measure(text, stretch, parts, evidence)[:, column]))]

    return way


def _best_then_left_out(text: str, column: int, evidence: Evidence) -> Span:
    stretch = (0, len(text))
    parts = sentences(text, stretch)
    order: Sequence[int] = np.argsort(-alone(text, stretch, parts, evidence)[:, column])[:_BEST]
    best = [parts[int(place)] for place in order]
    return best[int(np.argmax(left_out(text, stretch, best, evidence)[:, column]))]


_WAYS: dict[str, Way] = {
    "alone": _one(alone),
    "left out": _one(left_out),
    "best alone, then left out": _best_then_left_out,
}


def _words(model: Trained) -> dict[str, object]:
    """Of texts with marked personal data that the model raises for them: how often the span touches a mark."""
    touched, share = [], []
    for item in marked.read():
        if not item.spans:
            continue
        for concern in model.read(Kind(item.kind), [item.text])[0].concerns:
            if concern.category is Category.PERSONAL_DATA and concern.start is not None and concern.end is not None:
                touched.append(any(start < concern.end and concern.start < end for start, end, _ in item.spans))
                share.append((concern.end - concern.start) / len(item.text))
    return {
        "raised with a span": len(touched),
        "touches a mark": round(float(np.mean(touched)), 3) if touched else None,
        "share of the text": round(float(np.mean(share)), 3) if share else None,
    }


if __name__ == "__main__":
    main()
