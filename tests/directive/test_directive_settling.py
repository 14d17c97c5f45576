"""Doubts about a text: each is settled by a person, in a way that loses and doubles no word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.directive.reading import NotAText, decode
from countersign.directive.settling import How, Impossible, Settled, left, settle, ways
from countersign.directive.trees import form, from_form
from countersign.rules.text import account_for, parse

LIST = "1. Lamps are lit:\na. At dusk.\nb. In fog.\n\nKeepers sign the log.\n\n2. Lamps are put out.\n"
FOOTER = "1. Lamps are lit.\n\nCare of Lamps Page 3 of 9\n\n2. Lamps are put out.\n"
TITLED = "Care of Lamps\n\n" + FOOTER


def only_doubt(text):
    directive = parse(text)
    (doubt,) = directive.doubts
    return directive, doubt


def settled(text, how, clause=""):
    directive, doubt = only_doubt(text)
    return settle(text, directive, [Settled(doubt.line, doubt.why, how, clause)])


def test_a_line_that_stays_changes_nothing_but_the_doubt():
    directive, _ = only_doubt(LIST)
    done = settled(LIST, "stays")
    assert done.doubts == ()
    assert done.clauses == directive.clauses


def test_a_line_can_be_part_of_the_clause_that_somebody_names():
    directive, _ = only_doubt(LIST)
    where = next(c.id for c in directive.walk() if "Keepers sign" in (c.text or ""))
    assert where != "1.b"
    done = settled(LIST, "part_of", "1.b")
    assert done.clause("1.b").text == "In fog.\n\nKeepers sign the log."
    assert where not in {c.id for c in done.walk()} or "Keepers" not in (done.clause(where).text or "")
    assert account_for(LIST, done).holds


def test_a_line_can_be_a_heading():
    directive, doubt = only_doubt(LIST)
    where = next(c.id for c in directive.walk() if "Keepers sign" in (c.text or ""))
    assert How.HEADING in ways(directive, doubt)
    assert (settled(LIST, "heading").clause(where).heading, settled(LIST, "heading").clause(where).text) == (
        "Keepers sign the log.",
        None,
    )


def test_a_page_header_goes_only_if_it_says_nothing_that_stands_nowhere_else():
    with pytest.raises(Impossible, match="nowhere else"):
        settled(FOOTER, "page")
    # The parser itself takes out what repeats; a doubt remains where it could not see that.
    assert parse(TITLED).doubts == ()


def test_a_page_header_that_repeats_in_other_words_order_goes():
    text = "Of Lamps the Care\n\n1. Lamps are lit.\n\nCare of Lamps Page 3 of 9\n\n2. Out by the hour.\n"
    directive = parse(text)
    doubt = next(d for d in directive.doubts if "page header" in d.why)
    done = settle(text, directive, [Settled(doubt.line, doubt.why, "page")])
    assert "Page 3" not in str(done.to_json()["clauses"])
    assert account_for(text, done).holds


@pytest.mark.parametrize(
    ("how", "clause", "why"),
    [("part_of", "9.z", "name the clause"), ("part_of", "", "name the clause"), ("eaten", "", "in this way")],
)
def test_a_way_that_does_not_fit_is_refused(how, clause, why):
    with pytest.raises(Impossible, match=why):
        settled(LIST, how, clause)


def test_a_doubt_is_settled_once_and_only_if_it_is_there():
    directive, doubt = only_doubt(LIST)
    one = Settled(doubt.line, doubt.why, "stays")
    with pytest.raises(Impossible, match="twice"):
        settle(LIST, directive, [one, one])
    with pytest.raises(Impossible, match="no such doubt"):
        settle(LIST, directive, [Settled(doubt.line + 1, doubt.why, "stays")])


def test_a_doubt_that_nobody_settled_is_left():
    directive, doubt = only_doubt(LIST)
    assert left(directive, []) == (doubt,)
    assert settle(LIST, directive, []).doubts == (doubt,)


LINES = st.sampled_from(
    ["1. One.", "2. Two:", "3. Three", "a. Red.", "b. Blue:", "d. Green", "I. Top", "II. Next", "", "Loose words here.",
     "Care of Lamps Page 2 of 4", "Definitions", "Lamp – a light.", "no term at all", "| a | b | c |"]
)  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=14), st.data())
def test_however_doubts_are_settled_no_word_is_lost_or_doubled(lines, data):
    text = "\n".join(lines)
    directive = parse(text)
    decisions = []
    for doubt in directive.doubts:
        if (doubt.line, doubt.why) in {(s.line, s.why) for s in decisions}:
            continue
        how = data.draw(st.sampled_from(ways(directive, doubt)))
        clause = data.draw(st.sampled_from([c.id for c in directive.walk()])) if how is How.PART_OF else ""
        decisions.append(Settled(doubt.line, doubt.why, how, clause))
    try:
        done = settle(text, directive, decisions)
    except Impossible:
        return
    assert account_for(text, done).holds
    assert done.doubts == ()


@given(st.lists(LINES, min_size=1, max_size=14))
def test_the_form_that_is_signed_gives_the_same_tree_again(lines):
    directive = parse("\n".join(lines))
    assert from_form(form(directive, language="en", file="f", settled=[])) == directive


@pytest.mark.parametrize(
    ("data", "text", "guessed"),
    [
        ("Señal «luz»".encode(), "Señal «luz»", False),
        ("\ufeffSeñal".encode(), "Señal", False),
        ("Señal".encode("utf-16"), "Señal", False),
        ("Señal – “luz”".encode("windows-1252"), "Señal – “luz”", True),
        (b"Se\xf1al \x81", "Señal \x81", True),
    ],
)
def test_the_encoding_is_found_and_a_guess_is_called_one(data, text, guessed):
    found, _, was_guessed = decode(data)
    assert (found, was_guessed) == (text, guessed)


@pytest.mark.parametrize("data", [b"", b" \n ", b"%PDF-1.7\0\0", bytes(range(32)) * 9, b"\xff\xfeA"])
def test_what_is_no_text_is_not_taken_for_one(data):
    with pytest.raises(NotAText):
        decode(data)
