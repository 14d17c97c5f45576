"""X (Twitter): `data/tweets.js` and its parts, each a script that assigns an array. The script is never run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.formats.common import first, records
from countersign.connectors.archives.items import POST, SHARE, Answers, Faulty, Item, Kind, Medium, Question
from countersign.connectors.archives.text import BadMoment, clean, dicts_in, from_words, text_in, unescaped
from countersign.connectors.words import gettext_noop as _

KIND: Kind = Kind.X
_POSTS = re.compile(r"(^|/)tweets?(-part\d+)?\.js$")
_ACCOUNT = re.compile(r"(^|/)account\.js$")


def fits(archive: Archive) -> bool:
    """A member of that name whose first record is a post with an id."""
    return any(_post(first(archive, n, script=True)) for n in archive.matching(_POSTS)[:1])


def questions(archive: Archive) -> tuple[Question, ...]:
    """None: every date names its zone."""
    return ()


def read(archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
    """Every post, reply and repost of the account."""
    author = _author(archive)
    for name in archive.matching(_POSTS):
        for where, _key, record, raw in records(archive, name, script=True):
            post = _post(record)
            if post is None:
                yield Faulty(where, _("it is no post with an id"))
                continue
            try:
                yield _item(archive, post, raw, author)
            except BadMoment as error:
                yield Faulty(where, str(error))


def _post(record: Any) -> dict[str, Any] | None:
    inner = record.get("tweet", record) if isinstance(record, dict) else None
    if not isinstance(inner, dict):
        return None
    id = inner.get("id_str") or inner.get("id")
    return inner if isinstance(id, str) and id.isascii() and id.isdigit() and len(id) < 30 else None


def _author(archive: Archive) -> str:
    for name in archive.matching(_ACCOUNT):
        record = first(archive, name, script=True)
        return text_in(record, "account", "username")
    return ""


def _item(archive: Archive, post: dict[str, Any], raw: bytes, author: str) -> Item:
    id = post.get("id_str") or post["id"]
    text = unescaped(post.get("full_text", post.get("text")))
    media = dicts_in(post, "extended_entities", "media") or dicts_in(post, "entities", "media")
    for link in dicts_in(post, "entities", "urls"):
        if short := clean(link.get("url")):
            text = text.replace(short, clean(link.get("expanded_url")) or short)
    return Item(
        native_id=id,
        kind=SHARE if text.startswith("RT @") else POST,
        at=from_words(post.get("created_at")),
        text=text,
        raw=raw,
        author=author,
        url=f"https://x.com/{author or 'i'}/status/{id}",
        reply_to=clean(post.get("in_reply_to_status_id_str") or ""),
        media=tuple(_medium(archive, id, m) for m in media[:50]),
    )


def _medium(archive: Archive, id: str, found: dict[str, Any]) -> Medium:
    url = clean(found.get("media_url_https")) or clean(found.get("media_url"))
    file = url.rpartition("/")[2]
    variants = [clean(v.get("url")) for v in dicts_in(found, "video_info", "variants")]
    for name in (file, *(v.partition("?")[0].rpartition("/")[2] for v in variants)):
        held = archive.medium(f"{id}-{name}", alt=clean(found.get("ext_alt_text")), url=url)
        if name and held.member:
            return held
    return archive.medium(f"{id}-{file}", alt=clean(found.get("ext_alt_text")), url=url)
