"""Who holds an office: by whom appointed, by which paper, where, and until when."""

from dataclasses import replace
from datetime import timedelta

import pytest

import cast as stage
from countersign.gate import clock, packs
from countersign.gate.act import By, Malformed, NotNow, NotYours
from countersign.gate.door import ask, perform
from countersign.people import acts, capacities
from countersign.people.models import Mandate

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def dov(cast):
    return stage.acting(cast.dov, "director")


def appointment(person, office="counsel", **changed) -> acts.Appoint:
    values = {"starts": clock.now(), "ends": None, "instrument": "M-3"}
    return acts.Appoint(person, office, **{**values, **changed})


def requirements(done) -> set[str]:
    return {why.requirement for why in done.decision.determining}


def test_an_office_gives_the_powers_that_the_pack_declares(cast, dov):
    made = stage.do(appointment(cast.sam), dov)
    (counsel, employee) = capacities.of(cast.sam, clock.now())
    assert (counsel.kind, counsel.office, counsel.title, counsel.mandate) == (
        "office", "counsel", "Counsel", made.subject_id,
    )  # fmt: skip
    assert "hold.place" in counsel.powers
    assert "hold.place" not in employee.powers
    assert Mandate.objects.get(pk=made.subject_id).granted_seq == made.seq


def test_an_office_is_given_by_who_may_appoint(cast):
    with pytest.raises(NotYours) as told:
        perform(appointment(cast.lee), by=stage.employee(cast.lee))
    assert "Dov Okafor, Director" in told.value.who_can


def test_an_office_without_a_paper_is_refused_by_clause(cast, dov):
    done = perform(appointment(cast.sam, instrument=" "), by=dov)
    assert requirements(done) == {"appointment_by_instrument"}
    assert capacities.of(cast.sam, clock.now())[0].kind == "employee"


def test_somebody_who_left_holds_no_office(cast, dov):
    stage.do(acts.EndEmployment(cast.sam, stage.REASON), stage.acting(cast.rita, "administrator"))
    assert requirements(perform(appointment(cast.sam), by=dov)) == {"appointee_employed"}


def test_nobody_appoints_themselves(cast, dov):
    assert not perform(appointment(cast.dov), by=dov).allowed


def test_an_office_of_a_unit_names_its_units_and_reaches_their_parts(cast, dov):
    rita = stage.acting(cast.rita, "administrator")
    annex = stage.do(acts.AddUnit("ANNEX", "Annex", "program", cast.logan), rita).subject_id
    stage.do(appointment(cast.sam, "unit_head", units=(cast.logan,)), dov)
    assert capacities.of(cast.sam, clock.now())[0].units == {cast.logan, annex}


@pytest.mark.parametrize(
    ("office", "changed", "field"),
    [
        ("unit_head", {}, "units"),
        ("counsel", {"units": ("1",)}, "units"),
        ("unit_head", {"units": ("999",)}, "units"),
        ("unit_head", {"units": ("1", "1")}, "units"),
        ("emperor", {}, "office"),
        ("counsel", {"document": "ab" * 32}, "document"),
        ("counsel", {"ends": stage.BEGINNING - timedelta(days=1)}, "ends"),
        ("counsel", {"starts": stage.BEGINNING.replace(tzinfo=None)}, "starts"),
    ],
)
def test_an_appointment_that_makes_no_sense_is_told_by_field(cast, dov, office, changed, field):
    with pytest.raises(Malformed) as told:
        perform(appointment(cast.sam, office, **changed), by=dov)
    assert list(told.value.faults) == [field]
    with pytest.raises(Malformed):
        ask(appointment("999"), by=dov)


def test_an_office_for_a_time_is_over_the_second_it_ends(cast, dov):
    ends = clock.now() + timedelta(days=10)
    stage.do(appointment(cast.sam, ends=ends), dov)
    assert [c.kind for c in capacities.of(cast.sam, ends - timedelta(microseconds=1))] == ["office", "employee"]
    assert [c.kind for c in capacities.of(cast.sam, ends)] == ["employee"]


def test_an_office_is_ended_with_a_reason_and_once(cast, dov):
    made = stage.do(appointment(cast.sam), dov).subject_id
    assert not perform(acts.EndAppointment(made, ""), by=dov).allowed
    stage.pass_time(minutes=2)
    done = stage.do(acts.EndAppointment(made, stage.REASON), dov)
    assert [c.kind for c in capacities.of(cast.sam, clock.now())] == ["employee"]
    assert Mandate.objects.get(pk=made).ended_seq == done.seq
    with pytest.raises(NotNow):
        perform(acts.EndAppointment(made, stage.REASON), by=dov)


def test_a_person_acts_in_the_capacity_they_name_and_in_none_they_lack(cast, dov):
    counsel = stage.do(appointment(cast.sam), dov).subject_id
    with pytest.raises(NotYours):
        perform(appointment(cast.lee), by=By(cast.sam, counsel))
    # Another's mandate is nobody's capacity but theirs.
    with pytest.raises(NotYours):
        perform(appointment(cast.lee), by=By(cast.sam, dov.mandate))


def test_with_several_offices_a_person_has_several_capacities_their_own_first(cast, dov):
    stage.delegate(stage.acting(cast.ana, "pio"), cast.sam, "post.sign")
    stage.do(appointment(cast.sam), dov)
    assert [c.kind for c in capacities.of(cast.sam, clock.now())] == ["office", "designee", "employee"]


def test_an_office_that_the_pack_no_longer_has_gives_nothing(cast, dov):

    stage.do(appointment(cast.sam), dov)
    pack = packs.in_force()
    stage.adopt(replace(pack, offices=tuple(o for o in pack.offices if o.id != "counsel")))
    assert capacities.of(cast.sam, clock.now())[0].powers == frozenset()
