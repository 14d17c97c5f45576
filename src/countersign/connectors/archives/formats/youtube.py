"""YouTube from Google Takeout: tables of comments and of videos, named in the language of whoever asked for them.

Tables are known by their columns. Where these too are in another language, the archive is not recognised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.items import COMMENT, VIDEO, Answers, Faulty, Item, Kind, Question
from countersign.connectors.archives.tables import Row, header, packed, rows
from countersign.connectors.archives.text import BadMoment, clean, from_iso
from countersign.connectors.words import gettext_noop as _

KIND: Kind = Kind.YOUTUBE
_TABLES = re.compile(r"(^|/)[^/]*\.csv$", re.IGNORECASE)
_WRITTEN = ("Comment Create Timestamp", "Live Chat Create Timestamp")
_IDS = ("Comment ID", "Live Chat ID")
_TEXTS = ("Comment Text", "Live Chat Text")
_PUBLISHED = ("Video Publish Timestamp", "Video Create Timestamp")
_ID = re.compile(r"[A-Za-z0-9_.\-]{1,200}")


def fits(archive: Archive) -> bool:
    """A table with YouTube's columns of comments or videos."""
    return bool(_tables(archive))


def questions(archive: Archive) -> tuple[Question, ...]:
    """None: every date names its zone."""
    return ()


def read(archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
    """Every video, then every comment that the channel wrote."""
    for kind, name in _tables(archive):
        for where, row in rows(archive, name):
            if isinstance(row, Faulty):
                yield row
                continue
            try:
                item = _video(row) if kind == VIDEO else _comment(row)
            except BadMoment as error:
                yield Faulty(where, str(error))
                continue
            yield item if item is not None else Faulty(where, _("it has no id"))


def _tables(archive: Archive) -> list[tuple[str, str]]:
    found = []
    for name in archive.matching(_TABLES):
        columns = set(header(archive, name))
        if columns & set(_IDS) and columns & set(_TEXTS) and columns & set(_WRITTEN):
            found.append((COMMENT, name))
        elif "Video ID" in columns and columns & set(_PUBLISHED) and not columns & set(_IDS):
            found.append((VIDEO, name))
    return sorted(found, key=lambda f: f[0] == COMMENT)


def _video(row: Row) -> Item | None:
    id = row["Video ID"].strip()
    if not _ID.fullmatch(id):
        return None
    return Item(
        native_id=id,
        kind=VIDEO,
        at=from_iso(_one(row, _PUBLISHED)),
        text=clean(_beginning(row, "Video Description")),
        raw=packed(row),
        title=clean(_beginning(row, "Video Title")),
        url=f"https://www.youtube.com/watch?v={id}",
    )


def _comment(row: Row) -> Item | None:
    id, video = _one(row, _IDS).strip(), clean(row.get("Video ID")).strip()
    if not _ID.fullmatch(id):
        return None
    return Item(
        native_id=id,
        kind=COMMENT,
        at=from_iso(_one(row, _WRITTEN)),
        text=_words(_one(row, _TEXTS)),
        raw=packed(row),
        url=f"https://www.youtube.com/watch?v={video}&lc={id}" if video else "",
        reply_to=clean(row.get("Parent Comment ID")).strip() or video or clean(row.get("Post ID")).strip(),
    )


def _one(row: Row, names: tuple[str, ...]) -> str:
    return next((row[n] for n in names if row.get(n)), "")


def _beginning(row: Row, name: str) -> str:
    """The value of a column that may have a further word in brackets behind its name."""
    return next((v for k, v in row.items() if k.startswith(name) and v), "")


def _words(cell: str) -> str:
    """The text of a comment, which is written as one or more JSON objects with a `text` in each."""
    if not cell.lstrip().startswith("{"):
        return clean(cell)
    try:
        parts = json.loads(f"[{cell}]")
    except (ValueError, RecursionError):
        return clean(cell)
    if not all(isinstance(p, dict) for p in parts):
        return clean(cell)
    return "".join(clean(p.get("text")) for p in parts)
