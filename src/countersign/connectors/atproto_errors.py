"""What the refusals of an AT Protocol server mean, by the protocol's own short names."""

from __future__ import annotations

import re

from countersign.connectors.answers import Answer
from countersign.connectors.dpop import wants_nonce
from countersign.connectors.errors import (
    AuthExpired,
    ConnectorError,
    OutcomeUnknown,
    Rejected,
    ScopeMissing,
    Unavailable,
)
from countersign.connectors.transport import Effect
from countersign.connectors.words import gettext_noop as _

_TOKEN_CODES = frozenset(
    {"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", "AuthRequired", "BadJwtAudience"}
)
_ACCOUNT_CODES = frozenset({"AccountTakedown", "AccountDeactivated", "AccountSuspended", "AccountNotFound"})
_NO_METHOD = frozenset({"MethodNotImplemented", "XRPCNotSupported"})
# Which of our fields the server means, by how it names places in a record; the first that fits.
_PLACES = (
    (re.compile(r"\bdescription\b"), "profile.bio"),
    (re.compile(r"\bdisplayName\b"), "profile.display_name"),
    (re.compile(r"\bwebsite\b"), "profile.website"),
    (re.compile(r"\bavatar\b"), "profile.avatar"),
    (re.compile(r"\bbanner\b"), "profile.banner"),
    (re.compile(r"\bhiddenReplies\b"), "hidden"),
    (re.compile(r"\b(embed|images?|video|blob)\b"), "media"),
    (re.compile(r"\breply\b"), "reply_to"),
    (re.compile(r"\b(text|facets)\b"), "text"),
)


class StaleRecord(Rejected):
    """The record is not (or no longer) the one that was to be replaced; nothing happened."""


class NotThere(Rejected):
    """The server says that it has no such record, file or handle."""


class NoMethod(Rejected):
    """The server does not offer this method."""


def code_of(answer: Answer) -> str:
    """The protocol's short name for what is wrong; empty when the answer is not the protocol's."""
    try:
        told = answer.json()["error"]
    except (ValueError, TypeError, LookupError):
        return ""
    return told if isinstance(told, str) else ""


def meaning(answer: Answer, words: str, effect: Effect) -> ConnectorError:
    """The error that a refusal means. Where the protocol's own code is given, nothing happened."""
    code = code_of(answer)
    if wants_nonce(answer):
        # Asked twice already: it takes none of its own nonces, which says nothing about our credentials.
        return Unavailable(words)
    if code in _ACCOUNT_CODES:
        return Rejected("account", words)
    if code in _TOKEN_CODES or answer.status == 401:
        return AuthExpired(words or "The server does not accept our credentials.")
    if code in ("InsufficientScope", "ScopeMissingError") or (answer.status == 403 and code):
        return ScopeMissing(words)
    if code == "InvalidSwap":
        return StaleRecord("remote_id", _("It was changed elsewhere in the meantime."))
    if code in ("RecordNotFound", "BlobNotFound", "NotFound") or words.startswith(
        ("Could not locate record", "Blob not found")
    ):
        return NotThere("remote_id", words)
    if code in _NO_METHOD:
        return NoMethod("", words)
    if not code:
        # Any web server on the way can say 404; this is not the protocol's word for it.
        sentence = f"The answer ({answer.status}) does not come from a Bluesky server."
        return OutcomeUnknown(sentence) if effect is Effect.PUBLIC else Unavailable(sentence)
    return Rejected(next((name for place, name in _PLACES if place.search(words)), ""), words)
