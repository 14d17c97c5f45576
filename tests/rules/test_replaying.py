"""Past decisions asked again."""

from dataclasses import replace

import pytest

from countersign.rules.decide import decide
from countersign.rules.examples import base_facts
from countersign.rules.facts import Facts, Signatures, Window
from countersign.rules.outcome import Result
from countersign.rules.replay import CannotTell, Row, replay, what_if


def row(pack, seq, act, facts):
    return Row(seq, act, pack.name, facts.to_json(), decide(pack, act, facts).to_json())


@pytest.fixture
def rows(small):
    good = base_facts(small, "publish_post")
    return [
        row(small, 0, "publish_post", good),
        row(small, 1, "publish_post", good.but(Signatures(()))),
        Row(2, "publish_post", small.name, None, None),
        row(small, 3, "report_case", good),
        row(small, 4, "acknowledge", Facts()),
    ]


def test_every_decision_comes_out_again(small, rows):
    replayed = replay(iter(rows), {small.name: small})
    assert (replayed.same, replayed.disposed, replayed.difference) == (4, 1, None)


def test_replay_stops_at_the_first_difference(small, rows):
    recorded = dict(rows[1].decision) | {"result": "allowed"}
    rows[1] = replace(rows[1], decision=recorded)
    rows[3] = replace(rows[3], decision=recorded)
    replayed = replay(rows, {small.name: small})
    assert (replayed.same, replayed.disposed) == (1, 0)
    assert (replayed.difference.seq, replayed.difference.why) == (1, "the decision comes out otherwise")
    assert replayed.difference.derived["result"] == "refused"


@pytest.mark.parametrize(("key", "value"), [("met", []), ("pack", "small@2"), ("determining", [{"requirement": "x"}])])
def test_any_part_of_a_decision_that_was_touched_is_a_difference(small, rows, key, value):
    rows[0] = replace(rows[0], decision={**rows[0].decision, key: value})
    assert replay(rows, {small.name: small}).difference.seq == 0


def test_a_row_whose_pack_is_not_here_is_a_difference(small, rows):
    rows[3] = replace(rows[3], pack="small@2")
    assert replay(rows, {small.name: small}).difference.why == "the pack small@2 is not here"


def test_facts_that_do_not_fit_are_a_difference(small, rows):
    rows[0] = replace(rows[0], facts={"now": {"at": "noon"}})
    assert "do not fit" in replay(rows, {small.name: small}).difference.why


def test_the_same_pack_would_have_decided_the_same(small, rows):
    found = what_if(rows, small)
    assert (found.same, found.disposed, found.turned, found.cannot_tell) == (4, 1, (), ())


def test_a_pack_that_asks_for_more_turns_what_had_less(small, rows):
    stricter = replace(small, parameters=tuple(replace(p, value=3) for p in small.parameters))
    found = what_if(rows, stricter)
    assert [(t.seq, t.before.result, t.after.result) for t in found.turned] == [(0, Result.ALLOWED, Result.REFUSED)]
    assert found.same == 3


def test_other_clauses_in_the_way_are_a_turn_though_the_result_is_the_same(small, rows):
    moved = replace(
        small,
        requirements=tuple(
            replace(r, clauses=("II.B",)) if r.id == "two_signatures" else r for r in small.requirements
        ),
    )
    assert [t.seq for t in what_if(rows, moved).turned] == [1]


def test_what_was_not_recorded_cannot_be_told(small, rows):
    del rows[0].facts["window"]
    del rows[0].facts["answers"]
    del rows[3].facts["reasons"]
    assert what_if(rows, small).cannot_tell == (
        CannotTell(0, "publish_post", ("window",)),
        CannotTell(3, "report_case", ("reasons",)),
    )


def test_what_refuses_on_recorded_facts_is_told_though_others_are_missing(small):
    good = base_facts(small, "publish_post")
    recorded = row(small, 0, "publish_post", good)
    late = good.but(Window(None, good[Window].opens)).without(Signatures)
    (turned,) = what_if([replace(recorded, facts=late.to_json())], small).turned
    assert turned.after.result is Result.REFUSED


def test_a_fact_recorded_as_unknown_is_told(small):
    good = base_facts(small, "publish_post")
    facts = Facts.from_json({**good.to_json(), "signatures": {"unknown": "no answer"}})
    found = what_if([row(small, 0, "publish_post", facts)], small)
    assert (found.same, found.cannot_tell) == (1, ())
