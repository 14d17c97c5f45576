"""What Mastodon's interface says, in the neutral form. Source: docs.joinmastodon.org, entities."""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from countersign.connectors.compare import Recoding, Rewriting
from countersign.connectors.htmltext import text_of
from countersign.connectors.limits import Limits, MediaLimit, TextLimit, Unit
from countersign.connectors.recoding import same_film, same_picture
from countersign.connectors.seen import Author, Comment, Identity, Profile, Published, RemoteMedia, RemotePost
from countersign.connectors.words import gettext_noop as _

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ().\-/]{5,}[0-9]( ?(x|ext\.?) ?[0-9]+)?")
_LINK = re.compile(r"https?://\S+")
# What the account shows to everybody; the rest is between it and those it wrote to.
IN_PUBLIC = frozenset({"public", "unlisted"})
LINK_COUNTS = 23
_LINE_ENDING = re.compile(r"\r\n?")
_EMPTY_LINES = re.compile(r"\n{3,}")
_MENTION = re.compile(r"(?<![\w/])@(\w[\w.-]*)@[\w-]+(?:\.[\w-]+)+")
PROFILE = {
    "display_name": (TextLimit(Unit.CODE_POINTS, 30),),
    "bio": (TextLimit(Unit.SHORTENED, 500),),
    **{name: (TextLimit(Unit.CODE_POINTS, 255),) for name in ("website", "email", "phone")},
}

USUAL = Limits(
    text=(TextLimit(Unit.SHORTENED, 500),),
    alt=(TextLimit(Unit.CODE_POINTS, 1_500),),
    media=(
        MediaLimit(
            frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
            16 * 1024 * 1024,
            max_pixels=33_177_600,
        ),
        MediaLimit(
            frozenset({"video/mp4", "video/quicktime", "video/webm"}),
            99 * 1024 * 1024,
            max_pixels=8_294_400,
            alone=True,
        ),
    ),
    media_most=4,
    profile=PROFILE,
    profile_pictures=frozenset({"avatar", "banner"}),
)
REWRITINGS: tuple[Rewriting | Recoding, ...] = (
    Rewriting("html", _("The text is shown as HTML; it was turned back into plain text."), lambda text: text),
    Rewriting(
        "line_endings",
        _("Line endings become plain line feeds."),
        lambda text: _LINE_ENDING.sub("\n", text),
    ),
    Rewriting(
        "blank_lines",
        _("Several empty lines become one."),
        lambda text: _EMPTY_LINES.sub("\n\n", text),
    ),
    Rewriting("outer_space", _("Space before and after the text is dropped."), str.strip),
    Rewriting(
        "mentions",
        _("A mention is shown without its server."),
        lambda text: _MENTION.sub(r"@\1", text),
    ),
    Recoding("recoded_picture", _("The picture was compressed anew; it looks the same."), same_picture),
    Recoding(
        "recoded_video",
        _("The video was made anew; it is as long, of the same shape, and looks alike where stills could be compared."),
        same_film,
        moving=True,
    ),
)


def moment(value: str) -> datetime:
    """A time as the platform writes it, in UTC."""
    at = datetime.fromisoformat(value)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def raw_of(item: Any) -> bytes:
    """The bytes kept of one item of a list."""
    return json.dumps(item, ensure_ascii=False).encode()


def identity(me: Mapping[str, Any]) -> Identity:
    """Whose token it is."""
    return Identity(str(me["id"]), str(me["acct"]), str(me["display_name"] or me["username"]), str(me["url"]))


def author(account: Mapping[str, Any]) -> Author:
    """Who wrote it: the name they show, or the handle of those who show none."""
    return Author(str(account["id"]), str(account["display_name"] or account["acct"]), str(account.get("url") or ""))


def published(status: Mapping[str, Any]) -> Published:
    """A post that is there, from the answer that says so."""
    url = status.get("url") or status["uri"]
    return Published(str(status["id"]), str(url), moment(status.get("edited_at") or status["created_at"]))


def media(item: Mapping[str, Any]) -> RemoteMedia:
    """A file of a post."""
    url = str(item.get("url") or item.get("remote_url") or "")
    mime = mimetypes.guess_type(urlsplit(url).path)[0] or ""
    return RemoteMedia(str(item["id"]), url, mime, str(item.get("description") or ""))


