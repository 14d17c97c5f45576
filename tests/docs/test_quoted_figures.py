"""A figure that is quoted was measured, says where, and the code it measured is still the same.

A document quotes a figure as a link to its result: `[84 acts/s](../bench/results/acts.json#sqlite_acts_per_s)`.
"""

import importlib.util
import json
import re
from functools import reduce
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("bench_results", ROOT / "bench" / "results.py")
bench = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bench)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RESULTS = sorted((ROOT / "bench" / "results").glob("*.json"))
QUOTED = re.compile(r"\[(?P<text>[^\]]+)\]\([^)#]*bench/results/(?P<name>[\w-]+)\.json(?:#(?P<key>[\w.]+))?\)")
MEASURED = re.compile(r"\b\d[\d,.]*\s?(?:ms|µs|MB/s|acts/s|items/s|/s)\b")
KNOWN = {"command", "seed", "counts", "figures", "seconds", "date", "machine", "rooms", "sha256"}


def named(figures: dict, key: str) -> float | None:
    """A figure by its path: `sqlite_acts_per_s`, or `x.read_per_s` where figures stand in groups."""
    return reduce(lambda found, part: (found or {}).get(part), key.split("."), figures)


def faults(text: str, results: dict[str, dict]) -> list[str]:
    """What is wrong with the figures that a text quotes."""
    found = []
    for quote in QUOTED.finditer(text):
        result = results.get(quote["name"])
        if result is None:
            found.append(f"{quote['text']}: there is no result {quote['name']}")
            continue
        if not quote["key"]:
            found.append(f"{quote['text']}: says no figure of {quote['name']}")
        elif (figure := named(result["figures"], quote["key"])) is None:
            found.append(f"{quote['text']}: {quote['name']} has no {quote['key']}")
        elif f"{figure:,}" not in quote["text"]:
            found.append(f"{quote['text']}: {quote['name']} says {figure:,}")
        if bench.digest(result["rooms"]) != result["sha256"]:
            found.append(f"{quote['text']}: {quote['name']} measured code that has changed; run {result['command']}")
    bare = QUOTED.sub("", text)
    found += [f"{figure[0]}: a figure without its result" for figure in MEASURED.finditer(bare)]
    return found


def quoted_alone(promise: re.Match[str]) -> str:
    return " ".join(quote[0] for quote in QUOTED.finditer(promise[0]))


@pytest.fixture(scope="module")
def results() -> dict[str, dict]:
    return {file.stem: json.loads(file.read_text("utf-8")) for file in RESULTS}


def test_every_quoted_figure_is_measured_and_fresh(results):
    wrong = []
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        if document.name == "promises.md":
            # What is promised, in the first column, was not measured, unless it is quoted.
            text = re.sub(r"^\| [^|]+ \|", quoted_alone, text, flags=re.MULTILINE)
        wrong += [f"{document.relative_to(ROOT)}: {fault}" for fault in faults(text, results)]
    assert wrong == [], "\n".join(wrong)


def test_every_result_says_how_it_was_made(results):
    assert results
    assert {name: KNOWN - set(result) for name, result in results.items() if KNOWN - set(result)} == {}


def test_a_missing_wrong_or_stale_figure_is_noticed(results):
    name, result = "acts", results["acts"]
    key = "sqlite_acts_per_s"
    here = f"(bench/results/{name}.json#{key})"
    fresh = {name: {**result, "sha256": bench.digest(result["rooms"])}}
    assert faults(f"[{result['figures'][key]:,}]{here}", fresh) == []
    assert "changed" in faults(f"[{result['figures'][key]:,}]{here}", {name: {**result, "sha256": "0"}})[0]
    assert "says" in faults(f"[about a million]{here}", fresh)[0]
    assert "no result" in faults(f"[1]{here}", {})[0]
    assert "without" in faults("It takes 12 ms.", fresh)[0]
