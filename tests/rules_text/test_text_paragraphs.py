"""Paragraphs: where a line without a label belongs, words broken across lines, headings and definitions."""

import pytest

from countersign.rules.text import account_for, parse


def read(text, **options):
    """A directive of which the law holds."""
    directive = parse(text, **options)
    assert account_for(text, directive).holds
    return directive


def ids(directive):
    return [clause.id for clause in directive.walk()]


def reasons(directive):
    return [(doubt.line, doubt.why) for doubt in directive.doubts]


def test_text_after_children_is_a_child_without_a_label():
    directive = read("1. Crew shall:\n - a. row;\n - b. steer.\n\nThis holds at night too.\n\n2. Pay is weekly.\n")
    assert ids(directive) == ["1", "1.a", "1.b", "1.~1", "2"]
    child = directive.clause("1.~1")
    assert (child.label, child.heading, child.text) == (None, None, "This holds at night too.")
    assert directive.doubts == ()


def test_text_that_may_belong_to_an_item_or_stand_after_its_list_is_a_doubt():
    directive = read("1. Crew shall:\na. row;\nb. steer.\n\nThis holds at night too.\n\n2. Pay is weekly.\n")
    assert ids(directive) == ["1", "1.a", "1.b", "1.~1", "2"]
    assert [doubt.line for doubt in directive.doubts] == [5]


def test_a_second_paragraph_before_the_next_item_of_the_list_belongs_to_the_item_above():
    directive = read("1. Crew shall row.\n\nIn fog they wait.\n\n2. Pay is weekly.\n")
    assert directive.clause("1").text == "Crew shall row.\n\nIn fog they wait."


WRAPPED = """\
Number: 3.4    Title: Long Ropes    Effective Date: 1 June 2030

I. Purpose
Ropes that are longer than the pier are coiled on the left side of the shed, as
5. of the old list had it.

II. Procedure
A. Whoever coils a rope makes sure that nobody stands in the loop, and commu-
   nicates it aloud to everyone in sight.
   1. Left turn first;
   2. right turn last.
B. Nobody communicates by whistle.
"""


def test_wrapped_lines_are_one_paragraph_and_a_heading_is_not_run_into_it():
    directive = read(WRAPPED)
    assert (directive.number, directive.title) == ("3.4", "Long Ropes")
    assert directive.effective.isoformat() == "2030-06-01"
    assert directive.clause("I").heading == "Purpose"
    assert directive.clause("I").text.endswith("left side of the shed, as 5. of the old list had it.")
    assert ids(directive) == ["I", "II", "II.A", "II.A.1", "II.A.2", "II.B"]


def test_a_number_that_a_wrapped_line_happens_to_begin_with_is_text_and_a_doubt():
    assert reasons(read(WRAPPED)) == [(5, "begins like an item numbered “5” but fits no list; kept as text")]


def test_a_word_broken_by_a_hyphen_is_mended_where_the_text_has_it_whole():
    assert "and communicates it aloud" in read(WRAPPED).clause("II.A").text


def test_a_hyphen_that_may_belong_to_the_word_stays_and_is_a_doubt():
    text = "1. The gate is opened for the well-\nknown only.\n2. Others ring.\n"
    directive = read(text)
    assert directive.clause("1").text == "The gate is opened for the well-known only."
    assert reasons(directive) == [(1, "its last word may be broken; left as it is")]


def test_a_word_broken_without_a_hyphen_is_mended_only_on_evidence():
    directive = read("1. Keep H\nidden things hidden.\n2. Hand the q\nuill over.\n")
    assert directive.clause("1").text == "Keep Hidden things hidden."
    assert directive.clause("2").text == "Hand the q uill over."
    assert [doubt.line for doubt in directive.doubts] == [1, 3]


def test_a_label_alone_on_its_line_takes_the_next_line():
    directive = read("1.\nLock the shed.\n2.\n\nHang up the key.\n")
    assert [clause.text for clause in directive.clauses] == ["Lock the shed.", "Hang up the key."]


def test_initials_are_no_full_stop():
    directive = read("A. U.S. Mail\n1. Sorted daily.\nB. Parcels. And more\n1. Weighed.\n")
    assert directive.clause("A").heading == "U.S. Mail"
    assert directive.clause("B").text == "Parcels. And more"


