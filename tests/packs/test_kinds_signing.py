"""Signatures at their edges: whose, on what, how many people, and who must be somebody else."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.rules.facts import Actor, Facts, Matter, Named, NotKnown, Part, Parts, Signature, Signatures
from countersign.rules.kinds.signing import not_own, second_person, signatures, signer_office, signs_once
from countersign.rules.outcome import MET, needs_person, refused

BOTH = ("director", "pio")


def matter(*own, hash="h1"):
    return Matter(kind="account", id="a1", hash=hash, state_no=1, own=own, units=("hill",))


def signed(person, office, kind="office", hash="h1", withdrawn=False):
    return Signature(person, office, kind, hash, withdrawn)


def actor(person, office="pio", kind="office"):
    return Actor(person=person, kind=kind, power="account.sign", office=office)


def two(*given, own=("lee",), **params):
    wanted = {"offices": BOTH, "quorum": "all", "distinct": True, "self_approval": "never", **params}
    return signatures(Facts([matter(*own), Signatures(given)]), **wanted)


def test_the_director_and_the_pio_are_two():
    assert two(signed("dov", "director"), signed("ana", "pio")) == MET


def test_one_of_two_is_not_enough_and_the_other_is_named():
    assert two(signed("ana", "pio")) == refused("director")
    assert two(signed("dov", "director")) == refused("pio")
    assert two() == refused(*BOTH)


def test_one_person_is_one_signature_through_whichever_delegations():
    mia = (signed("mia", "director", "designee"), signed("mia", "pio", "designee"))
    assert two(*mia) == refused("pio")
    assert two(*mia, distinct=False) == MET


def test_a_third_hand_frees_the_one_that_signed_for_both():
    mia = (signed("mia", "director", "designee"), signed("mia", "pio", "designee"))
    assert two(*mia, signed("dov", "director")) == MET
    assert two(*mia, signed("ana", "pio")) == MET


def test_a_withdrawn_signature_is_none():
    assert two(signed("dov", "director"), signed("ana", "pio", withdrawn=True)) == refused("pio")


def test_a_signature_on_another_hash_is_none():
    assert two(signed("dov", "director"), signed("ana", "pio", hash="h0")) == refused("pio")


def test_a_signature_for_another_office_is_none():
    assert two(signed("dov", "director"), signed("cora", "counsel")) == refused("pio")


def test_a_signature_under_ones_own_matter_is_none():
    assert two(signed("dov", "director"), signed("ana", "pio"), own=("ana",)) == refused("pio")
    assert two(signed("dov", "director"), signed("ana", "pio"), own=("ana",), self_approval="allowed") == MET


def test_any_of_the_offices_is_enough_for_a_post():
    for one in (signed("dov", "director"), signed("mia", "pio", "designee")):
        assert two(one, quorum="any") == MET
    assert two(signed("cora", "counsel"), quorum="any") == refused(*BOTH)


@pytest.mark.parametrize("quorum", ["all", "any"])
def test_an_empty_list_of_approvers_approves_nothing(quorum):
    given = (signed("dov", "director"), signed("ana", "pio"))
    assert two(*given, offices=(), quorum=quorum) == refused()


def test_what_has_no_frozen_form_cannot_be_signed():
    facts = Facts([actor("ana"), matter(hash=None), Signatures((signed("ana", "pio"),))])
    for ask in (lambda: signs_once(facts), lambda: signatures(facts, offices=BOTH, quorum="all")):
        with pytest.raises(NotKnown) as missing:
            ask()
        assert missing.value.fact == "matter"


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(("o1", "o2", "o3"))), max_size=8))
def test_distinct_people_are_found_exactly_when_some_seating_has_them(pairs):
    offices = ("o1", "o2", "o3")
    outcome = two(*(signed(p, o) for p, o in pairs), offices=offices)
    seatings = permutations("abcd", len(offices))
    possible = any(all((p, o) in pairs for p, o in zip(seats, offices, strict=True)) for seats in seatings)
    assert (outcome == MET) == possible
    if not possible:
        assert outcome.missing


def test_nobody_decides_their_own():
    assert not_own(Facts([actor("ana"), matter("lee")]), self_approval="never") == MET
    assert not_own(Facts([actor("lee"), matter("lee")]), self_approval="never") == refused()
    assert not_own(Facts([actor("lee"), matter("lee")]), self_approval="allowed") == MET


def test_the_same_person_signs_the_same_hash_once():
    ask = lambda *given: signs_once(Facts([actor("mia", "pio", "designee"), matter(), Signatures(given)]))  # noqa: E731
    assert ask() == MET
    assert ask(signed("ana", "pio")) == MET
    assert ask(signed("mia", "director", "designee")) == refused("director")
    assert ask(signed("mia", "director", "designee", hash="h0")) == MET
    assert ask(signed("mia", "director", "designee", withdrawn=True)) == MET


PIO = Named("ana", employed=True, offices=("pio",))
LEE = Named("lee", employed=True, offices=())


@pytest.mark.parametrize(
    ("who", "named", "may"),
    [
        (actor("ana"), LEE, True),
        (actor("mia", kind="designee"), LEE, True),
        (actor("dov", "director"), LEE, False),
        (actor("dov", "director"), PIO, True),
        (actor("mia", kind="designee"), PIO, True),
        (actor("ana"), PIO, False),
        (actor("ana", kind="designee"), PIO, False),
        (actor("bea"), PIO, False),
        (actor("eva", "counsel"), PIO, False),
        (actor("eva", None, "employee"), LEE, False),
        (actor("lee", "pio", "designee"), LEE, False),
    ],
)
def test_who_may_decide_about_the_one_named(who, named, may):
    facts = Facts([who, matter(named.person), named])
    outcome = signer_office(facts, offices=("pio",), for_holders=("director",))
    assert outcome == (MET if may else refused("director" if named is PIO else "pio"))


def test_a_second_person_needs_a_first():
    ask = lambda *taken: second_person(Facts([actor("ana"), Parts(taken)]), roles=("proposer", "decider"))  # noqa: E731
    assert ask(Part("max", "proposer")) == MET
    assert ask(Part("ana", "proposer")) == refused("proposer", "decider")
    assert ask(Part("max", "proposer"), Part("ana", "decider")) == refused("proposer", "decider")
    assert ask(Part("max", "proposer"), Part("ana", "witness")) == MET
    assert ask() == refused("proposer", "decider")
    assert ask() != needs_person()
