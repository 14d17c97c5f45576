"""What was said to the platforms and back, as it was kept: for whoever audits it or keeps things running."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OrderBy, Q, QuerySet

from countersign.accounts import subjects
from countersign.evidence import store
from countersign.evidence.models import Content, Exchange
from countersign.gate.act import Capacity
from countersign.people.queries import PAGE_SIZE, Page, page_of

POWERS = ("ledger.read", "account.connect")
"""Whoever holds one of these over the account: those who check what was done, and those who must know why it failed."""

SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "newest": ("-at", "-pk"),
    "oldest": ("at", "pk"),
    "slowest": (F("took_ms").desc(), "-pk"),
}
OUTCOMES = {
    "answered": Q(status__lt=400),
    "refused": Q(status__gte=400),
    "nothing": Q(status=None),
}
"""What became of it: the platform did it, said no, or did not answer."""


@dataclass(frozen=True)
class ExchangeLine:
    """One request and its answer. Credentials were taken out of `url` and of what is kept before anything was stored.

    `attempt` is the mark of the attempt to publish that it belonged to, if any. `request` and `response` are the
    commitments of what is kept of each; None where there was nothing.
    """

    id: int
    at: datetime
    method: str
    url: str
    status: int | None
    took_ms: int
    error: str
    attempt: str
    request: str | None
    response: str | None
    request_size_bytes: int
    response_size_bytes: int


def may_read(capacities: Iterable[Capacity], account: str) -> bool:
    """Whether one of these capacities reaches the exchanges of this account."""
    scope = subjects.one("account", account)
    return any(c.holds(power, scope) for c in capacities for power in POWERS)


def exchanges(
    account: str,
    *,
    attempts: Sequence[str] = (),
    begins: datetime | None = None,
    ends: datetime | None = None,
    method: str = "",
    outcome: str = "",
    text: str = "",
    sort: str = "newest",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[ExchangeLine]:
    """The exchanges of an account, or those of certain attempts on it. `ends` is excluded; `text` is looked for in the
    address; `outcome` is one of `OUTCOMES`, `sort` one of `SORTS`."""
    found: QuerySet[Exchange] = Exchange.objects.filter(account=account)
    if attempts:
        found = found.filter(attempt__in=list(attempts))
    if begins is not None:
        found = found.filter(at__gte=begins)
    if ends is not None:
        found = found.filter(at__lt=ends)
    if method:
        found = found.filter(method=method)
    if outcome in OUTCOMES:
        found = found.filter(OUTCOMES[outcome])
    for word in text.split():
        found = found.filter(url__icontains=word)
    return page_of(found.order_by(*SORTS.get(sort, SORTS["newest"])), page, _lines, size)


def exchange(account: str, id: int) -> ExchangeLine | None:
    """One exchange of an account; None when it has no such."""
    return next(iter(_lines(list(Exchange.objects.filter(account=account, pk=id)))), None)


def methods(account: str) -> tuple[str, ...]:
    """The methods that were used on an account."""
    found = Exchange.objects.filter(account=account).order_by("method").values_list("method", flat=True).distinct()
    return tuple(found)


def record(commitment: str | None) -> bytes | None:
    """Headers and body as they were kept; None where nothing was, or not any longer."""
    if commitment is None:
        return None
    try:
        return store.get(commitment)
    except (store.Gone, store.Damaged, Content.DoesNotExist):
        return None


def _lines(found: list[Exchange]) -> list[ExchangeLine]:
    return [
        ExchangeLine(
            id=e.pk,
            at=e.at,
            method=e.method,
            url=e.url,
            status=e.status,
            took_ms=e.took_ms,
            error=e.error,
            attempt=e.attempt,
            request=e.request_id,
            response=e.response_id,
            request_size_bytes=e.request_size_bytes,
            response_size_bytes=e.response_size_bytes,
        )
        for e in found
    ]
