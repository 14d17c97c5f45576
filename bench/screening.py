"""How well screening reads: every figure on texts that neither the model nor its thresholds had seen.

    python bench/screening.py --data FOLDER --work FOLDER [--disguises] [--hatecheck FILE]

`--work` is where `python -m training` left its held-out readings: each text was read by the model of the one fold whose
slices it does not share, calibrated and judged by what the other folds taught. Rules and model speak together, as they
do in use. Intervals are 95 % bootstrap; both members of a pair are drawn together. `--disguises` reads harmful comments
again in every disguise. `--hatecheck` reads the packed model against HateCheck, once per model version.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import results

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from training.batches import Words  # noqa: E402
from training.calibrate import Crossed, calibrated, chosen, crossed  # noqa: E402
from training.disguise import DISGUISES  # noqa: E402
from training.examples import CATEGORIES, Example, label_table, used_mask, written  # noqa: E402
from training.metrics import average_precision, calibration_error, interval, macro_average_precision  # noqa: E402

from countersign.screening import (  # noqa: E402
    USED,
    Category,
    Concern,
    Kind,
    Language,
    Reading,
    Screen,
    Severity,
    Verdict,
)
from training import pack  # noqa: E402

SEED = 20261101
PROTECTED_SLICES = ("T4",)
_DISGUISED_TEXTS = 300
_LANGUAGES: frozenset[Language] = frozenset({"en", "es"})


@dataclass(frozen=True)
class Stored:
    """A model that has read its texts before."""

    version: str
    readings: dict[tuple[Kind, str], Reading]
    languages: frozenset[Language] = _LANGUAGES

    def read(self, kind: Kind, texts: Sequence[str]) -> list[Reading]:
        """One reading per text."""
        return [self.readings[kind, text] for text in texts]


def main() -> None:
    """Print the figures and keep them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="holds own/")
    parser.add_argument("--ours", type=Path, default=ROOT / "training" / "data")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "training")
    parser.add_argument("--packed", type=Path, help="default: packed/ in --work")
    parser.add_argument("--disguises", action="store_true")
    parser.add_argument("--hatecheck", type=Path)
    parser.add_argument("--keep", action="store_true", help="write bench/results/")
    options = parser.parse_args()

    written_ones = (written(options.data / "own", "own") if options.data else []) + written(options.ours, "ours")
    examples, logits, folds, version = _held_out(options.work, written_ones)
    judged = crossed(examples, logits, folds)
    verdicts = _verdicts(examples, judged, version)
    # Order alone decides average precision. One calibration for all folds keeps the order that each model gave.
    one = calibrated(examples, logits).probabilities(logits, [e.kind for e in examples])
    ordered = _verdicts(examples, Crossed(one, judged.raised, judged.first), version)
    order = np.array([[v.scores.get(Category(c), 0.0) for c in CATEGORIES] for v in ordered])
    figures: dict[str, object] = {"model": version}
    for name, rows in _parts(examples).items():
        figures[name] = _quality(examples, judged.probabilities, one, order, rows) | _decisions(
            examples, verdicts, rows
        )
    if options.disguises:
        figures["disguises"] = _disguises(examples, logits, folds, options.work)
    _print(figures)
    command = "python bench/screening.py --data FOLDER --work FOLDER" + " --disguises" * options.disguises
    if options.keep:
        results.write("screening", figures, ["screening"], command, SEED, counts={"texts": len(examples)})
    if options.hatecheck:
        _hatecheck(options.hatecheck, options.packed or options.work / "packed")


def _held_out(work: Path, known: list[Example]) -> tuple[list[Example], np.ndarray, np.ndarray, str]:
    """The texts that the training run read while it had not learnt them."""
    with np.load(work / "held_out.npz") as stored:
        ids, folds, logits = stored["ids"], stored["folds"], stored["logits"].astype(float)
        version = str(stored["version"])
    by_id = {e.id: e for e in known}
    missing = [i for i in ids if str(i) not in by_id]
    if missing:
        sys.exit(f"{len(missing)} held-out texts are not in the data given, the first is {missing[0]}")
    return [by_id[str(i)] for i in ids], logits, folds, version


def _verdicts(examples: list[Example], judged: Crossed, version: str) -> list[Verdict]:
    readings = {}
    for row, e in enumerate(examples):
        concerns = tuple(
            Concern(Category(CATEGORIES[j]), "", "", read_first=bool(judged.first[row, j]))
            for j in np.flatnonzero(judged.raised[row])
        )
        scores = {c: float(judged.probabilities[row, CATEGORIES.index(c)]) for c in USED[e.kind]}
        readings[e.kind, e.text] = Reading(scores, concerns)
    return Screen({}, model=Stored(version, readings)).texts([(e.id, e.kind, e.text) for e in examples])


