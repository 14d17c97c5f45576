"""What cannot be known is never a pass: each act without each fact it needs."""

from dataclasses import replace

import pytest

from countersign.rules.acts import ACTS
from countersign.rules.decide import ask_one, decide
from countersign.rules.examples import base_facts, facts_of
from countersign.rules.facts import FACTS, Answer, Answers, Facts, Matter, Unknown
from countersign.rules.kind import KINDS
from countersign.rules.outcome import Result


def needed(pack, act):
    """The facts that some requirement on the act reads, answers aside: those only help."""
    return {fact for r in pack.requirements if act in r.acts for fact in KINDS[r.kind].reads}


@pytest.mark.parametrize("act", sorted(ACTS))
def test_an_act_is_not_allowed_while_a_fact_it_needs_is_missing(pack, act):
    facts = base_facts(pack, act)
    for fact in needed(pack, act):
        decision = decide(pack, act, facts.without(fact))
        assert not decision.allowed, fact
        assert {d.fact for d in decision.determining} == {fact.fact_name}
        assert {d.result for d in decision.determining} == {Result.NEEDS_PERSON}


def test_an_unknown_fact_is_as_good_as_a_missing_one(pack):
    for act in ACTS:
        facts = base_facts(pack, act)
        for fact in needed(pack, act):
            given = {n: v for n, v in facts.to_json().items() if n != fact.fact_name}
            unknown = Facts.from_json({**given, fact.fact_name: {"unknown": "the line is down"}})
            assert decide(pack, act, unknown) == decide(pack, act, facts.without(fact))


def test_each_requirement_by_itself_needs_every_fact_it_reads(pack):
    for r in pack.requirements:
        facts = base_facts(pack, r.acts[0])
        for fact in KINDS[r.kind].reads:
            outcome = ask_one(pack, r, facts.without(fact))
            assert (outcome.result, outcome.fact) == (Result.NEEDS_PERSON, fact.fact_name), r.id


def test_without_any_fact_only_free_acts_are_allowed(pack):
    free = {f.act for f in pack.free}
    for act in ACTS:
        nothing_known = Facts(unknown={name: Unknown("nobody was asked") for name in FACTS})
        assert decide(pack, act, nothing_known).allowed == (act in free)
        assert decide(pack, act, Facts()).allowed == (act in free)


def test_no_answer_of_a_person_opens_what_the_facts_refuse(pack, answered):
    """Where nobody may answer, or the facts are known and wrong, an answer changes nothing."""
    for r in pack.requirements:
        for example in r.examples:
            for act in r.acts:
                before, after = answered(r, example, act)
                if before.result is Result.REFUSED or not r.answer_by:
                    assert after == before, (r.id, example.name)
                else:
                    assert after.result is Result.ALLOWED, (r.id, example.name)


@pytest.fixture
def answered(pack):
    """An example's outcome, and the one it has once somebody answered that the requirement holds."""

    def ask(requirement, example, act):
        ((_, facts),) = facts_of(pack, example, [act])
        yes = Answer(requirement=requirement.id, hash=facts[Matter].hash, holds=True, person="cora")
        stale = replace(yes, hash="h0", holds=False)
        return ask_one(pack, requirement, facts), ask_one(pack, requirement, facts.but(Answers((yes, stale))))

    return ask
