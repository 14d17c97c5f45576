"""Blanks at their edges: what each sort lets through, in both languages, and nothing else."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.posts.blanket.blanks import NEVER_IN_TEXT, Blank, Outside, Setting, fault, filled
from countersign.posts.blanket.template import compose, names_in

NOON = datetime(2026, 3, 2, 12, 0, 40, tzinfo=ZoneInfo("America/Chicago"))
UNITS = {"1": "Hill Correctional Center", "2": "Logan Correctional Center"}


def in_(language: str) -> Setting:
    return Setting(NOON, language, UNITS)


def outside(blank: Blank, typed: str) -> str:
    with pytest.raises(Outside) as told:
        filled(blank, typed, in_("en"))
    return str(told.value)


def test_a_moment_lies_within_its_hours_to_the_minute_and_is_said_in_the_texts_language():
    since = Blank("since", "Since", "moment", least=-2, most=0)
    assert filled(since, "2026-03-02T12:00", in_("en")) == "March 2, 12:00 PM"
    assert filled(since, "2026-03-02T10:00", in_("es")) == "2 de marzo, 10:00"
    assert outside(since, "2026-03-02T09:59")
    assert outside(since, "2026-03-02T12:01")
    assert outside(since, "2026-03-02T12:00Z"), "whose noon would that be?"
    assert outside(since, "")


def test_a_day_lies_within_its_days_where_the_agency_is():
    day = Blank("day", "Day", "day", least=0, most=3)
    assert filled(day, "2026-03-05", in_("en")) == "March 5, 2026"
    assert outside(day, "2026-03-01")
    assert outside(day, "2026-03-06")
    assert outside(day, "tomorrow")


def test_a_number_is_whole_within_its_bounds_and_written_as_the_language_does():
    count = Blank("count", "How many", "number", least=-5, most=20_000)
    assert [filled(count, n, in_("en")) for n in ("-5", "0", "1200", "20000")] == ["-5", "0", "1200", "20,000"]
    for wrong in ("-6", "20001", "12.5", "1e3", "\u0663", "", "12 people"):
        assert outside(count, wrong)


def test_a_unit_and_a_choice_are_of_their_lists():
    unit = Blank("unit", "Unit", "unit", ("1",))
    assert filled(unit, "1", in_("en")) == UNITS["1"]
    assert outside(unit, "2"), "it is a unit, but not one that was signed"
    choice = Blank("what", "What", "choice", ("snow", "ice"))
    assert filled(choice, "ice", in_("en")) == "ice"
    assert outside(choice, "Ice")


@pytest.mark.parametrize(
    "typed",
    [
        "see doc.example.com",
        "www.example",
        "https://x",
        "@hill",
        "#hill",
        "{unit}",
        "a\u202eb",
        "a\u200bb",
        "one\ntwo",
        "<b>",
        "RIOTING",
        "the  names   of those hurt",
    ],
)
def test_a_short_text_leads_nowhere_hides_nothing_and_holds_nothing_forbidden(typed):
    assert outside(Blank("more", "More", "text", most=60, forbidden=("riot*", "names of *")), typed)


def test_a_forbidden_word_is_a_whole_word():
    more = Blank("more", "More", "text", most=60, forbidden=("name",))
    assert filled(more, "Nameless and renamed.", in_("en")) == "Nameless and renamed."
    assert outside(more, "No name is given.")


@given(st.text(max_size=80))
def test_whatever_is_typed_a_short_text_is_one_plain_line_or_is_outside(typed):
    more = Blank("more", "More", "text", most=40)
    try:
        words = filled(more, typed, in_("en"))
    except Outside:
        return
    assert 0 < len(words) <= 40
    assert len(words.splitlines()) == 1
    assert not NEVER_IN_TEXT.search(words)
    # What was filled in is not looked at again, whatever it looks like.
    assert compose("{a} {b}", {"a": words, "b": "end"}) == f"{words} end"
    assert names_in(words) == ()


@pytest.mark.parametrize(
    "blank",
    [
        Blank("a", "", "text", most=10),
        Blank("a", "A", "text"),
        Blank("a", "A", "text", most=201),
        Blank("a", "A", "choice", ("one",)),
        Blank("a", "A", "choice", ("one", "one")),
        Blank("a", "A", "choice", ("one", "{b}")),
        Blank("a", "A", "unit"),
        Blank("a", "A", "number", least=3),
        Blank("a", "A", "number", least=3, most=2),
        Blank("a", "A", "moment", least=-24 * 61, most=0),
        Blank("a", "A", "anything"),
    ],
)
def test_a_blank_without_bounds_is_none(blank):
    assert fault(blank)


def test_bounds_of_hours_hold_across_the_change_of_clocks():
    before = Setting(datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/Chicago")), "en", {})
    soon = Blank("when", "When", "moment", least=0, most=1)
    assert filled(soon, "2026-03-08T03:30", before) == "March 8, 3:30 AM", "an hour later, clocks having gone forward"
    with pytest.raises(Outside):
        filled(soon, "2026-03-08T03:31", before)
