"""How long one decision takes, and how it compares with a policy engine.

    python bench/decide.py [--decisions N] [--sets N] [--seed N]

Measured is `decide` for publishing, with every requirement that the pack puts on it, on facts that allow it and on
facts that refuse it. Beside it stands Cedar, a general policy engine, through its Python binding, on those of the
requirements that its language can say: it has no way to say "for every account" or "two different people", and knows
no third answer. Both are asked about the same random sets of facts, some of them with a fact missing.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import cedarpy

import countersign
import results
from countersign.rules.decide import compile as compiled
from countersign.rules.decide import decide
from countersign.rules.examples import base_facts
from countersign.rules.facts import (
    Accessibility,
    Blanket,
    Facts,
    Finding,
    Findings,
    Limits,
    Matter,
    Now,
    Pause,
    Purposes,
    Signatures,
    Window,
)
from countersign.rules.loading import load
from countersign.rules.pack import Pack, Requirement

ACT = "publish_post"
PACK = "idoc_01_02_400"
TOLD_US = (Now, Matter, Findings, Accessibility, Limits, Pause, Purposes, Window, Blanket)
PERMIT = "permit(principal, action, resource);"


def words(values: Any) -> str:
    """A set of texts in Cedar's syntax."""
    return json.dumps(list(values))


def no_block(given: dict[str, Any]) -> str:
    """Sets of records can only be asked for whole records, so every one that may stand there is written out."""
    fired = ", ".join(
        f'{{"category": {json.dumps(category)}, "severity": "block", "by": "{by}", "answered": {answered}}}'
        for category in given["categories"]
        for by in ("rule", "model")
        for answered in ("true", "false")
    )
    return f"context.findings.hash == context.matter.hash && !context.findings.items.containsAny([{fired}])"


SAYABLE: dict[str, Callable[[dict[str, Any]], str]] = {
    "nothing_blocked": no_block,
    "accessible": lambda given: "context.accessibility.problems.isEmpty()",
    "limits_kept": lambda given: "context.limits.problems.isEmpty()",
    "not_paused": lambda given: "context.pause.active == false",
    "inside_window": lambda given: (
        "(!(context.window has opens) || context.now.at >= context.window.opens)"
        " && (!(context.window has closes) || context.now.at < context.window.closes)"
    ),
    "purpose_stated": lambda given: (
        f"!context.purposes.stated.isEmpty() && {words(given['purposes'])}.containsAll(context.purposes.stated)"
    ),
    "purposes_of_account": lambda given: "context.purposes.of_accounts.containsAll(context.purposes.stated)",
}


def policies(pack: Pack, requirements: list[Requirement]) -> cedarpy.PolicySet:
    """Everything is permitted, and each requirement forbids what does not meet it: Cedar's way to say *all of them*."""
    forbids = [
        f"forbid(principal, action, resource) when {{ !({SAYABLE[r.kind](pack.resolved(r.given))}) }};"
        for r in requirements
    ]
    return cedarpy.PolicySet.from_str("\n".join([PERMIT, *forbids]))


def request(facts: Facts) -> dict[str, Any]:
    """The same facts as Cedar takes them: absent instead of null, times as its own type."""
    context = {
        name: {key: timed(value) for key, value in fact.items() if value is not None}
        for name, fact in facts.to_json().items()
    }
    return {"principal": 'Person::"lee"', "action": f'Act::"{ACT}"', "resource": 'Post::"p"', "context": context}


def timed(value: Any) -> Any:
    """A time in Cedar's own form; everything else as it is."""
    if isinstance(value, str) and value.endswith("Z") and value[:4].isdigit():
        return {"__extn": {"fn": "datetime", "arg": value}}
    return value


def random_facts(base: Facts, pack: Pack, chance: random.Random) -> Facts:
    """One set of facts: each is as in the good ones, or changed, and in half of the sets some are missing."""
    now, matter = base[Now], base[Matter]
    categories = [c.id for c in pack.categories]
    purposes = [p.id for p in pack.purposes]

    def finding() -> Finding:
        return Finding(
            chance.choice([*categories, "other"]),
            chance.choice(["block", "review", "review", "clear"]),
            chance.choice(["rule", "model"]),
            chance.random() < 0.5,
        )

    def moment() -> Any:
        return None if chance.random() < 0.3 else now.at + timedelta(minutes=chance.choice([-60, -1, 0, 1, 60]))

    changed: list[Any] = [
        Findings(
            matter.hash if chance.random() < 0.9 else "other",
            tuple(finding() for _ in range(chance.randrange(3))),
            True,
        ),
        Accessibility(("alt_text_missing",) if chance.random() < 0.5 else ()),
        Limits(("a:too_long",) if chance.random() < 0.5 else ()),
        Pause(chance.random() < 0.5),
        Purposes(
            tuple(chance.sample([*purposes, "other"], chance.randrange(3))),
            tuple(chance.sample(purposes, chance.randrange(len(purposes) + 1))),
        ),
        Window(moment(), moment()),
    ]
    facts = base.but(*(fact for fact in changed if chance.random() < 0.3))
    if chance.random() < 0.5:
        for fact in TOLD_US:
            if chance.random() < 0.1:
                facts = facts.without(fact)
    return facts


