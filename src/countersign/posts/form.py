"""The form of a revision: exactly what is signed, and therefore exactly what is sent.

Text stands in it per account, character by character as it goes out; a picture stands in it as the commitment and the
digest of the bytes that go out, with its alternative text and all that was said about it.
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
from countersign.rules.codec import built, plain

KIND = "revision"


@dataclass(frozen=True)
class Variant:
    """What goes to one account: its text, and what it answers there, if it is a reply."""

    account: str
    text: str
    reply_to: str | None = None


@dataclass(frozen=True)
class Picture:
    """One picture as it goes out. `content` is the commitment of its bytes, `sha256` their plain digest."""

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


def named(form: Form, account: str) -> interface.Draft:
    """What goes to one account, its files by digest only."""
    files = tuple(Named(b"", p.mime, p.alt, digest=p.sha256, size=p.size_bytes) for p in form.pictures)
    variant = form.variant(account)
    return interface.Draft(variant.text, files, variant.reply_to)


def payload_hash(form: Form, account: str) -> str:
    """What an attempt for this account must be armed for."""
    return interface.payload_hash(named(form, account))


class NotTheSame(Exception):
    """The bytes kept for a picture are not those that were signed."""


def whole(form: Form, account: str, get: Callable[[str], bytes] = store.get) -> interface.Draft:
    """What goes to one account, with the files' bytes, checked against what was signed.

    `get` gives the bytes under a commitment. Raises `NotTheSame`, and what `get` raises.
    """
    files = tuple(interface.Media(get(p.content), p.mime, p.alt) for p in form.pictures)
    for file, picture in zip(files, form.pictures, strict=True):
        if file.sha256() != picture.sha256:
            raise NotTheSame(f"picture {picture.media}")
    variant = form.variant(account)
    draft = interface.Draft(variant.text, files, variant.reply_to)
    if interface.payload_hash(draft) != payload_hash(form, account):
        raise NotTheSame("the payload")
    return draft
