"""What `decide` answers, case by case."""

from dataclasses import replace

import pytest

from countersign.rules.acts import ACTS
from countersign.rules.decide import ask_one, decide, facts_for
from countersign.rules.examples import base_facts, merged, run_examples
from countersign.rules.facts import (
    Answer,
    Answers,
    Facts,
    Finding,
    Findings,
    Matter,
    Now,
    Reasons,
    Signatures,
    Unknown,
    Window,
)  # fmt: skip
from countersign.rules.outcome import MET, Decision, Determining, Result
from countersign.rules.pack import Free, Requirement, Words

LOUD = Finding("loud", "review", "rule", False)


@pytest.fixture
def good(small):
    return base_facts(small, "publish_post")


@pytest.fixture
def loud(good):
    """Facts under which one requirement needs a person, and nothing else stands in the way."""
    return good.but(Findings("h1", (LOUD,), True))


def answered(facts, *answers):
    return facts.but(Answers(tuple(Answer(r, h, holds, "ana") for r, h, holds in answers)))


def with_requirement(pack, **changes):
    """The pack with one more requirement on `report_case`."""
    words = Words("x", "x")
    made = {"clauses": ("III",), "acts": ("report_case",), "kind": "small_reason", "given": {"characters": 1}}
    more = Requirement(
        **{"id": "more", **made, "sentence": words, "remedy": words, "answer_by": (), "examples": ()} | changes
    )
    return replace(pack, requirements=(*pack.requirements, more))


def test_an_act_is_allowed_when_every_requirement_holds(small, good):
    assert decide(small, "publish_post", good) == Decision(Result.ALLOWED, "small@3", (), ("II.B", "II.A"))


def test_every_requirement_in_the_way_is_named(small, good):
    facts = good.but(Signatures(()), Window(None, good[Now].at), Findings("h1", (LOUD,), True))
    decision = decide(small, "publish_post", facts)
    assert decision.result is Result.REFUSED
    assert decision.determining == (
        Determining("not_loud", ("II.B", "II.A"), Result.NEEDS_PERSON, ("loud",)),
        Determining("two_signatures", ("II.A",), Result.REFUSED, ("librarian", "keeper")),
        Determining("in_hours", ("II.B",), Result.REFUSED),
    )
    assert decision.met == ()


def test_a_clause_is_not_met_while_one_of_its_requirements_is_in_the_way(small, good):
    decision = decide(small, "publish_post", good.but(Signatures(())))
    assert decision.clauses == ("II.A",)
    assert decision.met == ("II.B",)


def test_a_fact_that_is_not_known_needs_a_person_and_is_named(small, good):
    for facts in (
        good.without(Signatures),
        Facts.from_json({**good.to_json(), "signatures": {"unknown": "no answer"}}),
    ):
        decision = decide(small, "publish_post", facts)
        assert decision.result is Result.NEEDS_PERSON
        assert decision.determining == (
            Determining("two_signatures", ("II.A",), Result.NEEDS_PERSON, (), "signatures"),
        )


@pytest.mark.parametrize("kind", ["small_broken", "small_silent", "small_nodding"])
def test_a_kind_that_fails_or_gives_no_outcome_needs_a_person(small, good, kind):
    pack = with_requirement(small, kind=kind, given={})
    (one,) = decide(pack, "report_case", good).determining
    assert (one.result, one.fact) == (Result.NEEDS_PERSON, "error:more")


@pytest.mark.parametrize(
    "changes", [{"kind": "gone"}, {"given": {"characters": "$gone"}}, {"given": {}}, {"given": {"words": 3}}]
)
def test_a_kept_pack_that_no_longer_fits_needs_a_person(small, good, changes):
    (one,) = decide(with_requirement(small, **changes), "report_case", good).determining
    assert (one.result, one.fact) == (Result.NEEDS_PERSON, "error:more")


def test_an_act_of_which_the_pack_says_nothing_is_refused(small, good):
    said = {act for r in small.requirements for act in r.acts} | {f.act for f in small.free}
    refusal = Decision(Result.REFUSED, "small@3", (Determining("unlisted", (), Result.REFUSED),))
    for act in (*(ACTS.keys() - said), "rob_a_bank", ""):
        assert decide(small, act, good) == refusal


def test_an_act_that_the_pack_frees_is_allowed_whatever_the_facts(small):
    assert decide(small, "acknowledge", Facts()) == Decision(Result.ALLOWED, "small@3")


def test_freeing_an_act_does_not_lift_its_requirements(small, good):
    pack = replace(small, free=(*small.free, Free("publish_post", Words("x", "x"))))
    assert decide(pack, "publish_post", good.but(Signatures(()))).result is Result.REFUSED


def test_an_act_outside_the_vocabulary_cannot_be_freed(small, good):
    pack = replace(small, free=(Free("rob_a_bank", Words("x", "x")),))
    assert decide(pack, "rob_a_bank", good).result is Result.REFUSED


