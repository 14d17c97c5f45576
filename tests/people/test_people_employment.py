"""Hiring, leaving, coming back, and two entries that are one human."""

from datetime import timedelta

import pytest

import cast as stage
from countersign.gate import clock
from countersign.gate.act import By, Malformed, NotNow, NotYours
from countersign.gate.door import perform
from countersign.gate.models import Duty
from countersign.people import acts, capacities, queries, signin, states, subjects
from countersign.people.models import Mandate, Person, SignIn

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def rita(cast):
    return stage.acting(cast.rita, "administrator")


@pytest.mark.parametrize("kind", ["full_time", "part_time", "conditional", "temporary", "contractual"])
def test_anyone_employed_in_any_of_the_five_ways_is_an_employee(cast, rita, kind):
    hired = stage.do(acts.Hire("9001", "Noa Klein", kind, cast.hill), rita).subject_id
    (capacity,) = capacities.of(hired, clock.now())
    assert (capacity.kind, capacity.name) == ("employee", "Noa Klein")


def test_a_sixth_way_of_being_employed_is_not_taken(cast, rita):
    with pytest.raises(Malformed) as told:
        perform(acts.Hire("9001", "Noa Klein", "volunteer", cast.hill), by=rita)
    assert list(told.value.faults) == ["employment_type"]


def test_somebody_hired_for_later_is_nobody_until_then(cast, rita):
    later = clock.now() + timedelta(days=7)
    hired = stage.do(acts.Hire("9001", "Noa Klein", "full_time", cast.hill, starts=later), rita).subject_id
    assert capacities.of(hired, clock.now()) == []
    clock.move(later)
    assert [c.kind for c in capacities.of(hired, clock.now())] == ["employee"]


def test_an_employee_number_is_one_person(cast, rita):
    with pytest.raises(NotNow) as told:
        perform(acts.Hire("2001", "Lee Nowak", "full_time", cast.logan), by=rita)
    assert told.value.state == states.EMPLOYED


def test_the_roster_is_kept_by_who_has_that_office(cast):
    with pytest.raises(NotYours):
        perform(acts.Hire("9001", "Noa Klein", "full_time", cast.hill), by=stage.acting(cast.ana, "pio"))


def test_a_correction_changes_the_line_and_the_address_of_the_sign_in(cast, rita):
    signin.create(cast.lee)
    stage.do(acts.ChangePerson(cast.lee, "Lee Nowak", "part_time", cast.logan, "lee@doc.example.gov"), rita)
    line = queries.known([cast.lee], clock.now())[cast.lee]
    assert (line.name, line.employment_type, line.unit) == ("Lee Nowak", "part_time", cast.logan)
    assert SignIn.objects.get().email == "lee@doc.example.gov"


@pytest.mark.parametrize("name", ["", " Lee", "Lee  Novak", "Lee\u202eNovak", "Lee\nNovak", "x" * 201])
def test_a_name_is_something_one_can_read(cast, rita, name):
    with pytest.raises(Malformed):
        perform(acts.ChangePerson(cast.lee, name, "full_time", cast.hill), by=rita)


