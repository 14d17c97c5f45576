"""Tumblr: a blog's posts as HTML files, one each; or the posts as its API gives them, saved as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.formats.common import ASK_ZONE, begins, first, records, zone_of
from countersign.connectors.archives.items import POST, SHARE, Answers, Faulty, Item, Kind, Medium, Question
from countersign.connectors.archives.text import (
    BadMoment,
    clean,
    dicts_in,
    from_html,
    from_iso,
    from_seconds,
    local,
    month,
)
from countersign.connectors.words import gettext_noop as _

KIND: Kind = Kind.TUMBLR
_PAGES = re.compile(r"(^|/)(posts/|html/)*(\d{5,20})\.html$")
_SAVED = re.compile(r"(^|/)[^/]*\.json$")
_KEYS = ("posts", "response")
_STAMP = re.compile(r"""<span[^>]{0,500}\bid\s*=\s*["']timestamp["'][^>]*>([^<]{1,80})</span>""", re.IGNORECASE)
_WHEN = re.compile(
    r"([A-Za-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}),?\s+(\d{1,2}):(\d\d)\s*([ap]m)?", re.IGNORECASE
)

_HEADING = re.compile(r"<h1[^>]{0,500}>(.{0,5000}?)</h1>", re.IGNORECASE | re.DOTALL)
_FOOTER = re.compile(r"""<div[^>]{0,500}\bid\s*=\s*["']footer["']""", re.IGNORECASE)
_IMAGE = re.compile(r"""<(?:img|video|audio|source)\b[^>]{0,1000}?\bsrc\s*=\s*["']([^"']{1,1000})["']""", re.IGNORECASE)
_TITLED = re.compile(r"<title\b.{0,5000}?</title>", re.IGNORECASE | re.DOTALL)
MOST_PAGE_BYTES = 1 << 20


def fits(archive: Archive) -> bool:
    """Pages that are named by a number and carry a time, or saved posts with a post's address."""
    if archive.single and begins(archive, archive.names[0]) not in ("{", "[", "<"):
        return False
    return any(_STAMP.search(_page(archive, n)) for n in archive.matching(_PAGES)[:3]) or bool(_saved(archive))


def questions(archive: Archive) -> tuple[Question, ...]:
    """The time zone, where there are pages: their times name none."""
    return (ASK_ZONE,) if archive.matching(_PAGES) else ()


def read(archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
    """Every post of the blog."""
    pages = archive.matching(_PAGES)
    zone = zone_of(answers) if pages else None
    for name in pages:
        try:
            yield _from_page(archive, name, zone)
        except BadMoment as error:
            yield Faulty(name, str(error))
    for name in _saved(archive):
        for where, _key, record, raw in records(archive, name, _KEYS):
            nested = dicts_in(record, "posts")
            if nested:
                # `{"response": {"posts": […]}}`: the record is the answer as a whole.
                yield from (_from_api(archive, f"{where}.{n}", p, _bytes(p)) for n, p in enumerate(nested, start=1))
            else:
                yield _from_api(archive, where, record, raw)


def _saved(archive: Archive) -> list[str]:
    return [n for n in archive.matching(_SAVED)[:1000] if begins(archive, n) in ("{", "[") and _is_saved(archive, n)]


def _is_saved(archive: Archive, name: str) -> bool:
    record = first(archive, name, _KEYS)
    post = (dicts_in(record, "posts") or [record])[0]
    # Both names are in every post that Tumblr's API gives, and in nobody else's records.
    return isinstance(post, dict) and "post_url" in post and "blog_name" in post


def _bytes(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _from_api(archive: Archive, where: str, record: Any, raw: bytes) -> Item | Faulty:
    id = str(record.get("id_string") or record.get("id") or "") if isinstance(record, dict) else ""
    if not re.fullmatch(r"\d{1,20}", id):
        return Faulty(where, _("it is no post with an id"))
    try:
        at = from_seconds(record["timestamp"]) if "timestamp" in record else from_iso(record.get("date"))
    except BadMoment as error:
        return Faulty(where, str(error))
    blocks = dicts_in(record, "content")
    words = "\n\n".join(filter(None, (clean(b.get("text")) for b in blocks)))
    if not words:
        words = from_html(next((record[k] for k in ("body", "caption", "text") if isinstance(record.get(k), str)), ""))
    return Item(
        native_id=id,
        kind=SHARE if record.get("parent_post_url") or record.get("reblogged_from_id") else POST,
        at=at,
        text=words,
        raw=raw,
        author=clean(record.get("blog_name")),
        title=clean(record.get("title")),
        url=clean(record.get("post_url")),
        reply_to=clean(record.get("parent_post_url")),
        media=tuple(_pictures(archive, blocks, record)),
    )


def _pictures(archive: Archive, blocks: list[dict[str, Any]], record: dict[str, Any]) -> Iterator[Medium]:
    for block in blocks:
        held = block.get("media")
        best = next((m for m in (held if isinstance(held, list) else [held]) if isinstance(m, dict)), None)
        if best is not None:
            url = clean(best.get("url"))
            yield archive.medium(url.rpartition("/")[2], alt=clean(block.get("alt_text")), url=url)
    for photo in dicts_in(record, "photos"):
        original = photo.get("original_size")
        url = clean(original.get("url")) if isinstance(original, dict) else ""
        yield archive.medium(url.rpartition("/")[2], alt=clean(photo.get("caption")), url=url)


def _page(archive: Archive, name: str) -> str:
    return archive.head(name, MOST_PAGE_BYTES).decode("utf-8-sig", "replace")


def _from_page(archive: Archive, name: str, zone: ZoneInfo | None) -> Item:
    if archive.sizes[name] > MOST_PAGE_BYTES:
        raise BadMoment(_("the page is too long"))
    page = _page(archive, name)
    stamp, number = _STAMP.search(page), _PAGES.search(name)
    if stamp is None or number is None or zone is None:
        raise BadMoment(_("it has no date"))
    heading, footer = _HEADING.search(page), _FOOTER.search(page)
    body = page[: footer.start()] if footer else _STAMP.sub("", page)
    if heading:
        body = body.replace(heading.group(0), "", 1)
    return Item(
        native_id=number.group(3),
        kind=POST,
        at=_moment(stamp.group(1), zone),
        text=from_html(_TITLED.sub("", body)),
        raw=archive.head(name, MOST_PAGE_BYTES),
        title=from_html(heading.group(1)) if heading else "",
        media=tuple(
            archive.medium(src.rpartition("/")[2], url=src if src.startswith("http") else "")
            for src in _IMAGE.findall(page)[:100]
        ),
    )


def _moment(text: str, zone: ZoneInfo) -> datetime:
    found = _WHEN.search(clean(text))
    if found is None:
        return from_iso(text.strip(), zone)
    name, day, year, hour, minute, half = found.groups()
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    try:
        moment = datetime(int(year), month(name), int(day), hours, int(minute))
    except ValueError as error:
        raise BadMoment(_("its date is on no calendar")) from error
    return local(moment, zone)
