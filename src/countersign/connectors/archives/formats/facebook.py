"""Facebook: posts and comments as JSON. Folders were renamed over the years, so files are known by their own names.

The archive gives no ids: they are derived from date, words and pictures. Text is written byte by byte and is mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.formats.common import Names, built_of, first
from countersign.connectors.archives.items import COMMENT, POST, Answers, Faulty, Item, Kind, Medium, Question
from countersign.connectors.archives.text import derived, dicts_in, from_seconds, mended

KIND: Kind = Kind.FACEBOOK
_POSTS = re.compile(r"(^|/)(your|profile|page)_posts?(__[a-z_]+)?(_\d+)?\.json$")
_COMMENTS = re.compile(r"(^|/)(your_)?comments(_\d+)?\.json$")
_POST_KEYS = ("page_posts_v2", "profile_posts_v2", "posts", "status_updates")
_COMMENT_KEYS = ("comments_v2", "comments")


def fits(archive: Archive) -> bool:
    """A file of posts whose first has a timestamp, or one of comments with Facebook's key."""
    posts = any(_is_post(first(archive, n, _POST_KEYS)) for n in archive.matching(_POSTS)[:3])
    return posts or any(_is_comment(first(archive, n, _COMMENT_KEYS)) for n in archive.matching(_COMMENTS)[:3])


def questions(archive: Archive) -> tuple[Question, ...]:
    """None: dates are counted in seconds."""
    return ()


def read(archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
    """Every post, then every comment that the account wrote."""
    post, comment = partial(_item, kind=POST), partial(_item, kind=COMMENT)
    return built_of(archive, ((post, _POSTS, _POST_KEYS), (comment, _COMMENTS, _COMMENT_KEYS)))


def _is_post(record: Any) -> bool:
    # Instagram's posts have no `timestamp` of their own.
    return isinstance(record, dict) and "timestamp" in record


def _is_comment(record: Any) -> bool:
    return _is_post(record) and any(isinstance(d.get("comment"), dict) for d in dicts_in(record, "data"))


def _item(archive: Archive, names: Names, record: dict[str, Any], raw: bytes, *, kind: str) -> Item:
    at = from_seconds(record.get("timestamp"))
    data = dicts_in(record, "data")
    if kind == POST:
        text, author = "\n\n".join(filter(None, (mended(d.get("post")) for d in data))), ""
    else:
        said = [d["comment"] for d in data if isinstance(d.get("comment"), dict)]
        text = "\n\n".join(filter(None, (mended(c.get("comment")) for c in said)))
        author = next((mended(c.get("author")) for c in said), "")
    parts = [p for a in dicts_in(record, "attachments") for p in dicts_in(a, "data")]
    media = tuple(_medium(archive, p["media"]) for p in parts if isinstance(p.get("media"), dict))
    links = [mended(p["external_context"].get("url")) for p in parts if isinstance(p.get("external_context"), dict)]
    if not text and media:
        text = media[0].alt
    pictures = [m.member.rpartition("/")[2] or m.url for m in media]
    return Item(
        native_id=names.of(f"{kind}:{int(at.timestamp())}:{derived(kind, text, *pictures, *links)}"),
        kind=kind,
        at=at,
        text="\n".join(filter(None, (text, *(link for link in links if link not in text)))),
        raw=raw,
        author=author,
        title=mended(record.get("title")),
        media=media,
    )


def _medium(archive: Archive, found: dict[str, Any]) -> Medium:
    uri = mended(found.get("uri"))
    return archive.medium(uri, alt=mended(found.get("description")), url=uri if uri.startswith("http") else "")
