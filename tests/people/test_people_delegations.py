"""Ana gives some of her powers to Mia: which, where, for how long, why; and nothing beyond."""

from dataclasses import replace
from datetime import timedelta

import pytest

import cast as stage
from countersign.gate import clock, packs, row
from countersign.gate.act import By, Malformed, NotNow, NotYours, Ref, Scope
from countersign.gate.door import ask, perform
from countersign.gate.models import LedgerBody
from countersign.people import acts, capacities, queries
from countersign.people.models import Mandate, Person

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
EVERYWHERE = Scope(ref=Ref("post", "1"))


@pytest.fixture
def ana(cast):
    return stage.acting(cast.ana, "pio")


def delegation(designee, *powers, **changed) -> acts.Delegate:
    now = clock.now()
    values = {"starts": now, "ends": now + timedelta(days=30), "why": "absence", "instrument": "D-2026-11"}
    return acts.Delegate(designee, powers or ("post.sign",), **{**values, **changed})


def holds(person, power, scope=EVERYWHERE) -> bool:
    return any(c.holds(power, scope) for c in capacities.of(person, clock.now()))


def missing(done) -> set[str]:
    return {m for why in done.decision.determining for m in why.missing}


def test_a_designee_holds_what_was_given_and_no_more(cast, ana):
    given = stage.delegate(ana, cast.mia, "post.sign", "authorization.sign")
    assert holds(cast.mia, "post.sign")
    assert not holds(cast.mia, "account.sign")
    (designee, _) = capacities.of(cast.mia, clock.now())
    assert (designee.kind, designee.office, designee.mandate, designee.reason) == ("designee", "pio", given, "absence")


def test_a_delegation_is_over_the_second_it_ends(cast, ana):
    stage.delegate(ana, cast.mia, "post.sign", days=10)
    ends = Mandate.objects.get(kind="delegation").ends
    assert [c.kind for c in capacities.of(cast.mia, ends - timedelta(microseconds=1))] == ["designee", "employee"]
    assert [c.kind for c in capacities.of(cast.mia, ends)] == ["employee"]


def test_a_delegation_gives_nothing_before_it_begins(cast, ana):
    begins = clock.now() + timedelta(days=3)
    stage.do(delegation(cast.mia, starts=begins), ana)
    assert not holds(cast.mia, "post.sign")
    clock.move(begins)
    assert holds(cast.mia, "post.sign")


def test_a_designee_cannot_delegate_on(cast, ana):
    stage.delegate(ana, cast.mia, "post.sign")
    with pytest.raises(NotYours):
        perform(delegation(cast.lee), by=stage.acting(cast.mia, "pio", kind="designee"))
    with pytest.raises(NotYours):
        perform(delegation(cast.lee), by=stage.employee(cast.mia))


def test_a_designee_cannot_delegate_on_even_under_a_pack_that_gives_the_power_to_do_so(cast, ana):
    pack = packs.in_force()
    loose = replace(
        pack,
        offices=tuple(replace(o, delegable=o.powers) for o in pack.offices),
        requirements=tuple(r for r in pack.requirements if not r.id.startswith("delegation_")),
    )
    stage.adopt(loose)
    stage.delegate(ana, cast.mia, "delegate", "post.sign")
    with pytest.raises(Malformed):
        perform(delegation(cast.lee), by=stage.acting(cast.mia, "pio", kind="designee"))
    assert not holds(cast.lee, "post.sign")


def test_nobody_is_their_own_designee(cast, ana):
    done = perform(delegation(cast.ana), by=ana)
    assert not done.allowed
    assert "self" in missing(done)


def test_an_office_gives_only_what_it_can_give(cast, ana):
    for power in ("appoint", "roster.keep", "pack.sign", "no.such.power"):
        with pytest.raises(Malformed) as told:
            ask(delegation(cast.mia, power), by=ana)
        assert list(told.value.faults) == ["powers"]


def test_an_empty_delegation_gives_nothing(cast, ana):
    assert not perform(replace(delegation(cast.mia), powers=()), by=ana).allowed


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"instrument": " "}, "number"),
        ({"ends": None}, "ends"),
        ({"ends": stage.BEGINNING + timedelta(days=400)}, "length"),
    ],
)
def test_a_delegation_has_an_instrument_and_a_bounded_period(cast, ana, changed, why):
    done = perform(delegation(cast.mia, **changed), by=ana)
    assert not done.allowed
    assert why in missing(done)


