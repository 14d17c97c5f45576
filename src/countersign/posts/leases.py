"""Who works on what: due placements are leased by a conditional update, so that no two workers have the same one.

A lease gives no right. That nothing is sent twice rests on the attempt's row, not on the lease. What is on an account
whose connection has to be put right first is not leased: it waits, and goes on by itself once that is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from countersign.accounts import queries as accounts
from countersign.posts import states
from countersign.posts.acts import ARMED_FOR
from countersign.posts.given import number
from countersign.posts.models import Attempt, Collecting, Part, Placement, Work

LEASE = timedelta(minutes=5)
RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""How long to wait after the first, second, and each later try that failed without anything public happening."""
COLLECTED_EVERY = timedelta(minutes=2)
READ_TRIES = 20


def due(at: datetime, limit: int) -> Sequence[str]:
    """Placements to be sent now by machine: scheduled, or public with a newer revision due."""
    sendable = Q(state__in=(states.DUE, states.LIVE), due_at__lte=at, by_hand=False)
    return _lease(Placement.objects.filter(sendable, _free(at), Q(work=None) | Q(work__held_seq=None)), at, limit)


def lost(at: datetime, limit: int) -> Sequence[str]:
    """Placements whose attempt was armed longer ago than it may be sent, and of whose end nothing is written down."""
    old = Attempt.objects.filter(outcome=states.ARMED, by_hand=False, armed_at__lte=at - ARMED_FOR)
    armed = old.exclude(op=states.DELETE).values("placement")
    return _lease(Placement.objects.filter(_free(at), pk__in=armed, state=states.SENDING), at, limit)


def going(at: datetime, limit: int) -> Sequence[str]:
    """Placements that are to be taken down by machine."""
    return _lease(Placement.objects.filter(_free(at), state=states.GOING, by_hand=False), at, limit)


def unread(at: datetime, limit: int) -> Sequence[str]:
    """Public placements that were not read back yet."""
    parts = Part.objects.filter(read_at=None, gone_at=None).values("placement")
    public = Placement.objects.filter(_free(at), Q(read_at=None) | Q(pk__in=parts), state=states.LIVE, by_hand=False)
    return _lease(public.filter(Q(work=None) | Q(work__tries__lt=READ_TRIES)), at, limit)


def talked_about(at: datetime, limit: int) -> Sequence[str]:
    """Accounts on which something was published and whose replies are to be read now."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    read = Collecting.objects.filter(free, due_at__lte=at).exclude(account__in=accounts.stopped())
    found = read.order_by("due_at").values_list("account", flat=True)
    return [
        account
        for account in found[:limit]
        if Collecting.objects.filter(free, account=account, due_at__lte=at).update(lease_until=at + LEASE)
    ]


def release(placement: str, *, again_after: timedelta | None = None, at: datetime) -> None:
    """Give a lease back; with `again_after`, not to be tried before then."""
    later = at + again_after if again_after else None
    Work.objects.filter(placement=number(placement)).update(lease_until=None, not_before=later)


def pause_before_next(placement: str) -> timedelta:
    """How long to wait before the next try, by how many there were."""
    tries = Work.objects.filter(placement=number(placement)).values_list("tries", flat=True).first() or 1
    return RETRY[min(max(tries, 1), len(RETRY)) - 1]


def stopped(placement: str) -> bool:
    """Whether the placement waits for the connection of its account to be put right."""
    return Placement.objects.filter(pk=number(placement), account__in=accounts.stopped()).exists()


def _free(at: datetime) -> Q:
    unleased = Q(work=None) | Q(work__lease_until=None) | Q(work__lease_until__lte=at)
    return unleased & (Q(work=None) | Q(work__not_before=None) | Q(work__not_before__lte=at))


def _lease(found: QuerySet[Placement], at: datetime, limit: int) -> list[str]:
    leased = []
    found = found.exclude(account__in=accounts.stopped())
    for pk in found.order_by("due_at", "pk").values_list("pk", flat=True)[:limit]:
        Work.objects.get_or_create(placement_id=pk)
        free = Q(lease_until=None) | Q(lease_until__lte=at)
        if Work.objects.filter(free, placement=pk).update(lease_until=at + LEASE, tries=F("tries") + 1):
            leased.append(str(pk))
    return leased