def _parts(examples: list[Example]) -> dict[str, np.ndarray]:
    source = np.array([e.source for e in examples])
    language = np.array([e.language for e in examples])
    parts = {
        "all": np.ones(len(examples), dtype=bool),
        "given": source == "own",
        "ours": source == "ours",
        "English": language == "en",
        "Spanish": language == "es",
    }
    return {name: np.flatnonzero(rows) for name, rows in parts.items() if rows.sum() >= 50}


def _quality(
    examples: list[Example], crossed: np.ndarray, alone: np.ndarray, with_rules: np.ndarray, rows: np.ndarray
) -> dict[str, object]:
    truth = label_table(examples) >= 0.5
    figures: dict[str, object] = {"texts": len(rows)}
    for kind in Kind:
        mine = rows[[examples[r].kind is kind for r in rows]]
        if len(mine) < 50:
            continue
        used = used_mask(kind)
        groups = [examples[r].pair or r for r in mine]
        y, p, q, c = (table[mine][:, used] for table in (truth, alone, with_rules, crossed))
        figures[kind.value] = {
            "macro AP": _with_interval(lambda i, y=y, q=q: macro_average_precision(y[i], q[i]), groups),
            "macro AP, model alone": _with_interval(lambda i, y=y, p=p: macro_average_precision(y[i], p[i]), groups),
            "calibration error": _with_interval(lambda i, y=y, c=c: calibration_error(y[i], c[i]), groups),
            "by category": {
                name: {
                    "n": int(y[:, j].sum()),
                    "AP": round(average_precision(y[:, j], q[:, j]), 3),
                    "model alone": round(average_precision(y[:, j], p[:, j]), 3),
                }
                for j, name in enumerate(np.array(CATEGORIES)[used])
            },
        }
    return figures


def _decisions(examples: list[Example], verdicts: list[Verdict], rows: np.ndarray) -> dict[str, object]:
    """What a person is asked, and what that costs."""
    severity = np.array([v.severity for v in verdicts])
    right = np.array([_right(e, v) for e, v in zip(examples, verdicts, strict=True)])
    clear = np.array([e.severity is Severity.CLEAR for e in examples])
    draft = np.array([e.kind is Kind.DRAFT for e in examples])
    protected = clear & ~draft & np.array([e.slice in PROTECTED_SLICES or e.source == "ours" for e in examples])
    within = np.zeros(len(examples), dtype=bool)
    within[rows] = True

    def share(what: np.ndarray, among: np.ndarray) -> dict[str, object] | None:
        here = np.flatnonzero(among & within)
        if len(here) < 20:
            return None
        groups = [examples[r].pair or r for r in here]
        return _with_interval(lambda i: float(what[here][i].mean()), groups) | {"n": len(here)}

    pairs = defaultdict(list)
    for r in rows:
        if examples[r].pair:
            pairs[examples[r].pair].append(r)
    whole = [members for members in pairs.values() if len(members) >= 2]
    both = np.array([right[members].all() for members in whole])
    return {
        "pairs, all members right": _with_interval(lambda i: float(both[i].mean()), range(len(both))) | {"n": len(both)}
        if len(both) >= 20
        else None,
        "clear drafts questioned": share(severity >= Severity.REVIEW, clear & draft),
        "clear drafts refused": share(severity >= Severity.BLOCK, clear & draft),
        "protected comments read": share(severity >= Severity.REVIEW, protected),
        "protected comments read first": share(severity >= Severity.BLOCK, protected),
        "clear comments read": share(severity >= Severity.REVIEW, clear & ~draft),
        "harmful drafts seen": share(severity >= Severity.REVIEW, ~clear & draft),
        "harmful comments seen": share(severity >= Severity.REVIEW, ~clear & ~draft),
        "harmful texts seen for what they are": share(right, ~clear),
    }


def _right(example: Example, verdict: Verdict) -> bool:
    """Nothing seen in a clear text; in another, at least one of the things that are wrong with it."""
    if example.severity is Severity.CLEAR:
        return verdict.severity is Severity.CLEAR
    return any(f.category.value in example.categories and f.severity >= Severity.REVIEW for f in verdict.findings)


