"""The parser on the agency's own directive, whose text is not part of this repository."""

import os
from datetime import date
from pathlib import Path

import pytest

from countersign.rules.text import account_for, parse

BESIDE = Path(__file__).parents[3] / "shared" / "directive" / "01.02.400.txt"
FILE = Path(os.environ.get("COUNTERSIGN_DIRECTIVE") or BESIDE)
pytestmark = pytest.mark.skipif(
    not FILE.exists() and not os.environ.get("CI"),
    reason="the official text is not here (name it with COUNTERSIGN_DIRECTIVE)",
)


@pytest.fixture(scope="module")
def text():
    assert FILE.exists(), "the official text must be there when the tests run for all to see"
    return FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def directive(text):
    return parse(text)


def test_its_header_is_understood(directive):
    assert directive.number == "01.02.400"
    assert directive.title == "Department Use of Social Media"
    assert directive.effective == date(2022, 9, 1)
    assert directive.supersedes == date(2020, 7, 1)
    assert directive.authority == ("730 ILCS 5/3-2-2", "820 ILCS 55/10")
    assert len(directive.standards) == len(set(directive.standards)) == 9
    assert directive.standards[3:7] == ("5-ACI-1D-10", "5-ACI-1D-12", "5-ACI-1D-13", "5-ACI-1D-17")
    assert directive.header["referenced_policies"] == directive.header["referenced_forms"] == ""
    assert "Rob Jeffreys" in directive.header["authorized_by"]


def test_it_has_fifty_numbered_items_each_in_its_place(directive):
    lists = {
        "II": "ABCDEFG", "II.F": "123", "II.G": "123456", "II.G.1": "abcde", "II.G.2": "abcde", "II.G.3": "abcde",
        "II.G.4": "abcde", "II.G.5": "abcdefg", "II.G.4.b": "12345",
    }  # fmt: skip
    expected = {"I", "II"} | {f"{parent}.{label}" for parent, labels in lists.items() for label in labels}
    ids = [clause.id for clause in directive.walk()]
    assert len(ids) == 50
    assert set(ids) == expected
    assert all(clause.label is not None for clause in directive.walk())


def test_its_definitions_stand_only_among_the_definitions(directive):
    terms = [definition.term for definition in directive.definitions]
    assert terms == ["Employee/Staff", "Post (noun)", "Post (verb)", "Social Media Platform"]
    clause = directive.clause("II.E")
    assert (clause.heading, clause.text, clause.children) == ("Definitions", None, ())


def test_nothing_in_it_is_doubtful_and_no_word_is_lost_or_doubled(text, directive):
    assert directive.doubts == ()
    assert account_for(text, directive).holds


def test_its_page_headers_are_gone(directive):
    assert len(directive.source.page_lines) == 6
    assert "Page" not in " ".join(clause.words for clause in directive.walk())
