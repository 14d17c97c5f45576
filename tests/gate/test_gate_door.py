"""The door: what it writes, what it refuses, whom it names, and that what cannot be known is never a pass."""

from dataclasses import replace
from datetime import timedelta

import pytest

import cast as stage
from countersign.gate import clock, packs, row, wiring
from countersign.gate.act import Act, By, Malformed, Missing, NotNow, NotYours, Ref
from countersign.gate.acts import AdoptPack, AnswerQuestion, SignPack
from countersign.gate.door import ask, perform
from countersign.gate.models import Adoption, Guard, Installation, Question
from countersign.people import acts
from countersign.people.models import Person
from countersign.rules.outcome import Result

pytestmark = pytest.mark.storage


def hire(cast: stage.Cast, number: str = "4001") -> acts.Hire:
    return acts.Hire(number, "Noor Haddad", "temporary", cast.hill)


def test_asking_gives_the_same_decision_and_writes_nothing(cast):
    rita = stage.acting(cast.rita, "administrator")
    before = row.size()

    asked = ask(hire(cast), by=rita)
    assert row.size() == before
    assert not Person.objects.filter(employee_no="4001").exists()

    assert perform(hire(cast), by=rita).decision == asked
    assert row.size() == before + 1


def test_the_wrong_person_is_recorded_and_told_who_can(cast):
    before = row.size()

    with pytest.raises(NotYours) as refused:
        perform(hire(cast), by=stage.employee(cast.lee))

    assert refused.value.who_can == ("Rita Lund, Administrator",)
    assert refused.value.seq == before
    content = next(row.rows(before)).content
    assert content["wrong"] == "person"
    assert content["by"]["name"] == "Lee Novak"
    assert not Person.objects.filter(employee_no="4001").exists()


def test_the_same_refusal_is_written_at_most_once_a_minute(cast):
    before = row.size()
    for _ in range(3):
        with pytest.raises(NotYours):
            perform(hire(cast), by=stage.employee(cast.lee))
    assert row.size() == before + 1

    stage.pass_time(seconds=61)
    with pytest.raises(NotYours):
        perform(hire(cast), by=stage.employee(cast.lee))
    assert row.size() == before + 2


def test_the_wrong_state_says_what_is_possible_and_is_recorded(cast):
    rita = stage.acting(cast.rita, "administrator")
    stage.do(acts.EndEmployment(cast.sam, "left for another agency"), rita)
    before = row.size()

    with pytest.raises(NotNow) as refused:
        perform(acts.EndEmployment(cast.sam, "left for another agency"), by=rita)

    assert "end_employment" not in refused.value.possible
    assert next(row.rows(before)).content["wrong"] == "state"


def test_an_act_that_makes_no_sense_leaves_no_row(cast):
    before = row.size()

    with pytest.raises(Malformed):
        perform(replace(hire(cast), employment_type="volunteer"), by=stage.acting(cast.rita, "administrator"))

    assert row.size() == before


def test_what_is_not_there_is_said_to_be_missing_without_a_row(cast):
    before = row.size()

    with pytest.raises(Missing):
        perform(AnswerQuestion(99, True, "seen"), by=stage.acting(cast.ana, "pio"))

    assert row.size() == before


def test_a_mandate_that_is_not_the_persons_own_gives_nothing(cast):
    stolen = By(cast.lee, stage.acting(cast.rita, "administrator").mandate)

    with pytest.raises(NotYours):
        perform(hire(cast), by=stolen)


def test_nobody_and_made_up_people_can_do_nothing(cast):
    for person in ("operator", "0", "999", "", "1; DROP TABLE"):
        with pytest.raises(NotYours):
            perform(hire(cast), by=By(person))


def test_a_port_that_breaks_never_lets_the_act_pass(cast):
    """What a broken room would have said is unknown, so a person is needed; and nothing of the act has happened."""
    before = wiring.house().wiring
    grant = acts.RequestAuthorization(cast.lee, ("hill_fb",), clock.now(), clock.now() + timedelta(days=9))

    def broken(scopes, at):
        raise RuntimeError("the room is on fire")

    ports = tuple(replace(p, answer=broken) for p in before.ports)
    try:
        wiring.install(replace(before, ports=ports))
        done = perform(grant, by=stage.employee(cast.lee))
    finally:
        wiring.install(before)

    assert not done.allowed
    facts = next(row.rows(done.seq)).content["facts"]
    assert {"unknown": "RuntimeError"} in facts.values() or any(d.fact for d in done.decision.determining)


