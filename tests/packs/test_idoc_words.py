"""The pack's words are our own, in both languages, and fit where pages put them."""

import os
import re
from pathlib import Path

import pytest

from countersign.rules.codec import plain
from countersign.rules.pack import Words

ROOT = Path(__file__).resolve().parents[2]
LONGEST_RUN = 7


def texts(pack):
    """Every text of the pack with where it stands, as both languages."""
    for clause in pack.clauses:
        for name in ("words", "label", "reason"):
            if (words := getattr(clause, name)) is not None:
                yield f"{clause.id} {name}", words
    for r in pack.requirements:
        yield f"{r.id} sentence", r.sentence
        yield f"{r.id} remedy", r.remedy
    for name in ("definitions", "powers", "purposes", "elements", "categories", "notes", "terms"):
        for entry in getattr(pack, name):
            yield f"{name} {getattr(entry, 'id', getattr(entry, 'clause', ''))}", entry.words
    yield from ((f"duty {d.id}", d.what) for d in pack.duties)
    yield from ((f"free {f.act}", f.why) for f in pack.free)
    yield from ((f"parameter {p.name}", p.note) for p in pack.parameters)
    yield "signer", pack.signer.sentence


@pytest.fixture(scope="module")
def directive():
    path = Path(os.environ.get("COUNTERSIGN_DIRECTIVE") or ROOT.parent / "shared" / "directive" / "01.02.400.txt")
    if not path.is_file():
        pytest.skip("the directive's text is not here; set COUNTERSIGN_DIRECTIVE")
    return split(path.read_text("utf-8"))


def split(text):
    return re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", text.lower()))


def runs(words, length):
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def test_no_text_shares_a_run_of_eight_words_with_the_directive(pack, directive):
    theirs = runs(directive, LONGEST_RUN + 1)
    assert len(theirs) > 500
    shared = [where for where, words in texts(pack) if runs(split(words.en), LONGEST_RUN + 1) & theirs]
    assert shared == []


def test_the_comparison_would_see_a_borrowed_sentence(directive):
    borrowed = " ".join(directive[100:120])
    assert runs(split(f"As it says: {borrowed}."), LONGEST_RUN + 1) & runs(directive, LONGEST_RUN + 1)


def test_spanish_is_not_english_left_standing(pack):
    same = [where for where, words in texts(pack) if words.en == words.es and len(split(words.en)) > 1]
    assert same == []
    assert all(set(words) == {"en", "es"} for words in plain([w for _, w in texts(pack)]))


def test_clauses_are_said_in_short_words(pack):
    assert [c.id for c in pack.clauses if len(split(c.words.en)) > 25] == []


def test_sentences_end_as_sentences_and_nothing_internal_shows(pack):
    for r in pack.requirements:
        for words in (r.sentence, r.remedy):
            for text in (words.en, words.es):
                assert text[0].isupper() and text.endswith("."), (r.id, text)
                assert "_" not in text.replace("{missing}", ""), (r.id, text)


def test_blanks_are_used_only_where_something_can_be_missing(pack):
    """A remedy that names what is missing must belong to a kind that says it."""
    silent = {"employed", "author_acts", "not_own", "judged", "terms_recorded"}
    assert [r.id for r in pack.requirements if "{missing}" in r.remedy.en and r.kind in silent] == []


def test_words_are_got_by_language_tag():
    words = Words("yes", "sí")
    assert [words.get(tag) for tag in ("en", "es", "es-us", "fr")] == ["yes", "sí", "sí", "yes"]
