"""What the rules alone find, miss and wrongly raise on labelled texts; how fast and how small they are, beside others.

    python bench/screening_rules.py [LABELLED.jsonl ...] [--show REASON] [--seconds S] [--peers FOLDER] [--long]

Labelled lines are ``{"id", "kind", "text", "categories", "severity"}``; with any, only their quality is printed. Rules
are meant to be precise, not complete: recall is of all texts of a category, most of which no pattern can see.

Without any, speed and memory are measured and written to `bench/results/screening_rules.json`. ``--peers`` names a
scratch folder for an environment of its own, into which other people's screeners are installed and which then read the
same texts in the same run (`peers_of_rules.py`). Every speed is of processor time on one core, verdict and JSON line
included. ``--long``, or COUNTERSIGN_LONG=1, takes ten million texts instead of one to see whether a text's cost grows.
"""

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import marked
import personal_data
import results
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
    parser.add_argument("--peers", metavar="FOLDER", type=Path, help="install the peers there and measure them too")
    parser.add_argument("--long", action="store_true", help="ten million texts instead of one")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long to measure each speed")
    options = parser.parse_args()
    screen = Screen({})
    print(f"python {platform.python_version()}, {platform.machine()}, seed {SEED}")
    if options.labelled:
        _quality(screen, options.labelled, options.show, options.missed)
        return
    figures: dict[str, Any] = {"speed": _speed(screen, options.seconds), **_memory()}
    figures["flat"] = _flat(
        screen, 10_000_000 if options.long or os.environ.get("COUNTERSIGN_LONG") == "1" else 1_000_000
    )
    figures.update(_beside_peers(screen, options.peers))
    print(json.dumps(figures, indent=1))
    command = "python bench/screening_rules.py" + (" --peers FOLDER" if options.peers else "")
    results.write("screening_rules", figures, personal_data.ROOMS, command, SEED)


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
        if shape == "short_accents_and_emoji":
            text = text.replace("e", "é", 1) + " 🎓"
        elif shape == "short_a_zero_width_character":
            text = text[:9] + "\u200b" + text[9:]
        elif shape == "short_one_finding":
            text += " holy shit"
        elif shape == "of_120_characters":
            text = (text + ". " + random_.choice(_PARTS) + ".")[:120].ljust(120, "!")
        texts.append(text)
    return texts


def _speed(screen: Screen, seconds: float) -> dict[str, int]:
    """Texts per CPU second for each shape of made text."""
    speeds = {}
    for shape in (
        "short_plain",
        "short_accents_and_emoji",
        "short_a_zero_width_character",
        "short_one_finding",
        "of_120_characters",
    ):
        speeds[shape] = _rate(screen, [("comment", text) for text in _texts(shape, 2_000)], seconds)
        print(f"{shape:32} {speeds[shape]:10,}")
    return speeds


def _rate(screen: Screen, texts: list[tuple[str, str]], seconds: float) -> int:
    batch = [(number, kind, text) for number, (kind, text) in enumerate(texts)]
    screen.texts(batch[:200])
    done, began = 0, time.process_time()
    while time.process_time() - began < seconds:
        for verdict in screen.texts(batch):
            verdict.to_json_line()
        done += len(texts)
    return round(done / (time.process_time() - began))


def _stream(count: int) -> Iterator[list[tuple[int, str, str]]]:
    """Made texts, none like another, by the thousand."""
    for first in range(0, count, 1_000):
        yield [(n, "comment", f"{_PARTS[n % len(_PARTS)]} {n}") for n in range(first, first + 1_000)]


def _flat(screen: Screen, most: int) -> dict[str, float]:
    """Microseconds of processor time per text, for ever more texts in one process."""
    taken = {}
    count = 1_000
    while count <= most:
        spent = 0.0
        for batch in _stream(count):
            began = time.process_time()
            for verdict in screen.texts(batch):
                verdict.to_json_line()
            spent += time.process_time() - began
        taken[str(count)] = round(spent / count * 1e6, 2)
        count *= 10
    return taken


