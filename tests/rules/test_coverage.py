"""Which clause is gated, owed or for people."""

from dataclasses import replace

from countersign.rules.acts import ACTS
from countersign.rules.coverage import coverage, sort_of


def rows(pack, *house):
    return {row["id"]: row for row in coverage(pack, *house)["clauses"]}


def test_every_clause_has_its_sort_and_headings_that_of_their_parts(small):
    assert {id: row["sort"] for id, row in rows(small).items()} == {
        "I": "people", "II": "gated", "II.A": "gated", "II.B": "gated", "II.C": "owed", "III": "gated",
    }  # fmt: skip


def test_a_row_has_the_published_shape(small):
    row = rows(small, {"publish_post"}, set())["II.B"]
    assert row == {
        "id": "II.B",
        "sort": "gated",
        "requirements": ["in_hours", "not_loud"],
        "acts": ["publish_post", "submit_post"],
        "duties": [],
        "tests": [
            "example: in_hours: too early",
            "example: in_hours: no window at all",
            "example: not_loud: loud and not answered",
            "example: not_loud: loud, and a librarian said it may stand",
        ],
        "pending": False,
        "pending_acts": ["submit_post"],
        "pending_duties": [],
        "reason": None,
    }


def test_a_heading_joins_what_stands_under_it(small):
    row = rows(small)["II"]
    assert row["requirements"] == ["in_hours", "not_loud", "two_signatures"]
    assert row["duties"] == ["look_over"]
    assert row["tests"][0].startswith("tests/rules/")


def test_a_clause_is_pending_when_nothing_of_it_is_in_the_house_yet(small):
    pending = {id for id, row in rows(small, {"publish_post"}, set()).items() if row["pending"]}
    assert pending == {"II.C", "III"}
    assert not any(row["pending"] for row in rows(small, set(ACTS), {"look_over"}).values())
    assert not any(row["pending"] for row in rows(small).values())


def test_a_clause_for_people_says_why_in_the_language_asked_for(small):
    assert rows(small)["I"]["reason"] == "Kindness is for people to judge."
    spanish = coverage(small, lang="es")["clauses"][0]
    assert spanish["reason"] == "La amabilidad la juzgan las personas."


def test_the_totals_add_up(small):
    assert coverage(small, {"publish_post"}, set())["totals"] == {
        "clauses": 6, "gated": 4, "owed": 1, "people": 1, "unsorted": 0, "pending": 2, "with_reason": 1,
        "requirements": 4, "duties": 1, "examples": 8, "definitions": 1,
    }  # fmt: skip


def test_a_clause_without_sort_leaves_its_heading_without_sort_too(small):
    pack = replace(small, duties=())
    assert sort_of(pack, "II.C") is None
    assert sort_of(pack, "II") is None
    assert coverage(pack)["totals"]["unsorted"] == 2
