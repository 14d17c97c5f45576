"""An account from its application to its opening: two officials sign, the page shows what it must, then it is ours."""

from dataclasses import replace

import pytest

import cast as stage
from accounts import account_stories as stories
from countersign.accounts import acts, queries
from countersign.accounts.models import Account, Attestation
from countersign.gate import clock, frozen
from countersign.gate.act import Malformed, NotNow, NotYours
from countersign.gate.door import ask, perform
from countersign.gate.models import Duty, LedgerBody, Question, Signature

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def why(done) -> set[str]:
    """The requirements that stood in the way."""
    return {d.requirement for d in done.decision.determining}


def missing(done) -> set[str]:
    return {m for d in done.decision.determining for m in d.missing}


def test_an_account_is_opened_by_two_signatures_a_connection_and_a_checked_page(people):
    account = stories.opened(people)
    line = stories.accounts_of(account)
    assert (line.state, line.signed, line.department_identity) == ("open", True, True)
    assert line.opened_at == clock.now() or line.opened_at <= clock.now()
    (entry,) = queries.entries().items
    assert (entry.handle, entry.state) == ("HillCC", "open")


def test_a_page_signed_by_the_pio_alone_cannot_open(people):
    stories.ready_platform(people.ana)
    account = stories.applied(people)
    stories.sign(account, people.ana)
    stories.attest(account, people.lee)
    done = perform(acts.OpenAccount(account), by=people.ana)
    assert not done.allowed
    assert "account_signed" in why(done)
    assert "director" in missing(done)
    assert "pio" not in missing(done)
    assert stories.accounts_of(account).state == "applied"


def test_the_same_person_cannot_sign_twice_through_a_delegation(people):
    stories.ready_platform(people.ana)
    account = stories.applied(people)
    stage.delegate(people.dov, people.cast.mia, "account.sign")
    stage.delegate(people.ana, people.cast.mia, "account.sign")
    stories.sign(account, stage.acting(people.cast.mia, "director", kind="designee"))
    again = perform(
        acts.SignAccount(account, stories.form_of(account)), by=stage.acting(people.cast.mia, "pio", kind="designee")
    )
    assert why(again) == {"account_signed_once"}
    assert Signature.objects.filter(subject_kind="account").count() == 1


def test_a_designee_signs_for_one_office_and_the_holder_of_the_other_for_the_other(people):
    stories.ready_platform(people.ana)
    account = stories.applied(people)
    stage.delegate(people.dov, people.cast.mia, "account.sign")
    stories.sign(account, stage.acting(people.cast.mia, "director", kind="designee"))
    stories.sign(account, people.ana)
    stories.connect(account, people.ana)
    stories.attest(account, people.lee)
    assert perform(acts.OpenAccount(account), by=people.ana).allowed


def test_the_pio_does_not_sign_an_account_she_applied_for_herself(people):
    stories.ready_platform(people.ana)
    account = stage.do(stories.application(people), people.ana).subject_id
    done = perform(acts.SignAccount(account, stories.form_of(account)), by=people.ana)
    assert why(done) == {"account_not_own"}


def test_a_custodian_who_holds_an_office_does_not_sign_either(people):
    stories.ready_platform(people.ana)
    account = stories.applied(people, custodians=(people.cast.lee, people.cast.dov))
    done = perform(acts.SignAccount(account, stories.form_of(account)), by=people.dov)
    assert why(done) == {"account_not_own"}


def test_an_application_on_a_platform_nobody_approved_is_refused(people):
    done = perform(stories.application(people, platform="reddit"), by=people.lee)
    assert why(done) == {"account_platform_approved"}
    assert missing(done) == {"reddit"}
    assert not Account.objects.exists()


def test_an_application_says_what_for_how_far_and_who_looks_after_it(people):
    stories.ready_platform(people.ana)
    for changed, requirement in (
        ({"purposes": ("sales",)}, "application_purposes"),
        ({"purposes": ()}, "application_purposes"),
        ({"scope_statement": "News."}, "application_scope"),
        ({"custodians": ()}, "application_custodians"),
    ):
        assert why(perform(stories.application(people, **changed), by=people.lee)) == {requirement}


