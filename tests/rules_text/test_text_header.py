"""Header fields, dates, citations, standards, and page headers that repeat."""

from datetime import date

import pytest

from countersign.rules.text import account_for, parse


def read(text):
    directive = parse(text)
    assert account_for(text, directive).holds
    return directive


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9/1/2022", date(2022, 9, 1)),
        ("09-01-2022", date(2022, 9, 1)),
        ("2022-09-01", date(2022, 9, 1)),
        ("September 1, 2022", date(2022, 9, 1)),
        ("Sept. 1st, 2022", date(2022, 9, 1)),
        ("1 September 2022", date(2022, 9, 1)),
        ("2022年9月1日", date(2022, 9, 1)),
    ],
)
def test_dates_are_read_in_the_forms_that_directives_use(written, meant):
    directive = read(f"Number: 1\nEffective: {written}\n\nI. Text.\n")
    assert directive.effective == meant
    assert directive.doubts == ()


@pytest.mark.parametrize("written", ["13/1/2022", "9/1/22", "next spring"])
def test_a_date_that_cannot_be_read_is_absent_kept_as_written_and_a_doubt(written):
    directive = read(f"Number: 1\nEffective: {written}\n\nI. Text.\n")
    assert directive.effective is None
    assert directive.header == {"effective": written}
    assert [doubt.line for doubt in directive.doubts] == [2]


def test_absent_fields_are_null_and_empty_ones_are_empty():
    found = read("Number: 1\nReferenced Forms:\n\nI. Text.\n").to_json()
    assert found["title"] is found["effective"] is found["supersedes"] is None
    assert found["authority"] == found["standards"] == []
    assert found["header"] == {"referenced_forms": ""}


def test_what_stands_beside_a_date_is_kept():
    directive = read("Effective: 4/1/2031 (amended twice)\nSupersedes: 9.9 dated 1/2/2030\n\nI. Text.\n")
    assert directive.effective == date(2031, 4, 1)
    assert directive.supersedes == date(2030, 1, 2)
    assert directive.header == {"effective_note": "(amended twice)", "superseded_number": "9.9"}
    assert [doubt.why for doubt in directive.doubts] == ["more than a date stands here"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("730 ILCS 5/3-2-2 820 ILCS 55/10", ("730 ILCS 5/3-2-2", "820 ILCS 55/10")),
        ("28 CFR 115.61; 20 Ill. Adm. Code 504", ("28 CFR 115.61", "20 Ill. Adm. Code 504")),
        ("42 U.S.C. § 1983, 5 ILCS 140/3", ("42 U.S.C. § 1983", "5 ILCS 140/3")),
        ("The Harbor Charter", ("The Harbor Charter",)),
    ],
)
def test_citations_are_told_apart(written, meant):
    assert read(f"Authority: {written}\n\nI. Text.\n").authority == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1-AB-2C-03, 07", ("1-AB-2C-03", "1-AB-2C-07")),
        ("1-AB-2C-03, 07 and 09, 1-AB-3A-01", ("1-AB-2C-03", "1-AB-2C-07", "1-AB-2C-09", "1-AB-3A-01")),
        ("1-AB-2C-03 1-AB-2C-04", ("1-AB-2C-03", "1-AB-2C-04")),
        ("4-4084, 4-4085", ("4-4084", "4-4085")),
        ("", ()),
    ],
)
def test_standards_are_written_out(written, meant):
    directive = read(f"Related ACA Standards: {written}\n\nI. Text.\n")
    assert directive.standards == meant
    assert directive.doubts == ()


def test_standards_that_are_not_understood_stay_as_they_are_and_are_a_doubt():
    directive = read("Related ACA Standards: 1-AB-2C-03, the long ones\n\nI. Text.\n")
    assert directive.standards == ("1-AB-2C-03", "the long ones")
    assert [doubt.why for doubt in directive.doubts] == ["not understood as standards: the long ones"]


def test_fields_in_one_line_are_told_apart_without_tabs():
    directive = read("Number: 7.1 Title: Ice Effective: 1/2/2031\nAuthorized by: Ada Frost\n\nI. Text.\n")
    assert (directive.number, directive.title, directive.effective) == ("7.1", "Ice", date(2031, 1, 2))
    assert directive.header == {"authorized_by": "Ada Frost"}


def test_a_value_that_goes_on_in_the_next_line_is_one_value():
    directive = read("Number: 7.1\nReferenced Policies: Ice,\nSnow and Sleet\n\nI. Text.\n")
    assert directive.header == {"referenced_policies": "Ice, Snow and Sleet"}


def test_a_line_that_may_go_on_with_either_column_is_a_doubt():
    directive = read("Number: 7.1\nReferenced Policies: Ice\tReferenced Forms: A,\nB and C\n\nI. Text.\n")
    assert directive.header == {"referenced_policies": "Ice", "referenced_forms": "A, B and C"}
    assert [doubt.line for doubt in directive.doubts] == [3]


def test_a_stray_line_in_the_header_stays_before_the_clauses_and_is_a_doubt():
    directive = read("Number: 7.1\n\nWinter has come early. Read this.\n\nI. Text.\n")
    assert [clause.id for clause in directive.clauses] == ["~1", "I"]
    assert [doubt.line for doubt in directive.doubts] == [3]


