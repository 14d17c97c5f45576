"""Mastodon: `outbox.json`, ActivityStreams 2.0 as the server keeps it, with the media beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.formats.common import begins, records
from countersign.connectors.archives.items import POST, SHARE, Answers, Faulty, Item, Kind, Medium, Question
from countersign.connectors.archives.text import BadMoment, clean, dicts_in, from_html, from_iso
from countersign.connectors.words import gettext_noop as _

KIND: Kind = Kind.MASTODON
_OUTBOX = re.compile(r"(^|/)[^/]*outbox[^/]*\.json$", re.IGNORECASE)
_STATUS = re.compile(r"/statuses/(\d+)(?:/activity)?$")
_KEYS = ("orderedItems",)


def fits(archive: Archive) -> bool:
    """A member named as an outbox that begins as a collection in order."""
    return any(_is_outbox(archive, n) for n in _outboxes(archive))


def questions(archive: Archive) -> tuple[Question, ...]:
    """None: every date is in UTC."""
    return ()


def read(archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
    """Every post and reply, and every boost as a share."""
    for name in _outboxes(archive):
        for where, _key, record, raw in records(archive, name, _KEYS):
            try:
                found = _item(archive, record, raw)
            except BadMoment as error:
                yield Faulty(where, str(error))
                continue
            yield found if found is not None else Faulty(where, _("it is no post and no boost"))


def _outboxes(archive: Archive) -> list[str]:
    named = archive.matching(_OUTBOX)
    return named if named or not archive.single else list(archive.names)


def _is_outbox(archive: Archive, name: str) -> bool:
    head = archive.head(name, 8192).decode("utf-8-sig", "ignore")
    return begins(archive, name) == "{" and '"OrderedCollection"' in head and '"orderedItems"' in head


def _item(archive: Archive, record: Any, raw: bytes) -> Item | None:
    if not isinstance(record, dict):
        return None
    note = record.get("object")
    if record.get("type") == "Announce":
        shared = clean(note) or (clean(note.get("id")) if isinstance(note, dict) else "")
        id = clean(record.get("id"))
        return Item(_short(id), SHARE, from_iso(record.get("published")), "", raw, url=shared) if id else None
    if record.get("type") != "Create" or not isinstance(note, dict) or not clean(note.get("id")):
        return None
    return Item(
        native_id=_short(clean(note["id"])),
        kind=POST,
        at=from_iso(note.get("published") or record.get("published")),
        text=from_html(note.get("content")),
        raw=raw,
        # A content warning stands above the post as a title does.
        title=clean(note.get("summary")),
        url=clean(note.get("url")) or clean(note["id"]),
        reply_to=_short(clean(note.get("inReplyTo"))),
        media=tuple(_medium(archive, a) for a in dicts_in(note, "attachment")),
    )


def _short(id: str) -> str:
    """The number by which the server's API names the post, where the address has one; else the address."""
    found = _STATUS.search(id)
    return found.group(1) if found else id


def _medium(archive: Archive, found: dict[str, Any]) -> Medium:
    url = clean(found.get("url"))
    held = archive.medium(url, alt=clean(found.get("name")), url=url if url.startswith("http") else "")
    return Medium(held.member, held.sha256, clean(found.get("mediaType")) or held.mime, held.alt, held.url)