class TestLeaving:
    """Ana gave Mia a power and Lee leave to post; then Ana leaves, and Lee."""

    @pytest.fixture
    def ana(self, cast):
        return stage.acting(cast.ana, "pio")

    def test_what_a_person_holds_ends_at_once(self, cast, rita, ana):
        leave = stage.authorize(ana, cast.lee, "hill_fb")
        signin.create(cast.lee)
        assert Duty.objects.filter(subject_kind="authorization", dropped_seq=None).count() == 1
        done = stage.do(acts.EndEmployment(cast.lee, stage.REASON), rita)
        assert capacities.of(cast.lee, clock.now()) == []
        mandate = Mandate.objects.get(pk=leave)
        assert mandate.ended_seq == done.seq
        assert mandate.ended_at == Person.objects.get(pk=cast.lee).ends
        assert not Duty.objects.filter(subject_kind="authorization", dropped_seq=None).exists()
        assert not SignIn.objects.get().is_active

    def test_what_others_hold_from_a_person_ends_at_once(self, cast, rita, ana):
        given = stage.delegate(ana, cast.mia, "post.sign")
        done = stage.do(acts.EndEmployment(cast.ana, stage.REASON), rita)
        assert [c.kind for c in capacities.of(cast.mia, clock.now())] == ["employee"]
        assert Mandate.objects.get(pk=given).ended_seq == done.seq

    def test_leaving_locks_the_person_and_their_designees(self, cast, rita, ana):
        stage.delegate(ana, cast.mia, "post.sign")
        act = acts.EndEmployment(cast.ana, stage.REASON)
        assert act.changes(subjects.one("person", cast.ana)) == (f"person:{cast.ana}", f"person:{cast.mia}")

    def test_a_request_of_somebody_who_left_is_over_too(self, cast, rita):
        now = clock.now()
        ask = acts.RequestAuthorization(cast.lee, ("hill_fb",), now, now + timedelta(days=30))
        asked = stage.do(ask, stage.employee(cast.lee)).subject_id
        stage.do(acts.EndEmployment(cast.lee, stage.REASON), rita)
        assert subjects.one("authorization", asked).state == states.ENDED

    def test_leaving_says_why(self, cast, rita):
        assert not perform(acts.EndEmployment(cast.lee, "gone"), by=rita).allowed
        assert capacities.of(cast.lee, clock.now())

    def test_who_left_cannot_leave_again(self, cast, rita):
        stage.do(acts.EndEmployment(cast.lee, stage.REASON), rita)
        with pytest.raises(NotNow) as told:
            perform(acts.EndEmployment(cast.lee, stage.REASON), by=rita)
        assert set(told.value.possible) == {"hire", "merge_people"}

    def test_who_comes_back_is_the_same_person_without_any_mandate(self, cast, rita, ana):
        stage.authorize(ana, cast.lee, "hill_fb")
        signin.create(cast.lee)
        stage.do(acts.EndEmployment(cast.lee, stage.REASON), rita)
        stage.pass_time(days=10)
        back = stage.do(acts.Hire("2001", "Lee Novak", "temporary", cast.logan), rita).subject_id
        assert back == cast.lee
        assert [c.kind for c in capacities.of(cast.lee, clock.now())] == ["employee"]


class TestMerging:
    """Mia was entered twice."""

    @pytest.fixture
    def double(self, cast, rita):
        return stage.do(acts.Hire("1004-B", "Mia Torres", "full_time", cast.headquarters), rita).subject_id

    def test_the_duplicate_can_do_nothing_and_the_other_holds_everything(self, cast, rita, double):
        given = stage.delegate(stage.acting(cast.ana, "pio"), double, "post.sign")
        stage.do(acts.MergePeople(double, cast.mia, stage.REASON), rita)
        assert capacities.of(double, clock.now()) == []
        assert stage.acting(cast.mia, "pio", kind="designee") == By(cast.mia, given)
        assert queries.one_human([double, cast.mia, cast.lee]) == {
            double: cast.mia,
            cast.mia: cast.mia,
            cast.lee: cast.lee,
        }

    def test_a_merge_makes_nobody_their_own_designee(self, cast, rita, double):
        given = stage.delegate(stage.acting(cast.ana, "pio"), double, "post.sign")
        stage.do(acts.MergePeople(double, cast.ana, stage.REASON), rita)
        assert Mandate.objects.get(pk=given).ended_seq is not None
        assert {c.kind for c in capacities.of(cast.ana, clock.now())} == {"office", "employee"}

    def test_a_duplicate_is_not_hired_and_not_merged_again(self, cast, rita, double):
        stage.do(acts.MergePeople(double, cast.mia, stage.REASON), rita)
        with pytest.raises(NotNow):
            perform(acts.Hire("1004-B", "Mia Torres", "full_time", cast.headquarters), by=rita)
        with pytest.raises(NotNow):
            perform(acts.MergePeople(double, cast.lee, stage.REASON), by=rita)
        with pytest.raises(Malformed):
            perform(acts.MergePeople(cast.mia, double, stage.REASON), by=rita)

    def test_the_entry_that_is_employed_is_the_one_to_keep(self, cast, rita, double):
        stage.do(acts.EndEmployment(double, stage.REASON), rita)
        with pytest.raises(Malformed) as told:
            perform(acts.MergePeople(cast.mia, double, stage.REASON), by=rita)
        assert list(told.value.faults) == ["kept"]
        stage.do(acts.MergePeople(double, cast.mia, stage.REASON), rita)

    def test_an_entry_is_not_merged_with_itself(self, cast, rita):
        with pytest.raises(Malformed):
            perform(acts.MergePeople(cast.mia, cast.mia, stage.REASON), by=rita)
