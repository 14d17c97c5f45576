"""The tree of units, and that it stays one."""

import pytest

import cast as stage
from countersign.gate import clock
from countersign.gate.act import Malformed, NotNow, NotYours
from countersign.gate.door import ask, perform
from countersign.people import acts, capacities, queries, states, subjects
from countersign.people.models import Unit

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def rita(cast):
    return stage.acting(cast.rita, "administrator")


def test_a_new_unit_is_part_of_another(cast, rita):
    made = stage.do(acts.AddUnit("HILL-N", "Hill North Annex", "program", cast.hill), rita)
    line = next(u for u in queries.units() if u.id == made.subject_id)
    assert line.path == ("Department of Corrections", "Hill Correctional Center", "Hill North Annex")
    assert queries.with_parts([cast.hill]) == {cast.hill, made.subject_id}


def test_two_units_do_not_share_a_code(cast, rita):
    with pytest.raises(Malformed) as told:
        perform(acts.AddUnit("HILL", "Another Hill", "facility", cast.headquarters), by=rita)
    assert "code" in told.value.faults


def test_only_who_keeps_the_roster_changes_units(cast):
    with pytest.raises(NotYours) as told:
        ask(acts.AddUnit("X", "X", "office", None), by=stage.acting(cast.dov, "director"))
    assert told.value.who_can == ("Rita Lund, Administrator",)


def test_a_unit_is_renamed_and_moved(cast, rita):
    annex = stage.do(acts.AddUnit("ANNEX", "Annex", "program", cast.hill), rita).subject_id
    stage.do(acts.ChangeUnit(annex, "Logan Annex", "program", cast.logan), rita)
    assert queries.with_parts([cast.logan]) == {cast.logan, annex}
    assert queries.with_parts([cast.hill]) == {cast.hill}


def test_no_unit_is_part_of_itself_also_not_by_way_of_its_parts(cast, rita):
    annex = stage.do(acts.AddUnit("ANNEX", "Annex", "program", cast.hill), rita).subject_id
    for parent in (cast.hill, annex):
        with pytest.raises(Malformed):
            perform(acts.ChangeUnit(cast.hill, "Hill", "facility", parent), by=rita)


def test_a_unit_in_use_is_not_closed(cast, rita):
    with pytest.raises(NotNow) as told:
        perform(acts.CloseUnit(cast.hill, stage.REASON), by=rita)
    assert told.value.state == states.IN_USE
    assert told.value.possible == ("change_unit",)


def test_an_empty_unit_is_closed_and_takes_nobody_in(cast, rita):
    stage.do(acts.ChangePerson(cast.lee, "Lee Novak", "full_time", cast.logan), rita)
    stage.do(acts.CloseUnit(cast.hill, stage.REASON), rita)
    assert Unit.objects.get(pk=cast.hill).closed == stage.BEGINNING.date()
    assert cast.hill not in {u.id for u in queries.units()}
    assert cast.hill in {u.id for u in queries.units(closed=True)}
    with pytest.raises(Malformed):
        perform(acts.Hire("2002", "Kim Ode", "full_time", cast.hill), by=rita)


def test_closing_needs_a_reason_by_clause(cast, rita):
    annex = stage.do(acts.AddUnit("ANNEX", "Annex", "program", cast.hill), rita).subject_id
    done = perform(acts.CloseUnit(annex, ""), by=rita)
    assert not done.allowed
    assert done.decision.determining[0].clauses


def test_moving_a_unit_locks_everybody_whose_reach_it_may_change(cast, rita):
    head = acts.Appoint(cast.sam, "unit_head", clock.now(), None, "M-1", units=(cast.hill,))
    stage.do(head, stage.acting(cast.dov, "director"))
    annex = stage.do(acts.AddUnit("ANNEX", "Annex", "program", cast.hill), rita).subject_id
    assert capacities.of(cast.sam, clock.now())[0].units == {cast.hill, annex}
    move = acts.ChangeUnit(annex, "Annex", "program", cast.logan)
    assert f"person:{cast.sam}" in move.changes(move.scope(rita))
    stage.do(move, rita)
    assert capacities.of(cast.sam, clock.now())[0].units == {cast.hill}


def test_renaming_a_unit_locks_nobody(cast, rita):
    rename = acts.ChangeUnit(cast.hill, "Hill", "facility", cast.headquarters)
    assert rename.changes(rename.scope(rita)) == ()


def test_units_are_told_apart_by_what_they_are(cast, rita):
    with pytest.raises(Malformed) as told:
        perform(acts.AddUnit("SHIP", "Ship", "ship", None), by=rita)
    assert list(told.value.faults) == ["kind"]
    assert subjects.one("unit", cast.logan).state == states.IN_USE
    with pytest.raises(LookupError):
        subjects.one("unit", "999")
