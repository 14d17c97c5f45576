"""The form of a revision: exactly what is signed, and therefore exactly what is sent.

Text stands in it per account, character by character as it goes out, part by part where it is a thread; a picture or
video stands in it as the commitment and the digest of the bytes that go out, with its alternative text, its captions
and all that was said about it. Where a platform takes a picture only smaller, the account's variant holds it as made
for it; and whether the card of a link goes there.

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


CARD_SENT, CARD_NOT_SENT = "sent", "not_sent"
"""Whether a card goes to an account: it does, or its platform makes its own or shows none; empty where none should."""


@dataclass(frozen=True)
class Fitted:
    """A picture as it was made for one account, where the platform would not take it as it is."""

    media: str
    content: str
    sha256: str
    mime: str
    size_bytes: int
    width: int
    height: int


@dataclass(frozen=True)
class Variant:
    """What goes to one account: its text, and what it answers there, if it is a reply.

    `more` are the further parts of a thread, each answering the one before; `first_reply` answers the last of them.
    `fitted` are the pictures that go there otherwise than they stand in the form; `card` is one of the words above.
    """

    account: str
    text: str
    reply_to: str | None = None
    more: tuple[str, ...] = ()
    first_reply: str | None = None
    fitted: tuple[Fitted, ...] = ()
    card: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Every part in the order in which it goes out, the first reply last."""
        return (self.text, *self.more, *((self.first_reply,) if self.first_reply else ()))

    @property
    def written(self) -> str:
        """The text and its further parts as an author writes them."""
        return thread.join((self.text, *self.more))

    def part_with(self, url: str) -> int | None:
        """The first part in which a link stands: a card goes with it. None when it stands nowhere."""
        return next((n for n, text in enumerate(self.texts) if url in text), None)

    def part_for(self, wanted: int) -> int:
        """The part that a file meant for one goes with: where the thread is shorter here, its last."""
        return min(wanted, len(self.more))


@dataclass(frozen=True)
class Picture:
    """One picture or video as it goes out. `content` is the commitment of its bytes, `sha256` their plain digest;
    `captions` and `captions_sha256` the same of a video's captions, which go out where `language` names theirs, but not
    to the accounts in `without`. `on` are the accounts that it goes to (None: all), `part` the part of a thread that it
    goes with."""

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
    language: str = ""
    without: tuple[str, ...] = ()
    on: tuple[str, ...] | None = None
    part: int = 0
    pixels: int | None = None
    captions_size_bytes: int = 0

    def goes_to(self, account: str) -> bool:
        """Whether it goes to an account of the post."""
        return self.on is None or account in self.on


@dataclass(frozen=True)
class Card:
    """The preview of a link as it looked when it was captured. `captured` is the commitment of the page's bytes."""

    url: str
    title: str
    description: str
    site: str
    captured: str
    at: datetime
    picture: Picture | None = None


@dataclass(frozen=True)
class File:
    """A file exactly as one account gets it: `picture` is all that was said about it."""

    picture: Picture
    fitted: Fitted | None = None
    captions: str = ""

    @property
    def content(self) -> str:
        """The commitment of its bytes."""
        return self.fitted.content if self.fitted else self.picture.content

    @property
    def sha256(self) -> str:
        """Their plain digest."""
        return self.fitted.sha256 if self.fitted else self.picture.sha256

    @property
    def mime(self) -> str:
        """Their media type."""
        return self.fitted.mime if self.fitted else self.picture.mime

    @property
    def size_bytes(self) -> int:
        """How many they are."""
        return self.fitted.size_bytes if self.fitted else self.picture.size_bytes

    @property
    def pixels(self) -> int | None:
        """Width times height, where that is known."""
        return self.fitted.width * self.fitted.height if self.fitted else self.picture.pixels


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

    @property
    def everything(self) -> tuple[Picture, ...]:
        """Every file of it, that of the link's card too."""
        return (*self.pictures, *((self.card.picture,) if self.card and self.card.picture else ()))

    def goes_where(self, picture: Picture) -> tuple[str, ...]:
        """The accounts whose readers get to see a file of it."""
        if self.card is not None and picture is self.card.picture:
            return tuple(v.account for v in self.variants if v.card == CARD_SENT)
        return tuple(v.account for v in self.variants if picture.goes_to(v.account))

    def files(self, account: str, part: int = 0) -> tuple[File, ...]:
        """The files that go to an account with one part, exactly as they go."""
        variant = self.variant(account)
        meant = (p for p in self.pictures if p.goes_to(account) and variant.part_for(p.part) == part)
        return tuple(
            File(p, _fitted(variant, p), p.captions if p.language and account not in p.without else "") for p in meant
        )

    def card_for(self, account: str, part: int = 0) -> Card | None:
        """The card that goes to an account with one part, or would if its platform took it; None for none."""
        variant = self.variant(account)
        if self.card is None or not variant.card or variant.part_with(self.card.url) != part:
            return None
        return self.card

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


@dataclass(frozen=True)
class NamedCaptions(interface.Captions):
    """Captions known by digest and size, without their bytes."""

    digest: str = ""
    size: int = 0

    def size_bytes(self) -> int:
        """The size as frozen."""
        return self.size

    def read(self) -> bytes:
        """Never: these bytes are not at hand."""
        raise LookupError("the bytes of these captions were not read")

    def sha256(self) -> str:
        """The digest as frozen."""
        return self.digest


def by_name(file: File) -> interface.Media:
    """A file as it goes out, by digest only."""
    p = file.picture
    captions = NamedCaptions(b"", p.language, p.captions_sha256, p.captions_size_bytes) if file.captions else None
    return Named(b"", file.mime, p.alt, p.duration_s, file.pixels, captions, digest=file.sha256, size=file.size_bytes)


def named(form: Form, account: str, part: int = 0, after: str | None = None) -> interface.Draft:
    """What goes to one account, its files by digest only. `part` 0 is the post itself; a further part of a thread
    answers `after`, which is the part before it, where it is public."""
    return _draft(form, account, part, after, by_name)


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

    def read(file: File) -> interface.Media:
        p = file.picture
        captions = interface.Captions(get(file.captions), p.language) if file.captions else None
        if captions is not None and captions.sha256() != p.captions_sha256:
            raise NotTheSame(f"captions of {p.media}")
        found = interface.Media(get(file.content), file.mime, p.alt, p.duration_s, file.pixels, captions)
        if found.sha256() != file.sha256:
            raise NotTheSame(f"picture {p.media}")
        return found

    draft = _draft(form, account, part, after, read)
    if interface.payload_hash(draft) != payload_hash(form, account, part, after):
        raise NotTheSame("the payload")
    return draft


def _draft(
    form: Form, account: str, part: int, after: str | None, read: Callable[[File], interface.Media]
) -> interface.Draft:
    variant = form.variant(account)
    if part and not after:
        raise NotTheSame("a part of a thread answers the one before it")
    files = tuple(read(file) for file in form.files(account, part))
    reply_to = after if part else variant.reply_to
    return interface.Draft(variant.texts[part], files, reply_to, card=_card(form, variant, part, read))


def _card(form: Form, variant: Variant, part: int, read: Callable[[File], interface.Media]) -> interface.Card | None:
    card = form.card_for(variant.account, part)
    if card is None or variant.card != CARD_SENT:
        return None
    shown = read(File(card.picture, _fitted(variant, card.picture))) if card.picture else None
    return interface.Card(card.url, card.title, card.description, shown)


def _fitted(variant: Variant, picture: Picture) -> Fitted | None:
    return next((f for f in variant.fitted if f.media == picture.media), None)
