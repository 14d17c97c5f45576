"""What can go wrong between us and a platform, named by what may be done next.

Every error can be pickled (a job engine stores them) and no message carries a credential.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from countersign.connectors.byhand import Checklist
    from countersign.connectors.capabilities import Cap


class ConnectorError(Exception):
    """Base of everything a connector raises on purpose."""


class AuthExpired(ConnectorError):
    """The platform no longer accepts our credentials; nothing happened. A person must connect the account again."""


class ScopeMissing(ConnectorError):
    """The credentials are accepted but do not cover this; nothing happened. A person must connect with more scopes."""


class RateLimited(ConnectorError):
    """The platform refuses for now; nothing happened. Ask again not before `retry_at` (aware, UTC)."""

    def __init__(self, retry_at: datetime, message: str = "") -> None:
        super().__init__(retry_at, message)
        self.retry_at = retry_at
        self.message = message

    def __str__(self) -> str:
        return self.message or f"The platform asks us to wait until {self.retry_at.isoformat()}."


class Rejected(ConnectorError):
    """The platform (or we, before sending) refused this content; nothing happened, and the same again is refused again.

    `field` names what is at fault (`text`, `media`, `reply_to`, `remote_id`, `base_url` …) or is empty.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class Unavailable(ConnectorError):
    """The platform could not be reached or could not answer, and nothing public happened: safe to try again."""


class OutcomeUnknown(ConnectorError):
    """The one public request was (or may have been) sent and its outcome is not known.

    Never try again on this: ask `recover`, then a person.
    """


class Unsupported(ConnectorError):
    """This platform cannot do that, known before anything is sent; `reason` is written for the person who asked."""

    def __init__(self, cap: Cap, reason: str) -> None:
        super().__init__(cap, reason)
        self.cap = cap
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class HandNeeded(ConnectorError):
    """No machine can do this here: `checklist` says what a person has to do by hand and then attest."""

    def __init__(self, checklist: Checklist) -> None:
        super().__init__(checklist)
        self.checklist = checklist

    def __str__(self) -> str:
        return "A person has to do this by hand: " + " ".join(self.checklist.steps)


class BadAttestation(ConnectorError):
    """What a person attested cannot be taken as it is; `field` is `url`, `at`, `by` or `screenshot_sha256`."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message

    def __str__(self) -> str:
        return self.message


class UnknownPlatform(ConnectorError):
    """No connector of that kind is installed."""
