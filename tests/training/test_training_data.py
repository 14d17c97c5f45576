"""The examples we wrote for the screening model are whole: fields, labels of the contract, pairs, no text twice."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from countersign.screening import USED, Category, Kind

DATA = Path(__file__).resolve().parents[2] / "training" / "data"
SLICES = sorted(DATA.glob("*.jsonl"))
FIELDS = {"id", "kind", "text", "categories", "severity", "note", "lang"}
ROWS = [json.loads(line) for file in SLICES for line in file.read_text("utf-8").splitlines()]


def test_there_are_enough_of_both_kinds_and_both_languages():
    assert len(ROWS) >= 3000
    assert min(Counter(row["kind"] for row in ROWS)[kind] for kind in Kind) > 1000
    assert sum(row["lang"] == "es" for row in ROWS) >= len(ROWS) / 10


def test_every_example_has_its_fields_and_labels_of_the_contract():
    for row in ROWS:
        assert set(row) - {"pair"} == FIELDS, row["id"]
        assert row["text"] == row["text"].strip() and row["text"], row["id"]
        assert {Category(c) for c in row["categories"]} <= set(USED[Kind(row["kind"])]), row["id"]
        assert (row["severity"] == "clear") == (not row["categories"]), row["id"]
        assert row["severity"] in ("clear", "review", "block")
        assert row["lang"] in ("en", "es")


def test_no_example_stands_there_twice():
    assert max(Counter(row["id"] for row in ROWS).values()) == 1
    assert max(Counter((row["kind"], " ".join(row["text"].lower().split())) for row in ROWS).values()) == 1


def test_both_members_of_a_pair_are_there_and_differ():
    pairs = defaultdict(list)
    for row in ROWS:
        if "pair" in row:
            pairs[row["pair"]].append(row)
    for name, members in pairs.items():
        assert len(members) == 2, name
        assert members[0]["kind"] == members[1]["kind"], name
        assert set(members[0]["categories"]) != set(members[1]["categories"]), name


@pytest.mark.parametrize("file", SLICES, ids=lambda f: f.stem)
def test_each_slice_says_how_far_a_second_reading_agreed(file):
    told = json.loads(file.with_suffix(".agreement.json").read_text("utf-8"))

    assert told["n"] >= 0.1 * sum(1 for _ in file.open(encoding="utf-8"))
    assert 0 <= told["exact_category_set"] <= 1
