"""Whatever is thrown at it: no exception, offsets within the text, time in proportion to length."""

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.screening import Kind, language_of, problems
from countersign.screening.fold import views
from screening.screening_examples import HOUSE, PLAIN

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
MANY = 5_000 if LONG else 150

PIECES = st.sampled_from(
    ["shit", "SSN ", "123-45-6789", "4111 1111 1111 1111", "lives at 12 Oak Street", "my cell 217-555-0188", "\u200b",
     "\u0336", "ﬁ", "№", "🅰", "🇺🇸", "👩‍🚒", "ñ", "n\u0303", "ß", "…", " ", "\n", "\x00", "\ud800", "#330871", "hiv",
     "Mr. Abel Cisneros", "dob 1/2/1980", "use code SAVE20", "20% off", "24-CF-1182", "ѕһіt", "S H O U T", "#aaaaaaaa"]
)  # fmt: skip
ANY_CHARACTER = st.characters(codec=None, categories=None)
TEXTS = st.one_of(
    st.text(ANY_CHARACTER, max_size=200), st.lists(st.one_of(PIECES, st.text(ANY_CHARACTER, max_size=6))).map("".join)
)


@settings(max_examples=MANY, deadline=None)
@given(TEXTS, st.sampled_from(Kind))
def test_no_text_raises_and_every_offset_is_within_it(text: str, kind: Kind) -> None:
    verdict = HOUSE.text("t", kind, text)
    for finding in verdict.findings:
        assert finding.start is not None
        assert finding.end is not None
        assert 0 <= finding.start < finding.end <= len(text)
    assert verdict.to_json_line().isascii()
    for problem in problems(text):
        assert 0 <= problem.start < problem.end <= len(text)
    language_of(text)


@settings(max_examples=MANY, deadline=None)
@given(st.text(ANY_CHARACTER, max_size=120))
def test_both_views_point_back_into_the_text_in_order(text: str) -> None:
    for view in views(text):
        if view.origin is None:
            assert len(view.data) == len(text)
        else:
            assert len(view.origin) == len(view.data)
            assert view.origin == sorted(view.origin)
        for at in range(len(view.data)):
            start, end = view.span(at, at + 1)
            assert 0 <= start < end <= len(text)


_MEANINGFUL = "@#$*&'!|._-,/~:%+=[]()·•‧∙⋅●…・✱✲＊∗⁎★🤬💩⁄∕"  # signs that a number or a disguise may use
NEUTRAL = st.text(
    st.characters(codec="utf-8", categories=["Zs", "Po", "So", "Ps", "Pe"], exclude_characters=_MEANINGFUL)
)


@settings(max_examples=MANY, deadline=None)
@given(NEUTRAL, NEUTRAL, st.sampled_from(["123-45-6789", "shit", "SHIT", "4111111111111111", "Operation Lantern"]))
def test_an_undisguised_hit_is_exactly_its_own_characters_wherever_it_stands(before: str, after: str, hit: str) -> None:
    text = f"{before} {hit} {after}"
    spans = [text[f.start : f.end] for f in HOUSE.text("t", "draft", text).findings]
    assert spans == [hit]


HOSTILE = ["a", "1", "f", "*", "ass", "f u c ", "fuck ", "123-45-6789 ", "1234567890 ", "4111 ", "a@b.", "1 a ",
           "12 oak oak ", "lives a a ", "lives at 12 Oak ", "he has hiv. ", "Joe Smith has hiv ", "#12345 born ",
           "five five ", "tell them a ", "a.b.c/", "f\u200b", "\u0336", "🎉", "ß", "Mr. A, 9, ", "M a r i s o l ",
           "AAAA BBBB ", "👍🏻", "#aaaaaaaa", "A'", "(217) "]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    """Eight times the text may take sixteen times as long at most, where a square would take sixty-four."""
    small, large = 4_000, 32_000

    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        best = float("inf")
        for _ in range(2):
            began = time.process_time()
            HOUSE.text("t", "comment", text)
            problems(text)
            best = min(best, time.process_time() - began)
        return best

    seconds(small)
    assert seconds(large) < 16 * seconds(small) + 0.02


def test_a_text_of_a_million_characters_is_read() -> None:
    verdict = PLAIN.text("t", "draft", "so it goes " * 100_000 + "123-45-6789")
    assert verdict.severity.word == "block"
    assert verdict.findings[0].start == 1_100_000
