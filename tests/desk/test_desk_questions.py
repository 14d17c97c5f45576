"""A question put to an office: who sees it, who can answer it, and what the answer does."""

import pytest

import cast as stage
from countersign.gate.door import perform
from countersign.gate.models import LedgerBody, Question
from countersign.posts import acts
from posts import post_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def asked(house) -> Question:
    """Whether a hold touches a public post that Ana wants to take down."""
    post = stories.published(house)
    (question,) = perform(acts.WithdrawPost(str(stories.placement(post).pk), stories.REASON), by=house.ana).questions
    return Question.objects.get(pk=question)


def test_the_card_says_what_could_not_be_known_and_who_may_answer(house, asked, visit):
    page = visit(house.people.cora.person).get(f"/questions/{asked.pk}/")
    assert page.status_code == 200
    assert b"Does it hold?" in page.content
    assert b"Counsel" in page.content
    assert all(clause.encode() in page.content for clause in asked.clauses)


def test_counsel_answers_and_then_the_act_can_be_done(house, asked, visit):
    cora = visit(house.people.cora.person)
    where = f"/questions/{asked.pk}/"
    said = cora.post(where, {"holds": "yes", "reason": "No hold touches this post."})
    assert said.status_code == 302 and said.url == where
    asked.refresh_from_db()
    assert (asked.holds, asked.answered_by) == (True, house.people.cora.person)
    assert b"answered: it holds" in cora.get(where).content
    assert perform(acts.WithdrawPost(asked.subject_id, stories.REASON), by=house.ana).allowed


def test_an_answer_without_a_reason_is_not_one_and_nothing_typed_is_lost(house, asked, visit):
    cora = visit(house.people.cora.person)
    before = LedgerBody.objects.count()
    page = cora.post(f"/questions/{asked.pk}/", {"holds": "no", "reason": ""})
    assert page.status_code == 400
    assert b"checked" in page.content
    assert LedgerBody.objects.count() == before
    asked.refresh_from_db()
    assert asked.answered_seq is None


def test_whoever_may_not_answer_sees_who_can_and_is_turned_away(house, asked, visit):
    lee = visit(house.cast.lee)
    page = lee.get(f"/questions/{asked.pk}/")
    assert b"Cora Diaz" in page.content
    assert b"Does it hold?" not in page.content
    tried = lee.post(f"/questions/{asked.pk}/", {"holds": "yes", "reason": "Surely not."})
    assert tried.status_code == 403
    asked.refresh_from_db()
    assert asked.answered_seq is None


def test_a_question_is_answered_once(house, asked, visit):
    cora = visit(house.people.cora.person)
    cora.post(f"/questions/{asked.pk}/", {"holds": "yes", "reason": "No hold touches this post."})
    again = cora.post(f"/questions/{asked.pk}/", {"holds": "no", "reason": "On second thought."})
    assert again.status_code == 409
    asked.refresh_from_db()
    assert asked.holds is True


def test_there_is_no_such_question(house, visit):
    assert visit(house.people.cora.person).get("/questions/999/").status_code == 404


def test_in_spanish_the_card_speaks_spanish(house, asked, visit):
    cora = visit(house.people.cora.person)
    cora.post("/language/setlang/", {"language": "es"})
    pack = stage.packs.in_force()
    shown = cora.get(f"/questions/{asked.pk}/").content.decode()
    assert pack.office["counsel"].title.es in shown
