"""What a trained model is shown of a text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.screening.plain import shown, undone

KNOWN = frozenset({"hello", "you", "kill", "pigs", "hate", "all", "so", "this", "good", "save"})


@pytest.mark.parametrize(
    ("given_text", "is_shown"),
    [
        ("Visits open at 8.", "Visits open at 8."),
        ("𝓗𝓮𝓵𝓵𝓸 ＹＯＵ", "Hello YOU"),
        ("һаtе", "hate"),
        ("h\u200ba\u00adte", "hate"),
        ("h\u0336a\u0336t\u0336e\u0336", "hate"),
        ("¿Dónde está?", "¿Donde esta?"),
    ],
)
def test_what_can_be_made_plain_without_guessing_is(given_text, is_shown):
    assert shown(given_text) == is_shown


def test_an_emoji_becomes_its_name_and_skin_colour_is_told():
    assert shown("🔫🐷").split() == ["pistol", "pig", "face"]
    assert "dark skin" in shown("👋🏿")


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("h4te th1s", "hate this"),
        ("k. i. l. l. all", "kill. all"),
        ("sooooo gooood", "so good"),
        ("k1ll y0u", "kill you"),
    ],
)
def test_what_must_be_guessed_gives_a_second_reading(text, second):
    assert undone(text, KNOWN) == second


@pytest.mark.parametrize("text", ["Call 555-0123 at 10am", "Unit B2, R12345", "the 1st of May", "plain words"])
def test_numbers_and_plain_words_have_no_second_reading(text):
    assert undone(text, KNOWN) is None


@given(st.text(max_size=200))
def test_any_text_can_be_shown(text):
    plain = shown(text)
    assert not any(unicodedata.category(c) == "Cf" for c in plain)
    undone(plain, KNOWN)
