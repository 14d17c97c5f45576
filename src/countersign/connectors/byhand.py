"""Work that a person does by hand: the checklist to follow, and their word for it afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from countersign.connectors.errors import BadAttestation
from countersign.connectors.seen import Attestation, Published
from countersign.connectors.sent import AccountSettings, Op
from countersign.connectors.words import gettext_noop as _


@dataclass(frozen=True)
class Download:
    """A file a person needs for posting by hand: which of the draft's files, and the text to type for it."""

    position: int
    mime: str
    sha256: str
    alt: str


@dataclass(frozen=True)
class Said:
    """Captions that a person adds to the file at `position`: their language and digest."""

    position: int
    language: str
    sha256: str


@dataclass(frozen=True)
class Checklist:
    """Work by hand, in order: the steps, the text to copy, the files to take along, where to go.

    `card` is the address, title and description of the link's preview as it was signed, to compare with what the page
    makes of the link; `captions` go with the files.
    """

    op: Op
    steps: tuple[str, ...]
    text: str
    downloads: tuple[Download, ...]
    open_url: str
    remote_id: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    card: tuple[str, ...] = ()
    captions: tuple[Said, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `Checklist.from_json` gives the same value back."""
        return {
            "op": str(self.op),
            "steps": list(self.steps),
            "text": self.text,
            "downloads": [vars(item) for item in self.downloads],
            "open_url": self.open_url,
            "remote_id": self.remote_id,
            "fields": [list(pair) for pair in self.fields],
            "card": list(self.card),
            "captions": [vars(item) for item in self.captions],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Checklist:
        """Inverse of `to_json`."""
        return cls(
            op=Op(stored["op"]),
            steps=tuple(stored["steps"]),
            text=stored["text"],
            downloads=tuple(Download(**item) for item in stored["downloads"]),
            open_url=stored["open_url"],
            remote_id=stored["remote_id"],
            fields=tuple((name, value) for name, value in stored["fields"]),
            card=tuple(stored.get("card", ())),
            captions=tuple(Said(**item) for item in stored.get("captions", ())),
        )


# Clocks of two machines may differ by this much.
_CLOCK_SLACK = timedelta(minutes=5)
_LONGEST_URL = 2_000


def attested(
    attestation: Attestation, *, account: AccountSettings, now: datetime, armed_at: datetime | None = None
) -> Published:
    """A person's word as a publication, once it can be true; BadAttestation says which part cannot.

    The address must be https, on one of the account's public hosts or below one, and point to something on it. The
    moment must not lie in the future nor before the attempt was armed. The remote id is the address as normalised.
    """
    url = _public_url(attestation.url, account)
    if attestation.at.tzinfo is None:
        raise BadAttestation("at", _("The time needs a time zone."))
    if attestation.at > now + _CLOCK_SLACK:
        raise BadAttestation("at", _("The time lies in the future."))
    if armed_at is not None and attestation.at < armed_at - _CLOCK_SLACK:
        raise BadAttestation("at", _("The time lies before the task was given."))
    if not attestation.by.strip():
        raise BadAttestation("by", _("Somebody has to attest it by name."))
    if not re.fullmatch(r"[0-9a-f]{64}", attestation.screenshot_sha256):
        raise BadAttestation("screenshot_sha256", _("A picture of the page is needed."))
    return Published(remote_id=url, url=url, at=attestation.at, attestation=attestation)


def _public_url(pasted: str, account: AccountSettings) -> str:
    text = pasted.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").rstrip(".").encode("idna").decode()
    except (ValueError, UnicodeError):
        raise BadAttestation("url", _("This is not a web address.")) from None
    # Python's own splitting drops line breaks silently; what people see must be what is kept.
    if len(text) > _LONGEST_URL or not text.isprintable() or any(c in text for c in ' <>"\\') or not host:
        raise BadAttestation("url", _("This is not a web address."))
    if parts.scheme != "https" or parts.username is not None or parts.password is not None or port not in (None, 443):
        raise BadAttestation("url", _("The address must begin with https:// and the platform's name."))
    if not any(host == known or host.endswith("." + known) for known in map(str.lower, account.public_hosts)):
        raise BadAttestation("url", _("The address is not on the platform of this account."))
    if parts.path in ("", "/") and not parts.query:
        raise BadAttestation("url", _("This is the platform's front page, not the post."))
    return urlunsplit(("https", host, parts.path, parts.query, ""))
