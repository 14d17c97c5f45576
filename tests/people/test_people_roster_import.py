"""A roster taken over as a whole: tried first, then all of it or nothing, in one row."""

from dataclasses import replace

import pytest

import cast as stage
from countersign.evidence import store
from countersign.gate import clock
from countersign.gate.act import Malformed, NotNow, NotYours
from countersign.gate.door import ask, perform
from countersign.gate.row import rows, size
from countersign.people import acts, capacities, queries, signin
from countersign.people.models import Person, RosterImport
from countersign.people.queries import lists
from countersign.people.roster import plan
from countersign.people.roster.writing import write

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
HEADER = "employee_no;name;employment_type;unit;work_mail\n"


@pytest.fixture
def rita(cast):
    return stage.acting(cast.rita, "administrator")


def the_roster(cast) -> str:
    return write(lists.people_file(cast.rita, clock.now(), lists.PeopleAsked(), "number")).decode()


def dry_run(text: str, *, whole: bool = False) -> plan.DryRun:
    return plan.dry_run(text.encode(), whole=whole)


def test_the_roster_as_it_is_changes_nothing(cast):
    tried = dry_run(the_roster(cast), whole=True)
    assert tried.plan.nothing
    assert not tried.possible
    assert tried.same == 6


def test_a_dry_run_shows_adds_changes_leavers_and_faulty_lines_and_writes_nothing(cast):
    text = the_roster(cast).replace("Sam Brandt,contractual", "Sam Brandt,full_time")
    text = "".join(line for line in text.splitlines(keepends=True) if "Lee Novak" not in line)
    text += "4001,New Person,temporary,LOGAN,\r\n4002,Other Person,temporary,MARS,\r\n"
    before = size()
    tried = dry_run(text, whole=True)
    assert [line.name for line in tried.plan.adds] == ["New Person"]
    assert [(c.before.employment_type, c.after.employment_type) for c in tried.plan.changes] == [
        ("contractual", "full_time")
    ]
    assert [leaver.name for leaver in tried.plan.leavers] == ["Lee Novak"]
    assert [(f.line, "MARS" in f.why) for f in tried.faults] == [(8, True)]
    assert not tried.possible
    assert (size(), Person.objects.count()) == (before, 6)


def test_a_file_that_is_not_the_whole_roster_makes_nobody_leave(cast):
    tried = dry_run(HEADER + "4001;New Person;temporary;LOGAN;\n")
    assert tried.plan.leavers == ()
    assert tried.possible


def test_an_empty_file_is_not_taken_for_everybody_having_left(cast):
    tried = dry_run(HEADER, whole=True)
    assert not tried.possible
    assert tried.faults


def test_a_roster_is_taken_over_in_one_row_that_commits_to_its_manifest(cast, rita):
    stage.authorize(stage.acting(cast.ana, "pio"), cast.lee, "hill_fb")
    signin.create(cast.lee)
    text = the_roster(cast).replace("Sam Brandt,contractual,LOGAN", "Sam Brand,full_time,HILL")
    text = "".join(line for line in text.splitlines(keepends=True) if "Lee Novak" not in line)
    text += "4001,New Person,temporary,LOGAN,\r\n"
    manifest = plan.keep(dry_run(text, whole=True).plan)
    before = size()
    done = stage.do(acts.ImportRoster.of(manifest), rita)
    assert size() == before + 1
    assert {p.name for p in lists.people(cast.rita, clock.now(), lists.PeopleAsked()).items} == {
        "Dov Okafor", "Ana Reyes", "Rita Lund", "Mia Torres", "Sam Brand", "New Person",
    }  # fmt: skip
    assert capacities.of(cast.lee, clock.now()) == []
    assert done.decision.allowed
    (row,) = rows(done.seq)
    assert row.content["commitments"] == {"manifest": manifest}
    assert row.content["fields"] == {"manifest": manifest, "whole": True, "adds": 1, "changes": 1, "leavers": 1}
    assert RosterImport.objects.get().seq == done.seq
    assert plan.kept(manifest).leavers[0].name == "Lee Novak"