def test_an_application_that_makes_no_sense_leaves_nothing_behind(people):
    stories.ready_platform(people.ana)
    rows = LedgerBody.objects.count()
    for changed in (
        {"platform": "nowhere"},
        {"unit": "999999"},
        {"custodians": ("999999",)},
        {"handle": "  "},
        {"handle": "Hill CC"},
        {"display_name": ""},
        {"display_name": "Hill\u202eCC"},
        {"url": "javascript:alert(1)"},
        {"url": "https://doc@evil.example"},
        {"purposes": ("news", "news")},
        {"scope_statement": stories.SCOPE + "\x07"},
    ):
        with pytest.raises(Malformed):
            perform(stories.application(people, **changed), by=people.lee)
        assert LedgerBody.objects.count() == rows
        assert not Account.objects.exists()


def test_somebody_who_left_looks_after_no_account(people):
    from countersign.people import acts as people_acts

    stories.ready_platform(people.ana)
    stage.do(people_acts.EndEmployment(people.cast.sam, "moved to another state"), people.rita)
    done = perform(stories.application(people, custodians=(people.cast.lee, people.cast.sam)), by=people.lee)
    assert why(done) == {"application_custodians"}


def test_a_head_of_unit_applies_for_the_own_unit_only(people):
    stories.ready_platform(people.ana)
    with pytest.raises(NotYours):
        perform(stories.application(people, unit=people.cast.logan), by=people.lee)
    with pytest.raises(NotYours):
        perform(stories.application(people, custodians=(people.cast.sam,)), by=people.sam)


def test_two_accounts_in_use_never_have_the_same_handle_on_one_platform(people):
    stories.opened(people)
    stories.ready_platform(people.ana, "instagram")
    with pytest.raises(Malformed) as told:
        perform(stories.application(people, handle="@hillcc", url=""), by=people.lee)
    assert list(told.value.faults) == ["handle"]
    assert perform(stories.application(people, platform="instagram", url=""), by=people.lee).allowed


def test_what_is_signed_is_what_was_shown(people):
    stories.ready_platform(people.ana)
    account = stories.applied(people)
    shown = stories.form_of(account)
    assert frozen.thaw(shown)["scope"] == stories.SCOPE
    assert frozen.thaw(shown)["custodians"] == [{"id": people.cast.lee, "name": "Lee Novak"}]
    stage.do(stories.change(people, account, display_name="Hill Prison"), people.lee)
    with pytest.raises(Malformed) as told:
        perform(acts.SignAccount(account, shown), by=people.dov)
    assert list(told.value.faults) == ["form"]


def test_a_change_of_custodian_needs_new_signatures(people):
    account = stories.signed_on_ready_platform(people)
    assert stories.accounts_of(account).signed
    stage.do(stories.change(people, account, custodians=(people.cast.lee, people.cast.sam)), people.lee)
    assert not stories.accounts_of(account).signed
    done = perform(
        acts.ConnectAccount(account, "manual", "social@doc.example.gov", True, "https://www.facebook.com/HillCC"),
        by=people.ana,
    )
    assert why(done) == {"account_signed", "account_form_unchanged"}
    stories.sign(account, people.dov)
    stories.sign(account, people.ana)
    assert stories.accounts_of(account).signed


def test_an_open_account_that_was_changed_is_not_in_its_signed_form_until_signed_again(people):
    account = stories.opened(people)
    stage.do(stories.change(people, account, scope_statement=stories.SCOPE + " And jobs."), people.lee)
    line = stories.accounts_of(account)
    assert (line.state, line.signed) == ("open", False)
    stories.sign(account, people.dov)
    assert not stories.accounts_of(account).signed
    stories.sign(account, people.ana)
    assert stories.accounts_of(account).signed


def test_a_withdrawn_signature_no_longer_holds_an_account(people):
    from countersign.gate.acts import WithdrawSignature

    account = stories.opened(people)
    mine = Signature.objects.get(subject_kind="account", office="director")
    stage.do(WithdrawSignature(mine.seq, "the scope is too wide for me"), people.dov)
    assert not stories.accounts_of(account).signed
    stage.do(acts.SuspendAccount(account, stories.REASON), people.ana)
    done = perform(acts.ResumeAccount(account, stories.REASON), by=people.ana)
    assert why(done) == {"account_signed"}


