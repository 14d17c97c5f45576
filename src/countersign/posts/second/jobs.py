"""Asking in the background: the row is the lease, the call happens between two acts and inside none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q

from countersign.evidence import store
from countersign.findings.queries.second import Reader, Trouble, call
from countersign.gate import clock
from countersign.gate.wiring import Job
from countersign.posts.acts.asking import LOST, RecordOpinion
from countersign.posts.given import number
from countersign.posts.second.models import Asking
from countersign.posts.workflows.common import perform_as

LEASE = timedelta(minutes=5)
"""Longer than anybody may have us wait for an answer."""
MOST_TRIES = 3


def due(at: datetime, limit: int) -> Sequence[str]:
    """Opinions to be fetched or recorded now, leased."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    waiting = Asking.objects.filter(free, done_at=None, due_at__lte=at).order_by("due_at", "pk")
    return [
        str(pk)
        for pk in waiting.values_list("pk", flat=True)[:limit]
        if Asking.objects.filter(free, pk=pk, done_at=None).update(lease_until=at + LEASE, tries=F("tries") + 1)
    ]


def ask(opinion: str) -> None:
    """Send the request as it was kept, once, and keep what came back."""
    asking = Asking.objects.select_related("opinion").filter(pk=number(opinion), done_at=None).first()
    if asking is None or asking.answer or asking.trouble:
        return
    if asking.tries > MOST_TRIES:
        _came(asking, trouble=LOST)
        return
    about = asking.opinion
    told = call(store.get(about.request), Reader(about.base_url, about.model, about.structured))
    if told.trouble is Trouble.BUSY and told.again_after is not None and asking.tries < MOST_TRIES:
        again = clock.now() + told.again_after
        Asking.objects.filter(pk=asking.pk).update(due_at=again, lease_until=None)
    elif told.trouble is not None:
        _came(asking, trouble=told.trouble.value)
    else:
        _came(asking, answer=store.put(told.body, "application/json"))


def record(opinion: str) -> None:
    """Write down what came back, in the capacity of whoever asked."""
    asking = Asking.objects.select_related("opinion").filter(pk=number(opinion), done_at=None).first()
    if asking is None or not (asking.answer or asking.trouble):
        return
    act = RecordOpinion(opinion, asking.answer, asking.trouble)
    done = perform_as(act, asking.opinion.person, asking.opinion.mandate or None)
    Asking.objects.filter(pk=asking.pk).update(done_at=clock.now(), lease_until=None, lost=done is None)


def _came(asking: Asking, *, answer: str = "", trouble: str = "") -> None:
    Asking.objects.filter(pk=asking.pk).update(answer=answer, trouble=trouble)


JOBS = (Job("second_reader", due, (("ask", ask), ("record", record))),)
