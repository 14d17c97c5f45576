"""The trained reader at work, on a model small enough to know by heart."""

import math
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from countersign.screening import Category, Kind, Model, Screen, Severity, screen_lines
from countersign.screening.reader import ModelFault, Trained, packaged, packaged_folder
from countersign.screening.reader.pieces import CLOSE_FROM
from screening.packed_models import pack, write_card
from screening.screening_examples import CLAUSES

HOSTILE_TIMEOUT_S = 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return pack(tmp_path_factory.mktemp("packed"))


@pytest.fixture(scope="module")
def model(folder) -> Trained:
    return Trained(folder)


def raised(model: Model, text: str, kind: Kind = Kind.DRAFT) -> dict[str, str | None]:
    """Category → the characters that the concern points at; ``None`` where it is about the whole text."""
    (reading,) = model.read(kind, [text])
    return {
        c.category.value: None if c.start is None or c.end is None else text[c.start : c.end] for c in reading.concerns
    }


def test_readings_come_in_the_order_of_the_texts(model):
    texts = ["murder", "the garden", "we will sue and sue", "a", "lovely pigs all over the garden on monday"]
    seen = [{c.category.value for c in reading.concerns} for reading in model.read(Kind.DRAFT, texts)]
    assert seen == [{"violence"}, set(), {"legal"}, set(), {"harassment"}]


def test_a_text_reads_the_same_alone_and_among_others(model):
    texts = [f"hello {'lovely ' * count}murder {'garden ' * count * 7}" for count in range(12)]
    together = model.read(Kind.COMMENT, texts)
    assert [reading.scores for reading in together] == [model.read(Kind.COMMENT, [text])[0].scores for text in texts]


def test_scores_are_calibrated_for_every_category_of_the_kind_and_no_other(model):
    draft, comment = model.read(Kind.DRAFT, ["a bribe"])[0], model.read(Kind.COMMENT, ["a bribe"])[0]
    assert list(draft.scores) == list(Category)
    assert Category.LEGAL not in comment.scores
    assert draft.scores[Category.UNLAWFUL] == round(1 / (1 + math.exp(-(6 - 4))), 4)
    assert comment.scores[Category.UNLAWFUL] > draft.scores[Category.UNLAWFUL]  # the kind reached the network


def test_a_model_never_blocks_a_draft_and_puts_a_grave_comment_first(model):
    screen = Screen(CLAUSES, model=model)
    assert screen.text(1, "draft", "murder").severity is Severity.REVIEW
    assert screen.text(1, "comment", "murder").severity is Severity.BLOCK
    assert screen.text(1, "comment", "a bribe").severity is Severity.REVIEW
    assert screen.text(1, "draft", "the garden").severity is Severity.CLEAR
    assert screen.text(1, "draft", "the garden").model == "tiny-1"


def test_another_language_is_marked_for_review_though_the_model_saw_nothing(model):
    verdict = Screen(CLAUSES, model=model).text(1, "comment", "Добрый день, когда открывается сад")
    assert (verdict.severity, verdict.findings) == (Severity.REVIEW, ())


@pytest.mark.parametrize("words_before", [0, 40, 300, 5_000])
def test_a_bad_sentence_is_found_wherever_it_stands_and_pointed_at(model, words_before):
    bad = "You pigs will see."
    text = "The garden is lovely. " * (words_before // 4) + bad
    for where in (text, f"{bad} {text.removesuffix(bad)}".strip()):
        assert raised(model, where) == {"harassment": bad if words_before else None}


def test_what_one_wide_window_would_drown_is_found_by_reading_closely(model):
    drowned = "We visit the lovely garden. " * 40 + "You pigs. " + "We visit the lovely garden. " * 40
    sheet = model.sheet(drowned)
    assert len(sheet.wide) > 1
    assert all(len(window.pieces) <= model.card.token_limit for window in sheet.wide)
    assert raised(model, drowned) == {"harassment": "You pigs."}
    wide, close, _ = model.tables(Kind.DRAFT, sheet)
    harassment = model.card.scales[Kind.DRAFT].categories.index(Category.HARASSMENT)
    assert wide[:, harassment].max() < 0.0 < close[:, harassment].max()


def test_a_short_text_is_read_once(model):
    sheet = model.sheet("hello " * CLOSE_FROM)
    assert (len(sheet.wide), sheet.close, sheet.second, sheet.whole) == (1, [], [], True)


@pytest.mark.parametrize(
    ("bad", "before"),
    [
        ("𝓟𝓲𝓰𝓼 are here.", "👮🏿‍♀️ Hello 🎉🎉 all. "),
        ("ｐｉｇｓ are here.", "Ｈｅｌｌｏ, ﬁne day. "),
        ("p\u0336i\u0336g\u0336s\u0336 are here.", "He\u200bllo a\u0301ll. "),
        ("p1gs are here.", "Hello 1 and 2. "),
        ("p i g s are here.", "Hello you all. "),
    ],
)
def test_places_count_the_characters_as_they_were_given(model, bad, before):
    text = f"{before}{bad} The garden is open."
    assert raised(model, text) == {"harassment": bad}
    long = f"{before * 60}{bad}{' The garden is open. 😀' * 60}"
    found = raised(model, long)
    assert found["harassment"] is not None
    assert "g" in found["harassment"] or "ｇ" in found["harassment"] or "𝓰" in found["harassment"]
    assert found["harassment"] in bad or bad in found["harassment"]


def test_within_a_long_sentence_the_words_that_decide_are_named(model):
    text = "We will visit the garden on monday at noon, you pigs, and all is open and lovely at the garden on monday"
    assert raised(model, text) == {"harassment": "you pigs,"}


def test_two_categories_each_have_their_own_place(model):
    assert raised(model, "We will sue. The garden is open. You pigs all.") == {
        "legal": "We will sue.",
        "harassment": "You pigs all.",
    }


def test_without_explanations_concerns_are_the_same_and_point_nowhere(folder, model):
    text = "The garden is open. You pigs will see."
    assert raised(Trained(folder, explain=False), text) == {"harassment": None}
    assert raised(model, text) == {"harassment": "You pigs will see."}


def test_it_travels_between_processes_by_name(folder, model):
    model.read(Kind.DRAFT, ["murder"])
    sent = pickle.dumps(model)
    assert len(sent) < 1_000
    arrived = pickle.loads(sent)
    assert arrived.read(Kind.DRAFT, ["murder"]) == model.read(Kind.DRAFT, ["murder"])
    screen = Screen(CLAUSES, model=model)
    assert list(screen_lines([b"murder", b"hello"] * 4, "comment", False, screen)) == list(
        screen_lines([b"murder", b"hello"] * 4, "comment", False, pickle.loads(pickle.dumps(screen)))
    )


def test_a_process_that_holds_another_version_refuses(tmp_path):
    sent = pickle.dumps(Trained(pack(tmp_path)))
    write_card(tmp_path, version="tiny-2")
    with pytest.raises(ModelFault, match="tiny-2, but tiny-1"):
        pickle.loads(sent)


def test_threads_share_one(folder):
    fresh = Trained(folder)
    texts = [f"{'garden ' * (n % 90)}{'pigs' if n % 3 else 'murder'} {'lovely ' * (n % 7)}" for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: fresh.read(Kind.COMMENT, [text])[0], texts))
    assert together == fresh.read(Kind.COMMENT, texts)


