"""What background work has before it: due, on its way, failed and why, and what may be tried again at once.

Made from the rows themselves, on whichever machine the page is served: so it shows what waits also when no worker runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from countersign.accounts import queries as accounts
from countersign.posts import states
from countersign.posts.models import Attempt, Pause, Placement, Work

OVERDUE = timedelta(minutes=5)
"""What is due longer than this and neither armed nor settled was forgotten by somebody."""
LONG_AGO = timedelta(days=30)
MOST = 200

WAITS, BUSY, LATER, STOPPED, HELD, NO, UNKNOWN = "waits", "busy", "later", "stopped", "held", "rejected", "unknown"


@dataclass(frozen=True)
class QueueLine:
    """One placement that background work has to do with. `at` is when it is due, or when it was armed or refused.

    `why` is what stood in the way last, `clauses` which of the directive; `again_at` is when it is tried again by
    itself; `retry` says whether it may be tried at once: never where something may already be public.
    """

    id: str
    post: str
    account: str
    account_name: str
    excerpt: str
    how: str
    at: datetime | None
    why: str
    clauses: tuple[str, ...]
    tries: int
    again_at: datetime | None
    overdue: bool
    retry: bool


@dataclass(frozen=True)
class Queue:
    """The whole page: what is due, what is on its way, what failed; `more` says that not all of it is shown."""

    due: tuple[QueueLine, ...]
    running: tuple[QueueLine, ...]
    failed: tuple[QueueLine, ...]
    more: bool


def overdue(at: datetime) -> tuple[str, ...]:
    """Placements due for more than five minutes that are neither armed nor settled; none while publishing is paused."""
    if Pause.objects.filter(ended_at=None).exists():
        return ()
    late = _sendable().filter(due_at__lte=at - OVERDUE).order_by("due_at", "pk")
    return tuple(str(pk) for pk in late.values_list("pk", flat=True)[:MOST])


def whole_queue(at: datetime) -> Queue:
    """Everything that is due or under way now, and what failed in the last month."""
    due = list(_sendable().filter(due_at__lte=at).order_by("due_at", "pk")[: MOST + 1])
    running = list(
        _rows().filter(state__in=(states.SENDING, states.GOING), by_hand=False).order_by("due_at", "pk")[: MOST + 1]
    )
    refused = Q(state=states.TURNED_DOWN, attempts__armed_at__gte=at - LONG_AGO) | Q(state=states.UNSURE)
    failed = list(_rows().filter(refused).distinct().order_by("-pk")[: MOST + 1])
    stopped = frozenset(accounts.stopped())
    names = accounts.names({p.account for p in (*due, *running, *failed)})
    armed = _armed([p.pk for p in (*running, *failed)])

    def lines(rows: Iterable[Placement]) -> list[QueueLine]:
        return [_line(p, at, names, stopped, armed.get(p.pk)) for p in list(rows)[:MOST]]

    waiting = lines(due)
    return Queue(
        due=tuple(x for x in waiting if x.how not in (HELD, STOPPED)),
        running=tuple(lines(running)),
        failed=(*lines(failed), *(x for x in waiting if x.how in (HELD, STOPPED))),
        more=any(len(rows) > MOST for rows in (due, running, failed)),
    )


def may_retry(id: int, at: datetime) -> bool:
    """Whether a placement may be tried again at once: it only waits, and nothing of it may already be public."""
    found = _rows().filter(pk=id).first()
    if found is None:
        return False
    return _line(found, at, {}, frozenset(accounts.stopped()), None).retry


def _rows() -> QuerySet[Placement]:
    return Placement.objects.select_related("revision", "work", "post")


def _sendable() -> QuerySet[Placement]:
    return _rows().filter(state__in=(states.DUE, states.LIVE), due_at__isnull=False, by_hand=False)


def _armed(ids: list[int]) -> dict[int, Attempt]:
    found: dict[int, Attempt] = {}
    for attempt in Attempt.objects.filter(placement__in=ids).order_by("armed_at"):
        found[attempt.placement_id] = attempt
    return found


def _line(
    p: Placement, at: datetime, names: Mapping[str, str], stopped: frozenset[str], attempt: Attempt | None
) -> QueueLine:
    work: Work | None = getattr(p, "work", None)
    how = _how(p, work, at, stopped)
    again = work.not_before if work is not None and how == LATER else None
    return QueueLine(
        id=str(p.pk),
        post=str(p.post_id),
        account=p.account,
        account_name=names.get(p.account, p.account),
        excerpt=p.revision.excerpt,
        how=how,
        at=attempt.armed_at if attempt is not None else p.due_at,
        why=(work.held_why if work is not None and how in (LATER, HELD, STOPPED, BUSY) else "") or p.said,
        clauses=tuple(work.held_clauses) if work is not None and how == HELD else (),
        tries=work.tries if work is not None else 0,
        again_at=again,
        overdue=p.state in (states.DUE, states.LIVE) and p.due_at is not None and p.due_at <= at - OVERDUE,
        retry=how == LATER and p.state in (states.DUE, states.LIVE, states.GOING),
    )


def _how(p: Placement, work: Work | None, at: datetime, stopped: frozenset[str]) -> str:
    if p.state == states.TURNED_DOWN:
        return NO
    if p.state == states.UNSURE:
        return UNKNOWN
    if p.state in (states.DUE, states.LIVE) and work is not None and work.held_seq is not None:
        return HELD
    if p.account in stopped:
        return STOPPED
    if work is not None and work.lease_until is not None and work.lease_until > at:
        return BUSY
    if work is not None and work.not_before is not None and work.not_before > at:
        return LATER
    return BUSY if p.state == states.SENDING else WAITS
