"""Laws of `decide`, over random facts, for the small pack and for every pack that is shipped."""

import json
import os
import random
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import countersign
from countersign.rules.acts import ACTS
from countersign.rules.codec import of_optional, shape
from countersign.rules.decide import ask_one, decide, facts_for
from countersign.rules.examples import base_facts, facts_of
from countersign.rules.facts import FACTS, Answer, Answers, Facts, Matter, Signature, Signatures, Unknown
from countersign.rules.kind import KINDS, bind
from countersign.rules.loading import load
from countersign.rules.outcome import Decision, Result
from countersign.rules.pack import Pack

COUNT = 3_000 if os.environ.get("COUNTERSIGN_LONG") == "1" else 60
SHIPPED = sorted(p.parent for p in (Path(countersign.__path__[0]) / "packs").glob("*/pack.toml"))
SMALL = Path(__file__).parent / "data" / "small"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GRAVITY = {Result.ALLOWED: 0, Result.NEEDS_PERSON: 1, Result.REFUSED: 2}

laws = settings(max_examples=COUNT, deadline=None)


WORDS = {}
"""By pack: the texts of which random facts are made."""


@pytest.fixture(scope="module", params=[SMALL, *SHIPPED], ids=lambda folder: folder.name)
def pack(request, small_kinds):
    pack = load(request.param)
    words = strings_of(pack.base_facts) | strings_of([r.given for r in pack.requirements])
    WORDS[pack.name] = [*sorted(words), *(o.id for o in pack.offices), "unknown", "missing", "yes", "no"]
    return pack


@pytest.fixture(scope="module")
def kept(pack):
    """The pack as a ledger keeps it."""
    return Pack.from_canonical(json.loads(json.dumps(pack.canonical())))


def strings_of(value):
    """Every text in plain data: ids that facts and requirements may have in common."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return {s for v in value.values() for s in strings_of(v)}
    return {s for v in value for s in strings_of(v)} if isinstance(value, list) else set()


def random_value(kind, chance, words):
    """A value of a fact's field, of words that the pack uses, so that requirements have something to compare."""
    if inner := of_optional(kind):
        return None if chance.random() < 0.3 else random_value(inner, chance, words)
    if getattr(kind, "__origin__", None) is tuple:
        return tuple(random_value(kind.__args__[0], chance, words) for _ in range(chance.randrange(4)))
    if is_dataclass(kind):
        return kind(**{name: random_value(hint, chance, words) for name, hint in shape(kind).items()})
    if kind is datetime:
        return NOON + timedelta(days=chance.choice([-400, -1, 0, 0, 1, 400]))
    if kind is bool:
        return chance.random() < 0.5
    if kind is int:
        return chance.choice([0, 1, 2, 40])
    return chance.choice(words)


def random_facts(pack, act, chance):
    """Facts for one act: those of one of the pack's examples, some changed, some unknown, some left out."""
    examples = [(r, e) for r in pack.requirements if act in r.acts for e in r.examples]
    facts = base_facts(pack, act)
    if examples:
        _, example = chance.choice(examples)
        ((_, facts),) = facts_of(pack, example, [act])
    words = WORDS[pack.name]
    share = chance.choice([0.0, 0.1, 0.5])
    for fact in facts_for(pack, act):
        roll = chance.random()
        if roll < share:
            facts = facts.but(random_value(fact, chance, words))
        elif roll < share * 1.3:
            facts = facts.without(fact)
        elif roll < share * 1.5:
            facts = Facts.from_json(facts.to_json() | {fact.fact_name: {"unknown": "no answer"}})
    if chance.random() < 0.4 and Matter in facts:
        form = facts[Matter].hash or f"state:{facts[Matter].state_no}"
        ids = [r.id for r in pack.requirements if act in r.acts]
        given = tuple(
            Answer(chance.choice(ids), chance.choice([form, "other"]), chance.random() < 0.7, "ana")
            for _ in range(chance.randrange(4) if ids else 0)
        )
        facts = facts.but(Answers(given))
    return facts


def acts_of(pack):
    return sorted({act for r in pack.requirements for act in r.acts})


def draw(pack, seed):
    chance = random.Random(seed)
    act = chance.choice(acts_of(pack))
    return act, random_facts(pack, act, chance), chance


SEEDS = st.integers(0, 2**32)


@laws
@given(seed=SEEDS)
def test_a_decision_is_the_gravest_of_its_requirements_and_names_all_that_stand_in_the_way(pack, seed):
    act, facts, _ = draw(pack, seed)
    decision = decide(pack, act, facts)
    outcomes = {r.id: ask_one(pack, r, facts) for r in pack.requirements if act in r.acts}
    assert decision.result is max((o.result for o in outcomes.values()), key=GRAVITY.__getitem__)
    in_the_way = {d.requirement: (d.result, d.missing, d.fact) for d in decision.determining}
    assert in_the_way == {
        id: (o.result, o.missing, o.fact) for id, o in outcomes.items() if o.result is not Result.ALLOWED
    }
    assert not {*decision.met} & {*decision.clauses}
    assert not [d for d in decision.determining if (d.fact or "").startswith("error:")]


