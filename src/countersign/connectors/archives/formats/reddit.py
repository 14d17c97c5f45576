"""Reddit: `posts.csv` and `comments.csv`. The address that somebody wrote from (`ip`) is dropped, also from the raw."""

from __future__ import annotations

import re
from collections.abc import Iterator

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.items import COMMENT, POST, Answers, Faulty, Item, Kind, Medium, Question
from countersign.connectors.archives.tables import Row, header, packed, rows
from countersign.connectors.archives.text import BadMoment, clean, from_iso
from countersign.connectors.words import gettext_noop as _

KIND: Kind = Kind.REDDIT
_TABLES = re.compile(r"(^|/)(posts|comments)[^/]*\.csv$", re.IGNORECASE)
_NEEDED = {"id", "permalink", "date", "subreddit"}
_DROPPED = frozenset({"ip", "ip address", "ip_address"})


def fits(archive: Archive) -> bool:
    """A table of posts or comments with Reddit's columns."""
    return bool(_tables(archive))


def questions(archive: Archive) -> tuple[Question, ...]:
    """None: every date is in UTC and says so."""
    return ()


def read(archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
    """Every post, then every comment."""
    for kind, name in _tables(archive):
        for where, row in rows(archive, name):
            if isinstance(row, Faulty):
                yield row
                continue
            row = {k: v for k, v in row.items() if k.lower() not in _DROPPED}
            if not re.fullmatch(r"(t[13]_)?[0-9a-z]{1,13}", row["id"]):
                yield Faulty(where, _("it has no id"))
                continue
            try:
                yield _item(kind, row)
            except BadMoment as error:
                yield Faulty(where, str(error))


def _tables(archive: Archive) -> list[tuple[str, str]]:
    found = []
    for name in archive.matching(_TABLES):
        columns = set(header(archive, name))
        # `post_votes.csv` and the headers-only extracts have no words in them.
        if columns >= _NEEDED and "body" in columns:
            found.append((POST if "title" in columns else COMMENT, name))
    return sorted(found, key=lambda f: f[0] == COMMENT)


def _item(kind: str, row: Row) -> Item:
    prefix = "t3_" if kind == POST else "t1_"
    link, media = clean(row.get("url")).strip(), clean(row.get("media")).strip()
    permalink = clean(row["permalink"]).strip()
    url = f"https://www.reddit.com{permalink}" if permalink.startswith("/") else permalink
    body = clean(row.get("body"))
    shared = link if kind == POST and link and link != url and not link.startswith("/r/") else ""
    return Item(
        native_id=row["id"] if row["id"][:3] in ("t1_", "t3_") else prefix + row["id"],
        kind=kind,
        at=from_iso(row["date"]),
        text="\n".join(filter(None, (body, shared if shared not in body else ""))),
        raw=packed(row),
        title=clean(row.get("title")),
        url=url,
        reply_to=_parent(row) if kind == COMMENT else "",
        media=(Medium(url=media),) if media.startswith("http") else (),
    )


def _parent(row: Row) -> str:
    parent = clean(row.get("parent")).strip()
    if parent:
        return parent if parent[:3] in ("t1_", "t3_") else f"t1_{parent}"
    found = re.search(r"/comments/([0-9a-z]+)", row.get("link", ""))
    return f"t3_{found.group(1)}" if found else ""
