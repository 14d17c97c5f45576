"""How much fits: each platform's own way of counting, and what of a draft does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import regex  # type: ignore[import-untyped]

from countersign.connectors import counting
from countersign.connectors.sent import Card, Draft, Media, ProfileFields
from countersign.connectors.words import gettext_noop as _


class Unit(StrEnum):
    """What a platform counts when it counts text."""

    CODE_POINTS = "code_points"
    GRAPHEMES = "graphemes"
    BYTES = "bytes"
    X_WEIGHTED = "x_weighted"
    SHORTENED = "shortened"


_COUNTERS: Mapping[Unit, Callable[[str], int]] = {
    Unit.CODE_POINTS: len,
    Unit.GRAPHEMES: lambda text: len(regex.findall(r"\X", text)),
    Unit.BYTES: lambda text: len(text.encode(errors="surrogatepass")),
    Unit.X_WEIGHTED: counting.weighted,
    Unit.SHORTENED: counting.shortened,
}


def count(text: str, unit: Unit) -> int:
    """Length of the text in that unit. Graphemes are the extended clusters of Unicode's annex 29; bytes are UTF-8; X's
    and Mastodon's own ways stand in `counting`."""
    return _COUNTERS[unit](text)


@dataclass(frozen=True)
class TextLimit:
    """At most `most` of `unit`. A platform may set several at once (so many graphemes and so many bytes)."""

    unit: Unit
    most: int

    def count(self, text: str) -> int:
        """How much of this limit the text takes, counted as the platform counts."""
        return count(text, self.unit)


@dataclass(frozen=True)
class MediaLimit:
    """What holds for files of these media types; None means that the platform names no limit.

    `max_pixels` is width times height. A file that goes `alone` allows no other file beside it.
    """

    mimes: frozenset[str]
    max_bytes: int
    max_duration_s: float | None = None
    max_pixels: int | None = None
    alone: bool = False


@dataclass(frozen=True)
class Limits:
    """All that a platform demands of a draft's size. Every limit on the text must hold.

    `card_picture` is the limit on the picture of a link's card, `captions_bytes` that on a video's captions; None where
    the platform names none (or takes none at all, which its capabilities say). `profile_pictures` are those that its
    profiles have.
    """

    text: tuple[TextLimit, ...]
    alt: tuple[TextLimit, ...]
    media: tuple[MediaLimit, ...]
    media_most: int
    media_required: bool = False
    profile: Mapping[str, tuple[TextLimit, ...]] = field(default_factory=dict)
    profile_pictures: frozenset[str] = frozenset({"avatar"})
    card_picture: MediaLimit | None = None
    captions_bytes: int | None = None

    def left(self, text: str) -> int:
        """How much room is left in the post's text under the tightest limit; negative when it is too long."""
        return min(limit.most - limit.count(text) for limit in self.text)

    def for_mime(self, mime: str) -> MediaLimit | None:
        """The limit on files of this media type, or None where the platform does not take the type."""
        return next((limit for limit in self.media if mime in limit.mimes), None)


@dataclass(frozen=True)
class Problem:
    """Something in a draft that the platform would refuse, found before anybody is asked to sign.

    `where` is `text`, `media`, `media[0]`, `media[0].alt`, `reply_to`, `profile.bio` …; `template` with `params` is the
    sentence for people, kept apart so that it can be translated.
    """

    where: str
    code: str
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.template % self.params


def problems_of(draft: Draft, limits: Limits) -> list[Problem]:
    """Everything about the draft that these limits do not allow; empty when it fits."""
    if draft.profile is not None:
        return _profile_problems(draft.profile, limits)
    found = _text_problems("text", draft.text, limits.text)
    if not draft.text.strip() and not draft.media:
        found.append(Problem("text", "empty", _("There is nothing to post.")))
    if limits.media_required and not draft.media:
        found.append(Problem("media", "missing", _("This platform takes no post without a picture or video.")))
    if len(draft.media) > limits.media_most:
        params = {"most": limits.media_most, "count": len(draft.media)}
        found.append(Problem("media", "too_many", _("At most %(most)s files fit; there are %(count)s."), params))
    for position, media in enumerate(draft.media):
        found += _media_problems(f"media[{position}]", media, limits)
        if len(draft.media) > 1 and (limit := limits.for_mime(media.mime)) is not None and limit.alone:
            found.append(Problem(f"media[{position}]", "not_alone", _("No other file fits beside this one.")))
    return found + (_card_problems(draft.card, draft, limits) if draft.card is not None else [])