@laws
@given(seed=SEEDS)
def test_the_same_facts_give_the_same_decision_also_when_read_back_from_a_row(pack, kept, seed):
    act, facts, _ = draw(pack, seed)
    before = facts.to_json()
    decision = decide(pack, act, facts)
    assert facts.to_json() == before
    assert decide(kept, act, Facts.from_json(before)) == decision
    assert Decision.from_json(decision.to_json()) == decision


@laws
@given(seed=SEEDS)
def test_losing_a_fact_never_allows_what_was_not_allowed(pack, seed):
    """Unless a person's answer stands for the very requirement that was in the way."""
    act, facts, _ = draw(pack, seed)
    decision = decide(pack, act, facts)
    if decision.allowed:
        return
    said = {a.requirement for a in facts[Answers].given if a.holds} if Answers in facts else set()
    for fact in FACTS.values():
        after = decide(pack, act, facts.without(fact))
        assert not after.allowed or {d.requirement for d in decision.determining} <= said


@laws
@given(seed=SEEDS)
def test_an_act_is_not_allowed_without_every_fact_that_it_needs(pack, seed):
    act, facts, _ = draw(pack, seed)
    facts = facts.without(Answers)
    for fact in facts_for(pack, act):
        if fact is not Answers and fact in {f for r in pack.requirements if act in r.acts for f in KINDS[r.kind].reads}:
            assert not decide(pack, act, facts.without(fact)).allowed


@laws
@given(seed=SEEDS)
def test_unknown_and_left_out_are_the_same_to_a_requirement(pack, seed):
    act, facts, chance = draw(pack, seed)
    fact = chance.choice(sorted(FACTS))
    unknown = Facts.from_json(facts.to_json() | {fact: {"unknown": "no answer"}})
    assert decide(pack, act, unknown) == decide(pack, act, facts.without(FACTS[fact]))


@laws
@given(seed=SEEDS)
def test_the_order_of_requirements_facts_and_entries_changes_no_result(pack, seed):
    act, facts, chance = draw(pack, seed)
    decision = decide(pack, act, facts)
    requirements = list(pack.requirements)
    chance.shuffle(requirements)
    names = list(facts.to_json().items())
    chance.shuffle(names)
    other = replace(pack, requirements=tuple(requirements))
    assert decide(other, act, Facts.from_json(dict(names))) == decision
    turned = decide(pack, act, shuffled(facts, chance))
    assert (turned.result, turned.met) == (decision.result, decision.met)
    assert [(d.requirement, d.result, d.fact, {*d.missing}) for d in turned.determining] == [
        (d.requirement, d.result, d.fact, {*d.missing}) for d in decision.determining
    ]


def shuffled(facts, chance):
    """The same facts with every list in them in another order: who signed first is not what is asked."""

    def turn(value):
        if isinstance(value, tuple):
            return tuple(chance.sample([turn(v) for v in value], len(value)))
        if is_dataclass(value):
            return replace(value, **{f.name: turn(getattr(value, f.name)) for f in fields(value)})
        return value

    known = [turn(facts[kind]) for kind in FACTS.values() if kind in facts]
    return Facts(known, {n: Unknown(v["unknown"]) for n, v in facts.to_json().items() if {*v} == {"unknown"}})


@laws
@given(seed=SEEDS)
def test_an_act_that_is_neither_required_nor_freed_is_refused_whatever_the_facts(pack, seed):
    _, facts, chance = draw(pack, seed)
    act = chance.choice(sorted(ACTS))
    bare = replace(pack, requirements=(), free=())
    assert decide(bare, act, facts).result is Result.REFUSED


PEOPLE = st.sampled_from(["ana", "dov", "mia", "lee"])
GIVEN = st.builds(
    Signature,
    person=PEOPLE,
    office=st.sampled_from(["director", "pio", "counsel"]),
    kind=st.sampled_from(["office", "designee"]),
    hash=st.sampled_from(["h", "h", "h", "old"]),
    withdrawn=st.sampled_from([False, False, False, True]),
)


@laws
@given(given=st.lists(GIVEN, max_size=6), own=st.sets(PEOPLE, max_size=2))
def test_two_signatures_are_two_people_and_nobody_signs_their_own(given, own):
    ask = bind(KINDS["signatures"], {"offices": ["director", "pio"], "quorum": "all"})
    matter = Matter("account", "a", "h", 1, tuple(own), ())
    live = [s for s in given if s.hash == "h" and not s.withdrawn and s.person not in own]
    pairs = {(d.person, p.person) for d in live for p in live if (d.office, p.office) == ("director", "pio")}
    outcome = ask(Facts([matter, Signatures(tuple(given))]))
    assert (outcome.result is Result.ALLOWED) == any(a != b for a, b in pairs)
