"""The one way out: every request to every platform passes here, is bounded, recorded without credentials, and its
failure named by what may be done next.
"""

from __future__ import annotations

import copy
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

from countersign.connectors.answers import Answer, refusal
from countersign.connectors.errors import ConnectorError, OutcomeUnknown, Rejected, Unavailable
from countersign.connectors.hosts import Resolve, checked_base_url, checked_other_host, resolved
from countersign.connectors.stripping import Stripper

Clock = Callable[[], datetime]
T = TypeVar("T")

# Raised by httpx before the first byte of a request is written; after anything else it may have arrived.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_READ_AGAIN = frozenset({408, 500, 502, 503, 504})


class Effect(StrEnum):
    """What a request may change, which decides what its failure means."""

    READ = "read"  # nothing: repeated a few times by itself
    REPEATABLE = "repeatable"  # nothing that the public sees, and sent twice it leaves what once leaves: as a read
    PRIVATE = "private"  # nothing that the public sees (an upload): safe to repeat, but not by itself
    PUBLIC = "public"  # the one request that the public sees: never repeated


_BY_ITSELF = (Effect.READ, Effect.REPEATABLE)
_MOVED = frozenset({301, 302, 303, 307, 308})
_MOST_MOVES = 4


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it, credentials stripped: a record of its own.

    Bodies that are text are kept; others (pictures, uploads) are kept by size and SHA-256. Digests are of the body as
    kept here where it is kept (so no digest gives a stripped value away), else of the body as it travelled.
    `error` says what failed where there was no answer.
    """

    at: datetime
    seconds: float
    effect: Effect
    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: bytes | None = field(repr=False)
    request_size_bytes: int
    request_sha256: str
    status: int | None
    response_headers: tuple[tuple[str, str], ...]
    response_body: bytes | None = field(repr=False)
    response_size_bytes: int
    response_sha256: str
    error: str


@dataclass(frozen=True)
class Bounds:
    """How long and how much one request may take; seconds and bytes.

    `file_bytes` is for a file that is downloaded, `processing_s` how long to wait for a platform to digest an upload.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    whole_s: float = 90.0
    answer_bytes: int = 8 * 1024 * 1024
    file_bytes: int = 512 * 1024 * 1024
    kept_bytes: int = 1024 * 1024
    read_waits_s: tuple[float, ...] = (0.2, 1.0)
    processing_s: float = 120.0


class _TooMuch(Exception):
    """The answer is larger or slower than allowed."""