def _card_problems(card: Card, draft: Draft, limits: Limits) -> list[Problem]:
    found = []
    if draft.media:
        found.append(Problem("card", "beside_media", _("A post shows its files or the preview of a link, not both.")))
    if card.url not in draft.text:
        found.append(Problem("card", "no_link", _("The link of the preview does not stand in the text.")))
    if card.picture is not None and limits.card_picture is not None:
        found += _file_problems("card.picture", card.picture, limits.card_picture)
    return found


def _profile_problems(profile: ProfileFields, limits: Limits) -> list[Problem]:
    found: list[Problem] = []
    texts, pictures = profile.texts(), profile.pictures()
    if not texts and not pictures:
        found.append(Problem("profile", "empty", _("Nothing in the profile would change.")))
    for name, value in texts.items():
        if name not in limits.profile:
            found.append(_no_field(name))
        else:
            found += _text_problems(f"profile.{name}", value, limits.profile[name])
    for name, picture in pictures.items():
        if name not in limits.profile_pictures:
            found.append(_no_field(name))
        else:
            found += _media_problems(f"profile.{name}", picture, limits)
    return found


def _no_field(name: str) -> Problem:
    return Problem(f"profile.{name}", "no_field", _("This platform's profile has no such field."))


def _text_problems(where: str, text: str, limits: tuple[TextLimit, ...]) -> list[Problem]:
    found = []
    for limit in limits:
        counted = limit.count(text)
        if counted > limit.most:
            params = {"most": limit.most, "count": counted, "unit": str(limit.unit)}
            sentence = _("Too long: %(count)s where %(most)s fit (counted in %(unit)s).")
            found.append(Problem(where, "too_long", sentence, params))
    # A lone surrogate or a control character would be refused or changed on the way, after signing.
    if any(_unsendable(character) for character in text):
        found.append(Problem(where, "unsendable", _("Holds a character that cannot be sent.")))
    return found


def _unsendable(character: str) -> bool:
    return "\ud800" <= character <= "\udfff" or (character < " " and character not in "\n\r\t") or character == "\x7f"


def _media_problems(where: str, media: Media, limits: Limits) -> list[Problem]:
    limit = limits.for_mime(media.mime)
    if limit is None:
        return [_not_taken(where, media)]
    found = _file_problems(where, media, limit)
    if limit.max_duration_s is not None:
        if media.duration_s is None:
            found.append(Problem(where, "duration_unknown", _("How long this lasts is not known.")))
        elif media.duration_s > limit.max_duration_s:
            lasts = {"most": limit.max_duration_s, "count": media.duration_s}
            found.append(Problem(where, "too_long", _("Lasts %(count)s s; at most %(most)s s fit."), lasts))
    if media.captions is not None and limits.captions_bytes is not None:
        size = media.captions.size_bytes()
        if size > limits.captions_bytes:
            most = {"most": limits.captions_bytes, "count": size}
            sentence = _("The captions have %(count)s bytes; at most %(most)s fit.")
            found.append(Problem(f"{where}.captions", "captions_too_big", sentence, most))
    return found + _text_problems(f"{where}.alt", media.alt, limits.alt)


def _not_taken(where: str, media: Media) -> Problem:
    return Problem(where, "mime", _("This platform does not take files of type %(mime)s."), {"mime": media.mime})


def _file_problems(where: str, media: Media, limit: MediaLimit) -> list[Problem]:
    """What holds for the file itself, whatever it is for."""
    if media.mime not in limit.mimes:
        return [_not_taken(where, media)]
    found = []
    size = media.size_bytes()
    if size == 0:
        found.append(Problem(where, "empty", _("The file is empty.")))
    if size > limit.max_bytes:
        params = {"most": limit.max_bytes, "count": size}
        found.append(Problem(where, "too_big", _("The file has %(count)s bytes; at most %(most)s fit."), params))
    if limit.max_pixels is not None and media.pixels is not None and media.pixels > limit.max_pixels:
        pixels = {"most": limit.max_pixels, "count": media.pixels}
        found.append(Problem(where, "too_large", _("Has %(count)s pixels; at most %(most)s fit."), pixels))
    return found
