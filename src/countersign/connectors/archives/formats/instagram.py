"""Instagram: `posts_1.json`, reels, stories, videos and comments as JSON; ids are derived, text is mended.

A post of one picture has its caption on the picture, a post of several on the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.formats.common import Names, built_of, first
from countersign.connectors.archives.items import COMMENT, POST, Answers, Faulty, Item, Kind, Medium, Question
from countersign.connectors.archives.text import derived, dicts_in, from_iso, from_seconds, mended

KIND: Kind = Kind.INSTAGRAM
_MEDIA = re.compile(r"(^|/)(posts(_\d+)?|media|reels|stories|igtv_videos|other_content|archived_posts)\.json$")
_COMMENTS = re.compile(r"(^|/)(post|reels)_comments(_\d+)?\.json$")
_MEDIA_KEYS = (
    "ig_reels_media", "ig_stories", "ig_igtv_media", "ig_other_media", "ig_archived_post_media",
    "photos", "videos", "stories",
)  # fmt: skip
_COMMENT_KEYS = ("comments_reels_comments", "comments_media_comments")


def fits(archive: Archive) -> bool:
    """A file of media that were created at a time, or of comments in Instagram's form."""
    media = any(_is_media(first(archive, n, _MEDIA_KEYS)) for n in archive.matching(_MEDIA)[:5])
    return media or any(_is_comment(first(archive, n, _COMMENT_KEYS)) for n in archive.matching(_COMMENTS)[:3])


def questions(archive: Archive) -> tuple[Question, ...]:
    """None: dates are counted in seconds."""
    return ()


def read(archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
    """Every post, reel, story and video, then every comment that the account wrote."""
    return built_of(archive, ((_post, _MEDIA, _MEDIA_KEYS), (_comment, _COMMENTS, _COMMENT_KEYS)))


def _is_media(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    return "creation_timestamp" in record or bool(dicts_in(record, "media")) or {"path", "taken_at"} <= record.keys()


def _is_comment(record: Any) -> bool:
    return isinstance(record, dict) and isinstance(record.get("string_map_data"), dict)


def _post(archive: Archive, names: Names, record: dict[str, Any], raw: bytes) -> Item:
    shown = dicts_in(record, "media") or [record]
    at = _when(record, shown)
    caption = mended(record.get("title")) or mended(record.get("caption"))
    if not caption and len(shown) == 1:
        caption = mended(shown[0].get("title"))
    media = tuple(_medium(archive, m) for m in shown if isinstance(m.get("uri", m.get("path")), str))
    # The file names stay when folders are renamed.
    pictures = [mended(m.get("uri", m.get("path"))).rpartition("/")[2] for m in shown]
    return Item(
        native_id=names.of(f"post:{int(at.timestamp())}:{derived(POST, caption, *pictures)}"),
        kind=POST,
        at=at,
        text=caption,
        raw=raw,
        media=media,
    )


def _when(record: dict[str, Any], shown: list[dict[str, Any]]) -> Any:
    for found in (record, *shown):
        if "creation_timestamp" in found:
            return from_seconds(found["creation_timestamp"])
    return from_iso(record.get("taken_at"))


def _comment(archive: Archive, names: Names, record: dict[str, Any], raw: bytes) -> Item:
    # Its keys are in the language of whoever asked for the archive.
    cells = record.get("string_map_data")
    found = {k: v for k, v in cells.items() if isinstance(v, dict)} if isinstance(cells, dict) else {}
    at = from_seconds(next((v["timestamp"] for v in found.values() if "timestamp" in v), None))
    said = found.get("Comment") or next((v for v in found.values() if v.get("value")), {})
    text = mended(said.get("value"))
    return Item(
        native_id=names.of(f"comment:{int(at.timestamp())}:{derived(COMMENT, text)}"),
        kind=COMMENT,
        at=at,
        text=text,
        raw=raw,
    )


def _medium(archive: Archive, found: dict[str, Any]) -> Medium:
    return archive.medium(mended(found.get("uri", found.get("path"))), alt=mended(found.get("title")))
