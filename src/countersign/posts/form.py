"""The form of a revision: exactly what is signed, and therefore exactly what is sent.

Text stands in it per account, character by character as it goes out, part by part where it is a thread; a picture or
video stands in it as the commitment and the digest of the bytes that go out, with its alternative text, its captions
and all that was said about it.

What was added to the form later has a value for *not there*, so that every earlier revision still reads and verifies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from countersign.connectors import interface
from countersign.evidence import store
from countersign.gate import frozen
from countersign.gate.models import Frozen
from countersign.posts import thread
from countersign.rules.codec import built, plain

KIND = "revision"


@dataclass(frozen=True)
class Variant:
    """What goes to one account: its text, and what it answers there, if it is a reply.

    `more` are the further parts of a thread, each answering the one before; `first_reply` answers the last of them.
    """

    account: str
    text: str
    reply_to: str | None = None
    more: tuple[str, ...] = ()
    first_reply: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Every part in the order in which it goes out, the first reply last."""
        return (self.text, *self.more, *((self.first_reply,) if self.first_reply else ()))

    @property
    def written(self) -> str:
        """The text and its further parts as an author writes them."""
        return thread.join((self.text, *self.more))


@dataclass(frozen=True)
class Card:
    """The preview of a link as it looked when it was captured. `captured` is the commitment of the page's bytes."""

    url: str
    title: str
    description: str
    site: str
    captured: str
    at: datetime


@dataclass(frozen=True)
class Picture:
    """One picture or video as it goes out. `content` is the commitment of its bytes, `sha256` their plain digest;
    `captions` and `captions_sha256` the same of a video's captions."""

    media: str
    content: str
    sha256: str
    mime: str
    size_bytes: int
    alt: str
    people: str
    pictured: int
    consents: tuple[str, ...]
    source: str
    rights: str | None
    duration_s: float | None = None
    captions: str = ""
    captions_sha256: str = ""


@dataclass(frozen=True)
class Form:
    """Everything a signature on a post covers."""

    author: str
    variants: tuple[Variant, ...]
    pictures: tuple[Picture, ...]
    purposes: tuple[str, ...]
    campaign: str | None
    opens: datetime | None
    closes: datetime | None
    screened_by: str
    card: Card | None = None

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts it goes to."""
        return tuple(v.account for v in self.variants)

    def variant(self, account: str) -> Variant:
        """What goes to one account. Raises LookupError for another's."""
        for found in self.variants:
            if found.account == account:
                return found
        raise LookupError(f"nothing of it goes to account {account}")

    def only(self, accounts: Sequence[str]) -> Form:
        """The same form with some of its accounts, for facts about a single placement."""
        return replace(self, variants=tuple(v for v in self.variants if v.account in accounts))

    def to_json(self) -> dict[str, Any]:
        """What is frozen."""
        found: dict[str, Any] = plain(self)
        return found


@lru_cache(maxsize=256)
def read(digest: str) -> Form:
    """The form under a hash, checked against it. Raises what `gate.frozen.thaw` raises.

    What is under a hash never changes, so it is read once in a while only.
    """
    found: Form = built(Form, frozen.thaw(digest)["form"])
    return found


def find(digest: str) -> Form | None:
    """The form under a hash; None when there is none, or something else than a post is under it."""
    try:
        return read(digest)
    except (Frozen.DoesNotExist, KeyError):
        return None


@dataclass(frozen=True)
class Named(interface.Media):
    """A file known by digest and size without its bytes: enough to count, to check limits and to hash a payload."""

    digest: str = ""
    size: int = 0

    def read(self) -> bytes:
        """Never: these bytes are not at hand."""
        raise LookupError("the bytes of this file were not read")

    def size_bytes(self) -> int:
        """The size as frozen."""
        return self.size

    def sha256(self) -> str:
        """The digest as frozen."""
        return self.digest


def named(form: Form, account: str, part: int = 0, after: str | None = None) -> interface.Draft:
    """What goes to one account, its files by digest only. `part` 0 is the post itself, with its files; a further part
    of a thread answers `after`, which is the part before it, where it is public."""
    files = tuple(Named(b"", p.mime, p.alt, p.duration_s, digest=p.sha256, size=p.size_bytes) for p in form.pictures)
    return _draft(form.variant(account), files, part, after)


def payload_hash(form: Form, account: str, part: int = 0, after: str | None = None) -> str:
    """What an attempt for this account must be armed for."""
    return interface.payload_hash(named(form, account, part, after))


class NotTheSame(Exception):
    """The bytes kept for a picture are not those that were signed."""


def whole(
    form: Form, account: str, get: Callable[[str], bytes] = store.get, *, part: int = 0, after: str | None = None
) -> interface.Draft:
    """What goes to one account, with the files' bytes, checked against what was signed.

    `get` gives the bytes under a commitment. Raises `NotTheSame`, and what `get` raises.
    """
    files: tuple[interface.Media, ...] = ()
    if part == 0:
        files = tuple(interface.Media(get(p.content), p.mime, p.alt, p.duration_s) for p in form.pictures)
        for file, picture in zip(files, form.pictures, strict=True):
            if file.sha256() != picture.sha256:
                raise NotTheSame(f"picture {picture.media}")
    draft = _draft(form.variant(account), files, part, after)
    if interface.payload_hash(draft) != payload_hash(form, account, part, after):
        raise NotTheSame("the payload")
    return draft


def _draft(variant: Variant, files: tuple[interface.Media, ...], part: int, after: str | None) -> interface.Draft:
    if part == 0:
        return interface.Draft(variant.text, files, variant.reply_to)
    if not after:
        raise NotTheSame("a part of a thread answers the one before it")
    return interface.Draft(variant.texts[part], (), after)
