"""Every act of this room: who may, in which state, and what other rooms are told."""

from datetime import date

import pytest

import cast as stage
from accounts import account_stories as stories
from countersign.accounts import acts, facts, queries, states
from countersign.accounts.models import Impostor, Strategy, Terms
from countersign.gate import clock
from countersign.gate.act import NotNow, NotYours, Ref, Scope
from countersign.gate.door import ask
from countersign.gate.wiring import house
from countersign.people.acts import MergePeople
from countersign.people.web.history import ACT_WORDS
from countersign.rules import facts as kinds
from countersign.rules.acts import ACTS

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

# Who may do what by the default pack, in the order Dov, Ana, Rita, Lee (heads Hill, applicant and custodian there),
# Mia and Sam (employed), Cora (counsel). A capital letter may.
MAY = {
    "approve_platform": "dArlmsc",
    "withdraw_platform": "dArlmsc",
    "record_terms": "dARlmsc",
    "accept_terms": "dArlmsc",
    "submit_strategy": "dArlmsc",
    "sign_strategy": "dArlmsc",
    "end_strategy": "dArlmsc",
    "apply_for_account": "dArLmsc",
    "change_account": "dArLmsc",
    "sign_account": "DArlmsc",
    "return_account": "DArlmsc",
    "withdraw_application": "dArLmsc",
    "connect_account": "dARlmsc",
    "attest_page": "dArLmsc",
    "open_account": "dArlmsc",
    "suspend_account": "DArLmsc",
    "resume_account": "dArlmsc",
    "close_account": "DArlmsc",
    "report_impostor": "darlMSc",
    "list_impostor": "dArlmsc",
}
LETTERS = {"d": "dov", "a": "ana", "r": "rita", "l": "lee", "m": "mia", "s": "sam", "c": "cora"}


def last(model) -> str:
    return str(model.objects.latest("pk").pk)


def sample(name: str, account: str, form: str):
    """An act of this name about the account of the story; whether the directive allows it does not matter here."""
    why = stories.REASON
    return {
        "approve_platform": lambda p: acts.ApprovePlatform("instagram", why),
        "withdraw_platform": lambda p: acts.WithdrawPlatform("facebook", why),
        "record_terms": lambda p: acts.RecordTerms("facebook", "1", date(2026, 1, 1), ""),
        "accept_terms": lambda p: acts.AcceptTerms(last(Terms), why),
        "submit_strategy": lambda p: acts.SubmitStrategy("S", stories.text(), stage.BEGINNING, clock.now()),
        "sign_strategy": lambda p: acts.SignStrategy(last(Strategy)),
        "end_strategy": lambda p: acts.EndStrategy(last(Strategy), why),
        "apply_for_account": lambda p: stories.application(p, handle="other", url=""),
        "change_account": lambda p: stories.change(p, account, display_name="Other"),
        "sign_account": lambda p: acts.SignAccount(account, form),
        "return_account": lambda p: acts.ReturnAccount(account, why),
        "withdraw_application": lambda p: acts.WithdrawApplication(account),
        "connect_account": lambda p: acts.ConnectAccount(
            account, "manual", "x", True, "https://www.facebook.com/HillCC"
        ),
        "attest_page": lambda p: acts.AttestPage(account, ()),
        "open_account": lambda p: acts.OpenAccount(account),
        "suspend_account": lambda p: acts.SuspendAccount(account, why),
        "resume_account": lambda p: acts.ResumeAccount(account, why),
        "close_account": lambda p: acts.CloseAccount(account, why),
        "report_impostor": lambda p: acts.ReportImpostor("facebook", "https://facebook.com/fake", ""),
        "list_impostor": lambda p: acts.ListImpostor(last(Impostor), True, why),
    }[name]