@pytest.mark.parametrize(
    "text", ["", " \n\t ", "\u200b" * 500, "\u0336", "[CLS]", "[PAD] [SEP]", "\ud800", "\x00", "." * 3_000]
)
def test_a_text_with_nothing_to_read_raises_nothing(model, text):
    (reading,) = model.read(Kind.COMMENT, [text])
    assert (reading.concerns, reading.whole) == ((), True)


@pytest.mark.parametrize(
    "text",
    [
        "\u200b" * 1_000_000,
        "lovely garden. " * 66_000,
        "ab" * 500_000,
        "aaa " + "ab" * 500_000,
        "a1 " + "12" * 500_000,
        "!" * 1_000_000,
        " " * 1_000_000,
        "\n" * 1_000_000,
        "😂" * 250_000,
        "p i g s " * 120_000,
        "You pigs. " * 100_000,
    ],
    ids=["invisible", "words", "one-word", "repeats", "digits", "marks", "blanks", "lines", "emoji", "spaced", "bad"],
)
def test_a_megabyte_meant_to_hurt_is_read_in_bounded_time(model, text):
    began = time.process_time()
    (reading,) = model.read(Kind.COMMENT, [text])
    assert time.process_time() - began < HOSTILE_TIMEOUT_S
    assert reading.scores


def test_a_text_too_long_to_be_read_whole_is_never_clear(model):
    text = "The garden is open. " * 20_000
    assert not model.read(Kind.DRAFT, [text])[0].whole
    assert Screen(CLAUSES, model=model).text(1, "draft", text).severity is Severity.REVIEW
    assert raised(model, text + "You pigs.") == {"harassment": "You pigs."}


@pytest.mark.parametrize("name", ["reader.onnx", "words.json", "reader.json"])
def test_a_missing_file_is_named(tmp_path, name):
    (pack(tmp_path) / name).unlink()
    with pytest.raises(ModelFault, match=f"{name} is missing"):
        Trained(tmp_path)


@pytest.mark.parametrize("name", ["reader.onnx", "words.json"])
def test_a_file_that_is_not_the_one_described_is_refused(tmp_path, name):
    file = pack(tmp_path) / name
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(ModelFault, match=f"{name} is not the file that reader.json describes"):
        Trained(tmp_path)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"calibration": {}}, "KeyError"),
        ({"kinds": {"draft": 0}}, "KeyError"),
        ({"languages": ["tlh"]}, "KeyError"),
        ({"token_limit": 4}, "token_limit"),
        ({"categories": ["rudeness"]}, "rudeness"),
        ({"sha256": {"../other": "0"}}, "no part of a model"),
    ],
)
def test_a_damaged_card_is_refused_with_what_is_wrong(tmp_path, changed, said):
    write_card(pack(tmp_path), **changed)
    with pytest.raises(ModelFault, match=said):
        Trained(tmp_path)


@pytest.mark.parametrize(("name", "said"), [("reader.onnx", "cannot be run"), ("words.json", "no list of word pieces")])
def test_a_file_that_is_described_but_no_model_is_refused_at_the_first_text(tmp_path, name, said):
    (pack(tmp_path) / name).write_bytes(b"{}")
    write_card(tmp_path)
    with pytest.raises(ModelFault, match=said):
        Trained(tmp_path).read(Kind.DRAFT, ["hello"])


def test_the_packages_own_model_is_used_if_the_package_has_one():
    own = packaged()
    assert (own is None) == (not (packaged_folder() / "reader.json").exists())
    assert own is None or own.read(Kind.COMMENT, ["Visits open at 8."])[0].scores