def test_a_change_that_changes_nothing_is_none(people):
    account = stories.signed_on_ready_platform(people)
    with pytest.raises(Malformed):
        perform(stories.change(people, account), by=people.lee)
    assert stories.accounts_of(account).signed


def test_an_outsider_who_names_herself_custodian_does_not_own_the_account(people):
    account = stories.signed_on_ready_platform(people)
    with pytest.raises(NotYours):
        perform(stories.change(people, account, custodians=(people.cast.lee, people.cast.mia)), by=people.mia)


def test_a_returned_application_says_why_and_goes_on_once_it_was_changed(people):
    stories.ready_platform(people.ana)
    account = stories.applied(people)
    stage.do(acts.ReturnAccount(account, "name a second custodian"), people.ana)
    assert (stories.accounts_of(account).state, stories.accounts_of(account).said) == (
        "returned",
        "name a second custodian",
    )
    with pytest.raises(NotNow):
        perform(acts.SignAccount(account, stories.form_of(account)), by=people.dov)
    stage.do(stories.change(people, account, custodians=(people.cast.lee, people.cast.sam)), people.lee)
    assert stories.accounts_of(account).state == "applied"


def test_an_application_can_be_taken_back_by_whoever_made_it_and_its_handle_is_free_again(people):
    stories.ready_platform(people.ana)
    account = stories.applied(people)
    with pytest.raises(NotYours):
        perform(acts.WithdrawApplication(account), by=people.sam)
    stage.do(acts.WithdrawApplication(account), stage.employee(people.cast.lee))
    assert stories.accounts_of(account).state == "taken_back"
    assert perform(stories.application(people), by=people.lee).allowed


def test_a_personal_identity_runs_no_account_and_an_unsaid_one_needs_counsel(people):
    account = stories.signed_on_ready_platform(people)
    connect = acts.ConnectAccount(account, "manual", "Lee's own", False, "https://www.facebook.com/HillCC")
    assert why(perform(connect, by=people.ana)) == {"account_identity"}
    stories.attest(account, people.lee)
    done = perform(acts.OpenAccount(account), by=people.ana)
    assert str(done.decision.result) == "needs_person"
    assert Question.objects.get(pk=done.questions[0]).offices == ["counsel"]


def test_an_account_is_connected_to_the_page_that_was_signed(people):
    account = stories.signed_on_ready_platform(people)
    other = acts.ConnectAccount(account, "manual", "social@doc.example.gov", True, "https://www.facebook.com/Other")
    (why,) = perform(other, by=people.ana).decision.determining
    assert (why.requirement, why.missing) == ("account_same", ("address",))
    stage.do(replace(other, url="https://facebook.com/hillcc/"), people.ana)
    assert stories.accounts_of(account).url == "https://www.facebook.com/HillCC"


def test_a_page_that_lacks_the_logo_cannot_open(people):
    account = stories.signed_on_ready_platform(people)
    stories.connect(account, people.ana)
    stories.attest(account, people.lee, logo="missing")
    done = perform(acts.OpenAccount(account), by=people.ana)
    assert why(done) == {"page_shows_department"}
    assert missing(done) == {"logo"}
    stories.attest(account, people.lee)
    assert perform(acts.OpenAccount(account), by=people.ana).allowed


def test_what_nobody_can_tell_from_the_page_is_answered_by_the_pio_for_this_form_only(people):
    from countersign.gate.acts import AnswerQuestion

    account = stories.signed_on_ready_platform(people)
    stories.connect(account, people.ana)
    stories.attest(account, people.lee, scope="unknown")
    done = perform(acts.OpenAccount(account), by=people.ana)
    assert str(done.decision.result) == "needs_person"
    stage.do(AnswerQuestion(done.questions[0], True, "it stands in the long description"), people.ana)
    assert perform(acts.OpenAccount(account), by=people.ana).allowed


def test_a_tick_without_a_picture_is_no_evidence(people):
    account = stories.signed_on_ready_platform(people)
    done = perform(acts.AttestPage(account, (acts.Seen("logo", "found"),)), by=people.lee)
    assert why(done) == {"page_evidence"}
    assert not Attestation.objects.exists()


