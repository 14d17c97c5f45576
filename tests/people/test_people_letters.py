"""The letter that gives leave to post: everything is in it, for people and for machines."""

import json
import re
import zlib
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest

import cast as stage
from countersign.evidence import store
from countersign.gate import clock, packs
from countersign.people import capacities, letters

PACK = packs.shipped(stage.PACK)
LETTER = letters.Letter(
    agency="Department of Corrections",
    number="A-2026-4",
    date=datetime(2026, 3, 2, 15, tzinfo=UTC),
    person='Lee #Novak *bold* \\ "quoted" $x$ José',
    employee_no="2001",
    unit="Hill Correctional Center",
    accounts=(("hill_fb", "Facebook: Hill Correctional Center"), ("doc_x", "X: @doc")),
    starts=datetime(2026, 3, 2, 6, tzinfo=UTC),
    ends=datetime(2026, 6, 2, 5, tzinfo=UTC),
    giver="Mia Torres",
    capacity="for the Public Information Officer under delegation 7",
    instrument="D-2026-11",
    conditions="No live video.\nOffice hours only.",
)


def streams(pdf: bytes) -> list[bytes]:
    """Every stream of the file, inflated where it is deflated."""
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(raw))
        except zlib.error:
            found.append(raw)
    return found


def attached(pdf: bytes) -> dict:
    for stream in streams(pdf):
        try:
            content = json.loads(stream)
        except ValueError:
            continue
        if isinstance(content, dict):
            return content
    raise AssertionError("nothing is attached")


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return letters.authorization(LETTER, PACK)


def test_the_letter_is_a_pdf_that_says_it_is_of_archive_form(pdf):
    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"/Lang(en)" in pdf
    assert b"/Marked true" in pdf


def test_its_facts_are_attached_for_machines(pdf):
    said = attached(pdf)
    assert said["person"] == LETTER.person
    assert said["starts"] == "2026-03-02T06:00:00Z"
    assert [tuple(a) for a in said["accounts"]] == list(LETTER.accounts)
    assert set(said) == set(asdict(LETTER))


def test_the_same_letter_is_the_same_file_and_another_is_not(pdf):
    assert letters.authorization(LETTER, PACK) == pdf
    assert letters.authorization(replace(LETTER, ends=LETTER.ends.replace(day=3)), PACK) != pdf


def test_what_the_directive_asks_of_posters_comes_from_the_pack():
    said = letters.data(LETTER, PACK)["clauses"]
    assert [c["id"] for c in said] == [f"II.G.5.{letter}" for letter in "abcdefg"]
    assert said[1]["words"] == PACK.clause["II.G.5.b"].words.en


def test_periods_are_told_in_the_agencys_time():
    data = letters.data(LETTER, PACK)
    assert (data["starts"], data["ends"]) == ("2026-03-02 00:00 CST", "2026-06-02 00:00 CDT")


def test_the_letter_speaks_both_languages_and_no_word_is_missing_in_one():
    assert set(letters.WORDS["en"]) == set(letters.WORDS["es"])
    spanish = letters.data(replace(LETTER, language="es"), PACK)
    assert spanish["clauses"][1]["words"] == PACK.clause["II.G.5.b"].words.es
    assert b"/Lang(es)" in letters.authorization(replace(LETTER, language="es"), PACK)


def test_an_unknown_language_is_english():
    assert letters.data(replace(LETTER, language="fr"), PACK)["language"] == "en"


@pytest.mark.storage
def test_a_letter_by_a_designee_says_for_whom_and_under_what(cast):
    stage.delegate(stage.acting(cast.ana, "pio"), cast.mia, "authorization.sign")
    now = clock.now()
    (mia, _) = capacities.of(cast.mia, now)
    letter = letters.draft(mia, cast.lee, [("hill_fb", "Hill")], now, now, number="A-9", at=now)
    assert (letter.giver, letter.person, letter.unit) == ("Mia Torres", "Lee Novak", "Hill Correctional Center")
    assert letter.capacity == "for the Public Information Officer"
    assert letters.draft(mia, cast.lee, [], now, now, number="A-9", at=now, language="es").capacity.startswith(
        "en nombre"
    )
    assert letter.instrument == "D-2026-11"
    assert attached(store.get(letters.keep(letter, PACK)))["giver"] == "Mia Torres"