def test_a_question_is_no_full_stop():
    directive = read("A. Who may ring?\n1. The cook.\n")
    assert directive.clause("A").heading == "Who may ring?"


@pytest.mark.parametrize(
    "written", ["Knot – a loop.", "Knot - a loop.", "Knot—a loop.", "Knot: a loop.", "“Knot” means a loop."]
)
def test_definitions_are_known_by_dash_colon_or_means(written):
    directive = read(f"A. Definitions\n\n{written}\n\nB. Next.\n")
    assert [definition.term for definition in directive.definitions] == ["Knot"]
    assert directive.clause("A").text is None


def test_numbered_definitions_keep_their_numbers_in_the_clauses():
    directive = read("A. Definitions\n\n1. Knot – a loop.\n2. Rope – a long thing.\n\nB. Next.\n")
    assert ids(directive) == ["A", "A.1", "A.2", "B"]
    assert directive.clause("A.1").text is None
    assert [definition.text for definition in directive.definitions] == ["a loop.", "a long thing."]


def test_what_defines_nothing_among_definitions_stays_there_and_is_a_doubt():
    directive = read("A. Definitions\n\nKnot – a loop.\n\nSee the wall chart too.\n\nB. Next.\n")
    assert directive.clause("A.~1").text == "See the wall chart too."
    assert [doubt.line for doubt in directive.doubts] == [5]


@pytest.mark.parametrize("text", ["", "\n\n", "-", "\ufeff", "\f\f", "just words", "1.", "**", "# ", "<i></i>"])
def test_texts_that_are_hardly_any_are_read_too(text):
    read(text)


def test_prose_without_numbers_stays_in_order():
    directive = read("A short title\n\nFirst we wait. Then we go.\n\nLast we sleep.\n")
    assert directive.title == "A short title"
    assert [clause.text for clause in directive.clauses] == ["First we wait. Then we go.", "Last we sleep."]
    assert [doubt.line for doubt in directive.doubts] == [3, 5]


def test_an_initial_that_a_wrapped_line_begins_with_is_no_item():
    text = (
        "I. Keys\n\nThe keys of all sheds along the pier are given out by the harbor master\n"
        "A. Frost and by nobody else, at any hour of the day or of the night, and all of them\n"
        "are counted each evening.\n"
    )
    directive = read(text)
    assert ids(directive) == ["I"]
    assert "harbor master A. Frost and" in directive.clause("I").text


def test_a_compound_that_the_text_writes_with_its_hyphen_keeps_it_without_a_doubt():
    directive = read("1. The gate is opened for the well-\nknown only.\n2. Well-known is who rings.\n")
    assert directive.clause("1").text == "The gate is opened for the well-known only."
    assert directive.doubts == ()


def test_in_a_text_that_is_not_wrapped_every_line_is_a_paragraph():
    sentence = "Every boat that leaves the pier takes a lamp, a bell, a rope and somebody who can tell them apart, " * 2
    heading = "Boats that leave the pier after dusk and what they take along for the way"
    directive = read(f"A. {heading}\n{sentence.strip()} too.\nB. Boats that stay.\n")
    assert directive.clause("A").heading == heading


def test_a_text_after_a_list_of_bare_lines_does_not_make_the_last_of_them_a_heading():
    directive = read("1. Crew:\na. Rows\nb. Steers\n\nThis holds at night too.\n\n2. Pay is weekly.\n")
    assert directive.clause("1.b").text == "Steers"
    assert directive.clause("1.~1").text == "This holds at night too."


def test_a_text_set_far_out_stays_under_the_clause_whose_list_goes_on():
    directive = read(
        "I. Crew\n  A. Duties\n    1. Watch:\n      a. bow;\n      b. stern.\n\nAll of it.\n\n    2. Rest.\n"
    )
    assert ids(directive)[-2:] == ["I.A.~1", "I.A.2"]


def test_an_item_among_definitions_keeps_its_second_line():
    directive = read(
        "A. Definitions\n\nKnot – a loop:\n1. of rope, that is tied\nwith care: always;\n2. of wire.\n\nB. Next.\n"
    )
    assert [definition.term for definition in directive.definitions] == ["Knot"]
    assert directive.clause("A.1").text == "of rope, that is tied with care: always;"
