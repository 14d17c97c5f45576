"""`countersign pack …` and `countersign directive parse`, as the command line mounts them."""

import io
import json
from argparse import ArgumentParser
from pathlib import Path

import pytest

from countersign.rules.command import add_parsers, run

PACKS = Path(__file__).parent / "data"

TEXT = """Number: 7.1
Title: The reading room
Effective: 1/1/2026

I. POLICY

The room speaks kindly.

II. SPEAKING

A. Two librarians sign.

B. Nothing loud.
"""


@pytest.fixture
def countersign():
    def call(*words, **house):
        parser = ArgumentParser()
        add_parsers(parser.add_subparsers(required=True))
        out, err = io.StringIO(), io.StringIO()
        status = run(parser.parse_args([str(w) for w in words]), out, err, packs_folder=PACKS, **house)
        return status, out.getvalue(), err.getvalue()

    return call


def replaced(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_check_says_that_a_pack_is_sound(countersign):
    assert countersign("pack", "check", "small") == (
        0, "small@3: 6 clauses, 4 requirements with 8 examples, 1 duties. No faults.\n", "",
    )  # fmt: skip


def test_check_lists_faults_and_counts_them(countersign, copy_of_small):
    replaced(copy_of_small, "duties.toml", 'owner = "keeper"', 'owner = "kepper"')
    status, out, _ = countersign("pack", "check", copy_of_small)
    assert (status, out) == (1, "duties.toml:5: There is no office 'kepper'. Did you mean 'keeper'?\n1 fault.\n")


def test_check_asks_the_examples_too(countersign, copy_of_small):
    replaced(copy_of_small, "requirements/complaints.toml", "characters = 10", "characters = 3")
    status, out, _ = countersign("pack", "check", copy_of_small)
    assert status == 1
    assert "requirements/complaints.toml:13: The example 'a word is not a reason' of 'says_why' is allowed" in out


def test_coverage_is_one_json_object(countersign):
    status, out, err = countersign("pack", "coverage", "--json", house_acts={"publish_post"}, house_duties=set())
    found = json.loads(out)
    assert (status, err, found["pack"], found["version"]) == (0, "", "small", "3")
    assert [row["id"] for row in found["clauses"] if row["pending"]] == ["II.C", "III"]


def test_coverage_for_people_is_a_table(countersign):
    status, out, _ = countersign("pack", "coverage", "small", house_acts={"publish_post"}, house_duties=set())
    assert status == 0
    assert out.splitlines() == [
        "I     people   for people: Kindness is for people to judge.",
        "II    gated    in_hours; not_loud; two_signatures; duty look_over",
        "II.A  gated    not_loud; two_signatures",
        "II.B  gated    in_hours; not_loud",
        "II.C  owed    (pending)  duty look_over",
        "III   gated   (pending)  says_why",
        "small@3: 6 clauses: 4 gated, 1 owed, 1 people, 0 of no sort, 2 pending",
    ]


def test_coverage_fails_and_still_shows_all_when_a_clause_is_of_no_sort(countersign, copy_of_small):
    replaced(copy_of_small, "duties.toml", 'clause = "II.C"', 'clause = "II.B"')
    status, out, err = countersign("pack", "coverage", copy_of_small, "--json")
    assert status == 1
    assert [row["id"] for row in json.loads(out)["clauses"] if row["sort"] is None] == ["II", "II.C"]
    assert "clauses.toml:23: The clause 'II.C' is of no sort." in err


def test_diff_lists_what_changed(countersign, copy_of_small):
    replaced(copy_of_small, "pack.toml", "review_days = 90", "review_days = 30")
    replaced(copy_of_small, "page.toml", 'id = "contact"', 'id = "address"')
    assert countersign("pack", "diff", "small", copy_of_small) == (
        0,
        "small@3 → small@3: 4 changes\n"
        "~ duty look_over: cycle_days\n"
        "~ parameter review_days: 90 → 30\n"
        "- page element contact\n"
        "+ page element address\n",
        "",
    )


def test_diff_needs_two_packs_without_faults(countersign, copy_of_small):
    (copy_of_small / "terms.toml").unlink()
    status, out, err = countersign("pack", "diff", "small", copy_of_small)
    assert (status, out) == (1, "")
    assert err.startswith("terms.toml:1: This file is missing.")


def test_a_pack_that_is_nowhere_is_said_so(countersign):
    status, out, err = countersign("pack", "check", "large")
    assert (status, out) == (2, "")
    assert err == "large is neither a folder nor a shipped pack. Shipped are: small.\n"


def test_a_text_is_parsed_into_json(countersign, tmp_path):
    file = tmp_path / "rules.txt"
    file.write_text(TEXT, encoding="utf-8")
    status, out, _ = countersign("directive", "parse", file, "--json")
    parsed = json.loads(out)
    assert (status, parsed["number"], parsed["effective"], parsed["supersedes"]) == (0, "7.1", "2026-01-01", None)
    assert [[c["label"] for c in clause["children"]] for clause in parsed["clauses"]][1] == ["A", "B"]


def test_a_text_is_shown_as_an_indented_tree_with_its_doubts(countersign, tmp_path):
    file = tmp_path / "rules.txt"
    file.write_text(TEXT.replace("B. Nothing", "D. Nothing"), encoding="utf-8")
    status, out, _ = countersign("directive", "parse", file)
    lines = out.splitlines()
    assert status == 0
    assert lines[:2] == ["7.1  The reading room", "effective 2026-01-01, supersedes not stated"]
    assert "  A. Two librarians sign." in lines
    assert [line for line in lines if line.startswith("? line 13: ")]
    assert lines[-1].endswith(f"{sum(line.startswith('? ') for line in lines)} doubts")


def test_a_file_that_cannot_be_read_is_said_so(countersign, tmp_path):
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    for name, said in (("nowhere.txt", "cannot be read"), ("latin.txt", "is not UTF-8 text (byte 3)")):
        status, out, err = countersign("directive", "parse", tmp_path / name)
        assert (status, out) == (2, "")
        assert said in err
