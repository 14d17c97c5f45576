"""What goes to a platform: the account's settings, the draft, the attempt, the prepared draft. Frozen and plain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from countersign.connectors.app import OurApp


@dataclass(frozen=True)
class AccountSettings:
    """What a connector is handed about one account; it never leaves this process.

    `base_url` is where the platform's interface (or, for work by hand, its website) is; `public_hosts` are the hosts
    under which its posts can be seen. `credentials` are never printed, and pickling settings that hold any is refused,
    so that a job engine cannot store them by accident. `app` is who we are to platforms at which people sign in.
    """

    kind: str
    handle: str
    base_url: str
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    public_hosts: tuple[str, ...] = ()
    app: OurApp | None = None

    def __getstate__(self) -> dict[str, Any]:
        if self.credentials or self.app is not None:
            raise TypeError("account settings with credentials are not to be pickled")
        return dict(self.__dict__)


@dataclass(frozen=True)
class Captions:
    """What a video says, for those who cannot hear it: WebVTT in UTF-8, in one language (BCP 47, such as `en`)."""

    content: bytes = field(repr=False)
    language: str

    def read(self) -> bytes:
        """The WebVTT itself."""
        return self.content

    def size_bytes(self) -> int:
        """Its size."""
        return len(self.content)

    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.read()).hexdigest()


@dataclass(frozen=True)
class Media:
    """A file to be sent: its bytes or the path to them, its media type, and the text for people who cannot see it.

    `duration_s` and `pixels` (width times height) are None where nobody measured them. Only a video has `captions`.
    """

    content: bytes | Path = field(repr=False)
    mime: str
    alt: str = ""
    duration_s: float | None = None
    pixels: int | None = None
    captions: Captions | None = None

    def read(self) -> bytes:
        """The bytes themselves."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()

    def size_bytes(self) -> int:
        """Size without reading a file whole."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.read()).hexdigest()


@dataclass(frozen=True)
class ProfileFields:
    """Fields of a profile to be written; None leaves a field as it is."""

    display_name: str | None = None
    bio: str | None = None
    website: str | None = None
    email: str | None = None
    phone: str | None = None
    avatar: Media | None = None
    banner: Media | None = None

    def texts(self) -> dict[str, str]:
        """The text fields that are to be written, by name."""
        named = {
            "display_name": self.display_name,
            "bio": self.bio,
            "website": self.website,
            "email": self.email,
            "phone": self.phone,
        }
        return {name: value for name, value in named.items() if value is not None}

    def pictures(self) -> dict[str, Media]:
        """The pictures that are to be written: the small one, and the wide one above the page."""
        named = {"avatar": self.avatar, "banner": self.banner}
        return {name: picture for name, picture in named.items() if picture is not None}


@dataclass(frozen=True)
class Card:
    """The preview of a link in the post: its address, the words on it, perhaps a picture (whose `alt` nobody gets)."""

    url: str
    title: str
    description: str = ""
    picture: Media | None = None


@dataclass(frozen=True)
class Draft:
    """Exactly what is to be sent: a post, a reply (`reply_to` names a post or comment), or a change of the profile.

    A thread, or a post with a first reply, is several drafts: see `threads`. `card` is there only for a platform that
    shows the card it is given; one that makes its own from the link gets none.
    """

    text: str = ""
    media: tuple[Media, ...] = ()
    reply_to: str | None = None
    profile: ProfileFields | None = None
    card: Card | None = None

    def __post_init__(self) -> None:
        if self.profile is not None and (self.text or self.media or self.reply_to or self.card):
            raise ValueError("a draft is a post or a change of the profile, not both")


def payload_hash(draft: Draft) -> str:
    """SHA-256 (hex) over everything in the draft, files by their digest: what `Attempt.payload_hash` must equal."""
    profile: dict[str, Any] | None = None
    if draft.profile is not None:
        profile = dict(draft.profile.texts())
        profile |= {name: _media_json(picture) for name, picture in draft.profile.pictures().items()}
    whole: dict[str, Any] = {
        "text": draft.text,
        "media": [_media_json(item) for item in draft.media],
        "reply_to": draft.reply_to,
        "profile": profile,
    }
    # Named only where there is one: what was armed before cards existed still hashes to the same.
    if draft.card is not None:
        whole["card"] = _card_json(draft.card)
    return hashlib.sha256(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _media_json(media: Media) -> dict[str, Any]:
    told: dict[str, Any] = {"sha256": media.sha256(), "mime": media.mime, "alt": media.alt}
    if media.captions is not None:
        told["captions"] = {"sha256": media.captions.sha256(), "language": media.captions.language}
    return told


def _card_json(card: Card) -> dict[str, Any]:
    told: dict[str, Any] = {"url": card.url, "title": card.title, "description": card.description}
    if card.picture is not None:
        told["picture"] = {"sha256": card.picture.sha256(), "mime": card.picture.mime}
    return told


class Op(StrEnum):
    """What an attempt tries to do to a platform."""

    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True)
class Attempt:
    """One armed try. `id` is also the marker a platform may store; it is 1 to 128 characters of A-Z a-z 0-9 . _ -"""

    id: str
    armed_at: datetime
    payload_hash: str
    op: Op = Op.CREATE
    remote_id: str | None = None

    def __post_init__(self) -> None:
        check_attempt_id(self.id)
        if self.armed_at.tzinfo is None:
            raise ValueError("armed_at needs a time zone")
        if self.op is not Op.CREATE and not self.remote_id:
            raise ValueError(f"an attempt to {self.op} needs the remote id")


def check_attempt_id(attempt_id: str) -> None:
    """Refuse an id that could not travel as a header value and a part of a URL."""
    plain = attempt_id.isascii() and attempt_id.replace(".", "").replace("_", "").replace("-", "").isalnum()
    if not plain or len(attempt_id) > 128:
        raise ValueError("an attempt id is 1 to 128 characters of A-Z a-z 0-9 . _ -")


@dataclass(frozen=True)
class Prepared:
    """A draft made ready, nothing of it public yet. `state` is plain JSON, so that it can be stored and resumed."""

    kind: str
    attempt_id: str
    payload_hash: str
    state: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `Prepared.from_json` gives the same value back."""
        return {
            "kind": self.kind,
            "attempt_id": self.attempt_id,
            "payload_hash": self.payload_hash,
            "state": self.state,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Prepared:
        """Inverse of `to_json`."""
        return cls(stored["kind"], stored["attempt_id"], stored["payload_hash"], dict(stored["state"]))
