"""What a post or a profile may be made of here; whatever does not fit is `Refused`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from countersign.practice import rules
from countersign.practice.models import Account, Media


class Refused(Exception):
    """The platform does not do this: `status` as in HTTP, `code` for programs, `field` at fault, `message` to read."""

    def __init__(self, status: int, code: str, message: str, field: str = "") -> None:
        super().__init__(status, code, message, field)
        self.status = status
        self.code = code
        self.message = message
        self.field = field


@dataclass(frozen=True)
class Picture:
    """An uploaded picture or video as a post or profile uses it, a video perhaps with captions in a language."""

    media_id: str
    alt: str
    captions: str = ""
    language: str = ""


@dataclass(frozen=True)
class Card:
    """How a link looks under a post. `picture` is the number of an uploaded picture, or empty."""

    url: str
    title: str
    description: str
    picture: str = ""


@dataclass(frozen=True)
class Content:
    """What a post says. `reply_to` is a post's number, or `c` and a comment's."""

    text: str
    pictures: tuple[Picture, ...] = ()
    reply_to: str | None = None
    card: Card | None = None


def checked(account: Account, content: Content) -> tuple[str, list[tuple[Media, Picture]]]:
    """The text and the files of a post as they are kept."""
    text = fitting("text", content.text, rules.TEXT_MOST)
    if len(content.pictures) > rules.MEDIA_MOST:
        raise Refused(422, "too_many", f"A post has at most {rules.MEDIA_MOST} pictures.", "media")
    media = [
        _attached(f"media[{place}]", _own_media(account, picture.media_id), picture)
        for place, picture in enumerate(content.pictures)
    ]
    if not text and not media:
        raise Refused(422, "empty", "A post needs a text or a picture.", "text")
    return text, media


def _attached(field: str, media: Media, used: Picture) -> tuple[Media, Picture]:
    """A file with what is said beside it, checked."""
    if used.captions:
        if media.mime not in rules.VIDEO_TYPES:
            raise Refused(422, "not_a_video", "Only a video has captions.", f"{field}.captions")
        if not used.captions.startswith("WEBVTT"):
            raise Refused(422, "not_webvtt", "Captions are WebVTT.", f"{field}.captions")
        if len(used.captions.encode()) > rules.CAPTIONS_BYTES_MOST:
            raise Refused(422, "too_long", f"At most {rules.CAPTIONS_BYTES_MOST} bytes fit.", f"{field}.captions")
        if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}", used.language):
            raise Refused(422, "no_language", "Captions name their language, such as en.", f"{field}.captions")
    alt = fitting(f"{field}.alt", used.alt, rules.ALT_MOST)
    return media, Picture(used.media_id, alt, used.captions, used.language if used.captions else "")


def carded(account: Account, content: Content) -> tuple[dict[str, str] | None, Media | None]:
    """The card of a post as it is kept, and its picture."""
    card = content.card
    if card is None:
        return None, None
    if content.pictures:
        raise Refused(422, "beside_media", "A post shows files or a card, not both.", "card")
    told = {name: fitting(f"card.{name}", getattr(card, name), most) for name, most in rules.CARD_MOST.items()}
    if not re.match(r"https?://[^\s/]", told["url"]) or not told["title"]:
        raise Refused(422, "not_a_card", "A card has an address and a title.", "card")
    return told, own_picture(account, card.picture, "card.picture") if card.picture else None


def own_picture(account: Account, media_id: str, field: str) -> Media:
    """A picture that the account uploaded."""
    media = _own_media(account, media_id)
    if media.mime not in rules.MEDIA_TYPES:
        raise Refused(422, "not_a_picture", "Only a picture fits here.", field)
    return media


def fitting(field: str, text: str, most: int) -> str:
    """A text as it is kept, of at most so many characters."""
    text = rules.cleaned(text)
    if not rules.storable(text):
        raise Refused(422, "unsendable", "The text holds a character that cannot be kept.", field)
    if len(text) > most:
        raise Refused(422, "too_long", f"At most {most} characters fit; there are {len(text)}.", field)
    return text


def _own_media(account: Account, media_id: str) -> Media:
    try:
        return Media.objects.defer("content").get(account=account, id=media_id)
    except (Media.DoesNotExist, ValidationError):
        raise Refused(422, "no_media", "There is no such picture.", "media") from None
