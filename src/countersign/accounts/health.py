"""The daily look at each account's connection: whose it is, whether the platform answers, how long it lasts.

A job like the others: the row says when it is due, a lease keeps two workers apart. What it finds gives and takes no
right; publishing asks the platform itself.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from countersign.accounts import credentials, incidents, states, vault
from countersign.accounts.given import number
from countersign.accounts.models import Account, Health, Incident, Probe
from countersign.accounts.queries import reaching
from countersign.connectors import errors
from countersign.gate import clock
from countersign.gate.wiring import Job

log = logging.getLogger(__name__)
OK, DEGRADED, DEAD = "ok", "degraded", "dead"
GRAVITY = {"": 0, OK: 1, DEGRADED: 2, DEAD: 3}
EVERY = timedelta(hours=24)
SOONER = timedelta(minutes=15)
"""How soon again after a look that did not go well: so that what mends itself is found mended."""
LEASE = timedelta(minutes=5)
ENDS_SOON_DAYS = 7
BY_HAND = "manual"
NOT_REACHED = (errors.Unavailable, errors.RateLimited, errors.OutcomeUnknown, errors.Rejected, errors.Unsupported)


@dataclass(frozen=True)
class Look:
    """What one look found: the state, why it is not well, and the days left where an end is known."""

    state: str
    said: str = ""
    days_left: int | None = None


def due(at: datetime, limit: int) -> Sequence[str]:
    """Accounts whose connection is to be looked at now, leased."""
    connected = Account.objects.filter(state__in=states.CONNECTABLE).exclude(connector__in=("", BY_HAND))
    for pk in connected.filter(health=None).values_list("pk", flat=True)[:limit]:
        Health.objects.get_or_create(account_id=pk, defaults={"due_at": at})
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    waiting = Health.objects.filter(free, due_at__lte=at, account__in=connected).order_by("due_at", "pk")
    return [
        str(pk)
        for pk in waiting.values_list("pk", flat=True)[:limit]
        if Health.objects.filter(free, pk=pk, due_at__lte=at).update(lease_until=at + LEASE)
    ]


def probe(account: str) -> None:
    """Look at the connection of an account, and write down what was found."""
    at = clock.now()
    seen = look(account)
    again = at + (EVERY if seen.state == OK else SOONER)
    Health.objects.filter(pk=number(account)).update(
        state=seen.state, said=seen.said, at=at, days_left=seen.days_left, due_at=again, lease_until=None
    )
    _dot(account, seen, at)


def look(account: str) -> Look:
    """Ask the platform whose credentials these are and what fits now; renew them when they end within days."""
    renewing = False
    try:
        renewing = _renew_early(account)
        with reaching.connected(account) as connector:
            reaching.check_identity(account, connector)
            connector.limits()
    except (errors.AuthExpired, reaching.OtherAccount, vault.Unreadable) as error:
        return Look(DEAD, str(error))
    except (errors.ScopeMissing, *NOT_REACHED, LookupError, ValueError) as error:
        return Look(DEGRADED, str(error), None if renewing else days_left(account, clock.now()))
    left = None if renewing else days_left(account, clock.now())
    stopping = Incident.objects.filter(account=number(account), kind=incidents.SCOPE, closed_at=None).first()
    if stopping is not None:
        return Look(DEGRADED, stopping.said, left)
    if left is not None and left <= ENDS_SOON_DAYS:
        said = "what lets us publish ends soon, and the platform does not renew it by itself"
        incidents.open_one(account, incidents.ENDING, said)
        return Look(DEGRADED, said, left)
    incidents.put_right(account, (incidents.ENDING, incidents.LESS))
    return Look(OK, "", left)


def days_left(account: str, at: datetime) -> int | None:
    """Whole days until the credentials end; None where no end is known."""
    ends = credentials.ends_at(account)
    return None if ends is None else max(0, (ends - at).days)


def _renew_early(account: str) -> bool:
    """Renew what ends within days. Whether the platform does that: then how long it lasts is nobody's worry."""
    ends = credentials.ends_at(account)
    return ends is not None and ends - clock.now() <= credentials.RENEWED_EARLY and reaching.renew(account)


def _dot(account: str, seen: Look, at: datetime) -> None:
    """The day's dot shows the worst that was seen."""
    day = timezone.localtime(at).date()
    known, made = Probe.objects.get_or_create(
        account_id=number(account), day=day, defaults={"state": seen.state, "said": seen.said}
    )
    if made:
        return
    worse = GRAVITY[seen.state] > GRAVITY[known.state]
    values = {"state": seen.state, "said": seen.said} if worse else {}
    Probe.objects.filter(pk=known.pk).update(times=F("times") + 1, **values)


JOBS = (Job("health", due, (("probe", probe),)),)
