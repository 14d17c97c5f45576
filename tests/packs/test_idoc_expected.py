"""The whole pack against a table written by hand: which requirements stand in the way, and no others.

Deleting any requirement, taking it off any one of its acts, or loosening a parameter makes the table fail.
"""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from countersign.rules.decide import decide
from countersign.rules.examples import merged
from countersign.rules.facts import Facts
from countersign.rules.outcome import Result

TABLE = tomllib.loads((Path(__file__).parent / "expected.toml").read_text("utf-8"))["case"]
ROWS = [(case, act) for case in TABLE for act in case["acts"]]


@pytest.fixture(scope="module")
def facts(pack):
    """Each row's facts, built once."""
    return [Facts.from_json(merged(pack.base_facts, pack.act_facts.get(act, {}), case["facts"])) for case, act in ROWS]


def got(pack, act, given):
    decision = decide(pack, act, given)
    of = lambda result: sorted(d.requirement for d in decision.determining if d.result is result)  # noqa: E731
    return of(Result.REFUSED), of(Result.NEEDS_PERSON)


def wrong(pack, facts, acts=None):
    """The rows that the pack does not answer as the table says."""
    return [
        f"{case['name']} ({act})"
        for (case, act), given in zip(ROWS, facts, strict=True)
        if acts is None or act in acts
        if got(pack, act, given) != (sorted(case.get("refused", [])), sorted(case.get("needs_person", [])))
    ]


@pytest.mark.parametrize(
    "row", range(len(ROWS)), ids=[f"{case['name']}, {act}".replace(" ", "_") for case, act in ROWS]
)
def test_the_pack_answers_as_the_table_says(pack, facts, row):
    case, act = ROWS[row]
    assert got(pack, act, facts[row]) == (sorted(case.get("refused", [])), sorted(case.get("needs_person", [])))


def test_every_requirement_appears_under_every_act_it_stands_for(pack):
    named = {(r, act) for case, act in ROWS for r in [*case.get("refused", []), *case.get("needs_person", [])]}
    assert named == {(r.id, act) for r in pack.requirements for act in r.acts}


def test_the_names_of_the_cases_are_their_own():
    assert len({case["name"] for case in TABLE}) == len(TABLE)


def test_deleting_any_requirement_makes_the_table_fail(pack, facts):
    unseen = [
        r.id
        for r in pack.requirements
        if not wrong(replace(pack, requirements=tuple(o for o in pack.requirements if o is not r)), facts, r.acts)
    ]
    assert unseen == []


def test_taking_a_requirement_off_one_act_makes_the_table_fail(pack, facts):
    unseen = []
    for r in pack.requirements:
        for act in r.acts if len(r.acts) > 1 else ():
            less = replace(r, acts=tuple(a for a in r.acts if a != act))
            changed = replace(pack, requirements=tuple(less if o is r else o for o in pack.requirements))
            if not wrong(changed, facts, [act]):
                unseen.append((r.id, act))
    assert unseen == []


LOOSER = {
    "account_quorum": "any",
    "account_offices": ["director"],
    "post_offices": ["director", "pio", "counsel"],
    "post_quorum": "all",
    "directive_offices": ["pio"],
    "comment_policy_offices": ["counsel"],
    "hold_release_offices": ["counsel"],
    "disposal_offices": ["records_officer"],
    "distinct_people": False,
    "self_approval": "allowed",
    "longest_authorization_days": 366,
    "longest_delegation_days": 400,
    "longest_blanket_days": 365,
    "blankets_in_pause": "stop",
    "personal_powers": ["post.sign"],
    "personal_power_reasons": ["routine", "absence", "emergency"],
    "powers_never_delegated": [],
    "page_evidence_days": 365,
    "min_reason_characters": 1,
    "min_scope_characters": 30,
    "min_custodians": 3,
    "campaign": "required",
    "purposes": ["news", "fundraising"],
    "moderation_categories": ["harassment", "public_image"],
}


@pytest.mark.parametrize("name", LOOSER)
def test_changing_a_parameter_makes_the_table_fail(pack, facts, name):
    changed = tuple(replace(p, value=LOOSER[name]) if p.name == name else p for p in pack.parameters)
    assert wrong(replace(pack, parameters=changed), facts)


def test_every_parameter_that_a_requirement_reads_is_changed_above(pack):
    read = {v[1:] for r in pack.requirements for v in r.given.values() if isinstance(v, str) and v.startswith("$")}
    assert read == set(LOOSER)


def test_taking_anything_out_of_a_list_makes_the_table_fail(pack, facts):
    """Offices, categories, elements, purposes …: each name in each requirement's lists is needed."""
    unseen = []
    for r in pack.requirements:
        for key, value in pack.resolved(r.given).items():
            for name in value if isinstance(value, list | tuple) else ():
                less = replace(r, given={**r.given, key: [v for v in value if v != name]})
                changed = replace(pack, requirements=tuple(less if o is r else o for o in pack.requirements))
                if not wrong(changed, facts, r.acts):
                    unseen.append((r.id, key, name))
    assert unseen == []