def _with_interval(figure: object, groups: Sequence[object]) -> dict[str, object]:
    low, high = interval(figure, groups, seed=SEED)  # type: ignore[arg-type]
    return {"value": round(figure(np.arange(len(groups))), 3), "95 %": [round(low, 3), round(high, 3)]}  # type: ignore[operator]


def _disguises(examples: list[Example], logits: np.ndarray, folds: np.ndarray, work: Path) -> dict[str, object]:
    """Of harmful comments in Latin letters, how many are raised in the right category, plain and disguised."""
    chance = random.Random(SEED)
    found: dict[str, list[bool]] = defaultdict(list)
    words = Words(work / "packed" / pack.WORDS)
    for fold in np.unique(folds):
        rest = np.flatnonzero(folds != fold)
        others = [examples[r] for r in rest]
        calibration = calibrated(others, logits[rest])
        limits = chosen(others, calibration.probabilities(logits[rest], [e.kind for e in others]))
        packed = pack.Packed(work / f"fold{fold}", words)
        mine = [
            e
            for e, f in zip(examples, folds, strict=True)
            if f == fold and e.kind is Kind.COMMENT and e.categories and e.text.isascii()
        ]
        mine = chance.sample(mine, min(len(mine), _DISGUISED_TEXTS // len(np.unique(folds))))
        truth = label_table(mine) >= 0.5
        kinds = [e.kind for e in mine]
        for name, disguise in {"plain": lambda t, _: t, **DISGUISES}.items():
            texts = [disguise(e.text, random.Random(e.id)) for e in mine]
            read = packed.both_readings(texts, kinds)
            raised = limits.raised(calibration.probabilities(read, kinds), kinds)
            found[name] += list((raised & truth).any(1))
    plain = np.array(found["plain"])
    return {"texts": len(plain), "plain": round(float(plain.mean()), 3)} | {
        name: {
            "seen": round(float(np.mean(seen)), 3),
            "loss": _with_interval(
                lambda i, seen=seen: float(plain[i].mean() - np.array(seen)[i].mean()), range(len(plain))
            ),
        }
        for name, seen in found.items()
        if name != "plain"
    }


def _hatecheck(file: Path, packed: Path) -> None:
    """Once per version: the figures of a version that was measured already are not made again."""
    version, calibration, limits = pack.read_card(packed)
    kept = results.RESULTS / "screening_hatecheck.json"
    if kept.exists() and json.loads(kept.read_text("utf-8"))["figures"]["model"] == version:
        sys.exit(f"{version} was measured: {kept}")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    texts = [str(r.get("text", r.get("test_case"))) for r in rows]
    hateful = np.array(
        [str(r.get("label", r.get("label_gold"))).lower() in {"1", "1.0", "true", "hateful"} for r in rows]
    )
    if hateful.all() or not hateful.any():
        sys.exit("the labels of this file cannot be read")
    words = Words(packed / pack.WORDS)
    kinds = [Kind.COMMENT] * len(texts)
    read = pack.Packed(packed, words).both_readings(texts, kinds)
    p = calibration.probabilities(read, kinds)
    hate = CATEGORIES.index("hate")
    right = limits.raised(p, kinds)[:, hate] == hateful
    by_functionality = defaultdict(list)
    for row, ok in zip(rows, right, strict=True):
        by_functionality[str(row["functionality"])].append(bool(ok))
    figures = {
        "model": version,
        "accuracy": _with_interval(lambda i: float(right[i].mean()), range(len(right))),
        "balanced": round(float((right[hateful].mean() + right[~hateful].mean()) / 2), 3),
        "AP": round(average_precision(hateful, p[:, hate]), 3),
        "by functionality": {
            k: {"n": len(v), "right": round(float(np.mean(v)), 3)} for k, v in by_functionality.items()
        },
    }
    results.write(
        "screening_hatecheck", figures, ["screening"], "python bench/screening.py --hatecheck FILE", None,
        counts={"cases": len(rows)},
    )  # fmt: skip
    _print(figures)


def _print(figures: object, depth: int = 0) -> None:
    """Nested figures as indented lines; a value with its interval on one."""
    assert isinstance(figures, dict)
    for name, value in figures.items():
        if isinstance(value, dict) and not {"value", "AP", "right"} & set(value):
            print(f"{'  ' * depth}{name}")
            _print(value, depth + 1)
        else:
            print(f"{'  ' * depth}{name}: {value}")


if __name__ == "__main__":
    main()
