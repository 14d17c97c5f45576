"""Reading the archive again: every text of every room that hands out texts, in a fixed order, in batches.

What was read stands in the database with each batch; a kill loses at most one, which is read again with the same end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from countersign.evidence import store
from countersign.gate import clock, points
from countersign.gate.canonical import canonical
from countersign.gate.wiring import Texts, house
from countersign.posts import authority
from countersign.posts.acts import RescreenArchive
from countersign.posts.rescreen import screens, walking
from countersign.posts.rescreen.models import Outcome, Rescreening
from countersign.posts.rescreen.walking import State
from countersign.posts.workflows.common import perform_as
from countersign.rules.acts import ACTS
from countersign.screening import Category, Screen, Severity, Verdict

BATCH_ROWS = 100
CHANGED, GONE, BROKE_OFF = "changed", "gone", "broke_off"
"""Why a reading was given up: what reads is another now, it cannot be had, or it broke off time and again."""


def start(offered: str, person: str) -> Rescreening:
    """A reading with one of the screens that are offered, of everything that is there now. Raises `screens.NotHere`."""
    described = screens.describe(screens.build(offered))
    sources = [(s, s.last()) for s in house().texts.values()]
    return Rescreening.objects.create(
        person=person,
        made_at=clock.now(),
        offered=offered,
        screen=described,
        sources=[{"name": s.name, "until": until} for s, until in sources],
        total=sum(s.count(until) for s, until in sources),
        severities=dict.fromkeys((s.word for s in Severity), 0),
    )


def read(id: str) -> None:
    """Go on with a reading until its time is up or it comes to its end."""
    run = walking.begin(Rescreening, id)
    if run is None:
        return
    try:
        _read(run)
    except walking.Lost:
        return


def _read(run: Rescreening) -> None:
    if run.faults > walking.MOST_FAULTS:
        walking.fail(run, BROKE_OFF)
        return
    try:
        screen = screens.build(run.offered)
    except screens.NotHere:
        walking.fail(run, GONE)
        return
    if screens.describe(screen) != run.screen:
        walking.fail(run, CHANGED)
        return
    spent = walking.Spent()
    while run.source < len(run.sources):
        _batch(run, screen, spent)
        if spent.up:
            walking.put_down(run, lease_until=None)
            return
    manifest = store.put(canonical(manifest_of(run)), "application/json")
    walking.put_down(run, state=State.READ, manifest=manifest, lease_until=clock.now() + walking.LEASE)


def _batch(run: Rescreening, screen: Screen, spent: walking.Spent) -> None:
    told = run.sources[run.source]
    source, until = house().texts[told["name"]], told["until"]
    page = source.page(run.after, until, BATCH_ROWS)
    rows = outcomes(run, source, screen, page.texts)
    ended = page.through >= until
    with transaction.atomic():
        walking.put_down(
            run,
            source=run.source + ended,
            after=0 if ended else page.through,
            done=run.done + page.rows,
            texts=run.texts + len(rows),
            unread=run.unread + page.unread,
            severities=_added(run.severities, (row.seen.partition("|")[0] for row in rows)),
            categories=_added(run.categories, (c for row in rows for c in categories(row.seen))),
            index=chained(run.index, rows),
            busy_s=run.busy_s + spent.since(),
            faults=0,
            lease_until=clock.now() + walking.LEASE,
        )
        Outcome.objects.bulk_create(rows, batch_size=500)
        points.reach("outcomes_kept")


def outcomes(run: Rescreening, source: Texts, screen: Screen, texts: Sequence[tuple[str, str]]) -> list[Outcome]:
    """What a screen sees in these texts, not kept yet."""
    verdicts = screen.texts([(ref, source.kind, text) for ref, text in texts])
    return [Outcome(run=run, source=source.name, ref=str(v.id), seen=seen_of(v), scores=_scores(v)) for v in verdicts]


def seen_of(verdict: Verdict) -> str:
    """Severity and categories of a verdict in one, the categories in the order they always have."""
    raised = {f.category for f in verdict.findings}
    return f"{verdict.severity.word}|{','.join(c.value for c in Category if c in raised)}"


def categories(seen: str) -> tuple[str, ...]:
    """The categories in what `seen_of` made."""
    return tuple(c for c in seen.partition("|")[2].split(",") if c)


def severity(seen: str) -> Severity:
    """The severity in what `seen_of` made."""
    return Severity[seen.partition("|")[0].upper()]


def _scores(verdict: Verdict) -> dict[str, float]:
    # Four digits: more would only tell one machine's arithmetic from another's.
    return {f.category.value: round(verdict.scores[f.category], 4) for f in verdict.findings}


def chained(index: str, rows: Iterable[Outcome]) -> str:
    """The hash over all outcomes so far, whatever batches they came in."""
    for row in rows:
        line = canonical([row.source, row.ref, row.seen, row.scores])
        index = hashlib.sha256(index.encode() + line).hexdigest()
    return index


def _added(counted: dict[str, int], more: Iterable[str]) -> dict[str, int]:
    found = dict(counted)
    for one in more:
        found[one] = found.get(one, 0) + 1
    return found


def manifest_of(run: Rescreening) -> dict[str, Any]:
    """What the act commits to: what read, what was read, and the hash over what came of each text."""
    return {
        "v": 1,
        "screen": run.screen,
        "sources": run.sources,
        "texts": run.texts,
        "unread": run.unread,
        "severities": run.severities,
        "categories": run.categories,
        "index": run.index,
    }


def record(id: str) -> None:
    """Put a reading that came to its end on record, in the name of whoever began it."""
    run = Rescreening.objects.filter(pk=int(id), state=State.READ).first()
    if run is None:
        return
    power = ACTS[RescreenArchive.name].power
    held = (c.mandate for c in authority.capacities(run.person, clock.now()) if power in c.powers)
    if perform_as(RescreenArchive.of(run), run.person, next(held, None)) is None:
        # Whoever began it may not any more: it waits for somebody who may.
        Rescreening.objects.filter(pk=run.pk, state=State.READ).update(lease_until=None)