def microseconds(ask: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and 95th percentile of one call."""
    taken = []
    for _ in range(times):
        before = time.perf_counter_ns()
        ask()
        taken.append((time.perf_counter_ns() - before) / 1000)
    taken.sort()
    return round(statistics.median(taken), 1), round(taken[int(times * 0.95)], 1)


def compare(pack: Pack, base: Facts, cedar: cedarpy.PolicySet, sets: int, seed: int) -> dict[str, int]:
    """Ask both about random facts; count agreement, apart for sets in which nothing is missing."""
    chance = random.Random(seed)
    entities = cedarpy.Entities.from_json_str("[]")
    counted: Counter[str] = Counter()
    for _ in range(sets):
        facts = random_facts(base, pack, chance)
        whole = all(fact in facts for fact in TOLD_US)
        ours = decide(pack, ACT, facts).allowed
        theirs = cedarpy.is_authorized(request(facts), cedar, entities).allowed
        sort = "complete" if whole else "missing_a_fact"
        counted[f"{sort}"] += 1
        counted[f"{sort}_agree"] += ours == theirs
        counted[f"{sort}_cedar_allows_alone"] += theirs and not ours
        counted[f"{sort}_we_allow_alone"] += ours and not theirs
        counted["allowed_by_us"] += ours
    return {"sets": sets, **counted}


def main() -> None:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=int, default=20_000)
    parser.add_argument("--sets", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()

    pack = load(Path(countersign.__path__[0]) / "packs" / PACK)
    good = base_facts(pack, ACT)
    bad = good.but(Signatures(()), Pause(True)).without(Findings)
    if not decide(pack, ACT, good).allowed:
        raise SystemExit("The pack's good facts do not allow publishing; there is nothing to measure.")
    all_of_them = len(compiled(pack, ACT).asked)
    said = [r for r in pack.requirements if ACT in r.acts and r.kind in SAYABLE]
    cedar = policies(pack, said)
    entities = cedarpy.Entities.from_json_str("[]")
    asked = request(Facts([good[fact] for fact in TOLD_US]))
    part = replace(pack, requirements=tuple(said))

    allowed = microseconds(lambda: decide(pack, ACT, good), given.decisions)
    refused = microseconds(lambda: decide(pack, ACT, bad), given.decisions)
    ours = microseconds(lambda: decide(part, ACT, good), given.decisions)
    theirs = microseconds(lambda: cedarpy.is_authorized(asked, cedar, entities), max(1, given.decisions // 10))
    agreement = compare(part, Facts([good[fact] for fact in TOLD_US]), cedar, given.sets, given.seed)

    print(f"{pack.name}, {ACT}: {all_of_them} requirements, of which Cedar can say {len(said)}")
    for what, (median, p95) in (
        ("all, allowed", allowed),
        ("all, refused", refused),
        ("Cedar's share, by us", ours),
        ("Cedar's share, by Cedar", theirs),
    ):
        print(f"  {what:<24} median {median:8.1f} µs   p95 {p95:8.1f} µs")
    agree = agreement["complete_agree"] + agreement["missing_a_fact_agree"]
    print(f"agreement on {given.sets:,} random sets of facts: {agree:,} ({agreement['allowed_by_us']:,} allowed by us)")
    print(f"  nothing missing: {agreement['complete_agree']:,} of {agreement['complete']:,} agree")
    print(
        f"  a fact missing:  {agreement['missing_a_fact_agree']:,} of {agreement['missing_a_fact']:,} agree; "
        f"Cedar allowed {agreement['missing_a_fact_cedar_allows_alone']:,} that we did not"
    )
    figures = {
        "decide_median_us": allowed[0],
        "decide_p95_us": allowed[1],
        "decide_refused_median_us": refused[0],
        "decide_refused_p95_us": refused[1],
        "same_requirements_ours_median_us": ours[0],
        "same_requirements_cedar_median_us": theirs[0],
        "requirements": all_of_them,
        "requirements_cedar_can_say": len(said),
        "agreement": agreement,
    }
    command = f"python bench/decide.py --decisions {given.decisions} --sets {given.sets} --seed {given.seed}"
    counts = {"decisions": given.decisions, "sets": given.sets}
    results.write("decide", figures, ["rules", f"packs/{PACK}"], command, given.seed, counts=counts)


if __name__ == "__main__":
    main()
