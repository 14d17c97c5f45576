"""The n-grams of the model: the same whatever stands beside them, linear, and counted in what the model says."""

import time
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.screening import Category, Kind
from countersign.screening.reader import ModelFault, Trained
from countersign.screening.reader.grams import Grams, counted
from screening import packed_models

TEXTS = st.lists(st.text(alphabet="ab Ñé.,'_😀\u3042\n", max_size=30), min_size=1, max_size=6)


def words_of(text: str) -> Counter:
    """Words and single signs, told apart the slow way."""
    found, word = [], ""
    for char in " ".join(text.lower().split()) + " ":
        if char.isalnum() or char in "_'" or ord(char) >= 0x3000:
            word += char
            continue
        found += [word] * bool(word) + [char] * (char != " ")
        word = ""
    return Counter(found)


@given(TEXTS)
def test_a_text_has_the_same_grams_alone_and_among_others(texts):
    together = counted(texts)
    for place, text in enumerate(texts):
        mine, alone = together.text == place, counted([text])
        assert together.gram[mine].tolist() == alone.gram.tolist()
        assert together.count[mine].tolist() == alone.count.tolist()


@given(TEXTS)
def test_words_are_counted_as_one_would_by_hand(texts):
    found = counted(texts)
    for place, text in enumerate(texts):
        by_hand = words_of(text)
        mine = found.word & (found.text == place)
        # Single words and the pairs of neighbours: as many as words, and one less.
        assert found.count[mine].sum() == max(0, 2 * by_hand.total() - 1)


def test_equal_words_are_one_gram_and_different_ones_are_not():
    found = counted(["gate gate gate", "gate", "tage"])
    words = [set(found.gram[found.word & (found.text == place)].tolist()) for place in range(3)]
    assert words[1] < words[0] and not words[1] & words[2]


def test_a_megabyte_takes_no_longer_per_character_than_a_line():
    def cost(characters: int) -> float:
        text = "the gate is open on monday and " * (characters // 31)
        began = time.process_time()
        counted([text])
        return (time.process_time() - began) / characters

    cost(31_000)
    assert cost(1_000_000) < 10 * max(cost(31_000), 1e-7)


@pytest.fixture
def folder(tmp_path):
    return packed_models.pack(tmp_path / "model")


def test_what_the_grams_say_counts_for_their_share(folder):
    def fraud(share: float) -> float:
        packed_models.write_card(folder, grams_share=share)
        return Trained(folder).read(Kind.COMMENT, ["Lottery"])[0].scores[Category.FRAUD]

    assert fraud(0.0) < 0.05 < fraud(0.5) < fraud(0.9)


def test_weights_come_back_as_they_were_kept(folder):
    first = Grams.load(folder / "grams.npz")
    first.save(folder / "again.npz")
    again = Grams.load(folder / "again.npz")
    texts = ["a lottery", "nothing of it", ""]
    assert np.array_equal(first.logits([Kind.DRAFT] * 3, texts), again.logits([Kind.DRAFT] * 3, texts))


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04cut"])
def test_damaged_weights_are_refused(folder, content):
    (folder / "grams.npz").write_bytes(content)
    with pytest.raises(ModelFault, match=r"grams\.npz"):
        Grams.load(folder / "grams.npz")