def test_a_person_may_answer_what_only_a_person_can_tell(small, loud):
    assert decide(small, "publish_post", loud).result is Result.NEEDS_PERSON
    assert decide(small, "publish_post", answered(loud, ("not_loud", "h1", True))).allowed
    refusal = decide(small, "publish_post", answered(loud, ("not_loud", "h1", False)))
    assert refusal.determining == (Determining("not_loud", ("II.B", "II.A"), Result.REFUSED, ("loud",)),)


def test_an_answer_is_good_for_its_hash_and_its_requirement_only(small, loud):
    for facts in (
        answered(loud, ("not_loud", "h2", True)),
        answered(loud, ("not_loud", "state:1", True)),
        answered(loud, ("two_signatures", "h1", True)),
        answered(loud, ("not_loud", "h1", True)).but(replace(loud[Matter], hash="h2")),
    ):
        assert decide(small, "publish_post", facts).result is Result.NEEDS_PERSON


def test_an_answer_about_a_matter_without_hash_is_good_for_its_state_number(small, loud):
    facts = answered(loud, ("not_loud", "state:1", True)).but(replace(loud[Matter], hash=None))
    assert decide(small, "publish_post", facts).allowed
    later = facts.but(replace(loud[Matter], hash=None, state_no=2))
    assert decide(small, "publish_post", later).result is Result.NEEDS_PERSON


def test_one_no_outweighs_every_yes_in_any_order(small, loud):
    yes, no = ("not_loud", "h1", True), ("not_loud", "h1", False)
    for answers in ((yes, no), (no, yes), (yes, no, yes)):
        assert decide(small, "publish_post", answered(loud, *answers)).result is Result.REFUSED


def test_answers_that_are_not_known_answer_nothing(small, loud):
    facts = answered(loud, ("not_loud", "h1", True))
    assert decide(small, "publish_post", facts.without(Answers)).result is Result.NEEDS_PERSON
    assert decide(small, "publish_post", facts.without(Matter)).result is Result.NEEDS_PERSON


def test_a_refusal_cannot_be_answered_away(small, good):
    pack = with_requirement(small, given={"characters": 100}, answer_by=("librarian",))
    facts = answered(good, ("more", "h1", True))
    assert decide(pack, "report_case", facts).result is Result.REFUSED


def test_a_requirement_that_nobody_may_answer_is_not_answered(small, good):
    facts = answered(good.without(Signatures), ("two_signatures", "h1", True))
    assert decide(small, "publish_post", facts).result is Result.NEEDS_PERSON


def test_an_answer_stands_for_a_fact_that_is_not_known(small, good):
    facts = answered(good.without(Findings), ("not_loud", "h1", True))
    assert decide(small, "publish_post", facts).allowed


def test_the_facts_of_an_act_are_those_its_requirements_read(small):
    assert {f.fact_name for f in facts_for(small, "publish_post")} == {
        "signatures", "window", "now", "findings", "matter", "answers",
    }  # fmt: skip
    assert facts_for(small, "report_case") == (Reasons,)
    assert facts_for(small, "acknowledge") == facts_for(small, "unheard_of") == ()


def test_one_requirement_can_be_asked_alone(small, good):
    assert ask_one(small, small.requirement["in_hours"], good.but(Signatures(()))) == MET


def test_an_unknown_fact_says_why_in_the_ledger_too(good):
    facts = Facts([good[Matter]], {"window": Unknown("the room did not answer")})
    assert Facts.from_json(facts.to_json()) == facts


def test_every_example_gets_its_answer(small):
    assert [r for r in run_examples(small) if not r.right] == []
    assert {(r.requirement, r.act) for r in run_examples(small)} == {
        (r.id, act) for r in small.requirements for act in r.acts
    }


def test_the_base_facts_of_an_act_change_single_fields(small, good):
    assert base_facts(small, "report_case")[Matter] == replace(good[Matter], kind="case", hash=None)


def test_each_layer_of_facts_changes_fields_of_those_before_it():
    base = {"window": {"opens": "2026-03-02T08:00:00Z", "closes": "2026-03-02T09:00:00Z"}, "reasons": "unknown"}
    assert merged(base, {"window": {"opens": "null"}, "pause": {"active": True}}) == {
        "window": {"opens": None, "closes": "2026-03-02T09:00:00Z"},
        "reasons": {"unknown": "not known in this example"},
        "pause": {"active": True},
    }
    assert merged(base, {"window": "unknown"}, {"window": {"closes": "null"}})["window"] == {
        "opens": None, "closes": None,
    }  # fmt: skip
    for strange in ({"weather": {}}, {"window": "soon"}):
        with pytest.raises(ValueError):
            merged(base, strange)


def test_an_example_that_is_wrong_is_found(small):
    changed = replace(small, parameters=tuple(replace(p, value=3) for p in small.parameters))
    wrong = [(r.requirement, r.example) for r in run_examples(changed) if not r.right]
    assert wrong == [("two_signatures", "both signed")]
