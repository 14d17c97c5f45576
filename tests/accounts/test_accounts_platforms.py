"""Platforms are approved or not, their terms recorded and accepted; the strategy is signed for a period."""

from datetime import timedelta

import pytest

import cast as stage
from accounts import account_stories as stories
from countersign.accounts import acts, facts, queries
from countersign.accounts.models import Platform, Terms
from countersign.gate import clock, packs
from countersign.gate.act import Malformed, NotNow, NotYours, Ref, Scope
from countersign.gate.acts import AnswerQuestion, WithdrawSignature
from countersign.gate.door import perform
from countersign.gate.models import Duty, Question, Signature

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def why(done) -> set[str]:
    return {d.requirement for d in done.decision.determining}


def standing(platform: str = "facebook"):
    (found,) = facts.platforms([Scope(ref=Ref("platform", platform), platforms=(platform,))], clock.now())
    return found.standing[0]


def test_every_platform_of_the_pack_is_there_and_none_is_approved_by_itself(people):
    lines = queries.platforms()
    assert [p.id for p in lines] == [p.id for p in packs.in_force().platforms]
    assert {p.state for p in lines} == {"not_approved"}
    assert not Platform.objects.exists()
    assert not standing().approved


def test_the_pio_approves_a_platform_with_a_reason_and_may_withdraw_it(people):
    assert why(perform(acts.ApprovePlatform("facebook", "ok"), by=people.ana)) == {"reason_for_platforms"}
    stage.do(acts.ApprovePlatform("facebook", stories.REASON), people.ana)
    assert standing().approved
    with pytest.raises(NotNow):
        perform(acts.ApprovePlatform("facebook", stories.REASON), by=people.ana)
    stage.do(acts.WithdrawPlatform("facebook", "its owner changed"), people.ana)
    assert not standing().approved
    assert queries.platform("facebook").state == "withdrawn"
    stage.do(acts.ApprovePlatform("facebook", "it was put right"), people.ana)
    assert standing().approved


def test_nobody_else_approves_a_platform(people):
    for by in (people.dov, people.rita, people.lee, people.mia, people.cora):
        with pytest.raises(NotYours) as told:
            perform(acts.ApprovePlatform("facebook", stories.REASON), by=by)
        assert told.value.who_can == ("Ana Reyes, Public Information Officer",)


def test_a_platform_that_the_pack_does_not_know_is_none(people):
    with pytest.raises(Malformed):
        perform(acts.ApprovePlatform("myspace", stories.REASON), by=people.ana)


def test_terms_are_kept_with_their_text_and_accepted_by_the_pio(people):
    terms = stories.record_terms(people.rita)
    line = queries.terms(terms)
    assert (line.state, line.version, line.form == Terms.objects.get().form_hash) == ("recorded", "2026-01", True)
    with pytest.raises(NotYours):
        perform(acts.AcceptTerms(terms, stories.REASON), by=people.rita)
    stage.do(acts.AcceptTerms(terms, stories.REASON), people.ana)
    assert standing().terms == standing().accepted == line.form
    with pytest.raises(NotNow):
        perform(acts.AcceptTerms(terms, stories.REASON), by=people.ana)


def test_terms_without_a_text_are_refused(people):
    act = acts.RecordTerms("facebook", "2026-01", stage.BEGINNING.date(), "")
    assert why(perform(act, by=people.ana)) == {"terms_recorded"}


def test_terms_that_make_no_sense_are_not_recorded(people):
    for changed in (
        {"text": "0" * 64},
        {"looked_at": ("indemnity", "weather")},
        {"looked_at": ("venue",), "open": (acts.OpenItem("indemnity", "without limit"),)},
        {"looked_at": ("venue",), "open": (acts.OpenItem("venue", " "),)},
        {"looked_at": ("venue", "venue")},
    ):
        values = {"text": stories.text(), **changed}
        with pytest.raises(Malformed):
            perform(acts.RecordTerms("facebook", "1", stage.BEGINNING.date(), **values), by=people.ana)
        assert not Terms.objects.exists()


def test_terms_with_an_item_nobody_looked_at_are_not_accepted(people):
    terms = stories.record_terms(people.ana, looked_at=("indemnity", "ads", "licence", "data"))
    done = perform(acts.AcceptTerms(terms, stories.REASON), by=people.ana)
    assert why(done) == {"terms_checked"}
    assert done.decision.determining[0].missing == ("venue",)


def test_an_item_that_stands_open_is_answered_by_counsel_before_the_terms_are_accepted(people):
    terms = stories.record_terms(people.ana, open=(acts.OpenItem("indemnity", "it has no limit"),))
    done = perform(acts.AcceptTerms(terms, stories.REASON), by=people.ana)
    (question,) = done.questions
    assert Question.objects.get(pk=question).offices == ["counsel"]
    with pytest.raises(NotYours):
        perform(AnswerQuestion(question, True, "it will be fine"), by=people.ana)
    stage.do(AnswerQuestion(question, True, "the law of the state limits it"), people.cora)
    stage.do(acts.AcceptTerms(terms, stories.REASON), people.ana)
    again = stories.record_terms(
        people.ana, version="2026-02", open=(acts.OpenItem("indemnity", "it has no limit still"),)
    )
    assert not perform(acts.AcceptTerms(again, stories.REASON), by=people.ana).allowed