def post(status: Mapping[str, Any], raw: bytes) -> RemotePost:
    """A post. A warning that readers see before its text is part of what they see."""
    text = text_of(status["content"])
    if warning := str(status.get("spoiler_text") or ""):
        text = f"{warning}\n\n{text}"
    edited = status.get("edited_at")
    reply_to = status.get("in_reply_to_id")
    return RemotePost(
        remote_id=str(status["id"]),
        url=str(status.get("url") or status["uri"]),
        author=author(status["account"]),
        at=moment(status["created_at"]),
        edited_at=moment(edited) if edited else None,
        text=text,
        media=tuple(map(media, status["media_attachments"])),
        reply_to=None if reply_to is None else str(reply_to),
        raw=raw,
        undone=("html",),
    )


def comment(status: Mapping[str, Any], post_id: str) -> Comment:
    """What somebody else wrote."""
    reply_to = status.get("in_reply_to_id")
    return Comment(
        remote_id=str(status["id"]),
        post_id=post_id,
        url=str(status.get("url") or status["uri"]),
        author=author(status["account"]),
        at=moment(status["created_at"]),
        text=post(status, b"").text,
        reply_to=None if reply_to is None else str(reply_to),
        raw=raw_of(status),
    )


def profile(me: Mapping[str, Any], raw: bytes) -> Profile:
    """The profile: links, addresses and numbers are what its table of four rows says."""
    values = [text_of(row["value"]) for row in me.get("fields") or ()]
    avatar, header = (
        RemoteMedia(
            remote_id="",
            url=str(me[name]),
            mime=mimetypes.guess_type(urlsplit(str(me[name])).path)[0] or "",
            alt=str(me.get(f"{name}_description") or ""),
        )
        if me.get(name)
        else None
        for name in ("avatar", "header")
    )
    return Profile(
        display_name=str(me["display_name"]),
        bio=text_of(me["note"]),
        links=tuple(value for value in values if sort_of(value) == "website"),
        emails=tuple(value for value in values if sort_of(value) == "email"),
        phones=tuple(value for value in values if sort_of(value) == "phone"),
        avatar=avatar,
        banner=header,
        raw=raw,
    )


def sort_of(value: str) -> str:
    """Which of a profile's fields a row's value is: `website`, `email`, `phone`, or empty."""
    patterns = {"website": _LINK, "email": _EMAIL, "phone": _PHONE}
    return next((name for name, pattern in patterns.items() if pattern.fullmatch(value.strip())), "")


def limits(told: Mapping[str, Any], usual: Limits) -> Limits:
    """The limits in an instance's configuration; what it leaves out is as usual."""
    known = told.get("configuration") or {}
    posts, files = known.get("statuses") or {}, known.get("media_attachments") or {}
    most = int(posts.get("max_characters") or told.get("max_toot_chars") or usual.text[0].most)
    # A server that shortens links in another way gets the whole text counted.
    link = int(posts.get("characters_reserved_per_url") or LINK_COUNTS)
    unit = Unit.SHORTENED if link == LINK_COUNTS else Unit.GRAPHEMES
    mimes = frozenset(map(str, files.get("supported_mime_types") or ())) or usual.media[0].mimes | usual.media[1].mimes
    pictures, videos = usual.media
    return Limits(
        text=(TextLimit(unit, most),),
        alt=(TextLimit(Unit.CODE_POINTS, int(files.get("description_limit") or usual.alt[0].most)),),
        media=(
            MediaLimit(
                frozenset(mime for mime in mimes if mime.startswith("image/")),
                int(files.get("image_size_limit") or pictures.max_bytes),
                max_pixels=int(files.get("image_matrix_limit") or pictures.max_pixels or 0) or None,
            ),
            MediaLimit(
                frozenset(mime for mime in mimes if mime.startswith("video/")),
                int(files.get("video_size_limit") or videos.max_bytes),
                max_pixels=int(files.get("video_matrix_limit") or videos.max_pixels or 0) or None,
                alone=True,
            ),
        ),
        media_most=int(posts.get("max_media_attachments") or usual.media_most),
        profile=usual.profile,
        profile_pictures=usual.profile_pictures,
    )
