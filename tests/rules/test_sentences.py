"""Decisions in words."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from countersign.rules import kinds
from countersign.rules.decide import decide
from countersign.rules.examples import base_facts
from countersign.rules.facts import FACTS, Facts, Finding, Findings, Signatures
from countersign.rules.vocabulary import FACT_NAMES, THING_NAMES
from countersign.rules.words import name_of, sentences


@pytest.fixture
def in_the_way(small):
    loud = Findings("h1", (Finding("loud", "review", "rule", False),), True)
    return decide(small, "publish_post", base_facts(small, "publish_post").but(loud, Signatures(())))


def test_what_is_missing_is_named_by_the_pack_in_either_language(small, in_the_way):
    assert [(s.clauses, s.sentence, s.remedy) for s in sentences(small, in_the_way, "en")] == [
        (("II.B", "II.A"), "A person judged what is loud.", "Answer the question about loud words."),
        (("II.A",), "Two librarians have signed the post.", "Ask Librarian, Keeper to sign."),
    ]
    assert [s.remedy for s in sentences(small, in_the_way, "es")] == [
        "Responda la pregunta sobre palabras ruidosas.", "Pida la firma: Bibliotecaria, Guardián.",
    ]  # fmt: skip


def test_a_room_may_give_names_that_the_pack_cannot_know(small, in_the_way):
    names = {"keeper": "Mia Chen"}
    assert sentences(small, in_the_way, "en", names)[1].remedy == "Ask Librarian, Mia Chen to sign."


def test_a_fact_that_could_not_be_known_is_called_by_its_name(small):
    decision = decide(small, "publish_post", base_facts(small, "publish_post").without(Signatures))
    (said,) = sentences(small, decision, "en")
    assert (said.remedy, said.unknown) == ("Ask the signatures to sign.", "the signatures")
    assert [s.remedy for s in sentences(small, decision, "es")] == ["Pida la firma: las firmas."]


def test_an_act_that_the_pack_does_not_list_says_so(small):
    (said,) = sentences(small, decide(small, "hire", Facts()), "en")
    assert said.sentence == "The rules in force say nothing about this act, so it is not done."
    assert said.clauses == ()


def test_a_requirement_that_the_pack_no_longer_has_is_not_called_unlisted(small, in_the_way):
    said = sentences(replace(small, requirements=()), in_the_way, "en")
    assert {s.sentence for s in said} == {"A rule that is no longer in force stood in the way."}


def test_an_id_without_words_is_readable(small):
    assert name_of(small, "alt_text_missing", "en") == "alt text missing"


def test_every_fact_has_a_name_in_both_languages():
    assert {*FACT_NAMES} == {*FACTS}
    assert all(words.en and words.es for words in (*FACT_NAMES.values(), *THING_NAMES.values()))


def test_every_thing_that_a_kind_itself_names_as_missing_has_a_name():
    named = set()
    for path in Path(kinds.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("refused", "needs_person"):
                named |= {c.value for a in node.args for c in ast.walk(a) if isinstance(c, ast.Constant)}
    assert named
    assert named - {*THING_NAMES} == set()
