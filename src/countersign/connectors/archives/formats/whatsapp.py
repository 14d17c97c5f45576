"""WhatsApp: one chat as text, as a phone exports it. Whether the day or the month comes first is inferred or asked.

Times are the phone's, without a zone. Who wrote is named only where it is the account itself; others are *not own*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.formats.common import ASK_ZONE, Names, zone_of
from countersign.connectors.archives.items import MESSAGE, Answers, Faulty, HostileArchive, Item, Kind, Medium, Question
from countersign.connectors.archives.tables import MOST_CHARACTERS, lines
from countersign.connectors.archives.text import BadMoment, clean, derived, local
from countersign.connectors.words import gettext_noop as _

KIND: Kind = Kind.WHATSAPP
_CHATS = re.compile(r"(^|/)[^/]*\.txt$", re.IGNORECASE)
_MARKS = re.compile("[\u200e\u200f\u202a-\u202f\u2066-\u2069\ufeff]")
_DAY = r"(\d{1,4})[./\-](\d{1,2})[./\-](\d{2,4})\.?,?\s+"
_TIME = r"(?:klo\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([AaPp]\.?\s?[Mm]\.?)?"
_BRACKETS = re.compile(rf"^\[{_DAY}{_TIME}\]\s?(.*)$", re.DOTALL)
_DASH = re.compile(rf"^{_DAY}{_TIME}\s+-\s(.*)$", re.DOTALL)
_SENDER = re.compile(r"^([^:\n]{1,100}): (.*)$|^([^:\n]{1,100}):\n(.*)$", re.DOTALL)
_FILE = re.compile(
    r"^<[^<>:]{1,40}: ([^<>/\\]{1,200})>$|^([^<>/\\\n]{1,200}\.\w{2,5}) \([^()\n]{1,40}\)$", re.MULTILINE
)
MOST_SENDERS = 1000


@dataclass(frozen=True, slots=True)
class _Head:
    """The beginning of a message: its date as three numbers in their order, its time, and what follows."""

    date: tuple[int, int, int]
    time: tuple[int, int, int]
    rest: str


def fits(archive: Archive) -> bool:
    """A text of which one of the first lines begins with a date and time as WhatsApp writes them."""
    return bool(_chats(archive))


def questions(archive: Archive) -> tuple[Question, ...]:
    """The date order if nothing in the chat settles it, the time zone, and which sender is the account."""
    senders: dict[str, None] = {}
    first = ""
    for name in _chats(archive):
        for _number, line in _lines(archive, name):
            head = _head(line)
            if head is None:
                continue
            first = first or line.strip()[:80]
            if (sender := _sender(head.rest)) and len(senders) < MOST_SENDERS:
                senders[sender[0]] = None
    asked = [ASK_ZONE, Question("own", tuple(senders))] if senders else [ASK_ZONE]
    if first and not _order(archive):
        asked.insert(0, Question("date_order", ("dmy", "mdy"), first))
    return tuple(asked)


def read(archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
    """Every message. A line that WhatsApp itself wrote (somebody joined, …) is an item without an author."""
    zone, names = zone_of(answers), Names()
    order = _order(archive) or answers.date_order
    for name in _chats(archive):
        for number, head, raw in _messages(archive, name):
            try:
                yield _item(archive, names, head, raw, order, zone, answers.own)
            except BadMoment as error:
                yield Faulty(f"{name}, line {number}", str(error))


def _chats(archive: Archive) -> list[str]:
    found = []
    for name in archive.matching(_CHATS):
        start = archive.head(name, 8192).decode("utf-8-sig", "ignore").splitlines()[:20]
        if any(_head(line) for line in start):
            found.append(name)
    return found


def _lines(archive: Archive, name: str) -> Iterator[tuple[int, str]]:
    with archive.open(name) as stream:
        yield from enumerate(lines(stream), start=1)


def _messages(archive: Archive, name: str) -> Iterator[tuple[int, _Head, str]]:
    """Each message with the number of its first line and its own text: lines without a date go on with the last."""
    began, head, held, size = 0, None, [], 0
    for number, line in _lines(archive, name):
        found = _head(line)
        if found is not None:
            if head is not None:
                yield began, _with(head, held), "".join(held)
            began, head, held, size = number, found, [line], len(line)
        elif head is not None:
            held.append(line)
            size += len(line)
            if size > MOST_CHARACTERS:
                raise HostileArchive(_("One record in it is larger than {most} MB."), most=MOST_CHARACTERS >> 20)
    if head is not None:
        yield began, _with(head, held), "".join(held)


def _with(head: _Head, held: list[str]) -> _Head:
    rest = head.rest.rstrip("\r\n") + "".join(f"\n{line.rstrip()}" for line in held[1:])
    return _Head(head.date, head.time, _MARKS.sub("", rest).rstrip())


def _head(line: str) -> _Head | None:
    plain = _MARKS.sub("", line).replace("\u00a0", " ")
    if not plain[:1].isdigit() and plain[:1] != "[":
        return None
    found = _BRACKETS.match(plain) or _DASH.match(plain)
    if found is None:
        return None
    a, b, c, hour, minute, second, half, rest = found.groups()
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    return _Head((int(a), int(b), int(c)), (hours, int(minute), int(second or 0)), rest)


def _orders(date: tuple[int, int, int]) -> set[str]:
    """The orders in which a date can be read."""
    a, b, _year = date
    if a > 31:
        return {"ymd"}
    if a > 12:
        return {"dmy"}
    if b > 12:
        return {"mdy"}
    return {"dmy", "mdy"}


def _order(archive: Archive) -> str:
    """The one order in which every date can be read; empty when there are several, or dates contradict each other."""
    orders = {"dmy", "mdy", "ymd"}
    for name in _chats(archive):
        for _number, line in _lines(archive, name):
            if (head := _head(line)) is not None:
                orders &= _orders(head.date)
    return next(iter(orders)) if len(orders) == 1 else ""


def _sender(rest: str) -> tuple[str, str] | None:
    found = _SENDER.match(rest.rstrip("\r\n"))
    if found is None:
        return None
    return (found.group(1) or found.group(3)).strip(), found.group(2) or found.group(4) or ""


def _item(archive: Archive, names: Names, head: _Head, raw: str, order: str, zone: ZoneInfo, own: str) -> Item:
    a, b, c = head.date
    year, month, day = {"ymd": (a, b, c), "dmy": (c, b, a), "mdy": (c, a, b)}.get(order, (c, b, a))
    try:
        moment = datetime(year + 2000 if year < 100 else year, month, day, *head.time)
    except ValueError as error:
        raise BadMoment(_("its date is on no calendar")) from error
    said = _sender(head.rest)
    sender, text = said if said else ("", head.rest)
    file = _FILE.search(text)
    attached = (file.group(1) or file.group(2)) if file else ""
    is_own = bool(sender) and clean(sender) == own
    return Item(
        native_id=names.of(f"{moment:%Y%m%dT%H%M%S}:{derived(sender, clean(text))}"),
        kind=MESSAGE,
        at=local(moment, zone),
        text=clean(text),
        raw=raw.encode("utf-8", "replace"),
        author=clean(sender) if is_own else "",
        own=is_own,
        media=(archive.medium(attached.strip()),) if attached else (Medium(),) if _left_out(text) else (),
    )


def _left_out(text: str) -> bool:
    """Whether the phone was told to leave a picture out: `<Media omitted>` in whatever language."""
    return bool(re.fullmatch(r"<[^<>\n]{3,40}>", text.strip()))