@pytest.mark.parametrize(
    "changed",
    [
        {"why": "holiday"},
        {"ends": stage.BEGINNING - timedelta(days=1)},
        {"starts": stage.BEGINNING.replace(tzinfo=None)},
        {"units": ("999",)},
        {"document": "00" * 32},
    ],
)
def test_a_delegation_that_makes_no_sense_leaves_no_row(cast, ana, changed):
    before = LedgerBody.objects.count()
    with pytest.raises(Malformed):
        perform(delegation(cast.mia, **changed), by=ana)
    assert LedgerBody.objects.count() == before


def test_somebody_who_left_is_no_designee(cast, ana):
    stage.do(acts.EndEmployment(cast.mia, stage.REASON), stage.acting(cast.rita, "administrator"))
    assert not perform(delegation(cast.mia), by=ana).allowed


def test_a_delegation_for_one_unit_reaches_no_other(cast, ana):
    stage.delegate(ana, cast.mia, "authorization.sign", units=(cast.hill,))
    at_hill, at_logan = (Scope(ref=Ref("authorization"), units=(u,)) for u in (cast.hill, cast.logan))
    assert holds(cast.mia, "authorization.sign", at_hill)
    assert not holds(cast.mia, "authorization.sign", at_logan)
    assert not holds(cast.mia, "authorization.sign")
    both = Scope(ref=Ref("authorization"), units=(cast.hill, cast.logan))
    assert not holds(cast.mia, "authorization.sign", both)


def test_a_unit_head_gives_powers_in_their_own_unit_only(cast):
    now = clock.now()
    stage.do(
        acts.Appoint(cast.sam, "unit_head", now, None, "M-3", units=(cast.logan,)), stage.acting(cast.dov, "director")
    )
    sam = stage.acting(cast.sam, "unit_head")
    with pytest.raises(NotYours):
        perform(delegation(cast.lee, "account.suspend", units=(cast.hill,)), by=sam)
    stage.do(delegation(cast.lee, "account.suspend"), sam)
    assert holds(cast.lee, "account.suspend", Scope(ref=Ref("account", "1"), units=(cast.logan,)))
    assert not holds(cast.lee, "account.suspend", Scope(ref=Ref("account", "2"), units=(cast.hill,)))
    assert not holds(cast.lee, "account.suspend")


def test_a_delegation_never_reaches_further_than_its_giver(cast):
    """Sam heads Logan and gives Lee a power for its annex; then the annex becomes a part of Hill."""
    rita = stage.acting(cast.rita, "administrator")
    annex = stage.do(acts.AddUnit("ANNEX", "Annex", "program", cast.logan), rita).subject_id
    head = acts.Appoint(cast.sam, "unit_head", clock.now(), None, "M-3", units=(cast.logan,))
    stage.do(head, stage.acting(cast.dov, "director"))
    stage.delegate(stage.acting(cast.sam, "unit_head"), cast.lee, "account.suspend", units=(annex,))
    there = Scope(ref=Ref("account", "1"), units=(annex,))
    assert holds(cast.lee, "account.suspend", there)
    stage.do(acts.ChangeUnit(annex, "Annex", "program", cast.hill), rita)
    assert not holds(cast.sam, "account.suspend", there)
    assert not holds(cast.lee, "account.suspend", there)


def test_what_a_designee_holds_ends_with_the_givers_office(cast, ana):
    given = stage.delegate(ana, cast.mia, "post.sign")
    done = stage.do(acts.EndAppointment(ana.mandate, stage.REASON), stage.acting(cast.dov, "director"))
    assert not holds(cast.mia, "post.sign")
    assert Mandate.objects.get(pk=given).ended_seq == done.seq


def test_what_a_designee_holds_ends_with_the_givers_term_although_no_act_ends_it(cast):
    now = clock.now()
    term = now + timedelta(days=5)
    stage.do(acts.Appoint(cast.sam, "counsel", now, term, "M-3"), stage.acting(cast.dov, "director"))
    stage.delegate(stage.acting(cast.sam, "counsel"), cast.mia, "hold.place", days=60)
    assert holds(cast.mia, "hold.place")
    clock.move(term)
    assert not holds(cast.mia, "hold.place")


def test_power_is_derived_from_employment_at_the_moment_of_use_whatever_the_mandates_say(cast, ana):
    stage.delegate(ana, cast.mia, "post.sign")
    now = clock.now()
    assert capacities.who_can("post.sign", EVERYWHERE, now)[1:] != []
    for person in (cast.ana, cast.dov):
        Person.objects.filter(pk=person).update(ends=now)
    assert not holds(cast.mia, "post.sign")
    assert capacities.of(cast.ana, now) == []
    assert capacities.who_can("post.sign", EVERYWHERE, now) == []


