"""What comes out of an archive, in neutral terms; what is asked about it; and why one is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """The archives that can be read; each is named as its platform is."""

    X = "x"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    LINKEDIN = "linkedin"
    REDDIT = "reddit"
    TUMBLR = "tumblr"
    YOUTUBE = "youtube"
    WHATSAPP = "whatsapp"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"


POST, COMMENT, SHARE, MESSAGE, VIDEO = "post", "comment", "share", "message", "video"
"""What an item is: an entry of its own, a reply, somebody else's entry passed on, a chat message, a video."""


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture, video or file of an item.

    `member` is empty when the archive does not hold its bytes; `url` then says where it was, as the archive names it.
    `sha256` is of its bytes, where these or their hash are in the archive.
    """

    member: str = ""
    sha256: str = ""
    mime: str = ""
    alt: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the account said, or that was said to it.

    `native_id` is the platform's own where the archive has one, else derived from the content so that the same item
    has the same in the next archive. `at` is aware, in UTC. `author` is set only where it is the account itself;
    `own` says whether it is. `raw` are the record's bytes as they stand in the archive, less what may not be kept.
    """

    native_id: str
    kind: str
    at: datetime
    text: str
    raw: bytes
    author: str = ""
    own: bool = True
    title: str = ""
    url: str = ""
    reply_to: str = ""
    media: tuple[Medium, ...] = ()


@dataclass(frozen=True, slots=True)
class Faulty:
    """A record that could not be read as an item: where it stands and why. Counted, never lost silently."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the archive leaves open and a person knows: the date order, the time zone, whose name is the account's.

    `key` is the field of `Answers` that answers it. Without `choices` any fitting text is an answer. `example` is the
    text in the archive that raised it.
    """

    key: str
    choices: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """A person's answers: `date_order` is `dmy` or `mdy`, `zone` an IANA name, `own` the account's name in a chat."""

    date_order: str = ""
    zone: str = ""
    own: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A file that is not recognised as one kind: it fits none, or more than one."""

    candidates: tuple[Kind, ...] = ()


class ArchiveError(Exception):
    """Why an archive is not taken. `sentence` is for a translator, `values` fill its blanks."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence, values)
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return self.sentence.format(**self.values)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (type(self), self.sentence, self.values)


def _again(kind: type[ArchiveError], sentence: str, values: dict[str, object]) -> ArchiveError:
    return kind(sentence, **values)


class HostileArchive(ArchiveError):
    """The archive is made, or damaged, in a way that no platform makes one. It is refused whole."""


class Unreadable(ArchiveError):
    """This is not an archive of the kind that was named, or not one that can be read."""


class Unanswered(ArchiveError):
    """The archive cannot be read before these questions are answered."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        super().__init__("Answers are needed first: {keys}.", keys=", ".join(q.key for q in questions))
        self.questions = questions

    def __reduce__(self) -> tuple[object, ...]:
        return Unanswered, (self.questions,)
