"""The parser on a text of our own with everything that makes directives hard to read."""

import re
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from countersign.rules.text import Clause, account_for, parse

TEXT = (Path(__file__).parent / "data" / "lamps.txt").read_text(encoding="utf-8")
LAMPS = parse(TEXT)
WORD = re.compile(r"[^\W_]+")


def test_the_header_is_read_with_its_dates_and_both_columns():
    found = LAMPS.to_json()
    assert found["number"] == "07.11.230"
    assert found["title"] == "Care of the Evening Lamps"
    assert found["effective"] == "2031-03-14"
    assert found["supersedes"] == "2028-11-02"
    assert found["header"] == {
        "agency": "Marrow Coast Department of Lighthouses",
        "document": "Standing Directive",
        "authorized_by": "[Signed Copy in the Harbor Vault] Ottoline Frey Harbor Master",
        "superseded_number": "07.11.230",
        "referenced_policies": "",
        "referenced_forms": "",
    }


def test_one_line_of_authority_is_two_citations():
    assert LAMPS.authority == ("412 MRC 6/2-1-9", "615 MRC 31/4")


def test_abbreviated_standards_are_written_out():
    assert LAMPS.standards == (
        "3-LHT-2B-14", "3-LHT-2C-03", "3-LHT-2C-08", "3-LHT-2D-21", "3-LHT-2D-22", "3-LHT-2D-30", "3-LHT-4A-01",
    )  # fmt: skip


def test_every_numbered_item_has_its_path():
    ids = [clause.id for clause in LAMPS.walk()]
    assert ids == [
        "I", "II", "II.A", "II.B", "II.C", "II.D", "II.E", "II.F", "II.F.1", "II.F.2", "II.G",
        "II.G.1", "II.G.1.a", "II.G.1.b", "II.G.1.c", "II.G.2", "II.G.2.a", "II.G.2.b",
        "II.G.3", "II.G.3.a", "II.G.3.b", "II.G.3.c", "II.G.3.d",
        "II.G.4", "II.G.4.a", "II.G.4.b", "II.G.4.b.1", "II.G.4.b.2", "II.G.4.b.3", "II.G.4.b.4",
        "II.G.4.c", "II.G.4.d",
        "II.G.5", "II.G.5.a", "II.G.5.b", "II.G.5.c", "II.G.5.d", "II.G.6",
    ]  # fmt: skip


def test_a_label_line_without_a_full_stop_is_a_heading_only_if_something_stands_under_it():
    assert (LAMPS.clause("II.G.1").heading, LAMPS.clause("II.G.1").text) == ("Lighting the lamp", None)
    assert LAMPS.clause("II.C").heading == "Inspection"
    assert LAMPS.clause("II.C").text == "An inspector climbs each tower once in every year."
    assert (LAMPS.clause("II.G.4.a").heading, LAMPS.clause("II.G.4.a").text) == (None, "Keep the spare keys;")


def test_a_label_line_with_a_full_stop_stays_text_although_it_has_children():
    clause = LAMPS.clause("II.G.4.b")
    assert clause.heading is None
    assert clause.text == "Refuse oil that fails the test. Oil fails, among other signs, if it:"
    assert len(clause.children) == 4


def test_definitions_stand_only_among_the_definitions():
    assert [definition.term for definition in LAMPS.definitions] == ["Keeper/Relief", "Lamp (noun)", "Lamp (verb)"]
    assert LAMPS.definitions[2].text.endswith("cloth, powder and patience are supplied.")
    assert LAMPS.clause("II.E") == Clause("II.E", "E", "Definitions", None, ())


def test_a_list_goes_on_after_a_page_header_and_nothing_of_the_header_is_left_in_it():
    assert [child.label for child in LAMPS.clause("II.G.3").children] == ["a", "b", "c", "d"]
    said = " ".join(clause.words for clause in LAMPS.walk())
    assert "Standing Directive" not in said
    assert "07.11.230" not in said
    assert len(LAMPS.source.page_lines) == 6


def test_nothing_in_it_is_doubtful():
    assert LAMPS.doubts == ()


def test_no_word_is_lost_or_doubled():
    assert account_for(TEXT, LAMPS).holds


def test_the_words_of_the_body_are_those_of_the_file_counted_without_the_parser():
    body = TEXT[TEXT.index("I. POLICY") :]
    lines = [line for line in body.splitlines() if "\tPage " not in line and not line.startswith("Number:")]
    found = LAMPS.to_json()

    def said(clauses):
        for clause in clauses:
            yield from (clause["label"] or "", clause["heading"] or "", clause["text"] or "")
            yield from said(clause["children"])

    terms = [part for definition in found["definitions"] for part in (definition["term"], definition["text"])]
    words = [word for part in [*said(found["clauses"]), *terms] for word in WORD.findall(part)]
    assert Counter(words) == Counter(WORD.findall("\n".join(lines)))


def test_the_check_sees_a_lost_word_a_doubled_word_and_a_line_wrongly_taken_for_a_page_header():
    first, *rest = LAMPS.clauses
    shortened = replace(LAMPS, clauses=(replace(first, text=first.text.replace("lamp", "")), *rest))
    assert account_for(TEXT, shortened).lost == {"lamp": 1}
    lengthened = replace(LAMPS, clauses=(replace(first, text=f"{first.text} Twice"), *rest))
    assert account_for(TEXT, lengthened).doubled == {"Twice": 1}
    line = LAMPS.clause("II.G.2.b").line
    source = replace(LAMPS.source, page_lines=(*LAMPS.source.page_lines, line))
    without = replace(LAMPS, source=source, clauses=_without(LAMPS.clauses, "II.G.2.b"))
    assert account_for(TEXT, without).lost == {"Nesting": 1, "birds": 1}


@pytest.mark.parametrize(
    "change",
    [
        {"number": None},
        {"title": "Lamps"},
        {"effective": None},
        {"supersedes": None},
        {"authority": ()},
        {"header": {}},
    ],
)
def test_the_check_sees_a_header_field_that_was_not_understood_whole(change):
    assert not account_for(TEXT, replace(LAMPS, **change)).holds


def test_the_check_sees_a_standard_left_out():
    assert not account_for(TEXT, replace(LAMPS, standards=LAMPS.standards[:-1])).holds


def test_a_clause_is_found_by_its_id_and_an_unknown_one_is_an_error():
    assert LAMPS.clause("II.G.6").line == TEXT[: TEXT.index("- 6. Whoever")].count("\n") + 1
    with pytest.raises(KeyError):
        LAMPS.clause("II.Z")


def test_a_hundred_pages_take_less_than_two_seconds():
    header, body = TEXT.split("I. POLICY")
    long_text = header + ("I. POLICY" + body + "\n") * 25
    begin = time.perf_counter()
    found = parse(long_text)
    assert time.perf_counter() - begin < 2
    assert len(list(found.walk())) == 25 * 38
    assert account_for(long_text, found).holds


def _without(clauses, clause_id):
    return tuple(
        replace(clause, children=_without(clause.children, clause_id)) for clause in clauses if clause.id != clause_id
    )
