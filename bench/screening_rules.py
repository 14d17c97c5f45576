"""What the rules alone find, miss and wrongly raise on labelled texts, and how fast they read.

    python bench/screening_rules.py [LABELLED.jsonl ...] [--show REASON] [--seconds S]

Labelled lines are ``{"id", "kind", "text", "categories", "severity"}``. Without any, only speed is
measured, on texts made here. Rules are meant to be precise, not complete: recall is of all texts of a
category, most of which no pattern can see.
"""

import argparse
import json
import platform
import random
import time
from collections import Counter, defaultdict
from pathlib import Path

from countersign.screening import Category, Kind, Screen

SEED = 20261101
_PARTS = (
    "Visiting hours at the east facility change on Monday",
    "Thank you to the kitchen crew for a fine graduation lunch",
    "When will the phones in C dorm be fixed, it has been four days",
    "Job fair Thursday, 40 employers, bring two copies of your resume",
    "Que tengan un buen fin de semana, las visitas abren a las 8",
    "my brother has not called since tuesday and nobody answers",
    "The department does not comment on pending litigation",
    "so proud of this class, every one of you",
    "Roads are slick tonight, leave early and drive slow",
)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", nargs="*", type=Path)
    parser.add_argument("--show", metavar="REASON", help="print the texts where this reason disagrees with the label")
    parser.add_argument("--missed", metavar="CATEGORY", help="print the texts of this category without a finding in it")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long to measure each speed")
    options = parser.parse_args()
    screen = Screen({})
    print(f"python {platform.python_version()}, {platform.machine()}, seed {SEED}")
    if options.labelled:
        _quality(screen, options.labelled, options.show, options.missed)
    _speed(screen, options.seconds)


def _quality(screen: Screen, files: list[Path], show: str | None, missed: str | None) -> None:
    by_reason: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    by_category: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    clear: Counter[str] = Counter()
    refused_clear: list[str] = []
    for path in files:
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            verdict = screen.text(item["id"], item["kind"], item["text"])
            labels, seen = set(item["categories"]), {f.category.value for f in verdict.findings}
            for finding in verdict.findings:
                right = finding.category.value in labels
                by_reason[finding.why_key][right] += 1
                if finding.why_key == show and not right:
                    print(item["id"], item["kind"], sorted(labels), repr(item["text"][finding.start : finding.end]))
                    print("   ", item["text"][:400].replace("\n", "⏎"))
            if missed in labels - seen:
                print("missed", item["id"], item["kind"], item["severity"], item["text"][:300].replace("\n", "⏎"))
            for category in labels | seen:
                counts = by_category[item["kind"], category]
                counts["labelled"] += category in labels
                counts["found"] += category in seen
                counts["right"] += category in labels & seen
            if not labels:
                clear[item["kind"]] += 1
                clear[item["kind"] + " raised"] += bool(seen)
                if verdict.severity.word == "block":
                    clear[item["kind"] + " block"] += 1
                    refused_clear.append(item["id"])
    print("\nreason                  findings  right  precision")
    for key, counts in sorted(by_reason.items()):
        total = counts.total()
        print(f"{key:22} {total:9} {counts[True]:6} {counts[True] / total:10.3f}")
    print("\nkind     category       labelled  found  right  precision  recall")
    for kind in Kind:
        for category in Category:
            counts = by_category[kind.value, category.value]
            if counts["found"]:
                print(
                    f"{kind.value:8} {category.value:14} {counts['labelled']:8} {counts['found']:6} {counts['right']:6}"
                    f" {counts['right'] / counts['found']:10.3f} {counts['right'] / max(1, counts['labelled']):7.3f}"
                )
    for kind in Kind:
        total = clear[kind.value]
        print(
            f"clear {kind.value}s: {total}, raised {clear[kind.value + ' raised']}"
            f" ({clear[kind.value + ' raised'] / max(1, total):.2%}), block {clear[kind.value + ' block']}"
        )
    if refused_clear:
        print("clear but block:", *refused_clear)


def _texts(shape: str, count: int) -> list[str]:
    random_ = random.Random(SEED)
    texts = []
    for number in range(count):
        text = f"{random_.choice(_PARTS)} {number}"
        if shape == "short, accents and emoji":
            text = text.replace("e", "é", 1) + " 🎓"
        elif shape == "short, a zero-width character":
            text = text[:9] + "\u200b" + text[9:]
        elif shape == "short, one finding":
            text += " holy shit"
        elif shape == "120 characters":
            text = (text + ". " + random_.choice(_PARTS) + ".")[:120].ljust(120, "!")
        texts.append(text)
    return texts


def _speed(screen: Screen, seconds: float) -> None:
    print("\ntexts per CPU-second, one core, verdict and JSON line")
    for shape in (
        "short, plain",
        "short, accents and emoji",
        "short, a zero-width character",
        "short, one finding",
        "120 characters",
    ):
        texts = _texts(shape, 2_000)
        mean = sum(map(len, texts)) / len(texts)
        screen.texts([(0, "comment", text) for text in texts[:200]])
        done, began = 0, time.process_time()
        while time.process_time() - began < seconds:
            for verdict in screen.texts([(number, "comment", text) for number, text in enumerate(texts)]):
                verdict.to_json_line()
            done += len(texts)
        print(f"{shape:32} mean {mean:5.1f} characters {done / (time.process_time() - began):10,.0f}")


if __name__ == "__main__":
    main()
