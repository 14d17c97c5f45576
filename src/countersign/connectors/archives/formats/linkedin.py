"""LinkedIn: `Shares.csv` and `Comments.csv` of a member's archive. An organisation's page has no such archive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.formats.common import ASK_ZONE, Names, zone_of
from countersign.connectors.archives.items import COMMENT, POST, Answers, Faulty, Item, Kind, Medium, Question
from countersign.connectors.archives.tables import Row, header, packed, rows
from countersign.connectors.archives.text import BadMoment, clean, derived, from_iso

KIND: Kind = Kind.LINKEDIN
_TABLES = re.compile(r"(^|/)[^/]*\.csv$", re.IGNORECASE)
_SHARES = {"Date", "ShareLink", "ShareCommentary"}
_COMMENTS = {"Date", "Link", "Message"}
_URN = re.compile(r"urn:li:[A-Za-z]+:\d+")


def fits(archive: Archive) -> bool:
    """A table with LinkedIn's columns of shares or comments."""
    return bool(_tables(archive))


def questions(archive: Archive) -> tuple[Question, ...]:
    """The time zone: its dates name none."""
    return (ASK_ZONE,)


def read(archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
    """Every share, then every comment."""
    zone, names = zone_of(answers), Names()
    for kind, name in _tables(archive):
        for where, row in rows(archive, name):
            if isinstance(row, Faulty):
                yield row
                continue
            try:
                yield _share(archive, names, row, zone) if kind == POST else _comment(names, row, zone)
            except BadMoment as error:
                yield Faulty(where, str(error))


def _tables(archive: Archive) -> list[tuple[str, str]]:
    found = []
    for name in archive.matching(_TABLES):
        columns = set(header(archive, name))
        if columns >= _SHARES:
            found.append((POST, name))
        elif columns >= _COMMENTS and "ShareLink" not in columns:
            found.append((COMMENT, name))
    return sorted(found, key=lambda f: f[0] == COMMENT)


def _share(archive: Archive, names: Names, row: Row, zone: ZoneInfo) -> Item:
    at, link, text = from_iso(row["Date"], zone), clean(row["ShareLink"]).strip(), _lines(row["ShareCommentary"])
    shared, media = clean(row.get("SharedUrl")).strip(), clean(row.get("MediaUrl")).strip()
    return Item(
        native_id=names.of(_urn(link) or f"post:{derived(POST, row['Date'], text, shared)}"),
        kind=POST,
        at=at,
        text="\n".join(filter(None, (text, shared if shared not in text else ""))),
        raw=packed(row),
        url=link,
        media=(Medium(url=media),) if media else (),
    )


def _comment(names: Names, row: Row, zone: ZoneInfo) -> Item:
    at, link, text = from_iso(row["Date"], zone), clean(row["Link"]).strip(), _lines(row["Message"])
    return Item(
        native_id=names.of(f"comment:{derived(COMMENT, row['Date'], link, text)}"),
        kind=COMMENT,
        at=at,
        text=text,
        raw=packed(row),
        url=link,
        reply_to=_urn(link),
    )


def _urn(link: str) -> str:
    found = _URN.search(unquote(link))
    return found.group(0) if found else ""


def _lines(value: str) -> str:
    """Each line of a text is quoted once more inside its cell; a quotation mark may have a backslash before it."""
    return clean(value).replace('"\r\n"', "\n").replace('"\n"', "\n").replace('\\"', '"').strip()
