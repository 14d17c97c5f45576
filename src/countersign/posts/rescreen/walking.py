"""Going through many rows so that it may break off anywhere: the row is the truth, the lease says whose it is."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import F, Q

from countersign.gate import clock
from countersign.posts.rescreen.models import Comparison, Rescreening, Walk

LEASE = timedelta(minutes=2)
BUDGET_S = 20.0
"""How long one piece of work lasts; then the row is offered again, so that nothing else waits long."""
MOST_FAULTS = 5
W = TypeVar("W", Rescreening, Comparison)
State = Walk.State
GOES_ON = (State.WAITING, State.RUNNING)


class Lost(Exception):
    """It is not ours any more: somebody else goes on with it, or it was paused or cancelled."""


def due(table: type[Rescreening] | type[Comparison], at: datetime, limit: int) -> Sequence[str]:
    """Those to go on with, the oldest first, one at a time in the whole house: it may take a night and nobody waits."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    # Read to its end, and whoever was to put it on record was lost.
    wanted = Q(state__in=GOES_ON) | Q(state=State.READ, lease_until__isnull=False)
    if limit < 1 or table.objects.filter(state__in=GOES_ON, lease_until__gt=at).exists():
        return []
    found = table.objects.filter(wanted & free).order_by("pk").values_list("pk", flat=True)[:1]
    return [str(pk) for pk in found if table.objects.filter(free, wanted, pk=pk).update(lease_until=at + LEASE)]


def begin(table: type[W], id: str) -> W | None:
    """Take it on: whoever had it before writes nothing more. None where there is nothing to go on with."""
    mine = table.objects.filter(pk=int(id), state__in=GOES_ON)
    if not mine.update(
        state=State.RUNNING, token=F("token") + 1, faults=F("faults") + 1, lease_until=clock.now() + LEASE
    ):
        return None
    return table.objects.get(pk=int(id))


def put_down(walk: Walk, **values: Any) -> None:
    """Write down how far it is, if it is still ours. Raises `Lost`."""
    mine = type(walk)._default_manager.filter(pk=walk.pk, state=State.RUNNING, token=walk.token)
    if not mine.update(**values):
        raise Lost
    for name, value in values.items():
        setattr(walk, name, value)


def fail(walk: Walk, why: str) -> None:
    """Give it up, for a reason that pages have words for."""
    put_down(walk, state=State.FAILED, why=why, ended_at=clock.now(), lease_until=None)


def move(walk: Walk, before: Sequence[str], after: str) -> bool:
    """Pause, resume or cancel it. Returns whether it was in one of the states it can be moved from."""
    values: dict[str, Any] = {"state": after, "lease_until": None, "faults": 0}
    if after == State.CANCELLED:
        values["ended_at"] = clock.now()
    return bool(type(walk)._default_manager.filter(pk=walk.pk, state__in=before).update(**values))


class Spent:
    """The time that a piece of work takes, in seconds."""

    def __init__(self) -> None:
        self._begun = self._last = time.monotonic()

    def since(self) -> float:
        """Since this was asked last."""
        now = time.monotonic()
        passed, self._last = now - self._last, now
        return passed

    @property
    def up(self) -> bool:
        """Whether it took as long as it may."""
        return time.monotonic() - self._begun >= BUDGET_S