def test_counsel_saying_no_keeps_the_terms_from_being_accepted(people):
    terms = stories.record_terms(people.ana, open=(acts.OpenItem("venue", "courts abroad"),))
    (question,) = perform(acts.AcceptTerms(terms, stories.REASON), by=people.ana).questions
    stage.do(AnswerQuestion(question, False, "we cannot go to courts abroad"), people.cora)
    done = perform(acts.AcceptTerms(terms, "we would like to all the same"), by=people.ana)
    assert str(done.decision.result) == "refused"


def test_terms_that_changed_after_they_were_accepted_stop_new_accounts(people):
    stories.ready_platform(people.ana)
    account = stories.signed(people)
    newer = stories.record_terms(people.rita, version="2026-02")
    assert queries.platform("facebook").terms_stale
    assert [t.state for t in queries.terms_of("facebook")] == ["recorded", "superseded"]
    connect = acts.ConnectAccount(account, "manual", "social@doc.example.gov", True, "https://facebook.com/HillCC")
    assert why(perform(connect, by=people.ana)) == {"account_terms_accepted"}
    stage.do(acts.AcceptTerms(newer, stories.REASON), people.ana)
    assert perform(connect, by=people.ana).allowed


def test_superseded_terms_are_not_accepted_any_more(people):
    older = stories.record_terms(people.ana)
    stories.record_terms(people.ana, version="2026-02")
    with pytest.raises(NotNow):
        perform(acts.AcceptTerms(older, stories.REASON), by=people.ana)


def test_a_platform_without_recorded_terms_needs_a_person(people):
    stage.do(acts.ApprovePlatform("facebook", stories.REASON), people.ana)
    account = stories.signed(people)
    connect = acts.ConnectAccount(account, "manual", "social@doc.example.gov", True, "https://facebook.com/HillCC")
    done = perform(connect, by=people.ana)
    assert (str(done.decision.result), why(done)) == ("needs_person", {"account_terms_accepted"})


def test_accepting_terms_owes_reading_them_again_until_the_platform_is_withdrawn(people):
    stories.ready_platform(people.ana)
    (duty,) = Duty.objects.filter(subject_kind="platform")
    assert (duty.duty, duty.due_at - clock.now() > timedelta(days=364)) == ("terms_reread", True)
    newer = stories.record_terms(people.ana, version="2026-02")
    stage.pass_time(days=100)
    stage.do(acts.AcceptTerms(newer, stories.REASON), people.ana)
    duty.refresh_from_db()
    assert duty.met_seq is not None
    stage.do(acts.WithdrawPlatform("facebook", stories.REASON), people.ana)
    assert not Duty.objects.filter(subject_kind="platform", met_seq=None, dropped_seq=None).exists()


def test_a_strategy_is_in_force_from_its_signature_on_and_within_its_period(people):
    strategy = stories.strategy(people.ana, days=30)
    assert queries.strategy_in_force(clock.now()) is None
    with pytest.raises(NotYours):
        perform(acts.SignStrategy(strategy), by=people.dov)
    stage.do(acts.SignStrategy(strategy), people.ana)
    line = queries.strategy_in_force(clock.now())
    assert (line.id, [c.id for c in line.campaigns]) == (strategy, ["visiting"])
    assert why(perform(acts.SignStrategy(strategy), by=people.ana)) == {"strategy_signed_once"}
    clock.move(line.ends - timedelta(seconds=5))
    assert queries.strategy_in_force(clock.now()) is not None
    clock.move(line.ends)
    assert queries.strategy_in_force(clock.now()) is None


def test_the_strategy_signed_last_is_the_one_in_force_until_it_is_ended(people):
    first, second = stories.strategy(people.ana), stories.strategy(people.ana)
    stage.do(acts.SignStrategy(first), people.ana)
    stage.do(acts.SignStrategy(second), people.ana)
    assert queries.strategy_in_force(clock.now()).id == second
    assert why(perform(acts.EndStrategy(second, ""), by=people.ana)) == {"reason_for_strategy"}
    stage.do(acts.EndStrategy(second, "it went too far"), people.ana)
    assert queries.strategy_in_force(clock.now()).id == first
    with pytest.raises(NotNow):
        perform(acts.SignStrategy(second), by=people.ana)


def test_a_strategy_whose_signature_was_withdrawn_is_not_in_force(people):
    strategy = stories.strategy(people.ana)
    stage.do(acts.SignStrategy(strategy), people.ana)
    given = Signature.objects.get(subject_kind="strategy")
    stage.do(WithdrawSignature(given.seq, "I signed the draft"), people.ana)
    assert queries.strategy_in_force(clock.now()) is None
    (said,) = facts.strategies([Scope(ref=Ref("post", "1"))], clock.now())
    assert (said.hash, said.signed) == (None, False)
    stage.do(acts.SignStrategy(strategy), people.ana)
    assert queries.strategy_in_force(clock.now()).id == strategy


def test_a_strategy_that_makes_no_sense_is_not_submitted(people):
    for changed in (
        {"title": ""},
        {"document": "0" * 64},
        {"document": ""},
        {"ends": stage.BEGINNING - timedelta(days=1)},
        {"starts": stage.BEGINNING.replace(tzinfo=None)},
        {"campaigns": (acts.Campaign("Not a slug", "x"),)},
        {"campaigns": (acts.Campaign("a", "x"), acts.Campaign("a", "y"))},
    ):
        values = {
            "title": "Strategy",
            "document": stories.text(),
            "starts": stage.BEGINNING,
            "ends": stage.BEGINNING + timedelta(days=30),
            **changed,
        }
        with pytest.raises(Malformed):
            perform(acts.SubmitStrategy(**values), by=people.ana)
