"""A file of the library as it is used in one post."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """One picture or video of the library as it is used in a post: its text for those who cannot see it, the answers.

    `without` are the accounts to which a video goes without its captions, because their platforms have no place for
    them. `on` are the accounts that it goes to (None: all), `part` is the part of a thread that it goes with. With
    `card` it is the picture of the link's card instead.
    """

    media: str
    alt: str
    people: str = "unanswered"
    pictured: int = 0
    consents: tuple[str, ...] = ()
    source: str = "unanswered"
    rights: str | None = None
    without: tuple[str, ...] = ()
    on: tuple[str, ...] | None = None
    part: int = 0
    card: bool = False
