"""The beginning of a house, and the way back when nobody is left who could appoint."""

from dataclasses import replace

import pytest

import cast as stage
from countersign.gate import clock, packs
from countersign.gate.act import OPERATOR, By, Malformed, NotYours
from countersign.gate.door import perform
from countersign.gate.models import Adoption, LedgerBody
from countersign.people import acts, capacities, queries

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def test_installing_names_the_agency_its_units_and_who_holds_its_offices(evidence):
    stage.demonstration()
    done = stage.do(stage.installation(), OPERATOR)
    assert (done.seq, done.subject_id) == (0, "agency")
    assert queries.agency().website == "https://doc.example.gov"
    assert [(u.code, len(u.path)) for u in queries.units()] == [("DOC", 1), ("HILL", 2), ("LOGAN", 2)]
    held = {(h.name, h.office, h.instrument) for h in queries.holders(clock.now())}
    assert held == {
        ("Dov Okafor", "director", "EO 2026-07"),
        ("Ana Reyes", "pio", "EO 2026-07"),
        ("Rita Lund", "administrator", "EO 2026-07"),
    }


def test_installing_puts_the_pack_in_force(evidence):
    stage.demonstration()
    stage.do(stage.installation(), OPERATOR)
    assert Adoption.objects.get().seq == 0
    assert packs.in_force() == packs.shipped(stage.PACK)


def test_a_house_is_founded_by_an_instrument(evidence):
    stage.demonstration()
    refused = perform(stage.installation(instrument=" "), by=OPERATOR)
    assert not refused.allowed
    assert queries.agency() is None
    # The refusal stands in the ledger, and the operator can still do it right.
    stage.do(stage.installation(), OPERATOR)


def test_a_house_is_founded_once(cast):
    with pytest.raises(NotYours):
        perform(stage.installation(), by=OPERATOR)


def test_an_employee_cannot_found_a_house(evidence):
    stage.demonstration()
    with pytest.raises(NotYours):
        perform(stage.installation(), by=By("1"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"website": "doc.example.gov"}, "website"),
        ({"title": "  "}, "title"),
        ({"units": ()}, "units"),
        ({"units": (acts.FirstUnit("A", "A", "office", "B"), acts.FirstUnit("B", "B", "office"))}, "units"),
        ({"people": (acts.FirstPerson("1", "A", "full_time", "MARS"),)}, "people"),
        ({"offices": ()}, "offices"),
        ({"offices": (acts.FirstOffice("director", "9999"),)}, "offices"),
        ({"offices": (acts.FirstOffice("emperor", "1001"),)}, "offices"),
        ({"offices": (acts.FirstOffice("unit_head", "1001"),)}, "offices"),
        ({"offices": (acts.FirstOffice("administrator", "1001"),)}, "offices"),
        ({"pack": "no_such_pack"}, "pack"),
        ({"pack": "../packs"}, "pack"),
    ],
)
def test_an_installation_that_cannot_work_is_told_by_field_and_leaves_no_row(changed, field):
    stage.demonstration()
    with pytest.raises(Malformed) as told:
        perform(stage.installation(**changed), by=OPERATOR)
    assert field in told.value.faults
    assert not LedgerBody.objects.exists()


def test_the_agency_changes_its_contact_by_an_act(cast):
    change = acts.ChangeAgency(
        "Department of Corrections", "https://doc.example.gov", "press@doc.example.gov", "", stage.REASON
    )
    stage.do(change, stage.acting(cast.dov, "director"))
    assert queries.agency().contact == "press@doc.example.gov"
    with pytest.raises(NotYours):
        perform(change, by=stage.employee(cast.lee))


def test_while_somebody_can_appoint_the_operator_holds_only_what_the_pack_leaves_to_the_machine(cast):
    (operator,) = capacities.of(OPERATOR.person, clock.now())
    assert operator.powers == {"records.import"}


def test_an_agency_that_lost_everybody_who_appoints_is_not_locked_out(cast):
    stage.adopt(replace(packs.in_force(), operator=("install", "appoint")))
    rita = stage.acting(cast.rita, "administrator")
    stage.do(acts.EndEmployment(cast.ana, stage.REASON), rita)
    assert capacities.of(OPERATOR.person, clock.now()) == []
    stage.do(acts.EndEmployment(cast.dov, stage.REASON), rita)
    with pytest.raises(NotYours):
        perform(acts.Hire("5001", "Eve Marsh", "full_time", cast.headquarters), by=OPERATOR)
    with pytest.raises(NotYours):
        perform(stage.installation(), by=OPERATOR)
    stage.do(acts.Appoint(cast.mia, "director", clock.now(), None, "EO 2026-31"), OPERATOR)
    assert stage.acting(cast.mia, "director")
    assert capacities.of(OPERATOR.person, clock.now()) == []
