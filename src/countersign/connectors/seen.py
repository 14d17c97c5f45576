"""What comes back from a platform, in one neutral form for all of them. Frozen and plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Identity:
    """Whose credentials these are, as the platform says it."""

    remote_id: str
    handle: str
    display_name: str
    url: str


@dataclass(frozen=True)
class Attestation:
    """A person's word for what was done by hand: where it can be seen, when, who says so, the picture that shows it."""

    url: str
    at: datetime
    by: str
    screenshot_sha256: str


@dataclass(frozen=True)
class Published:
    """It is there: the platform's own id, where to see it, since when. `attestation` only if a person says so."""

    remote_id: str
    url: str
    at: datetime
    attestation: Attestation | None = None


@dataclass(frozen=True)
class NotFound:
    """Looked for, and not there. `may_resend`: committing the *same* attempt again cannot make a second post."""

    why: str
    may_resend: bool = False


@dataclass(frozen=True)
class Unknown:
    """Looked for, and it cannot be told whether it is there; a person has to look."""

    why: str


@dataclass(frozen=True)
class Author:
    """Who wrote something, as the platform shows it. `remote_id` is empty where the platform gives none."""

    remote_id: str
    name: str
    url: str = ""


@dataclass(frozen=True)
class RemoteMedia:
    """A file as the platform holds it. `sha256` is of the bytes we read ourselves; None where they were not read.

    `captions` of a video are files in turn, each under the language that the platform names.
    """

    remote_id: str
    url: str
    mime: str
    alt: str
    sha256: str | None = None
    content: bytes | None = field(default=None, repr=False)
    captions: tuple[tuple[str, RemoteMedia], ...] = ()


@dataclass(frozen=True)
class RemoteCard:
    """The card of a link as the platform holds it for the post; one that a platform makes by itself is not told."""

    url: str
    title: str
    description: str
    picture: RemoteMedia | None = None


@dataclass(frozen=True)
class RemotePost:
    """A post in the neutral form, with the platform's own bytes.

    `raw` is the answer's body, or for an item of a list that item's JSON. `undone` names the declared rewritings that
    the connector reversed to get at this text (`RemotePost.text` is then not what the platform shows letter by letter).
    """

    remote_id: str
    url: str
    author: Author
    at: datetime
    edited_at: datetime | None
    text: str
    media: tuple[RemoteMedia, ...]
    reply_to: str | None
    raw: bytes = field(repr=False)
    undone: tuple[str, ...] = ()
    card: RemoteCard | None = None


@dataclass(frozen=True)
class Gone:
    """The platform says that the post is not there (any more)."""

    remote_id: str
    why: str


@dataclass(frozen=True)
class Comment:
    """What somebody else wrote in public under a post of ours, or to the account.

    `post_id` is the post, `reply_to` the nearer thing it answers. Where it stands under no post of ours, `post_id` is
    the comment's own id.
    """

    remote_id: str
    post_id: str
    url: str
    author: Author
    at: datetime
    text: str
    reply_to: str | None
    raw: bytes = field(repr=False)


@dataclass(frozen=True)
class Profile:
    """A profile as the platform shows it."""

    display_name: str
    bio: str
    links: tuple[str, ...]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    avatar: RemoteMedia | None
    banner: RemoteMedia | None
    raw: bytes = field(repr=False)


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list; `cursor` asks for the next part and is None at the end."""

    items: tuple[T, ...]
    cursor: str | None


@dataclass(frozen=True)
class Event:
    """Something a platform told us by itself, its signature already checked."""

    kind: str
    remote_id: str
    at: datetime
    raw: bytes = field(repr=False)


@dataclass(frozen=True)
class Asked:
    """A credential that a person types to connect an account; `help` says where they get it."""

    name: str
    label: str
    help: str
    secret: bool = True


@dataclass(frozen=True)
class SignIn:
    """Where to send a person to connect an account, and what must be kept until they come back.

    `base_url` is the account's own server where it turned out to be another one than was asked, else empty.
    """

    url: str
    state: Mapping[str, str] = field(repr=False)
    base_url: str = ""


@dataclass(frozen=True)
class Granted:
    """Credentials a platform gave us, until when (None: no end known) and for what.

    They replace all that was kept for the account before; `expires_at` is when the account must be refreshed by.
    """

    credentials: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None
    scopes: tuple[str, ...]

    def __getstate__(self) -> NoReturn:
        raise TypeError("granted credentials are not to be pickled")
