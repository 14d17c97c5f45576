"""Reaching the platform of an account: its connector, its credentials renewed in time, every exchange kept.

What the platform says about the credentials becomes an incident here, in one place, whoever asked: so queued work
waits instead of trying again, and somebody is told once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from countersign.accounts import credentials, incidents, our_app, vault
from countersign.accounts.given import number
from countersign.accounts.models import Account
from countersign.accounts.queries.accounts import touched
from countersign.accounts.queries.connecting import Settings, connector_settings
from countersign.accounts.same import differs
from countersign.accounts.transports import NoWay, Way, _ways, use, way
from countersign.connectors import errors, found
from countersign.connectors.interface import AccountSettings, Can, Cap, Connector, Exchange, Granted, Identity
from countersign.evidence import models as evidence
from countersign.evidence import store
from countersign.gate import clock

__all__ = [
    "NoWay",
    "OtherAccount",
    "Way",
    "_ways",
    "check_identity",
    "connected",
    "given_up",
    "renew",
    "settings_of",
    "unconnected",
    "use",
    "way",
]

LONGEST_ERROR = 200


class OtherAccount(LookupError):
    """The credentials are of another account than the one that was approved; nothing is sent with them."""


def settings_of(account: str) -> AccountSettings:
    """What a connector is handed about an account; it never leaves this process.

    Raises LookupError when the account is not connected, or when its credential cannot be opened.
    """
    return _handed(connector_settings(account))


@contextmanager
def connected(account: str, attempt: str = "") -> Iterator[Connector]:
    """The connector of an account; what it exchanges is kept, for `attempt` where there is one.

    Raises LookupError when the account is not connected, or when nothing is configured for its kind.
    """
    with _watched(account, attempt):
        if _ends_within(account, credentials.RENEWED_BEFORE):
            renew(account)
        with _over(_handed(connector_settings(account)), account, attempt) as connector:
            yield connector


@contextmanager
def _watched(account: str, attempt: str = "") -> Iterator[None]:
    """What is said about the credentials becomes an incident, and is said on.

    Unless another worker renewed them meanwhile: some platforms refuse the old ones from that moment. Nothing happened
    then and nothing is wrong, so it is only tried again.
    """
    kept = credentials.kept_at(account)
    try:
        yield
    except vault.Unreadable as error:
        incidents.open_one(account, incidents.UNREADABLE, str(error))
        raise
    except errors.AuthExpired as error:
        if credentials.replaced(account, kept, clock.now()):
            raise errors.Unavailable("The credentials were renewed at this moment.") from error
        incidents.open_one(account, incidents.EXPIRED, str(error))
        raise
    except errors.ScopeMissing as error:
        # A right that is missing for publishing stops it; one for anything else does not stop what works.
        incidents.open_one(account, incidents.SCOPE if attempt else incidents.LESS, str(error))
        raise


@contextmanager
def unconnected(
    account: str, kind: str, base_url: str, given: Mapping[str, str], handle: str = ""
) -> Iterator[Connector]:
    """The connector of an account that is about to be connected, with what was given for it. Kept like all others."""
    reached = way(kind)
    handed = AccountSettings(kind, handle, base_url or reached.base_url, dict(given), app=our_app.our_app())
    with _over(handed, account, "") as connector:
        yield connector


@contextmanager
def given_up(account: str) -> Iterator[Connector]:
    """The connector of an account that is given up, to give back what let us publish. What it says puts nobody to work
    on connecting it again."""
    with _over(_handed(connector_settings(account)), account, "") as connector:
        yield connector


def check_identity(account: str, connector: Connector) -> Identity | None:
    """Ask whose credentials these are; None where the platform cannot tell.

    Raises `OtherAccount`, with an incident, unless they are of the account that was approved.
    """
    if connector.capabilities()[Cap.IDENTITY].can is Can.NO:
        return None
    seen = connector.whoami()
    approved = Account.objects.get(pk=number(account))
    other = differs(
        handle=approved.handle,
        url=approved.url,
        remote_id=approved.remote_id,
        base_url=connector.account.base_url,
        seen_handle=seen.handle,
        seen_id=seen.remote_id,
        seen_url=seen.url,
    )
    if other is not None:
        incidents.open_one(account, incidents.OTHER, other.said)
        raise OtherAccount(other.said)
    incidents.put_right(account, incidents.SEEN_WELL)
    return seen


def renew(account: str) -> bool:
    """Have the platform renew the credentials; of two workers one does it. False where they stay as they are.

    What is refused or fails while they are still good is tried again at their next use. Once they have ended it raises
    what the platform says: `errors.AuthExpired` when it does not renew them, `errors.Unavailable` also while another
    worker is at it.
    """
    kind, at = touched([account])[account].connector, clock.now()
    ends = credentials.ends_at(account)
    over = ends is not None and ends <= at
    support = found.connector_class(kind).supports.get(Cap.REFRESH)
    if support is None or support.can is Can.NO:
        return False
    if not credentials.lease(account, at):
        if over:
            raise errors.Unavailable("The credentials are being renewed at this moment.")
        return True
    with _watched(account):
        granted = _renewed(account, over)
    if granted is None:
        return False
    credentials.keep(account, granted.credentials, at=clock.now(), expires_at=granted.expires_at, scopes=granted.scopes)
    return True


def _renewed(account: str, over: bool) -> Granted | None:
    """New credentials, under a lease that is given back where there are none."""
    try:
        # Read under the lease: another worker may have renewed them just before.
        with _over(_handed(connector_settings(account)), account, "") as connector:
            return connector.refresh()
    except errors.ConnectorError as error:
        credentials.release(account)
        if isinstance(error, errors.Unsupported) or not over:
            return None
        if isinstance(error, errors.Rejected):
            raise errors.AuthExpired(str(error)) from error
        raise
    except BaseException:
        credentials.release(account)
        raise


def _ends_within(account: str, time: timedelta) -> bool:
    ends = credentials.ends_at(account)
    return ends is not None and ends - clock.now() <= time


def _handed(known: Settings) -> AccountSettings:
    return AccountSettings(
        kind=known.kind,
        handle=known.handle,
        base_url=known.base_url or way(known.kind).base_url or known.url,
        credentials=known.credentials,
        public_hosts=known.hosts,
        app=our_app.our_app(),
    )


@contextmanager
def _over(handed: AccountSettings, account: str, attempt: str) -> Iterator[Connector]:
    reached = way(handed.kind)

    def record(exchange: Exchange) -> None:
        _keep(account, attempt, exchange)

    with reached.client() as client:
        yield found.connect(
            handed, client=client, clock=clock.now, record=record, plain_http_hosts=reached.plain_http_hosts
        )


def _keep(account: str, attempt: str, exchange: Exchange) -> None:
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
        request_size_bytes=exchange.request_size_bytes,
        request_sha256=exchange.request_sha256,
        response_size_bytes=exchange.response_size_bytes,
        response_sha256=exchange.response_sha256,
    )


def _kept(headers: tuple[tuple[str, str], ...], body: bytes | None) -> str | None:
    """Headers and body as they went over the wire; None where there was nothing."""
    if not headers and not body:
        return None
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return store.put(head.encode() + b"\r\n" + (body or b""), "message/http")
