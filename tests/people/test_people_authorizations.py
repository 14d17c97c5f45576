"""Lee gets leave to post on Hill's page: in writing, for a time, from the right person; renewed, ended, over."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import cast as stage
from countersign.gate import clock
from countersign.gate.act import Malformed, NotNow, NotYours, Ref, Scope
from countersign.gate.door import perform
from countersign.gate.models import Duty
from countersign.people import acts, capacities, facts, queries, states, subjects
from countersign.people.models import Mandate
from countersign.rules import facts as known

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def ana(cast):
    return stage.acting(cast.ana, "pio")


@pytest.fixture
def dov(cast):
    return stage.acting(cast.dov, "director")


def a_letter(*facts) -> str:
    ana = next(h for h in queries.holders(clock.now()) if h.office == "pio")
    return stage.letter_for(stage.acting(ana.person, "pio"), *facts)


def leave(person, *accounts, days=90, **changed) -> acts.Authorize:
    now = clock.now()
    ends = now + timedelta(days=days)
    named = accounts or ("hill_fb",)
    values = {"instrument": "A-2026-4", "letter": a_letter(person, named, now, ends)}
    return acts.Authorize(person, named, now, ends, **{**values, **changed})


def renewal(of, days=180, **changed) -> acts.RenewAuthorization:
    starts = Mandate.objects.get(pk=of).ends
    ends = clock.now() + timedelta(days=days)
    letter = a_letter(str(Mandate.objects.get(pk=of).person_id), ("hill_fb",), starts, ends)
    return acts.RenewAuthorization(
        **{
            "authorization": of, "starts": starts, "ends": ends, "instrument": "A-2026-9", "letter": letter,
            "reason": stage.REASON, **changed,
        }
    )  # fmt: skip


def covers(person, *accounts, at=None) -> dict[str, bool]:
    """What the port says of each account, at this moment or another."""
    now = at or clock.now()
    (answer,) = facts.authorizations([Scope(ref=Ref("post", "1"), author=person, accounts=accounts)], now)
    return {c.account: answer.employed and any(p.covers(now) for p in c.periods) for c in answer.covers}


def requirements(done) -> set[str]:
    return {why.requirement for why in done.decision.determining}


def test_with_a_letter_from_the_pio_lee_may_post_on_the_accounts_named_and_no_other(cast, ana):
    given = stage.authorize(ana, cast.lee, "hill_fb")
    assert covers(cast.lee, "hill_fb", "doc_x") == {"hill_fb": True, "doc_x": False}
    (capacity, _) = capacities.of(cast.lee, clock.now())
    assert (capacity.kind, capacity.mandate, capacity.accounts) == ("authorized", given, {"hill_fb"})


def test_leave_is_over_the_second_it_ends(cast, ana):
    given = stage.authorize(ana, cast.lee, "hill_fb", days=30)
    ends = Mandate.objects.get(pk=given).ends
    before = ends - timedelta(microseconds=1)
    assert covers(cast.lee, "hill_fb", at=before) == {"hill_fb": True}
    assert [c.kind for c in capacities.of(cast.lee, before)] == ["authorized", "employee"]
    assert covers(cast.lee, "hill_fb", at=ends) == {"hill_fb": False}
    assert [c.kind for c in capacities.of(cast.lee, ends)] == ["employee"]
    clock.move(ends)
    assert covers(cast.lee, "hill_fb") == {"hill_fb": False}
    assert [c.kind for c in capacities.of(cast.lee, clock.now())] == ["employee"]


def test_leave_longer_than_the_limit_is_refused(cast, ana):
    done = perform(leave(cast.lee, days=366), by=ana)
    assert "authorization_period" in requirements(done)
    assert perform(leave(cast.lee, days=365), by=ana).allowed


def test_leave_without_a_number_is_not_in_writing(cast, ana):
    assert "authorization_written" in requirements(perform(leave(cast.lee, instrument=""), by=ana))


def test_leave_rests_on_a_letter_that_is_kept(cast, ana):
    with pytest.raises(Malformed) as told:
        perform(leave(cast.lee, letter="ab" * 32), by=ana)
    assert list(told.value.faults) == ["letter"]
    with pytest.raises(Malformed):
        perform(leave(cast.lee, letter=""), by=ana)


def test_leave_names_accounts_that_are_not_closed_on_platforms_that_are_approved(cast, ana, accounts):
    accounts.states["hill_fb"] = "closed"
    assert "authorization_accounts" in requirements(perform(leave(cast.lee), by=ana))
    accounts.states["hill_fb"] = "open"
    accounts.approved = False
    stage.pass_time(minutes=2)
    assert "authorization_platforms" in requirements(perform(leave(cast.lee), by=ana))


@pytest.mark.parametrize("accounts_named", [(), ("hill_fb", "hill_fb")])
def test_leave_names_each_account_once(cast, ana, accounts_named):
    with pytest.raises(Malformed):
        perform(replace(leave(cast.lee), accounts=accounts_named), by=ana)


def test_an_employee_cannot_give_leave(cast):
    with pytest.raises(NotYours) as told:
        perform(leave(cast.lee), by=stage.employee(cast.mia))
    assert "Ana Reyes, Public Information Officer" in told.value.who_can


class TestWhoGives:
    """The PIO gives leave; the PIO's own comes from the Director, or from the PIO's designee who is not the PIO."""

    def test_the_director_does_not_give_it_to_lee(self, cast, dov):
        assert requirements(perform(leave(cast.lee), by=dov)) == {"authorization_signer"}

    def test_the_pio_does_not_give_it_to_herself(self, cast, ana):
        assert requirements(perform(leave(cast.ana), by=ana)) == {"authorization_signer"}

    def test_the_director_gives_the_pio_hers(self, cast, dov):
        stage.do(leave(cast.ana), dov)
        assert covers(cast.ana, "hill_fb") == {"hill_fb": True}

    def test_the_pios_designee_gives_the_pio_hers(self, cast, ana):
        stage.delegate(ana, cast.mia, "authorization.sign")
        stage.do(leave(cast.ana), stage.acting(cast.mia, "pio", kind="designee"))
        assert covers(cast.ana, "hill_fb") == {"hill_fb": True}

    def test_a_designee_does_not_give_it_to_herself(self, cast, ana):
        stage.delegate(ana, cast.mia, "authorization.sign")
        done = perform(leave(cast.mia), by=stage.acting(cast.mia, "pio", kind="designee"))
        assert requirements(done) == {"authorization_signer"}

    def test_who_asked_for_it_does_not_give_it(self, cast, dov, ana):
        """Ana asks on behalf of Lee; then it is Mia, in Ana's absence, who decides."""
        now = clock.now()
        ask = acts.RequestAuthorization(cast.lee, ("hill_fb",), now, now + timedelta(days=90))
        asked = stage.do(ask, ana).subject_id
        assert requirements(perform(leave(cast.lee, request=asked), by=ana)) == {"authorization_signer"}
        stage.delegate(ana, cast.mia, "authorization.sign")
        given = stage.do(leave(cast.lee, request=asked), stage.acting(cast.mia, "pio", kind="designee"))
        # Once given it is a matter of Lee's alone, and Ana renews it as any other.
        stage.do(renewal(given.subject_id), ana)


