"""The connector of an account, with every exchange kept as evidence, credentials stripped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from countersign.accounts import queries as accounts
from countersign.connectors import found
from countersign.connectors.interface import AccountSettings, Connector, Exchange, Limits
from countersign.evidence import models as evidence
from countersign.evidence import store
from countersign.gate import clock
from countersign.posts import transports

LONGEST_ERROR = 200


def kind_of(account: str) -> str:
    """The kind of an account's connector. Raises LookupError when the account is not connected."""
    kind = accounts.connector_kind(account)
    if not kind:
        raise LookupError(f"account {account} is not connected")
    return kind


def usual_limits(account: str) -> Limits:
    """How much fits on an account, without asking the platform. Raises LookupError when it is not connected."""
    return found.connector_class(kind_of(account)).default_limits


def settings_of(account: str) -> AccountSettings:
    """What a connector is handed about an account; it never leaves this process."""
    known = accounts.connector_settings(account)
    return AccountSettings(
        kind=known.kind,
        handle=known.handle,
        base_url=known.base_url or transports.way(known.kind).base_url or known.url,
        credentials=known.credentials,
        public_hosts=known.hosts,
    )


@contextmanager
def connector(account: str, attempt: str = "") -> Iterator[Connector]:
    """The connector of an account; what it exchanges is kept, for `attempt` where there is one.

    Raises LookupError when the account is not connected, or when nothing is configured for its kind.
    """
    settings = settings_of(account)
    way = transports.way(settings.kind)

    def record(exchange: Exchange) -> None:
        keep(account, attempt, exchange)

    with way.client() as client:
        yield found.connect(
            settings, client=client, clock=clock.now, record=record, plain_http_hosts=way.plain_http_hosts
        )


def keep(account: str, attempt: str, exchange: Exchange) -> None:
    """Keep one exchange: its bodies as evidence, its headers with them."""
    evidence.Exchange.objects.create(
        account=account,
        attempt=attempt,
        at=exchange.at,
        method=exchange.method,
        url=exchange.url,
        status=exchange.status,
        took_ms=round(exchange.seconds * 1000),
        error=exchange.error[:LONGEST_ERROR],
        request_id=_kept(exchange.request_headers, exchange.request_body),
        response_id=_kept(exchange.response_headers, exchange.response_body),
    )


def _kept(headers: tuple[tuple[str, str], ...], body: bytes | None) -> str | None:
    """Headers and body as they went over the wire; None where there was nothing."""
    if not headers and not body:
        return None
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return store.put(head.encode() + b"\r\n" + (body or b""), "message/http")
