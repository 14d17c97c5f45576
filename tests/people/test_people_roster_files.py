"""Roster files as other programs write them: read without being believed, written without being dangerous."""

import csv
import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.people.given import tidy
from countersign.people.models import Person
from countersign.people.roster.reading import COLUMNS, FORMULA, Line, read
from countersign.people.roster.writing import write

HEADER = "employee_no,name,employment_type,unit,work_mail\n"
LEE = Line("2001", "Lee Novak", "full_time", "HILL", "lee.novak@doc.example.gov")
LEE_CSV = "2001,Lee Novak,full_time,HILL,lee.novak@doc.example.gov\n"
LONG = os.environ.get("COUNTERSIGN_LONG") == "1"


def lines(text: str | bytes) -> list[Line]:
    found = read(text if isinstance(text, bytes) else text.encode())
    assert found.faults == []
    return [line for _, line in found.lines]


def faults(text: str | bytes) -> list[tuple[int, str]]:
    return [(f.line, f.why) for f in read(text if isinstance(text, bytes) else text.encode()).faults]


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + LEE_CSV).encode(),
        ("\ufeff" + HEADER + LEE_CSV).encode(),
        (HEADER + LEE_CSV).encode("utf-16"),
        (HEADER + LEE_CSV).replace(",", ";").encode(),
        (HEADER + LEE_CSV).replace(",", "\t").encode(),
        (HEADER + LEE_CSV).replace("\n", "\r\n").encode(),
        (HEADER + LEE_CSV).rstrip().encode(),
        (HEADER + "\n \n,,,,\n" + LEE_CSV).encode(),
        (
            "Unit,Employee No,NAME,employment-type,Work_Mail\n" + "HILL,2001, Lee  Novak ,full_time," + LEE.work_mail
        ).encode(),
        (HEADER + '"2001","Lee Novak","full_time","HILL","lee.novak@doc.example.gov"\n').encode(),
    ],
    ids=[
        "plain",
        "BOM",
        "UTF-16",
        "semicolons",
        "tabs",
        "CRLF",
        "no last newline",
        "empty lines",
        "other order",
        "quoted",
    ],
)
def test_a_file_is_read_however_it_was_saved(data):
    assert lines(data) == [LEE]


def test_letters_beyond_english_survive_in_both_common_encodings():
    text = HEADER + "7,José Núñez,full_time,HILL,\n"
    assert lines(text.encode())[0].name == "José Núñez"
    assert lines(text.encode("cp1252"))[0].name == "José Núñez"


def test_the_work_address_may_be_left_out():
    assert lines("employee_no,name,employment_type,unit\n2001,Lee Novak,full_time,HILL\n")[0].work_mail == ""


def test_other_columns_are_left_out_and_named():
    found = read((HEADER.strip() + ",Facebook name,password\n" + LEE_CSV.strip() + ",lee.n,hunter2\n").encode())
    assert found.left_out == ("Facebook name", "password")
    assert [line for _, line in found.lines] == [LEE]
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",Lee Novak,full_time,HILL,", "employee number"),
        ("20 01,Lee Novak,full_time,HILL,", "employee number"),
        ("2001,,full_time,HILL,", "a name is needed"),
        ("2001,Lee\u202eNovak,full_time,HILL,", "cannot be seen"),
        ("2001,Lee Novak,volunteer,HILL,", "one of full_time"),
        ("2001,Lee Novak,full_time,,", "a unit is needed"),
        ("2001,Lee Novak,full_time,HILL,not an address", "not an e-mail address"),
        ("2001,Lee Novak,full_time,HILL", "4 fields where the first line has 5"),
        ("2001,Lee Novak,full_time,HILL,,extra", "6 fields where the first line has 5"),
        ('2001,"Lee Novak,full_time,HILL,', "quotation mark"),
    ],
)
def test_a_faulty_line_is_told_by_its_number_and_why(line, why):
    found = read((HEADER + "1,Ana Reyes,full_time,DOC,\n" + line + "\n").encode())
    (fault,) = found.faults
    assert why in fault.why
    assert fault.line >= 3
    assert [n for n, _ in found.lines] == [2]


def test_a_number_that_stands_twice_is_a_fault_that_names_the_first_line():
    assert faults(HEADER + LEE_CSV + LEE_CSV) == [(3, "the employee number stands in line 2 already")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"\x00\x01\x02",
        b"name,unit\nLee,HILL\n",
        (HEADER.strip() + ",name\n").encode(),
        b"PK\x03\x04\x00",
    ],
    ids=["empty", "blank", "bytes", "columns missing", "a column twice", "a spreadsheet"],
)
def test_a_file_that_is_no_roster_is_a_fault_and_no_line(data):
    found = read(data)
    assert found.faults
    assert found.lines == []


@settings(max_examples=1000 if LONG else 100, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda t: (HEADER + t).encode("utf-8", "replace"))))
def test_whatever_the_bytes_reading_ends_with_lines_and_faults(data):
    found = read(data)
    assert all(set(COLUMNS) == set(vars(line)) for _, line in found.lines)
    assert len({line.employee_no for _, line in found.lines}) == len(found.lines)


names = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40).map(tidy).filter(bool)
written = st.builds(
    Line,
    employee_no=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", fullmatch=True),
    name=st.one_of(names, names.map(lambda n: tidy("=" + n)), names.map(lambda n: tidy("'" + n))),
    employment_type=st.sampled_from(Person.Employment.values),
    unit=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", fullmatch=True),
    work_mail=st.just(""),
)


@settings(max_examples=1000 if LONG else 100, deadline=None)
@given(st.lists(written, max_size=8, unique_by=lambda line: line.employee_no))
def test_what_is_written_is_read_back_the_same_and_runs_in_no_spreadsheet(roster):
    data = write(roster)
    assert lines(data) == roster
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULA)]


def test_a_name_that_is_a_formula_is_shown_and_not_run():
    evil = Line("7", '=HYPERLINK("http://x.example","Lee")', "full_time", "HILL", "")
    assert b"'=HYPERLINK" in write([evil])