class TestAsking:
    """Lee asks; until Ana says so it gives nothing."""

    @pytest.fixture
    def asked(self, cast) -> str:
        now = clock.now()
        ask = acts.RequestAuthorization(cast.lee, ("hill_fb", "doc_x"), now, now + timedelta(days=90))
        return stage.do(ask, stage.employee(cast.lee)).subject_id

    def test_a_request_gives_nothing(self, cast, asked):
        assert covers(cast.lee, "hill_fb") == {"hill_fb": False}
        assert [c.kind for c in capacities.of(cast.lee, clock.now())] == ["employee"]

    def test_nobody_asks_for_somebody_else_without_the_power(self, cast):
        now = clock.now()
        with pytest.raises(NotYours):
            perform(
                acts.RequestAuthorization(cast.lee, ("hill_fb",), now, now + timedelta(days=9)),
                by=stage.employee(cast.sam),
            )

    def test_the_head_of_the_unit_asks_for_somebody_there(self, cast, dov):
        now = clock.now()
        stage.do(acts.Appoint(cast.sam, "unit_head", now, None, "M-3", units=(cast.logan,)), dov)
        sam = stage.acting(cast.sam, "unit_head")
        term = (now, now + timedelta(days=9))
        with pytest.raises(NotYours):
            perform(acts.RequestAuthorization(cast.lee, ("hill_fb",), *term), by=sam)
        move = acts.ChangePerson(cast.lee, "Lee Novak", "full_time", cast.logan)
        stage.do(move, stage.acting(cast.rita, "administrator"))
        stage.do(acts.RequestAuthorization(cast.lee, ("hill_fb",), *term), sam)

    def test_granting_a_request_may_give_less_than_was_asked_for(self, cast, asked, ana):
        given = stage.authorize(ana, cast.lee, "hill_fb", request=asked)
        assert given == asked
        assert covers(cast.lee, "hill_fb", "doc_x") == {"hill_fb": True, "doc_x": False}
        assert queries.asked_for(cast.ana, clock.now()) == ()

    def test_a_request_is_granted_once_and_to_whom_it_is_for(self, cast, asked, ana):
        with pytest.raises(Malformed):
            perform(leave(cast.sam, request=asked), by=ana)
        stage.authorize(ana, cast.lee, "hill_fb", request=asked)
        with pytest.raises(NotNow):
            perform(leave(cast.lee, request=asked), by=ana)

    def test_a_request_is_turned_down_with_a_reason(self, cast, asked, ana):
        assert not perform(acts.EndAuthorization(asked, ""), by=ana).allowed
        stage.pass_time(minutes=2)
        stage.do(acts.EndAuthorization(asked, stage.REASON), ana)
        assert subjects.one("authorization", asked).state == states.ENDED


