"""Incidents of an account's connection: opened once until they are put right, each told once to whom it concerns."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from countersign.accounts.given import number
from countersign.accounts.models import Incident
from countersign.gate import clock

EXPIRED = "expired"
SCOPE = "scope"
LESS = "less"
OTHER = "other_account"
UNREADABLE = "unreadable"
ENDING = "ending"
NOT_BACK = "not_given_back"
KINDS = (EXPIRED, SCOPE, LESS, OTHER, UNREADABLE, ENDING, NOT_BACK)
STOPS = (EXPIRED, SCOPE, OTHER, UNREADABLE)
"""While one of these is open nothing is tried on the account: it would be in vain, or reach somebody else's page."""
SEEN_WELL = (EXPIRED, OTHER, UNREADABLE)
"""What an answer to `whoami` with the right account puts right. Whether it may publish is not asked by that."""


def open_one(account: str, kind: str, said: str) -> None:
    """Something has to be put right. Said again while it is open, it changes nothing."""
    if Incident.objects.filter(account=number(account), kind=kind, closed_at=None).exists():
        return
    try:
        with transaction.atomic():
            Incident.objects.create(account_id=number(account), kind=kind, said=said, at=clock.now())
    except IntegrityError:
        # Another worker was first.
        return


def put_right(account: str, kinds: Iterable[str] = KINDS) -> None:
    """What was wrong is right again."""
    found = Incident.objects.filter(account=number(account), kind__in=list(kinds), closed_at=None)
    found.update(closed_at=clock.now())
