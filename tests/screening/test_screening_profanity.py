"""Profane words, disguised or not, and the words that only contain them."""

import pytest

from countersign.screening.checks.profanity import CHECKS
from countersign.screening.engine import Pattern
from screening.screening_examples import seen, word


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("well shit happens", "shit"),
        ("SH1T happens", "SH1T"),
        ("oh sh!t", "sh!t"),
        ("$hit happens", "$hit"),
        ("fuuuuuckkk this", "fuuuuuckkk"),
        ("f.u.c.k this", "f.u.c.k"),
        ("f u c k y o u", "f u c k"),
        ("what a b*tch", "b*tch"),
        ("ѕһіt", "ѕһіt"),
        ("𝖋𝖚𝖈𝖐 it", "𝖋𝖚𝖈𝖐"),
        ("ｆｕｃｋ", "ｆｕｃｋ"),
        ("f\u200bu\u200bc\u200bk", "f\u200bu\u200bc\u200bk"),
        ("fu\u00adck", "fu\u00adck"),
        ("f̶u̶c̶k̶", "f̶u̶c̶k̶"),
        ("ⓕⓤⓒⓚ", "ⓕⓤⓒⓚ"),
        ("🅵🆄🅲🅺", "🅵🆄🅲🅺"),
        ("ﬁne, fück", "fück"),
        ("qué mierda", "mierda"),
        ("¡Coño!", "Coño"),
        ("cabr0nes", "cabr0nes"),
        ("hijo de puta", "hijo de puta"),
    ],
)
def test_strong_words_are_found_through_their_disguise(text: str, span: str) -> None:
    assert seen(text) == {"profane": span}
    assert word(text) == "review"


@pytest.mark.parametrize(
    "text", ["wtf", "pissed off", "a f***ing mess", "sh*t", "no mames", "what a-holes", "your ass", "total BS", "f—ing"]
)
def test_mild_and_masked_swearing_is_a_question_too(text: str) -> None:
    assert word(text) == "review"


@pytest.mark.parametrize(
    "text",
    [
        "Scunthorpe Penistone Assawoman Cockburn Shittu Hoare",
        "assess class pass grass Massachusetts assignment",
        "disputa reputado computadora Vergara calculo año ano cono",
        "damn hell crap dang heck damned crappy",
        "shitake mushrooms, Mishit, Dickens, dickcissel, Titsworth",
        "cum laude, peacock, cocktail, shuttlecock",
        "Mr. Fuk Sang of Phuket",
        "A55 and 455 and $$$ and @@@ and ****",
        "it's hit or miss, his hit song, as special as s",
        "an\u0303o nuevo",
        "kung fu class, yaaasss queen, it is ***our*** day, all of us",
    ],
)
def test_words_that_contain_or_resemble_one_are_clear(text: str) -> None:
    assert seen(text) == {}


def test_the_word_list_has_no_entry_that_matches_an_empty_or_one_letter_word() -> None:
    for check in CHECKS:
        pattern = Pattern(check.pattern)
        assert not any(list(pattern.spans(bytes([letter]))) for letter in range(256))
