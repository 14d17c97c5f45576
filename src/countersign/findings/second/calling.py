"""Calling the second reader: one request, one answer, or a plain reason why there is none.

Everything that goes wrong ends here as a reason; nothing of it is an opinion. What may be sent, and to whom, was
decided before: the bytes go out exactly as they are given.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import httpx
from django.db.models import F
from django.utils import timezone

from countersign.accounts import vault
from countersign.findings.second import addresses
from countersign.findings.second.models import SecondReader, SecondReaderDay, SecondReaderKey
from countersign.findings.second.subject import REF
from countersign.gate import clock

MOST_BYTES = 256 * 1024
LONGEST_PAUSE = timedelta(minutes=15)
JSON = "application/json"


class Trouble(StrEnum):
    """Why there is no answer."""

    OFF = "off"
    CHANGED = "changed"
    KEY = "key"
    BUDGET = "budget"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    REDIRECTED = "redirected"
    DENIED = "denied"
    BUSY = "busy"
    BROKEN = "broken"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"


@dataclass(frozen=True)
class Reader:
    """Who would be asked: what a page shows before anything is sent, and what must still be so when it is."""

    base_url: str
    model: str
    structured: bool

    @property
    def host(self) -> str:
        """The host it runs on."""
        return addresses.host(self.base_url)


@dataclass(frozen=True)
class Told:
    """What came back: the answer's bytes, or why there are none. `again_after` is how long we are asked to wait."""

    body: bytes = b""
    trouble: Trouble | None = None
    again_after: timedelta | None = None


_client: Callable[[], httpx.Client] | None = None


def use(client: Callable[[], httpx.Client]) -> None:
    """From now on endpoints are reached through clients that `client` makes; the site says it at start-up."""
    global _client
    _client = client


def reader() -> Reader | None:
    """The second reader; None while there is none, or it is off."""
    found = SecondReader.objects.filter(on=True).first()
    return Reader(found.base_url, found.model, found.structured) if found else None


def left_today() -> int:
    """How many calls are left of today's."""
    most = SecondReader.objects.values_list("calls_a_day", flat=True).first() or 0
    made = SecondReaderDay.objects.filter(day=_today()).values_list("calls", flat=True).first() or 0
    return max(most - made, 0)


def call(body: bytes, expected: Reader, *, trying: bool = False) -> Told:
    """Send these bytes to the reader that is expected, if it is still that one. `trying` may be before it is on."""
    found = SecondReader.objects.first()
    if found is None or not (found.on or trying):
        return Told(trouble=Trouble.OFF)
    if Reader(found.base_url, found.model, found.structured) != expected:
        return Told(trouble=Trouble.CHANGED)
    # Looked at anew: what the administrator allows may be another thing than when it was chosen.
    if _client is None or addresses.fault(found.base_url):
        return Told(trouble=Trouble.UNREACHABLE)
    headers = {"Accept": JSON, "Content-Type": JSON, "Accept-Encoding": "identity"}
    try:
        key = SecondReaderKey.objects.filter(origin=addresses.origin(found.base_url)).first()
        if key is not None:
            headers["Authorization"] = f"Bearer {vault.unseal(REF.key, bytes(key.sealed))}"
    except vault.Unreadable:
        return Told(trouble=Trouble.KEY)
    if not _take_one(found.calls_a_day):
        return Told(trouble=Trouble.BUDGET)
    try:
        with _client() as client:
            return _exchange(client, addresses.endpoint(found.base_url), body, headers, float(found.timeout_s))
    except httpx.TimeoutException:
        return Told(trouble=Trouble.TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        # Its words may hold what was sent; the reason is enough.
        return Told(trouble=Trouble.UNREACHABLE)


def _take_one(most: int) -> bool:
    """Whether today's calls allow one more, which is then counted."""
    day = _today()
    SecondReaderDay.objects.get_or_create(day=day)
    return bool(SecondReaderDay.objects.filter(day=day, calls__lt=most).update(calls=F("calls") + 1))


def _exchange(client: httpx.Client, url: str, body: bytes, headers: dict[str, str], timeout_s: float) -> Told:
    ends = time.monotonic() + timeout_s
    with client.stream(
        "POST", url, content=body, headers=headers, timeout=timeout_s, follow_redirects=False
    ) as response:
        trouble = _trouble_of(response)
        if trouble is not None:
            pause = _pause(response) if trouble is Trouble.BUSY else None
            return Told(trouble=trouble, again_after=pause)
        received = bytearray()
        for piece in response.iter_raw():
            received += piece
            if len(received) > MOST_BYTES:
                return Told(trouble=Trouble.TOO_LARGE)
            # Each piece resets the client's own patience; somebody who sends one byte a second would have us wait.
            if time.monotonic() > ends:
                return Told(trouble=Trouble.TIMEOUT)
    return Told(bytes(received))


def _trouble_of(response: httpx.Response) -> Trouble | None:
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return Trouble.BUSY
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return Trouble.DENIED
    if 300 <= status < 400:
        return Trouble.REDIRECTED
    if status >= 500:
        return Trouble.BROKEN
    if status != httpx.codes.OK:
        return Trouble.REFUSED
    if response.headers.get("content-type", "").partition(";")[0].strip().casefold() != JSON:
        return Trouble.NOT_JSON
    return None


def _pause(response: httpx.Response) -> timedelta | None:
    """How long the endpoint asks to wait, where it says so in seconds."""
    told = response.headers.get("retry-after", "")
    if not (told.isascii() and told.isdigit() and len(told) < 7):
        return None
    pause = timedelta(seconds=int(told))
    return pause if pause <= LONGEST_PAUSE else None


def _today() -> date:
    return timezone.localtime(clock.now()).date()


def encrypt_anew() -> bool:
    """Seal the key with the installation's newest one. False when no key of the installation opens it."""
    found = SecondReaderKey.objects.exclude(key=vault.newest()).first()
    if found is None:
        return True
    try:
        sealed = vault.seal(REF.key, vault.unseal(REF.key, bytes(found.sealed)))
    except vault.Unreadable:
        return False
    # One that was entered meanwhile has the newest key already.
    SecondReaderKey.objects.filter(key=found.key).update(sealed=sealed, key=vault.newest())
    return True