class TestRenewing:
    """Lee's leave goes on; the old period stays on record."""

    @pytest.fixture
    def given(self, cast, ana) -> str:
        return stage.authorize(ana, cast.lee, "hill_fb", days=90)

    def test_the_old_period_stays_as_it_was_and_the_new_one_follows(self, cast, ana, given):
        old = Mandate.objects.get(pk=given)
        stage.pass_time(days=80)
        new = stage.do(renewal(given), ana).subject_id
        assert new != given
        after = Mandate.objects.get(pk=given)
        assert (after.starts, after.ends, after.letter, after.ended_seq) == (old.starts, old.ends, old.letter, None)
        assert [line.id for line in queries.line_of(cast.ana, clock.now(), new)] == [given, new]
        clock.move(old.ends)
        assert covers(cast.lee, "hill_fb") == {"hill_fb": True}

    def test_a_renewal_is_by_the_right_person_with_letter_and_reason(self, cast, ana, dov, given):
        assert requirements(perform(renewal(given), by=dov)) == {"authorization_signer"}
        assert requirements(perform(renewal(given, reason=""), by=ana)) == {"reason_for_authorizations"}
        with pytest.raises(Malformed):
            perform(renewal(given, letter=""), by=ana)

    def test_a_renewal_lasts_longer_than_what_it_renews(self, cast, ana, given):
        with pytest.raises(Malformed):
            perform(renewal(given, starts=clock.now(), ends=clock.now() + timedelta(days=30)), by=ana)

    def test_a_period_is_renewed_once(self, cast, ana, given):
        stage.do(renewal(given), ana)
        with pytest.raises(NotNow) as told:
            perform(renewal(given, days=200), by=ana)
        assert told.value.state == states.RENEWED

    def test_the_duty_to_renew_follows_the_period(self, cast, ana, given):
        duty = Duty.objects.get(subject_id=given)
        assert (duty.duty, duty.due_at) == ("authorization_renewal", Mandate.objects.get(pk=given).ends)
        new = stage.do(renewal(given), ana)
        assert Duty.objects.get(subject_id=given).met_seq == new.seq
        assert Duty.objects.get(subject_id=new.subject_id).due_at == Mandate.objects.get(pk=new.subject_id).ends

    def test_ending_leave_ends_what_renews_it_too(self, cast, ana, given):
        new = stage.do(renewal(given), ana).subject_id
        done = stage.do(acts.EndAuthorization(given, stage.REASON), ana)
        assert set(Mandate.objects.filter(ended_seq=done.seq).values_list("pk", flat=True)) == {int(given), int(new)}
        assert covers(cast.lee, "hill_fb") == {"hill_fb": False}
        assert not Duty.objects.filter(met_seq=None, dropped_seq=None).exists()

    def test_ending_the_renewal_ends_the_period_that_still_runs(self, cast, ana, given):
        new = stage.do(renewal(given), ana).subject_id
        stage.do(acts.EndAuthorization(new, stage.REASON), ana)
        assert covers(cast.lee, "hill_fb") == {"hill_fb": False}

    def test_ending_leave_for_one_account_leaves_the_other(self, cast, ana, given):
        stage.authorize(ana, cast.lee, "doc_x")
        stage.do(acts.EndAuthorization(given, stage.REASON), ana)
        assert covers(cast.lee, "hill_fb", "doc_x") == {"hill_fb": False, "doc_x": True}