def test_who_may_do_what_is_as_written_here(people):
    assert set(MAY) == {a.name for a in acts.ACTS}
    stage.do(acts.ReportImpostor("facebook", "https://facebook.com/fake", ""), people.mia)
    stories.ready_platform(people.ana)
    stories.strategy(people.ana)
    account = stories.applied(people)
    form = stories.form_of(account)
    wrong = []
    for name, expected in MAY.items():
        act = sample(name, account, form)(people)
        for letter in expected:
            by = getattr(people, LETTERS[letter.lower()])
            try:
                ask(act, by=by)
                may = True
            except NotYours:
                may = False
            except NotNow:
                may = True
            if may != letter.isupper():
                wrong.append((name, LETTERS[letter.lower()], may))
    assert wrong == []


def test_every_act_on_an_account_is_possible_in_exactly_the_states_of_its_table(people):
    account = stories.opened(people)
    form = stories.form_of(account)
    on_accounts = [n for n in MAY if ACTS[n].subject == "account" and n != "apply_for_account"]

    def possible() -> set[str]:
        found = set()
        for name in on_accounts:
            try:
                ask(sample(name, account, form)(people), by=people.ana)
            except NotNow as told:
                assert set(told.possible) == {a for s, a in states.ACCOUNT if s == told.state}
                continue
            found.add(name)
        return found

    def expected(state: str) -> set[str]:
        return {act for s, act in states.ACCOUNT if s == state}

    assert possible() == expected("open")
    stage.do(acts.SuspendAccount(account, stories.REASON), people.ana)
    assert possible() == expected("suspended")
    stage.do(acts.CloseAccount(account, stories.REASON), people.ana)
    assert possible() == expected("closed") == set()


def test_other_rooms_learn_the_state_and_form_of_accounts(people):
    account = stories.opened(people)
    (said, lost) = facts.accounts(
        [Scope(ref=Ref("post", "1"), accounts=(account,)), Scope(ref=Ref("post", "2"), accounts=("999",))], clock.now()
    )
    assert said.standing == (kinds.AccountStanding(account, "facebook", "open", True),)
    assert isinstance(lost, kinds.Unknown)
    touched = queries.touched([account, "999", "x"])
    assert list(touched) == [account]
    assert (touched[account].platform, touched[account].purposes) == ("facebook", ("news", "outreach"))
    assert queries.names([account, "999"]) == {account: "Hill Correctional Center (Facebook @HillCC)"}


def test_a_poster_may_post_on_open_accounts_of_a_running_authorization_only(people):
    account = stories.opened(people)
    assert queries.may_post_on(people.cast.lee, clock.now()) == ()
    stage.authorize(people.ana, people.cast.lee, account, days=10)
    assert [a.id for a in queries.may_post_on(people.cast.lee, clock.now())] == [account]
    stage.do(acts.SuspendAccount(account, stories.REASON), people.ana)
    assert queries.may_post_on(people.cast.lee, clock.now()) == ()
    stage.do(acts.ResumeAccount(account, stories.REASON), people.ana)
    stage.pass_time(days=10)
    assert queries.may_post_on(people.cast.lee, clock.now()) == ()


def test_leave_to_post_is_given_for_accounts_that_are_there(people):
    from datetime import timedelta

    from countersign.gate.door import perform
    from countersign.people import acts as people_acts

    now = clock.now()
    letter = stories.text("You may post.")
    act = people_acts.Authorize(people.cast.lee, ("999",), now, now + timedelta(days=9), "A-1", letter)
    assert not perform(act, by=people.ana).allowed


def test_every_act_of_the_vocabulary_has_words_for_history():
    assert set(ACT_WORDS) == set(ACTS)


def test_what_this_room_answers_is_wired(people):
    answered = {p.fact for p in house().wiring.ports}
    assert {p.fact for p in facts.PORTS} <= answered
    assert {a.name for a in acts.ACTS} <= set(house().acts)


def test_two_signers_who_turn_out_to_be_one_person_are_one_signature(people):
    account = stories.opened(people)
    scope = Scope(ref=Ref("post", "1"), accounts=(account,))
    assert facts.accounts([scope], clock.now())[0].standing[0].signed_form
    stage.do(MergePeople(people.cast.dov, people.cast.ana, stories.REASON), people.rita)
    assert not facts.accounts([scope], clock.now())[0].standing[0].signed_form
