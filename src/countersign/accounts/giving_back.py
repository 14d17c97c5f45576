"""Giving back what let us publish, once an account is given up: made worthless at its platform, then destroyed here.

The act only says that it is due; a worker does it, outside of any transaction, and tries again until the platform took
it. The row of `Health` is the job and, afterwards, the note that it was done. Nothing is published meanwhile: nobody
may publish on an account that is given up.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from countersign.accounts import incidents, states, vault
from countersign.accounts.given import number
from countersign.accounts.models import Account, Credential, Health, Incident
from countersign.accounts.queries import reaching
from countersign.connectors import errors, found
from countersign.connectors.interface import Can, Cap
from countersign.gate import clock
from countersign.gate.wiring import Job

log = logging.getLogger(__name__)
GIVEN_UP = (states.CLOSED, states.TAKEN_BACK)
LEASE = timedelta(minutes=5)
AGAIN = timedelta(minutes=15)
LATER = timedelta(hours=24)
"""How soon it is tried again: often on the first day, then once a day."""
FAILED = (errors.ConnectorError, LookupError, ValueError, vault.Unreadable)


@dataclass(frozen=True)
class GivenBack:
    """How far it is: `waiting`, `failed` (tried, and tried again), `done` (with when), or `destroyed` here alone."""

    state: str
    at: datetime | None = None
    said: str = ""


def begin(account: str, at: datetime) -> None:
    """Part of an effect: what lets us publish on this account is given back now, or destroyed where nobody takes it."""
    kind = Account.objects.values_list("connector", flat=True).get(pk=number(account))
    kept = Credential.objects.filter(account=number(account))
    Health.objects.filter(account=number(account)).delete()
    if kept.exists() and _takes_back(kind):
        Health.objects.create(account_id=number(account), due_at=at)
    else:
        kept.delete()


def how_far(account: str) -> GivenBack | None:
    """How far it is for an account that is given up; None for one that is not, or that no program published on."""
    row = Account.objects.filter(pk=number(account), state__in=GIVEN_UP).exclude(connector__in=("", "manual")).first()
    if row is None:
        return None
    health = Health.objects.filter(pk=row.pk).first()
    if Credential.objects.filter(account=row).exists():
        failed = Incident.objects.filter(account=row, kind=incidents.NOT_BACK, closed_at=None).first()
        return GivenBack("failed", health.due_at if health else None, failed.said) if failed else GivenBack("waiting")
    return GivenBack("done", health.at) if health is not None and health.at is not None else GivenBack("destroyed")


def due(at: datetime, limit: int) -> Sequence[str]:
    """Accounts whose credentials are to be given back now, leased."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    waiting = Health.objects.filter(
        free, due_at__lte=at, account__state__in=GIVEN_UP, account__credential__isnull=False
    )
    return [
        str(pk)
        for pk in waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:limit]
        if Health.objects.filter(free, pk=pk, due_at__lte=at).update(lease_until=at + LEASE)
    ]


def give_back(account: str) -> None:
    """Have the platform make them worthless, then destroy them here; what fails is told once and tried again."""
    row = Account.objects.filter(pk=number(account), state__in=GIVEN_UP).first()
    if row is None or not Credential.objects.filter(account=row).exists():
        return
    try:
        with reaching.given_up(account) as connector:
            connector.revoke()
    except errors.Unsupported as error:
        log.info("the platform takes the credentials of account %s not back: %s", account, error)
        Health.objects.filter(pk=row.pk).delete()
    except errors.AuthExpired as error:
        log.info("the platform knew the credentials of account %s no longer: %s", account, error)
    except FAILED as error:
        log.warning("the credentials of account %s could not be given back: %s", account, error)
        incidents.open_one(account, incidents.NOT_BACK, str(error))
        at = clock.now()
        soon = Incident.objects.filter(account=row, kind=incidents.NOT_BACK, closed_at=None, at__gt=at - LATER).exists()
        Health.objects.filter(pk=row.pk).update(due_at=at + (AGAIN if soon else LATER), lease_until=None)
        return
    Credential.objects.filter(account=row).delete()
    incidents.put_right(account)
    Health.objects.filter(pk=row.pk).update(at=clock.now(), lease_until=None)


def _takes_back(kind: str) -> bool:
    if kind not in found.kinds():
        return False
    support = found.connector_class(kind).supports.get(Cap.REVOKE)
    return support is not None and support.can is not Can.NO


JOBS = (Job("give_back", due, (("give_back", give_back),)),)