class Transport:
    """Sends for one account to one `base_url` and nowhere else; files may be read from where the platform keeps them.

    `plain_http_hosts` are hosts that may be reached without TLS because they are this very process (an in-process
    transport); loopback may always be. `record` is called with every exchange, each repeated read included.
    """

    def __init__(
        self,
        *,
        base_url: str,
        client: httpx.Client,
        clock: Clock,
        record: Callable[[Exchange], None],
        secrets: tuple[str, ...] = (),
        headers: Mapping[str, str] | None = None,
        plain_http_hosts: frozenset[str] = frozenset(),
        bounds: Bounds | None = None,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Resolve = resolved,
    ) -> None:
        self._base = checked_base_url(base_url, plain_http_hosts)
        self._client = client
        self._record = record
        self._stripper = Stripper(secrets)
        self._headers = dict(headers or {})
        self._resolve = resolve
        self.pause = sleep
        self.clock = clock
        self.bounds = bounds or Bounds()

    def request(
        self,
        method: str,
        path: str,
        *,
        effect: Effect,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        content: bytes | None = None,
        data: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        fresh: Callable[[], Mapping[str, str]] = dict,
        accept: frozenset[int] = frozenset(),
    ) -> Answer:
        """The answer with a status of 2xx or one of `accept`; anything else is one of the errors of `errors`.

        `path` is relative to the base address, or a whole address with the same origin. `fresh` makes headers anew for
        every try: those that count once.
        """
        url = self.url(path)
        usual = {"Accept-Encoding": "identity", **self._headers, **(headers or {})}
        sent = {"params": params, "json": json, "content": content, "data": data, "files": files}
        return self._tried(method, url, effect, accept, self.bounds.answer_bytes, lambda: {**usual, **fresh()}, **sent)

    def beside(self, url: str) -> Transport:
        """A transport to another origin that the platform named, such as the one at which it lets people sign in.

        The same bounds and the same record; it is told no credential by itself. Rejected for a place that is not
        reached by https or has an address inside the house.
        """
        checked_other_host(url, beside=self._base, resolve=self._resolve)
        parts = urlsplit(url)
        other = copy.copy(self)
        other._base, other._headers = f"{parts.scheme}://{parts.netloc}/", {}
        return other

    def hide(self, *secrets: str) -> None:
        """Take these out of every record from now on, here and in what is `beside`: they became known just now."""
        self._stripper.add(secrets)

    def download(self, url: str) -> Answer:
        """A file of the platform, from wherever it keeps it. Another host than the account's is told no credential.

        Rejected for another host that is not reached by https or has an address inside the house.
        """
        for _ in range(_MOST_MOVES):
            whole = urljoin(self._base, url)
            ours = urlsplit(whole)[:2] == urlsplit(self._base)[:2]
            if not ours:
                checked_other_host(whole, beside=self._base, resolve=self._resolve)
            headers = {"Accept-Encoding": "identity", **(self._headers if ours else {})}
            answer = self._tried("GET", whole, Effect.READ, _MOVED, self.bounds.file_bytes, partial(dict, headers))
            if answer.status not in _MOVED:
                return answer
            url = urljoin(whole, answer.headers.get("location", ""))
        raise Rejected("url", "The platform sends us from one place to the next for its file.")

    def _tried(
        self,
        method: str,
        url: str,
        effect: Effect,
        accept: frozenset[int],
        most_bytes: int,
        headers: Callable[[], Mapping[str, str]],
        **sent: Any,
    ) -> Answer:
        """Once, or a few times where repeating changes nothing."""
        timeout = httpx.Timeout(self.bounds.read_s, connect=self.bounds.connect_s)
        waits = self.bounds.read_waits_s if effect in _BY_ITSELF else ()
        for wait in (*waits, None):
            given = headers()
            if not all(value.isascii() and value.isprintable() for value in given.values()):
                # Found here, because the error of whoever finds it later would quote the header.
                raise Rejected("credentials", "The account's credentials hold a character that cannot be sent.")
            request = self._client.build_request(method, url, timeout=timeout, headers=given, **sent)
            # One client may serve many accounts: what a platform remembers in a cookie stays out.
            request.headers.pop("Cookie", None)
            try:
                return self._once(request, effect, accept, most_bytes)
            except Unavailable:
                if wait is None:
                    raise
                self.pause(wait)
        raise AssertionError("the last try returns or raises")

    def words(self, answer: Answer) -> str:
        """What an answer says to a person, without any credential that we hold."""
        return self._stripper.text(answer.words())

    def shaped(self, answer: Answer, effect: Effect, make: Callable[[Any], T]) -> T:
        """What `make` makes of the answer's JSON.

        An answer that it cannot be made of is no answer: after a public request the outcome is not known.
        """
        try:
            return make(answer.json())
        except (ValueError, TypeError, LookupError, AttributeError) as failure:
            words = f"The platform's answer is not of the expected shape ({type(failure).__name__})."
            raise _failed(effect, words) from failure

    def url(self, path: str) -> str:
        """The whole address of a path. Rejected for an address elsewhere."""
        url = urljoin(self._base, path)
        if urlsplit(url)[:2] != urlsplit(self._base)[:2]:
            raise Rejected("url", "The platform points to another host than the account's.")
        return url

    def _once(self, request: httpx.Request, effect: Effect, accept: frozenset[int], most_bytes: int) -> Answer:
        at, started = self.clock(), time.monotonic()
        answer: Answer | None = None
        try:
            answer = self._send(request, started, most_bytes)
            error = self._meaning(answer, effect, accept)
        except _NOT_SENT as failure:
            error = Unavailable(self._said(failure))
        except Exception as failure:  # an in-process platform may raise anything; none of it says "not sent"
            error = _failed(effect, self._said(failure))
        failed = "" if answer or error is None else str(error)
        try:
            self._record(self._exchange(request, answer, effect, at, time.monotonic() - started, failed))
        except Exception as failure:
            # What is not on record did not happen as far as records law goes; a public request may be there, though.
            raise _failed(effect, f"The exchange could not be recorded ({type(failure).__name__}).") from failure
        if error is not None:
            raise error
        if answer is None:
            raise AssertionError("no answer and no error")
        return answer

    def _send(self, request: httpx.Request, started: float, most_bytes: int) -> Answer:
        response = self._client.send(request, stream=True, auth=None, follow_redirects=False)
        try:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > most_bytes:
                    raise _TooMuch(f"the answer is larger than {most_bytes} bytes")
                if time.monotonic() - started > self.bounds.whole_s:
                    raise _TooMuch(f"the answer took longer than {self.bounds.whole_s} s")
        finally:
            response.close()
        return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, bytes(body))

    def _meaning(self, answer: Answer, effect: Effect, accept: frozenset[int]) -> ConnectorError | None:
        if 200 <= answer.status < 300 or answer.status in accept:
            return None
        words = self.words(answer)
        if (error := refusal(answer, self.clock(), words)) is not None:
            return error
        if 300 <= answer.status < 400 and effect is not Effect.PUBLIC:
            return Rejected("base_url", "The platform sends us elsewhere; the account's address needs correcting.")
        if effect in _BY_ITSELF and answer.status not in _READ_AGAIN:
            return Rejected("", f"The platform answered {answer.status}. {words}".strip())
        return _failed(effect, f"The platform answered {answer.status}. {words}".strip())

    def _said(self, failure: Exception) -> str:
        return self._stripper.text(f"{type(failure).__name__}: {failure}").strip(": ")

    def _exchange(
        self, request: httpx.Request, answer: Answer | None, effect: Effect, at: datetime, seconds: float, error: str
    ) -> Exchange:
        sent = self._kept(request.read(), request.headers.get("content-type", ""))
        seen = self._kept(answer.body, answer.headers.get("content-type", "")) if answer else (None, 0, "")
        return Exchange(
            at=at,
            seconds=seconds,
            effect=effect,
            method=request.method,
            url=self._stripper.url(str(request.url)),
            request_headers=self._stripper.headers(request.headers.items()),
            request_body=sent[0],
            request_size_bytes=sent[1],
            request_sha256=sent[2],
            status=answer.status if answer else None,
            response_headers=self._stripper.headers(answer.headers.items()) if answer else (),
            response_body=seen[0],
            response_size_bytes=seen[1],
            response_sha256=seen[2],
            error=error,
        )

    def _kept(self, body: bytes, content_type: str) -> tuple[bytes | None, int, str]:
        kept = self._stripper.body(body, content_type) if len(body) <= self.bounds.kept_bytes else None
        return kept, len(body), hashlib.sha256(body if kept is None else kept).hexdigest()


def _failed(effect: Effect, words: str) -> ConnectorError:
    """The error for "no usable answer": whether it is safe to repeat depends on what the request may have done."""
    return OutcomeUnknown(words) if effect is Effect.PUBLIC else Unavailable(words)
