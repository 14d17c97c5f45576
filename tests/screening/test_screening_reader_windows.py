"""How a long text is cut, and what its windows come to."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.screening.plain import origins, shown
from countersign.screening.reader.why import sentences, word_groups
from countersign.screening.reader.windows import OVERLAP, combined, cut, sentence_starts


@given(st.integers(1, 3_000), st.sets(st.integers(0, 3_000)), st.integers(14, 254))
def test_windows_leave_nothing_out_and_overlap(count, starts, limit):
    windows = cut(count, sorted(starts | {0}), limit)
    assert windows[0][0] == 0
    assert windows[-1][1] == count
    assert all(0 < end - begin <= limit for begin, end in windows)
    for (begin, end), (following, _) in pairwise(windows):
        assert begin < following <= end
    assert len(windows) <= count / (limit * 3 // 4 - min(OVERLAP, limit // 4)) + 2


def test_windows_are_cut_where_sentences_end():
    assert cut(100, [0, 10, 38, 90], 40) == [(0, 38), (38, 78), (68, 100)]


def test_sentences_begin_after_an_end_and_on_a_new_line():
    text = 'One. "Two!" Three\nFour 3.5 is no end…  Five?'
    assert [text[at:].split()[0] for at in sentence_starts(text)] == ["One.", '"Two!"', "Three", "Four", "Five?"]


def test_the_gravest_wide_window_counts_and_a_close_one_against_longer_odds():
    wide, close, none = np.array([[0.0, 3.0], [1.0, -2.0]]), np.array([[4.0, 0.0]] * 8), np.empty((0, 2))
    assert combined(wide, none, none).tolist() == [1.0, 3.0]
    assert combined(wide, close, none) == pytest.approx([4.0 - np.log(4), 3.0])
    assert combined(wide, none, np.array([[9.0, 0.0]])).tolist() == [9.0, 3.0]


@given(st.text(max_size=300))
def test_every_shown_character_came_from_somewhere(text):
    places = origins(text)
    assert len(places) == len(shown(text))
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


@given(st.text(alphabet="ab .,!?\n", max_size=200))
def test_parts_of_a_stretch_lie_in_it_in_order_and_hold_every_word(text):
    for parts in (sentences(text, (0, len(text))), word_groups(text, (0, len(text)))):
        assert all(first[1] <= second[0] for first, second in pairwise(parts))
        assert "".join("".join(text[slice(*part)].split()) for part in parts) == "".join(text.split())


def test_no_group_of_words_crosses_a_comma_or_stands_alone():
    text = "we will visit the garden on monday, and all of you are there at noon"
    assert [text[slice(*part)] for part in word_groups(text, (0, len(text)))] == [
        "we will visit the",
        "garden on monday,",
        "and all of you",
        "are there at noon",
    ]