def test_who_gave_a_power_takes_it_back(cast, ana):
    given = stage.delegate(ana, cast.mia, "post.sign")
    done = stage.do(acts.EndDelegation(given, stage.REASON), ana)
    assert not holds(cast.mia, "post.sign")
    assert Mandate.objects.get(pk=given).ended_seq == done.seq
    with pytest.raises(NotNow):
        perform(acts.EndDelegation(given, stage.REASON), by=ana)


def test_another_office_does_not_take_a_power_back(cast, ana):
    given = stage.delegate(ana, cast.mia, "post.sign")
    with pytest.raises(NotYours) as told:
        perform(acts.EndDelegation(given, stage.REASON), by=stage.acting(cast.dov, "director"))
    assert told.value.who_can == ("Ana Reyes, Public Information Officer",)
    assert holds(cast.mia, "post.sign")


class TestPersonalPowers:
    """The Director says that posts are signed in person; others cover only in absence or emergency."""

    def mark(self, cast, personal=True):
        stage.do(acts.MarkPersonal("post.sign", personal, stage.REASON), stage.acting(cast.dov, "director"))

    def test_a_routine_delegation_of_a_personal_power_is_refused_by_clause(self, cast, ana):
        self.mark(cast)
        done = perform(delegation(cast.mia, why="routine"), by=ana)
        assert not done.allowed
        assert "post.sign" in missing(done)
        assert all(why.clauses for why in done.decision.determining)

    @pytest.mark.parametrize("why", ["absence", "emergency"])
    def test_in_absence_and_emergency_it_is_covered(self, cast, ana, why):
        self.mark(cast)
        stage.delegate(ana, cast.mia, "post.sign", why=why)
        assert holds(cast.mia, "post.sign")

    def test_marking_a_power_takes_it_from_routine_designees_at_once(self, cast, ana):
        stage.delegate(ana, cast.mia, "post.sign", "post.schedule", why="routine")
        self.mark(cast)
        assert not holds(cast.mia, "post.sign")
        assert holds(cast.mia, "post.schedule")
        self.mark(cast, personal=False)
        assert holds(cast.mia, "post.sign")

    def test_what_is_so_already_is_not_marked_again(self, cast):
        self.mark(cast)
        with pytest.raises(Malformed):
            self.mark(cast)

    def test_marking_locks_every_designee(self, cast, ana):
        stage.delegate(ana, cast.mia, "post.sign", why="routine")
        assert acts.MarkPersonal("post.sign", True, stage.REASON).changes(EVERYWHERE) == (f"person:{cast.mia}",)

    def test_only_the_director_marks(self, cast, ana):
        with pytest.raises(NotYours):
            perform(acts.MarkPersonal("post.sign", True, stage.REASON), by=ana)

    def test_powers_that_the_pack_makes_personal_are_personal(self, cast, ana):
        pack = packs.in_force()
        parameters = tuple(
            replace(p, value=["post.sign"]) if p.name == "personal_powers" else p for p in pack.parameters
        )
        stage.delegate(ana, cast.mia, "post.sign", why="routine")
        stage.adopt(replace(pack, parameters=parameters))
        assert not holds(cast.mia, "post.sign")


def test_everybody_sees_who_acts_for_whom_and_since_when(cast, ana):
    before = clock.now() - timedelta(seconds=1)
    stage.delegate(ana, cast.mia, "post.sign", days=10)
    (line,) = queries.acting(clock.now())
    assert (line.name, line.giver_name, line.office, line.reason) == ("Mia Torres", "Ana Reyes", "pio", "absence")
    assert queries.acting(before) == ()
    during = clock.now()
    stage.pass_time(days=20)
    assert queries.acting(clock.now()) == ()
    assert len(queries.acting(during)) == 1


def test_an_act_of_a_designee_names_the_mandate_it_rests_on(cast, ana):
    given = stage.delegate(ana, cast.mia, "authorization.sign")
    stage.authorize(By(cast.mia, given), cast.lee, "hill_fb")
    (last,) = row.rows(row.size() - 1)
    by = last.content["by"]
    assert (by["name"], by["kind"], by["office"], by["mandate"]) == ("Mia Torres", "designee", "pio", given)


def test_a_designee_hands_back_what_they_were_given_and_nobody_else_does_it_for_them(cast, ana):
    given = stage.delegate(ana, cast.mia, "post.sign")
    for other in (ana, stage.employee(cast.lee), stage.acting(cast.dov, "director")):
        with pytest.raises(NotYours) as wrong:
            perform(acts.ReturnDelegation(given), by=other)
        assert wrong.value.who_can == ("Mia Torres",)
    stage.do(acts.ReturnDelegation(given), By(cast.mia, given))
    assert not holds(cast.mia, "post.sign")
    with pytest.raises(NotNow):
        perform(acts.ReturnDelegation(given), by=stage.employee(cast.mia))