def test_an_effect_that_fails_leaves_neither_change_nor_row(cast, monkeypatch):
    before, people = row.size(), Person.objects.count()

    def half_way(self, ctx):
        Person.objects.filter(pk=cast.lee).update(name="Half Done")
        raise RuntimeError("the machine went out")

    monkeypatch.setattr(acts.Hire, "effect", half_way)
    with pytest.raises(RuntimeError):
        perform(hire(cast), by=stage.acting(cast.rita, "administrator"))

    assert row.size() == before
    assert Person.objects.count() == people
    assert Person.objects.get(pk=cast.lee).name == "Lee Novak"


def test_each_change_of_a_thing_counts_up_its_state_number(cast):
    rita = stage.acting(cast.rita, "administrator")
    done = perform(hire(cast), by=rita)
    key = f"person:{done.subject_id}"
    assert Guard.objects.get(key=key).version == 1

    stage.do(acts.ChangePerson(done.subject_id, "Noor Haddad-Cole", "temporary", cast.hill), rita)
    assert Guard.objects.get(key=key).version == 2


def test_the_clock_cannot_be_moved_outside_a_demonstration(cast):
    Installation.objects.update(clock_offset_s=0.0)
    Installation.objects.update(demo=False)

    with pytest.raises(PermissionError):
        clock.move(clock.now() + timedelta(days=1))


def test_a_pack_is_adopted_only_on_a_signature_that_lies_on_it(cast):
    dov = stage.acting(cast.dov, "director")
    refused = perform(AdoptPack(stage.PACK), by=dov)
    assert refused.decision.result is not Result.ALLOWED
    assert Adoption.objects.count() == 1

    stage.do(SignPack(stage.PACK), dov)
    asked = perform(AdoptPack(stage.PACK), by=dov)
    assert asked.decision.result is Result.NEEDS_PERSON, "no text was brought in, so nobody knows whether it fits"
    assert Adoption.objects.count() == 1

    stage.do(AnswerQuestion(asked.questions[0], True, "I compared it with the printed text"), dov)
    assert perform(AdoptPack(stage.PACK), by=dov).allowed
    assert Adoption.objects.count() == 2


def test_a_double_entry_merged_afterwards_is_no_second_person(cast):
    """Ana has a second entry in the roster; once merged, what that entry did counts as hers."""
    rita = stage.acting(cast.rita, "administrator")
    double = stage.do(acts.Hire("1002B", "Ana Reyes", "full_time", cast.headquarters), rita).subject_id
    question = Question.objects.create(
        opened_seq=0, act="hire", requirement="anything", clauses=[], missing=[], subject_kind="person",
        subject_id=cast.lee, bound_to="state:0", offices=["pio"], units=[], own=[double], opened_at=clock.now(),
    )  # fmt: skip
    assert wiring.house().wiring.humans([double]) == {double: double}

    stage.do(acts.MergePeople(double, cast.ana, "the same person, entered twice"), rita)

    assert wiring.house().wiring.humans([double, cast.lee]) == {double: cast.ana, cast.lee: cast.lee}
    refused = perform(AnswerQuestion(question.pk, True, "I looked at it"), by=stage.acting(cast.ana, "pio"))
    assert "not_own" in {pack_kind(d.requirement) for d in refused.decision.determining}


def pack_kind(requirement: str) -> str:
    return packs.in_force().requirement[requirement].kind


def test_an_act_that_lacks_its_effect_is_told_where_it_is_written():
    with pytest.raises(TypeError, match="Half does not say its effect"):

        class Half(Act):
            name = "hire"

            def ref(self) -> Ref:
                return Ref("person")

    with pytest.raises(TypeError, match="its ref and its effect"):
        type("Nothing", (Act,), {"name": "hire"})
