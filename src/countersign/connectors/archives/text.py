"""Texts and moments as archives write them, made plain: mended, cleaned, with a zone. Pure functions."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from countersign.connectors.words import gettext_noop as _

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_LATIN = re.compile("[\x80-\xff]")
_ZONED = re.compile(r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?$")
_TAG = re.compile(
    r"<!--[^>]{0,1000}-->|<![A-Za-z][^>]{0,400}>|<(/?)([A-Za-z][A-Za-z0-9]{0,15})(?:[\s/][^<>]{0,1000})?>"
)

_EMPTY_LINES = re.compile(r"\n{3,}")
_BREAKS = {"br", "p", "div", "li", "h1", "h2", "h3", "blockquote", "tr", "figure"}
_UNSEEN = {"script", "style", "head", "title", "template"}


class BadMoment(ValueError):
    """A date that cannot be read, or that no clock ever showed."""


def clean(value: object) -> str:
    """Text that every database and every reader takes: no NUL, no half characters. Anything but text is empty."""
    return _UNKEEPABLE.sub("�", value) if isinstance(value, str) else ""


def mended(value: object) -> str:
    """Text whose UTF-8 bytes were written as if each were a character. Text that is right already stays as it is."""
    text = clean(value)
    if not _LATIN.search(text):
        return text
    try:
        return clean(text.encode("latin-1").decode("utf-8"))
    except UnicodeError:
        return text


def unescaped(value: object) -> str:
    """Text in which `&amp;` and the like stand for what they mean."""
    text = clean(value)
    return clean(html.unescape(text)) if "&" in text else text


def from_seconds(value: object) -> datetime:
    """The moment that is so many seconds after 1970 began, in UTC. Raises `BadMoment`."""
    if isinstance(value, str) and value.lstrip("-").isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadMoment(_("it has no date"))
    try:
        return _sane(datetime.fromtimestamp(value, UTC))
    except (ValueError, OverflowError, OSError) as error:
        raise BadMoment(_("its date is beyond all calendars")) from error


def from_iso(value: object, zone: tzinfo | None = None) -> datetime:
    """A moment written year first. One that names no zone is taken in `zone`. Raises `BadMoment`."""
    found = _ZONED.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise BadMoment(_("its date cannot be read"))
    day, time, fraction, named = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{time}.{(fraction or '0').ljust(6, '0')}")
        if named in ("Z", "UTC", "GMT"):
            return _sane(moment.replace(tzinfo=UTC))
        if named:
            return _sane(datetime.fromisoformat(f"{moment.isoformat()}{named}"))
    except (ValueError, OverflowError) as error:
        raise BadMoment(_("its date is on no calendar")) from error
    if zone is None:
        raise BadMoment(_("its date names no time zone"))
    return local(moment, zone)


def from_words(value: object) -> datetime:
    """A moment as mail and X write it: `Wed Oct 10 20:19:24 +0000 2018` and RFC 2822. Raises `BadMoment`."""
    if not isinstance(value, str):
        raise BadMoment(_("it has no date"))
    parts = value.split()
    try:
        if len(parts) == 6 and parts[4][:1] in "+-":
            # Named months rather than strptime, whose names follow the machine's language.
            month = _MONTHS[parts[1][:3].lower()]
            hour, minute, second = (int(p) for p in parts[3].split(":"))
            moment = datetime(int(parts[5]), month, int(parts[2]), hour, minute, second, tzinfo=UTC)
            if parts[4] != "+0000":
                return _sane(datetime.fromisoformat(f"{moment.replace(tzinfo=None).isoformat()}{parts[4]}"))
            return _sane(moment)
        found = parsedate_to_datetime(value)
    except (ValueError, KeyError, TypeError, IndexError, OverflowError) as error:
        raise BadMoment(_("its date cannot be read")) from error
    if found.tzinfo is None:
        raise BadMoment(_("its date names no time zone"))
    return _sane(found)


_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}


def month(name: str) -> int:
    """A month's number by its English name or the beginning of it. Raises `BadMoment`."""
    try:
        return _MONTHS[name[:3].lower()]
    except KeyError as error:
        raise BadMoment(_("its date cannot be read")) from error


def local(moment: datetime, zone: tzinfo) -> datetime:
    """A clock's time in `zone` as UTC. An hour that comes twice is its first; one that never was is moved on."""
    try:
        return _sane(moment.replace(tzinfo=zone))
    except (OverflowError, ValueError) as error:
        raise BadMoment(_("its date is on no calendar")) from error


def zone_named(name: str) -> tzinfo | None:
    """The time zone of that IANA name; None when there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _sane(moment: datetime) -> datetime:
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise BadMoment(_("its date is on no calendar")) from error
    if not 1990 <= moment.year <= 2200:
        raise BadMoment(_("its date lies before or after anything that can be here"))
    return moment


def derived(*parts: object) -> str:
    """A short name for a record whose platform gives none, the same for the same content in every archive."""
    total = hashlib.sha256()
    for part in parts:
        data = str(part).encode("utf-8", "replace")
        total.update(b"%d:" % len(data) + data)
    return total.hexdigest()[:24]


def from_html(value: object) -> str:
    """The words of a piece of HTML, a line for each paragraph. Scripts and styles are left out.

    Takes time in proportion to its length whatever stands in it, which Python's own parser does not promise.
    """
    source = clean(value)
    if "<" not in source and "&" not in source:
        return source.strip()
    parts, at, unseen = [], 0, 0
    for tag in _TAG.finditer(source):
        if not unseen:
            parts.append(source[at : tag.start()])
        at = tag.end()
        name = (tag.group(2) or "").lower()
        if name in _UNSEEN:
            unseen = max(0, unseen - 1) if tag.group(1) else unseen + 1
        elif name in _BREAKS:
            parts.append("\n")
    if not unseen:
        parts.append(source[at:])
    lines = [" ".join(line.split()) for line in html.unescape("".join(parts)).split("\n")]
    return clean(_EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip())


def text_in(value: Any, *path: str) -> str:
    """The text at a path of keys in a record; empty where the path leads nowhere."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return clean(value)


def dicts_in(value: Any, *path: str) -> list[dict[str, Any]]:
    """The objects of the array at a path of keys in a record; none where the path leads nowhere."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
