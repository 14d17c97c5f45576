"""What the later of two readings says differently: text by text, in the order in which the earlier one read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from countersign.evidence import store
from countersign.gate import clock
from countersign.gate.canonical import canonical
from countersign.posts.rescreen import reading, walking
from countersign.posts.rescreen.models import Comparison, Difference, Outcome, Rescreening
from countersign.posts.rescreen.walking import State

BATCH = 1000
WHOLE = (State.READ, State.DONE)
"""A reading can be compared once it came to its end."""


def start(before: Rescreening, later: Rescreening, person: str) -> Comparison:
    """Compare two readings; the same two again give the same comparison."""
    made, _ = Comparison.objects.exclude(state=State.FAILED).get_or_create(
        before=before,
        later=later,
        defaults={"person": person, "made_at": clock.now(), "total": before.texts},
    )
    return made


def compare(id: str) -> None:
    """Go on with a comparison until its time is up or it comes to its end."""
    found = walking.begin(Comparison, id)
    if found is None:
        return
    try:
        _compare(found)
    except walking.Lost:
        return


def _compare(found: Comparison) -> None:
    if found.faults > walking.MOST_FAULTS:
        walking.fail(found, reading.BROKE_OFF)
        return
    spent = walking.Spent()
    while _batch(found, spent):
        if spent.up:
            walking.put_down(found, lease_until=None)
            return
    manifest = store.put(canonical(manifest_of(found)), "application/json")
    walking.put_down(found, state=State.DONE, manifest=manifest, ended_at=clock.now(), lease_until=None)


def _batch(found: Comparison, spent: walking.Spent) -> bool:
    """Compare the next texts. Returns whether there were any."""
    rows = list(Outcome.objects.filter(run=found.before_id, pk__gt=found.after).order_by("pk")[:BATCH])
    if not rows:
        return False
    of, refs = {row.source for row in rows}, [row.ref for row in rows]
    others = Outcome.objects.filter(run=found.later_id, source__in=of, ref__in=refs)
    there = {(o.source, o.ref): o for o in others}
    pairs = [(row, there[row.source, row.ref]) for row in rows if (row.source, row.ref) in there]
    differences = [difference(found, before, later) for before, later in pairs if before.seen != later.seen]
    with transaction.atomic():
        walking.put_down(
            found,
            after=rows[-1].pk,
            done=found.done + len(rows),
            both=found.both + len(pairs),
            differing=found.differing + len(differences),
            gained=_added(found.gained, [d.gained for d in differences]),
            lost=_added(found.lost, [d.lost for d in differences]),
            graver=found.graver + sum(d.change > 0 for d in differences),
            milder=found.milder + sum(d.change < 0 for d in differences),
            index=_chained(found.index, differences),
            busy_s=found.busy_s + spent.since(),
            faults=0,
            lease_until=clock.now() + walking.LEASE,
        )
        Difference.objects.bulk_create(differences, batch_size=500)
    return True


def difference(found: Comparison, before: Outcome, later: Outcome) -> Difference:
    """What two readings say differently of one text."""
    earlier, now = reading.categories(before.seen), reading.categories(later.seen)
    return Difference(
        comparison=found,
        source=before.source,
        ref=before.ref,
        before=before.seen,
        later=later.seen,
        scores_before=before.scores,
        scores_later=later.scores,
        gained=_between_commas([c for c in now if c not in earlier]),
        lost=_between_commas([c for c in earlier if c not in now]),
        change=int(reading.severity(later.seen)) - int(reading.severity(before.seen)),
    )


def _between_commas(found: Sequence[str]) -> str:
    return f",{','.join(found)}," if found else ""


def _added(counted: dict[str, int], more: Sequence[str]) -> dict[str, int]:
    found = dict(counted)
    for one in (c for listed in more for c in listed.split(",") if c):
        found[one] = found.get(one, 0) + 1
    return found


def _chained(index: str, rows: Sequence[Difference]) -> str:
    for row in rows:
        line = canonical([row.source, row.ref, row.before, row.later])
        index = hashlib.sha256(index.encode() + line).hexdigest()
    return index


def manifest_of(found: Comparison) -> dict[str, Any]:
    """What a choice of a model can cite: the two readings, the counts, and the hash over all that differs."""
    return {
        "v": 1,
        "before": {"reading": found.before_id, "screen": found.before.screen, "index": found.before.index},
        "later": {"reading": found.later_id, "screen": found.later.screen, "index": found.later.index},
        "both": found.both,
        "differing": found.differing,
        "graver": found.graver,
        "milder": found.milder,
        "gained": found.gained,
        "lost": found.lost,
        "index": found.index,
    }
