"""What a post on Bluesky shows below its text: pictures, one video with its captions, or the card of a link."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PIL import Image

from countersign.connectors.errors import Rejected
from countersign.connectors.seen import RemoteCard, RemoteMedia, RemotePost
from countersign.connectors.sent import Draft, Media
from countersign.connectors.words import gettext_noop as _

_IMAGES, _VIDEO, _EXTERNAL = "app.bsky.embed.images", "app.bsky.embed.video", "app.bsky.embed.external"
_QUOTING = "app.bsky.embed.recordWithMedia"
_TURNED = frozenset({5, 6, 7, 8})
_ORIENTATION = 0x0112

Upload = Callable[[Media, str], dict[str, Any]]
"""Sends a file, told which part of the draft it is; gives the reference to it, as records hold it."""


# Writing


def embedded(draft: Draft, upload: Upload) -> dict[str, Any] | None:
    """What a draft shows below its text, its files uploaded; None for nothing."""
    if draft.card is not None:
        if draft.media:
            raise Rejected("card", _("A post shows its files or the preview of a link, not both."))
        shown: dict[str, Any] = {
            "uri": draft.card.url,
            "title": draft.card.title,
            "description": draft.card.description,
        }
        if draft.card.picture is not None:
            shown["thumb"] = upload(draft.card.picture, "card.picture")
        return {"$type": _EXTERNAL, "external": shown}
    if not draft.media:
        return None
    blobs = [upload(item, f"media[{place}]") for place, item in enumerate(draft.media)]
    first = draft.media[0]
    if first.mime.startswith("video/"):
        video: dict[str, Any] = {"$type": _VIDEO, "video": blobs[0], "alt": first.alt}
        if first.captions is not None:
            file = upload(Media(first.captions.read(), "text/vtt"), "media[0].captions")
            video["captions"] = [{"lang": first.captions.language, "file": file}]
        return video
    return {"$type": _IMAGES, "images": [_image(item, blob) for item, blob in zip(draft.media, blobs, strict=True)]}


def _image(media: Media, blob: dict[str, Any]) -> dict[str, Any]:
    image: dict[str, Any] = {"image": blob, "alt": media.alt}
    if size := _size(media):
        image["aspectRatio"] = {"width": size[0], "height": size[1]}
    return image


def _size(media: Media) -> tuple[int, int] | None:
    """Width and height as shown, in pixels, from the file's beginning; None where it does not say."""
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(media.read())) as picture:
            warnings.simplefilter("ignore")
            width, height = picture.size
            return (height, width) if picture.getexif().get(_ORIENTATION) in _TURNED else (width, height)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None


# Reading


def media(shown: Mapping[str, Any] | None, did: str, files: str) -> tuple[RemoteMedia, ...]:
    """The pictures or the video of a post, not downloaded."""
    shown = _own(shown)
    kind = shown.get("$type")
    if kind == _IMAGES:
        return tuple(file(item["image"], did, files, item.get("alt", "")) for item in shown["images"])
    if kind == _VIDEO:
        said = ((str(one["lang"]), file(one["file"], did, files)) for one in shown.get("captions") or ())
        return (replace(file(shown["video"], did, files, shown.get("alt", "")), captions=tuple(said)),)
    return ()


def card(shown: Mapping[str, Any] | None, did: str, files: str) -> RemoteCard | None:
    """The card of a link below a post, its picture not downloaded; None where it shows none."""
    shown = _own(shown)
    if shown.get("$type") != _EXTERNAL:
        return None
    told = shown["external"]
    picture = file(told["thumb"], did, files) if told.get("thumb") else None
    return RemoteCard(str(told["uri"]), str(told.get("title", "")), str(told.get("description", "")), picture)


def _own(shown: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What the post itself shows, without the post of somebody else that it quotes."""
    found = shown or {}
    return found.get("media") or {} if found.get("$type") == _QUOTING else found


def file(blob: Mapping[str, Any], did: str, files: str, alt: str = "") -> RemoteMedia:
    """A file as a record names it, not downloaded."""
    # The first apps wrote the content address bare.
    cid = str(blob["ref"]["$link"] if "ref" in blob else blob["cid"])
    return RemoteMedia(cid, f"{files}?did={did}&cid={cid}", str(blob["mimeType"]), alt)


def downloaded(post: RemotePost, download: Callable[[RemoteMedia], RemoteMedia]) -> RemotePost:
    """The post with the bytes of everything that it shows."""
    files = []
    for item in post.media:
        captions = tuple((language, download(said)) for language, said in item.captions)
        files.append(replace(download(item), captions=captions))
    shown = post.card
    if shown is not None and shown.picture is not None:
        shown = replace(shown, picture=download(shown.picture))
    return replace(post, media=tuple(files), card=shown)
