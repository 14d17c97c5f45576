"""How servers with Mastodon's interface are asked, and what their ways of saying no mean.

Source: docs.joinmastodon.org (API methods); other servers with this interface answer in plain text, with other
statuses, or not at all to what is newer than they are.
"""

from __future__ import annotations

import mimetypes
import re
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from countersign.connectors.answers import Answer
from countersign.connectors.errors import AuthExpired, ConnectorError, OutcomeUnknown, Rejected, Unavailable
from countersign.connectors.sent import Media
from countersign.connectors.transport import Effect, Transport

T = TypeVar("T")

MISSING = frozenset({404, 410})
NOT_OFFERED = frozenset({404, 405, 410, 501})
_API = "api/"
# The account itself may not sign in now: nothing that is sent again helps, a person has to see to it.
_NO_ENTRY = re.compile(
    r"requires an authenticated user|your login is|confirmed e-?mail|account is (suspended|disabled)", re.I
)
_NOT_YET = re.compile(r"not finished processing|try again in a moment|still (being )?process", re.I)
_FIELDS = (
    ("media", re.compile(r"media|attach|file|image|video|thumbnail", re.I)),
    ("reply_to", re.compile(r"reply|in_reply_to|thread", re.I)),
    ("text", re.compile(r"text|character|too long|blank|empty", re.I)),
)
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_POLL_S = (0.25, 0.5, 1.0, 2.0, 4.0)


class Wire:
    """Requests to one server for one account."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def ask(self, method: str, path: str, effect: Effect, **sent: Any) -> Answer:
        """The answer to a request below `api/`, or the error that its words mean."""
        try:
            return self.transport.request(method, _API + path, effect=effect, **sent)
        except Rejected as error:
            raise meant(error) from error

    def get(self, path: str, make: Callable[[Any], T], params: Mapping[str, str] | None = None) -> T:
        """What `make` makes of what is read."""
        return self.transport.shaped(self.ask("GET", path, Effect.READ, params=params), Effect.READ, make)

    def told(self, method: str, path: str, effect: Effect, make: Callable[[Any], T], **sent: Any) -> T:
        """What `make` makes of the answer to something that changes something."""
        return self.transport.shaped(self.ask(method, path, effect, **sent), effect, make)

    def must_be_theirs(self, answer: Answer, effect: Effect) -> None:
        """Raises unless a "not there" is the platform's word about the thing asked for.

        A wrong address or a broken proxy says 404 to everything. The platform says it in its own shape; of one that
        speaks plainly we ask who we are, which what is not the platform cannot know.
        """
        try:
            told = answer.json()
        except ValueError:
            told = None
        if isinstance(told, dict) and isinstance(told.get("error"), str):
            return
        try:
            self.get("v1/accounts/verify_credentials", lambda me: str(me["id"]))
        except ConnectorError as error:
            words = "The answer does not come from the platform."
            raise (OutcomeUnknown(words) if effect is Effect.PUBLIC else Unavailable(words)) from error

    def upload(self, media: Media) -> str:
        """Send a file, with its text for those who cannot see it, and wait until the platform has digested it.

        Nobody sees the file until a post holds it, and the platform forgets it after a while if none does.
        """
        name = f"file{mimetypes.guess_extension(media.mime) or ''}"
        sent = {"files": {"file": (name, media.read(), media.mime)}, "data": {"description": media.alt}}
        answer = self.ask("POST", "v2/media", Effect.PRIVATE, accept=NOT_OFFERED, **sent)
        if answer.status in NOT_OFFERED:
            answer = self.ask("POST", "v1/media", Effect.PRIVATE, **sent)
        remote_id, ready = self.transport.shaped(answer, Effect.PRIVATE, _uploaded)
        ready = ready and answer.status != 202
        waits, started = iter(_POLL_S), time.monotonic()
        while not ready:
            if time.monotonic() - started > self.transport.bounds.processing_s:
                raise Unavailable("The platform is still digesting the file.")
            self.transport.pause(next(waits, _POLL_S[-1]))
            answer = self.ask("GET", f"v1/media/{remote_id}", Effect.READ)
            ready = answer.status == 200 and self.transport.shaped(answer, Effect.READ, _uploaded)[1]
        return remote_id


def meant(error: Rejected) -> ConnectorError:
    """The error that a refusal's words mean; most refusals are just that, with the field named."""
    if _NO_ENTRY.search(error.message):
        return AuthExpired(error.message)
    if _NOT_YET.search(error.message):
        return Unavailable(error.message)
    if error.field:
        return error
    field = next((name for name, pattern in _FIELDS if pattern.search(error.message)), "")
    return Rejected(field, error.message)


def checked_id(value: str, where: str) -> str:
    """An id as these servers make them. Anything else could lead to another address, and is Rejected."""
    if not _ID.fullmatch(value):
        raise Rejected(where, "This is not an id of this platform.")
    return value


def status_path(remote_id: str) -> str:
    """Where a post is."""
    return f"v1/statuses/{checked_id(remote_id, 'remote_id')}"


def statuses(told: Any) -> list[dict[str, Any]]:
    """A list of objects, as every list of this interface is."""
    if not isinstance(told, list) or not all(isinstance(item, dict) for item in told):
        raise ValueError("not a list of objects")
    return told


def _uploaded(told: Any) -> tuple[str, bool]:
    """The file's id, and whether the platform is done with it: only then it has an address."""
    if not _ID.fullmatch(remote_id := str(told["id"])):
        raise ValueError("not an id")
    return remote_id, bool(told.get("url"))