def test_what_was_seen_too_long_ago_does_not_open_an_account(people):
    account = stories.signed_on_ready_platform(people)
    stories.connect(account, people.ana)
    stories.attest(account, people.lee)
    stage.pass_time(days=31)
    done = perform(acts.OpenAccount(account), by=people.ana)
    assert why(done) == {"page_says_purpose_and_scope", "page_links_website", "page_shows_department"}


def test_the_last_look_at_an_element_counts(people):
    account = stories.signed_on_ready_platform(people)
    stories.connect(account, people.ana)
    stories.attest(account, people.lee)
    seen = (acts.Seen("contact", "missing", stories.picture()),)
    stage.do(acts.AttestPage(account, seen), people.lee)
    assert missing(perform(acts.OpenAccount(account), by=people.ana)) == {"contact"}


@pytest.mark.parametrize("seen", [("nose", "found"), ("logo", "perhaps")])
def test_an_attestation_names_elements_of_the_pack_and_one_of_three_answers(people, seen):
    account = stories.signed_on_ready_platform(people)
    with pytest.raises(Malformed):
        perform(acts.AttestPage(account, (acts.Seen(*seen, stories.picture()),)), by=people.lee)
    with pytest.raises(Malformed):
        perform(acts.AttestPage(account, (acts.Seen("logo", "found", "0" * 64),)), by=people.lee)


def test_opening_owes_a_page_check_and_a_whole_look_at_the_page_meets_it(people):
    account = stories.opened(people)
    (duty,) = Duty.objects.filter(subject_kind="account")
    assert (duty.duty, duty.subject_id, duty.unit, duty.met_seq) == ("page_check", account, people.cast.hill, None)
    stage.do(acts.AttestPage(account, (acts.Seen("logo", "found", stories.picture()),)), people.lee)
    assert Duty.objects.filter(subject_kind="account", met_seq=None).get().pk == duty.pk
    stage.pass_time(days=10)
    stories.attest(account, people.lee)
    duty.refresh_from_db()
    assert duty.met_seq is not None
    assert Duty.objects.filter(subject_kind="account", met_seq=None).get().due_at > duty.due_at


def test_suspended_resumed_and_closed_each_with_a_reason(people):
    account = stories.opened(people)
    assert why(perform(acts.SuspendAccount(account, ""), by=people.lee)) == {"reason_for_accounts"}
    stage.do(acts.SuspendAccount(account, "the password may be known"), people.lee)
    assert stories.accounts_of(account).said == "the password may be known"
    with pytest.raises(NotNow):
        perform(acts.SuspendAccount(account, stories.REASON), by=people.lee)
    with pytest.raises(NotYours):
        perform(acts.ResumeAccount(account, stories.REASON), by=people.lee)
    stage.do(acts.ResumeAccount(account, "a new password was set"), people.ana)
    stage.do(acts.CloseAccount(account, "nobody reads it any more"), people.dov)
    line = stories.accounts_of(account)
    assert (line.state, line.closed_at is not None) == ("closed", True)
    assert not Duty.objects.filter(subject_kind="account", met_seq=None, dropped_seq=None).exists()


def test_a_suspended_account_is_not_resumed_on_a_platform_that_was_withdrawn(people):
    account = stories.opened(people)
    stage.do(acts.SuspendAccount(account, stories.REASON), people.ana)
    stage.do(acts.WithdrawPlatform("facebook", "its owner changed"), people.ana)
    done = perform(acts.ResumeAccount(account, stories.REASON), by=people.ana)
    assert why(done) == {"account_platform_approved"}


def test_a_closed_account_stays_closed(people):
    account = stories.opened(people)
    stage.do(acts.CloseAccount(account, stories.REASON), people.ana)
    seen = (acts.Seen("logo", "found", stories.picture()),)
    for act, by in (
        (acts.ResumeAccount(account, stories.REASON), people.ana),
        (acts.OpenAccount(account), people.ana),
        (acts.SignAccount(account, stories.form_of(account)), people.dov),
        (acts.AttestPage(account, seen), people.lee),
        (acts.CloseAccount(account, stories.REASON), people.ana),
        (stories.change(people, account, display_name="Again"), people.lee),
    ):
        with pytest.raises(NotNow):
            ask(act, by=by)
    assert perform(stories.application(people), by=people.lee).allowed