HEAD = "Snow Office\n\nDirective\n\nNumber: 7.1\tTitle: Ice\tEffective: 1/2/2031\n\nI. Roads\n\n1. Salt.\n2. Sand.\n"
NUMBER_LINE = "Number: 7.1\tTitle: Ice\tEffective: 1/2/2031\n"


@pytest.mark.parametrize(
    "between",
    [
        f"\n\tSnow Office Directive\tPage 2 of 3\n{NUMBER_LINE}\n",
        f"\n{NUMBER_LINE}Snow Office Directive, Page 12 of 90\n\n",
        f"Page 2 of 3\n{NUMBER_LINE}",
        f"\f{NUMBER_LINE}",
    ],
)
def test_page_headers_are_taken_out_whole_in_mid_list(between):
    directive = read(f"{HEAD}{between}3. Plow.\n")
    assert [clause.words for clause in directive.walk()] == ["Roads", "Salt.", "Sand.", "Plow."]
    assert directive.title == "Ice"


def test_bare_page_numbers_at_page_breaks_are_taken_out_with_the_title_beside_them():
    directive = read(f"{HEAD}- 1 -\n\fSnow Office\n3. Plow.\n- 2 -\n\fSnow Office\n4. Wait.\n- 3 -\n\f")
    assert [clause.words for clause in directive.walk()] == ["Roads", "Salt.", "Sand.", "Plow.", "Wait."]


def test_a_sentence_cut_by_a_page_header_is_one_sentence():
    directive = read(f"{HEAD}3. Plow the road to\n\n\tSnow Office Directive\tPage 2 of 3\n{NUMBER_LINE}\nthe mill.\n")
    assert directive.clause("I.3").text == "Plow the road to the mill."


def test_running_footers_are_taken_out_and_what_they_say_is_kept_once():
    directive = read("1. Ice.\nWinter rules 1/3\n2. Snow.\nWinter rules 2/3\n3. Sleet.\nWinter rules 3/3\n")
    assert [clause.text for clause in directive.clauses] == ["Ice.", "Snow.", "Sleet."]
    assert directive.header == {"running_header": "Winter rules 1/3"}


def test_a_page_header_in_words_of_its_own_is_known_by_the_repeated_fields_beside_it():
    directive = read(f"{HEAD}\n\tThe Winter Book\tPage 2 of 2\n{NUMBER_LINE}\n3. Plow.\n")
    assert [clause.words for clause in directive.walk()] == ["Roads", "Salt.", "Sand.", "Plow."]
    assert directive.header["running_header"] == "The Winter Book Page 2 of 2"
    assert directive.doubts == ()


def test_a_header_on_the_first_page_too_is_read_as_the_header():
    page = "Snow Office Directive\tPage {} of 2\n" + NUMBER_LINE
    directive = read(f"{page.format(1)}\nI. Roads.\n\n{page.format(2)}\nII. Paths.\n")
    assert (directive.number, directive.title) == ("7.1", "Ice")
    assert [clause.words for clause in directive.walk()] == ["Roads.", "Paths."]


def test_a_line_that_only_looks_like_a_page_header_stays_and_is_a_doubt():
    directive = read(f"{HEAD}\nAs drawn on Page 2 of 3\n\n3. Plow.\n")
    assert "As drawn on Page 2 of 3" in " ".join(clause.words for clause in directive.walk())
    assert any("looks like a page header" in doubt.why for doubt in directive.doubts)


def test_opening_hours_are_no_page_number():
    directive = read("1. Open 24/7\n2. Closed 24/7\n\nReach us 24/7\n")
    assert directive.source.page_lines == ()


def test_fractions_are_no_page_numbers():
    directive = read("1. Scale 4/3\n2. Next\n\nScale 4/3\n\nScale 5/3\n")
    assert directive.source.page_lines == ()


def test_a_sentence_that_happens_to_follow_every_page_header_stays():
    pages = [
        f"\n\tSnow Office Directive\tPage {n} of 5\n{NUMBER_LINE}\nWait for thaw.\n\n{n + 1}. Go on.\n"
        for n in (2, 3, 4)
    ]
    directive = read(HEAD + "".join(pages))
    said = " ".join(clause.words for clause in directive.walk())
    assert said.count("Wait for thaw.") == 3


def test_a_long_sentence_that_ends_in_a_page_number_is_a_sentence():
    sentence = "Plow in the order that the map of the county gives for roads, paths, yards and squares, " * 2
    directive = read(f"{HEAD}3. Plow.\n\n{sentence}as on Page 2 of 3\n\n4. Rest.\n")
    assert directive.clause("I.3").text.endswith("as on Page 2 of 3")
    assert directive.doubts == ()


def test_a_day_that_does_not_exist_is_passed_over():
    directive = read("Effective: 2/30/2031, rather 3/1/2031\n\nI. Text.\n")
    assert directive.effective == date(2031, 3, 1)
    assert directive.header == {"effective_note": "2/30/2031, rather"}