_HOLDS_RULES = """
import resource
from countersign.screening import AgencyWords, Category, Screen, WatchList
terms = tuple(f"Exercise {first}{second} {n}" for n in range(10, 60)
              for first in "BCDFGHJKLM" for second in "LMNPRSTVWX")
screen = Screen({}, AgencyWords(watch_lists=(WatchList(Category.SECURITY, terms),)))
for n in range(2_000):
    screen.text(n, "draft", f"Exercise BL {10 + n % 50} is on {n}, \u00e1nd 555-{n:04} too")
print(len(terms), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _memory() -> dict[str, float]:
    """Peak memory of a fresh process that holds the rules and the longest watch-lists and has read with them."""
    answer = subprocess.run([sys.executable, "-c", _HOLDS_RULES], capture_output=True, text=True, check=True).stdout
    terms, kilobytes = map(int, answer.split())
    return {"watch_list_terms": terms, "peak_memory_mb": round(kilobytes / 1024, 1)}


# --- Beside others ------------------------------------------------------------------------------------

_PEERS = ("presidio-analyzer==2.2.*", "scrubadub==2.0.*", "better-profanity==0.7.*", "alt-profanity-check==1.9.*")
_REAL = 5_000
TRAINING = marked.MARKED.parent.parent


def _real_texts() -> list[tuple[str, str]]:
    """Five thousand written texts, drafts and comments, in a shuffled order that stays the same."""
    files = [*sorted((TRAINING / "data").glob("W*.jsonl")), *sorted((TRAINING / "evaluation").glob("*_*.jsonl"))]
    lines = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]
    texts = [(line["kind"], line["text"]) for line in lines if "⟦" not in line["text"]]
    texts += [(item.kind, item.text) for item in marked.read() if item.spans]
    random.Random(SEED).shuffle(texts)
    return (texts * 2)[:_REAL]


def _beside_peers(screen: Screen, folder: Path | None) -> dict[str, Any]:
    texts, items = _real_texts(), marked.read()
    figures: dict[str, Any] = {
        "real_texts": len(texts),
        "real_texts_mean_characters": round(sum(len(text) for _, text in texts) / len(texts), 1),
        "real_texts_per_cpu_s": _rate(screen, texts, 3.0),
    }
    if folder is None:
        return figures
    python = _environment(folder)
    asked = folder / "texts.json"
    asked.write_text(json.dumps({"speed": [t for _, t in texts], "marked": [i.text for i in items]}), "utf-8")
    run = [str(python), str(Path(__file__).with_name("peers_of_rules.py")), str(asked)]
    answer = json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    # Again after the peers, so that a machine that got busier or idler in between favours nobody.
    figures["real_texts_per_cpu_s"] = round((figures["real_texts_per_cpu_s"] + _rate(screen, texts, 3.0)) / 2)
    for found in answer.values():
        spans = found.pop("spans", None)
        if spans is not None:
            tallies = [
                marked.tally(item.spans, [(a, b) for a, b in seen]) for item, seen in zip(items, spans, strict=True)
            ]
            found["personal_data"] = marked.rates(tallies)
            halves = [t for item, t in zip(items, tallies, strict=True) if item.half == "B"]
            found["personal_data_half_b"] = marked.rates(halves)
    figures["peers"] = answer
    figures["times_presidio"] = round(
        figures["real_texts_per_cpu_s"] / answer["presidio_analyzer"]["texts_per_cpu_s"], 1
    )
    return figures


def _environment(folder: Path) -> Path:
    """The scratch environment's Python; made once."""
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        wanted = [*_PEERS, "setuptools<81"]
        uv = shutil.which("uv")
        install = [uv, "pip", "install", "--python", str(python)] if uv else [str(python), "-m", "pip", "install"]
        subprocess.run([*install, "--quiet", *wanted], check=True)
    return python


if __name__ == "__main__":
    main()
