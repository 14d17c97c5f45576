"""Where every clause stands: derived from open duties and questions each time it is shown."""

from datetime import timedelta

import pytest

import cast as stage
from countersign.accounts import acts as accounts
from countersign.desk import clauses
from countersign.desk.clauses import State
from countersign.gate import clock, packs
from countersign.gate.acts import AnswerQuestion
from countersign.gate.door import perform
from countersign.gate.models import Duty
from countersign.gate.wiring import house as wired
from countersign.posts import acts
from posts import post_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def line(clause: str) -> clauses.Line:
    return next(found for found in clauses.lines() if found.id == clause)


@pytest.fixture
def owed(house) -> Duty:
    """The duty to look at the account's page again."""
    return Duty.objects.get(subject_kind="account")


def test_every_clause_of_the_pack_is_listed_in_its_order(house):
    assert [found.id for found in clauses.lines()] == [c.id for c in packs.in_force().clauses]


def test_a_clause_is_met_then_at_risk_then_breached_as_its_duty_falls_due(house, owed):
    assert line(owed.clause).state is State.MET
    days = packs.in_force().duty[owed.duty].at_risk_days
    clock.move(owed.due_at - timedelta(days=days, minutes=1))
    assert line(owed.clause).state is State.MET
    clock.move(owed.due_at - timedelta(days=days))
    assert (line(owed.clause).state, line(owed.clause).why) == (State.AT_RISK, "1 due soon")
    clock.move(owed.due_at)
    assert (line(owed.clause).state, line(owed.clause).why) == (State.BREACHED, "1 overdue")


def test_a_clause_whose_duty_was_met_or_is_no_longer_owed_is_not_breached(house, owed):
    stage.do(accounts.CloseAccount(house.account, stories.REASON), house.ana)
    clock.move(owed.due_at + timedelta(days=1))
    assert line(owed.clause).state is State.MET


def test_an_open_question_puts_its_clauses_at_risk_until_it_is_answered(house):
    post = stories.published(house)
    before = {found.id for found in clauses.lines() if found.state is State.AT_RISK}
    down = acts.WithdrawPost(str(stories.placement(post).pk), stories.REASON)
    (question,) = perform(down, by=house.ana).questions
    risk = {found.id for found in clauses.lines() if found.state is State.AT_RISK} - before
    assert risk and all(line(c).questions == 1 and line(c).why == "1 open question" for c in risk)
    stage.do(AnswerQuestion(question, True, "No hold touches this post."), house.cora)
    assert not risk & {found.id for found in clauses.lines() if found.state is State.AT_RISK}


def test_what_no_act_of_this_house_bears_on_is_never_shown_as_met(house):
    performed, created = set(wired().acts), wired().wiring.duties
    pack = packs.in_force()
    pending = [found for found in clauses.lines() if found.state is State.PENDING]
    assert pending
    for found in clauses.lines():
        bearing = {a for r in pack.requirements if found.id in r.clauses for a in r.acts} & performed
        owes = {d.id for d in pack.duties if d.clause == found.id} & created
        if found.state is State.MET:
            assert bearing or owes, found.id
        if found.state is State.PENDING:
            assert not bearing and not owes, found.id


def test_a_clause_for_people_says_why_no_program_can_check_it(house):
    for_people = [found for found in clauses.lines() if found.state is State.PEOPLE]
    assert for_people
    assert all(found.why for found in for_people)


def test_the_page_counts_each_state_and_shows_exactly_its_list(house, owed, visit):
    clock.move(owed.due_at)
    sam = visit(house.cast.sam)
    page = sam.get("/clauses/")
    counts = {total["state"]: total["count"] for total in page.context["totals"]}
    assert counts["breached"] >= 1
    for state, count in counts.items():
        assert len(sam.get(f"/clauses/?state={state}").context["lines"]) == count
    assert sum(counts.values()) == len([found for found in page.context["lines"] if found.state])
    assert len(sam.get("/clauses/?state=nonsense").context["lines"]) == len(page.context["lines"])


def test_evidence_lists_the_newest_acts_a_clause_bears_on_refusals_marked(house, visit):
    refused = stories.submitted(house, "His number is 536-22-8146.")
    done = perform(stories.signing(refused), by=house.ana)
    clause = done.decision.determining[0].clauses[0]
    page = visit(house.cast.ana).get(f"/clauses/{clause}/evidence/")
    rows = {row["seq"]: row for row in page.context["rows"]}
    assert rows[done.seq]["stopped"] and rows[done.seq]["answer"]["label"] == "refused by the directive"
    assert f"/log/rows/{done.seq}/".encode() in page.content
    assert list(rows) == sorted(rows, reverse=True)
    assert len(rows) <= clauses.EVIDENCE


def test_evidence_shows_what_is_owed(house, owed, visit):
    clock.move(owed.due_at)
    page = visit(house.cast.ana).get(f"/clauses/{owed.clause}/evidence/")
    (shown,) = (d for d in page.context["duties"] if d["due_at"] == owed.due_at)
    assert shown["overdue"] and b"overdue" in page.content
    assert "Hill Correctional Center" in shown["about"].name
    assert shown["about"].url == f"/accounts/{house.account}/"


def test_evidence_is_for_those_who_read_the_ledger(house, owed, visit):
    assert visit(house.cast.lee).get(f"/clauses/{owed.clause}/evidence/").status_code == 403


def test_evidence_is_offered_to_those_who_read_the_ledger_and_to_nobody_else(house, visit):
    assert b"/evidence/" in visit(house.cast.ana).get("/clauses/").content
    for person in (house.cast.lee, house.cast.sam):
        page = visit(person).get("/clauses/")
        assert page.status_code == 200 and b"/evidence/" not in page.content


def test_there_is_no_such_clause(house, visit):
    assert visit(house.cast.ana).get("/clauses/nonsense/evidence/").status_code == 404