class TestThePort:
    """What requirements of other rooms are told."""

    def test_many_authors_are_answered_at_once_in_order(self, cast, ana, django_assert_num_queries):
        stage.authorize(ana, cast.lee, "hill_fb")
        scopes = [
            Scope(ref=Ref("post", str(i)), author=p, accounts=("hill_fb",))
            for i, p in enumerate([cast.sam, cast.lee] * 20)
        ]
        now = clock.now()
        with django_assert_num_queries(3):
            answers = facts.authorizations(scopes, now)
        assert [bool(a.covers[0].periods) for a in answers] == [False, True] * 20

    def test_without_an_author_it_is_not_known(self, cast):
        nobody = Scope(ref=Ref("post", "1"), accounts=("hill_fb",))
        stranger = replace(nobody, author="999")
        answers = facts.authorizations([nobody, stranger], clock.now())
        assert all(isinstance(a, known.Unknown) for a in answers)

    def test_an_author_whose_entry_was_merged_is_the_person_that_stands_for_it(self, cast, ana):
        rita = stage.acting(cast.rita, "administrator")
        double = stage.do(acts.Hire("2001-B", "Lee Novak", "full_time", cast.hill), rita).subject_id
        stage.authorize(ana, double, "hill_fb")
        stage.do(acts.MergePeople(double, cast.lee, stage.REASON), rita)
        assert covers(double, "hill_fb") == {"hill_fb": True}

    def test_who_left_is_not_employed_whatever_the_letter_says(self, cast, ana):
        stage.authorize(ana, cast.lee, "hill_fb")
        stage.do(acts.EndEmployment(cast.lee, stage.REASON), stage.acting(cast.rita, "administrator"))
        (answer,) = facts.authorizations(
            [Scope(ref=Ref("post", "1"), author=cast.lee, accounts=("hill_fb",))], clock.now()
        )
        assert not answer.employed
        assert answer.covers[0].periods == ()


def test_giving_leave_costs_the_same_few_queries_whatever_the_history(cast, ana):
    def queries_of(act) -> int:
        with CaptureQueriesContext(connection) as counted:
            stage.do(act, ana)
        return len(counted)

    first = queries_of(leave(cast.lee))
    for _ in range(8):
        stage.authorize(ana, cast.lee, "hill_fb")
    assert queries_of(leave(cast.lee)) <= first <= 30


def test_a_request_is_taken_back_by_who_asked_or_is_to_post_before_it_is_decided(cast, ana):
    now = clock.now()

    def asked(by) -> str:
        return stage.do(acts.RequestAuthorization(cast.lee, ("hill_fb",), now, now + timedelta(days=30)), by).subject_id

    request = asked(ana)
    with pytest.raises(NotYours):
        perform(acts.WithdrawAuthorizationRequest(request), by=stage.employee(cast.sam))
    stage.do(acts.WithdrawAuthorizationRequest(request), stage.employee(cast.lee))
    stage.do(acts.WithdrawAuthorizationRequest(asked(ana)), ana)
    assert queries.asked_for(cast.ana, clock.now()) == ()
    with pytest.raises(NotNow):
        perform(acts.WithdrawAuthorizationRequest(request), by=stage.employee(cast.lee))
    # What is given is no request any more: it is ended, by those who give it.
    given = stage.authorize(ana, cast.lee, "hill_fb")
    with pytest.raises(NotNow):
        perform(acts.WithdrawAuthorizationRequest(given), by=stage.employee(cast.lee))
