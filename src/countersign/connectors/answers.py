"""What a platform's answer means: a failure by status and words, and when to ask again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from countersign.connectors.errors import AuthExpired, ConnectorError, RateLimited, Rejected, ScopeMissing

# Longer waits than this are taken for a mistake or a trick, and asked again after it.
_LONGEST_WAIT = timedelta(days=7)
_WAIT_IF_NOT_TOLD = timedelta(seconds=60)
# Numbers above this are moments (seconds since 1970), below it are waits in seconds.
_FIRST_MOMENT_S = 1_000_000_000
_RESET_HEADERS = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")
_BAD_TOKEN = re.compile(r"bearer token|(invalid|expired|revoked)[ _-]*(access[ _-]*)?token|token (has )?expired", re.I)
_NO_SCOPE = re.compile(r"insufficient[ _-]*scope|\bscopes?\b|missing permission", re.I)
_EXCERPT = 300


@dataclass(frozen=True)
class Answer:
    """An answer read whole: status, headers (names in lower case) and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; ValueError when it is not."""
        return json.loads(self.body)

    def words(self) -> str:
        """What the body says to a person, short: a JSON answer's message, or the beginning of plain text."""
        text = self.body.decode(errors="replace")
        try:
            found = _message(json.loads(text))
        except ValueError:
            found = None
        return " ".join((found or text).split())[:_EXCERPT]


def _message(parsed: Any) -> str | None:
    """The sentence in an error body, whatever shape platforms give it."""
    if isinstance(parsed, str):
        return parsed
    if isinstance(parsed, list):
        return next(filter(None, map(_message, parsed)), None)
    if isinstance(parsed, dict):
        for name in ("error_description", "message", "detail", "title", "error", "errors"):
            if found := _message(parsed.get(name)):
                return found
    return None


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime:
    """When the platform wants to be asked again (aware, UTC), from Retry-After or the rate-limit headers.

    Platforms give waits, moments in seconds, HTTP dates and ISO times; what is unreadable, past or absurd becomes a
    minute or, at most, seven days from `now`.
    """
    for name in ("retry-after", *_RESET_HEADERS):
        if name in headers and (moment := _moment(headers[name].strip(), now)) is not None:
            return min(max(moment, now), now + _LONGEST_WAIT)
    return now + _WAIT_IF_NOT_TOLD


def _moment(value: str, now: datetime) -> datetime | None:
    try:
        number = float(value)
    except ValueError:
        return _date(value)
    if number != number or number < 0:
        return None
    if number < _FIRST_MOMENT_S:
        return now + min(timedelta(seconds=min(number, _FIRST_MOMENT_S)), _LONGEST_WAIT)
    return datetime.fromtimestamp(min(number, now.timestamp() + _LONGEST_WAIT.total_seconds()), UTC)


def _date(value: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def refusal(answer: Answer, now: datetime, words: str) -> ConnectorError | None:
    """The error that a 3xx or 4xx answer means, or None where the status does not say that nothing happened.

    `words` is the answer's text with credentials stripped. Servers in the field say 400 in plain text for a bad token.
    """
    status = answer.status
    if status == 401 or (status == 400 and _BAD_TOKEN.search(words)):
        return AuthExpired(words or "The platform does not accept our credentials.")
    if status == 429:
        return RateLimited(retry_at(answer.headers, now), words)
    if status == 403 and (
        _NO_SCOPE.search(words) or "insufficient_scope" in answer.headers.get("www-authenticate", "")
    ):
        return ScopeMissing(words)
    if 400 <= status < 500 and status != 408:
        return Rejected(_field(answer), words or f"The platform answered {status}.")
    return None


def _field(answer: Answer) -> str:
    """The name of the field at fault, where the platform says it in the usual places."""
    try:
        parsed = answer.json()
    except ValueError:
        return ""
    error = parsed.get("error") if isinstance(parsed, dict) else None
    for place in (error, parsed):
        if isinstance(place, dict) and isinstance(place.get("field"), str):
            return str(place["field"])
    return ""