def test_who_is_on_the_roster_again_is_the_same_person(cast, rita):
    stage.do(acts.EndEmployment(cast.lee, stage.REASON), rita)
    manifest = plan.keep(dry_run(HEADER + "2001;Lee Novak;part_time;LOGAN;\n").plan)
    stage.do(acts.ImportRoster.of(manifest), rita)
    line = queries.known([cast.lee], clock.now())[cast.lee]
    assert (line.employed, line.employment_type) == (True, "part_time")
    assert Person.objects.count() == 6


@pytest.mark.parametrize(
    "meanwhile", ["the person changed", "the number was given", "the unit closed", "the leaver left"]
)
def test_a_plan_that_other_acts_overtook_is_not_carried_out_at_all(cast, rita, meanwhile):
    annex = stage.do(acts.AddUnit("ANNEX", "Annex", "program", cast.hill), rita).subject_id
    text = the_roster(cast).replace("Sam Brandt,contractual", "Sam Brandt,full_time")
    text = "".join(line for line in text.splitlines(keepends=True) if "Lee Novak" not in line)
    text += "4001,New Person,temporary,ANNEX,\r\n"
    manifest = plan.keep(dry_run(text, whole=True).plan)
    other = {
        "the person changed": acts.ChangePerson(cast.sam, "Sam Brand", "contractual", cast.logan),
        "the number was given": acts.Hire("4001", "Somebody Else", "temporary", cast.hill),
        "the unit closed": acts.CloseUnit(annex, stage.REASON),
        "the leaver left": acts.EndEmployment(cast.lee, stage.REASON),
    }[meanwhile]
    stage.do(other, rita)
    before = list(Person.objects.order_by("pk").values())
    with pytest.raises(NotNow):
        perform(acts.ImportRoster.of(manifest), by=rita)
    assert list(Person.objects.order_by("pk").values()) == before


def test_a_roster_is_taken_over_once(cast, rita):
    manifest = plan.keep(dry_run(HEADER + "4001;New Person;temporary;LOGAN;\n").plan)
    stage.do(acts.ImportRoster.of(manifest), rita)
    with pytest.raises(NotNow):
        perform(acts.ImportRoster.of(manifest), by=rita)


def test_a_plan_that_is_not_the_one_that_was_kept_is_not_carried_out(cast, rita):
    tried = dry_run(HEADER + "4001;New Person;temporary;LOGAN;\n")
    manifest = plan.keep(tried.plan)
    (add,) = tried.plan.adds
    other = replace(tried.plan, adds=(replace(add, name="Some One Else"),))
    with pytest.raises(Malformed):
        perform(acts.ImportRoster(manifest, other), by=rita)


def test_what_is_kept_but_no_plan_is_told(cast):
    for manifest in ("00" * 32, store.put(b"no plan", "text/plain"), store.put(b"[]", "application/json")):
        with pytest.raises(Malformed):
            acts.ImportRoster.of(manifest)


def test_only_who_keeps_the_roster_takes_one_over(cast):
    manifest = plan.keep(dry_run(HEADER + "4001;New Person;temporary;LOGAN;\n").plan)
    with pytest.raises(NotYours):
        ask(acts.ImportRoster.of(manifest), by=stage.acting(cast.dov, "director"))


def test_a_large_roster_costs_a_bounded_number_of_queries(cast, rita, django_assert_max_num_queries):
    text = HEADER + "".join(f"N{i};Person Number {i};full_time;HILL;\n" for i in range(3000))
    manifest = plan.keep(dry_run(text).plan)
    act = acts.ImportRoster.of(manifest)
    with django_assert_max_num_queries(60):
        stage.do(act, rita)
    assert Person.objects.count() == 3006
