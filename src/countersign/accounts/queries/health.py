"""How connections are, what went wrong with them, and what came of trying ahead what is to go out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from countersign.accounts import incidents, states
from countersign.accounts.given import number
from countersign.accounts.models import Health, Incident, Probe, Rehearsal
from countersign.accounts.queries import reaching
from countersign.connectors import errors
from countersign.connectors.interface import Connector
from countersign.gate import clock

DOTS = 14
NOT_NOW = (errors.Unavailable, errors.RateLimited)


@dataclass(frozen=True)
class Dot:
    """One day of the history; `state` is empty where nobody looked."""

    day: datetime
    state: str
    said: str


@dataclass(frozen=True)
class HealthLine:
    """How the connection of an account is, with its last two weeks."""

    account: str
    state: str
    said: str
    at: datetime | None
    days_left: int | None
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Trouble:
    """One open incident of an account's connection. `stops` says whether queued posts wait for it."""

    id: int
    account: str
    kind: str
    said: str
    at: datetime
    stops: bool


def health(ids: Iterable[str], at: datetime) -> Mapping[str, HealthLine]:
    """The connection of each of these accounts; those that are not looked at are left out."""
    rows = list(Health.objects.filter(pk__in=[number(i) for i in ids], account__state__in=states.CONNECTABLE))
    today = timezone.localtime(at)
    first = (today - timedelta(days=DOTS - 1)).date()
    seen: dict[tuple[int, object], Probe] = {}
    for probe in Probe.objects.filter(account__in=[h.pk for h in rows], day__gte=first):
        seen[probe.account_id, probe.day] = probe
    days = [today - timedelta(days=n) for n in range(DOTS - 1, -1, -1)]
    return {
        str(h.pk): HealthLine(
            account=str(h.pk),
            state=h.state,
            said=h.said,
            at=h.at,
            days_left=h.days_left,
            dots=tuple(
                Dot(day, p.state if (p := seen.get((h.pk, day.date()))) else "", p.said if p else "") for day in days
            ),
        )
        for h in rows
    }


def troubles(ids: Iterable[str] | None = None) -> tuple[Trouble, ...]:
    """Open incidents of these accounts' connections, or of all; the oldest first."""
    found = Incident.objects.filter(closed_at=None).order_by("at", "pk")
    if ids is not None:
        found = found.filter(account__in=[number(i) for i in ids])
    return tuple(_trouble(i) for i in found)


def trouble(id: int) -> Trouble | None:
    """One open incident; None once it is put right."""
    found = Incident.objects.filter(pk=id, closed_at=None).first()
    return _trouble(found) if found else None


def stopped() -> tuple[str, ...]:
    """The accounts on which nothing is tried until somebody put right what is wrong with their connection."""
    found = Incident.objects.filter(closed_at=None, kind__in=incidents.STOPS)
    return tuple(str(pk) for pk in found.values_list("account", flat=True).distinct())


# Trying ahead


@dataclass(frozen=True)
class Rehearsed:
    """What came of trying something ahead."""

    account: str
    about: str
    at: datetime
    passed: bool
    said: str


def rehearse(account: str, about: str, would: Callable[[Connector], str]) -> Rehearsed | None:
    """Try ahead, with nothing public, what a room above is to send on an account, and keep what came of it.

    `about` names it, with its content and time. `would` is handed the connector, of the right account, and says what
    stands in the way (empty: nothing). None where the platform could not be asked just now: it is tried again.
    """
    try:
        with reaching.connected(account) as connector:
            reaching.check_identity(account, connector)
            said = would(connector)
    except NOT_NOW:
        return None
    except (errors.ConnectorError, LookupError, ValueError) as error:
        said = str(error) or type(error).__name__
    values = {"account_id": number(account), "at": clock.now(), "passed": not said, "said": said}
    Rehearsal.objects.update_or_create(about=about, defaults=values)
    return Rehearsed(account, about, clock.now(), not said, said)


def rehearsed(about: Iterable[str]) -> Mapping[str, Rehearsed]:
    """What came of trying these ahead; what was not tried is left out."""
    return {r.about: _rehearsed(r) for r in Rehearsal.objects.filter(about__in=list(about))}


def failed_rehearsals(since: datetime) -> tuple[Rehearsed, ...]:
    """What did not pass since a moment, the latest first."""
    return tuple(_rehearsed(r) for r in Rehearsal.objects.filter(passed=False, at__gte=since).order_by("-at")[:500])


def _rehearsed(found: Rehearsal) -> Rehearsed:
    return Rehearsed(str(found.account_id), found.about, found.at, found.passed, found.said)


def _trouble(found: Incident) -> Trouble:
    stops = found.kind in incidents.STOPS
    return Trouble(found.pk, str(found.account_id), found.kind, found.said, found.at, stops)
