"""The page on how screening works and errs: open to everybody, and true of what reads now."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

import cast as stage
from countersign.findings import acts, card, installed
from countersign.gate import packs
from countersign.gate.wiring import Judged, house
from countersign.screening import RULES_VERSION, Category, Kind
from findings import finding_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

FIGURES = {
    "judged_on": "2,000 texts that share no situation with those it learned from",
    "figures": {
        "draft": {"average_precision": 0.81, "categories": {"legal": {"precision": 0.78, "recall": 0.64}}},
        "comment": {"calibration_error": 0.04, "categories": {"hate": {"precision": 0.9}}},
    },
    "failures": {"en": ["It misses irony about officers."], "es": ["No reconoce la ironía."]},
}


def words(answer) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def public(people, visit) -> Client:
    """Somebody outside, without a sign-in."""
    return Client()


@pytest.fixture
def model(people, evidence, monkeypatch):
    """A model with figures on its card, chosen."""
    monkeypatch.setattr(installed, "packaged", lambda: evidence.parent / "no such folder")
    monkeypatch.setattr(installed, "load", lambda one: stories.Wary(one.folder))
    limits = {"review": {"draft": {"legal": 0.42}, "comment": {"hate": 0.3}}, "read_first": {"hate": 0.8}}
    stories.place_model(evidence.parent, card=FIGURES, **limits)
    stage.do(acts.ChooseModel("2026-11-a", stories.REASON), people.ana)


@pytest.fixture
def no_model(people, evidence, monkeypatch):
    monkeypatch.setattr(installed, "packaged", lambda: evidence.parent / "no such folder")


def test_anybody_reads_without_signing_in_what_reads_now(no_model, public):
    shown = words(public.get(reverse("findings:how")))
    assert f"At present only rules read (version {RULES_VERSION})" in shown
    assert "No comment is hidden, removed or refused by a program" in shown
    assert "No model reads at present." in shown
    assert "It is off: no other program is asked" in shown


def test_every_category_stands_there_with_its_clauses_from_the_pack_in_force(no_model, public):
    answer = html.unescape(public.get(reverse("findings:how")).content.decode())
    for category in packs.in_force().categories:
        row = re.search(rf"<tr>\s*<th scope=\"row\">{category.words.en}</th>.*?</tr>", answer, re.DOTALL)
        assert row, category.id
        assert {*category.draft, *category.comment} == set(re.findall(r"II\.[A-Z][\w.]*(?=</a>)", row.group()))
        assert ("not asked" in row.group()) == (category.id in {"legal", "personnel", "discredit", "political"})


def test_the_figures_of_the_model_in_use_are_those_of_its_card(model, public):
    shown = words(public.get(reverse("findings:how")))
    assert f"At present rules (version {RULES_VERSION}) and a model (version 2026-11-a) read." in shown
    assert "a lawsuit, an investigation or a legal matter 78 of 100 64 of 100" in shown
    assert "discrimination or hate 90 of 100 not told" in shown
    assert "asked from 42 of 100" in shown
    assert "read from 30 of 100, first from 80" in shown
    assert "average precision 0.81" in shown
    assert "It misses irony about officers." in shown
    assert "ironía" not in shown


def test_the_page_speaks_spanish_where_the_card_does(model, public):
    public.post("/language/setlang/", {"language": "es"})
    shown = words(public.get(reverse("findings:how")))
    assert "No reconoce la ironía." in shown
    assert "un pleito, una investigación o un asunto legal" in shown


def test_the_page_says_when_screening_was_last_changed(no_model, people, public):
    stories.watch_list(people.ana)
    shown = words(public.get(reverse("findings:how")))
    assert "How texts are screened was last changed on 03/02/2026." in shown
    assert "Pending matters" not in shown


def test_what_people_said_of_findings_is_counted_by_category(no_model, public, monkeypatch):
    said = (
        Judged("ssn", "personal_data", "rule", RULES_VERSION, right=3, wrong=1),
        Judged("private-phone", "personal_data", "rule", RULES_VERSION, right=2),
    )
    monkeypatch.setattr(house(), "wiring", house().wiring.__class__(**{**vars(house().wiring), "judged": lambda: said}))
    assert "somebody's private data a rule 5 1 0" in words(public.get(reverse("findings:how")))


def test_whatever_is_odd_in_a_card_is_left_out():
    odd = {
        "languages": ["en", 3], "made": {"texts": True}, "review": {"draft": {"legal": 7, "political": "much"}},
        "read_first": [], "card": {"figures": {"draft": {"categories": {"legal": {"precision": -1}, "spells": {}}}}},
    }  # fmt: skip
    read = card.read(odd)
    assert (read.languages, read.texts, read.review, read.read_first, read.pooled) == (("en",), None, None, None, None)
    assert read.figures == {Kind.DRAFT: (card.Figure(Category.LEGAL, None, None),)}
    assert card.read({}) == card.Card()
