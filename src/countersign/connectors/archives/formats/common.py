"""What the formats share: numbering of records without a name, records with their places, and items made of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.items import Answers, Faulty, Item, Question, Unanswered
from countersign.connectors.archives.jsonstream import elements
from countersign.connectors.archives.text import BadMoment, zone_named
from countersign.connectors.words import gettext_noop as _

ASK_ZONE = Question("zone")


class Names:
    """Derived names, kept apart: a second record with the very same content is named `…~2`."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def of(self, derived: str) -> str:
        """The name for the next record with this derived name."""
        self._given[derived] += 1
        return derived if self._given[derived] == 1 else f"{derived}~{self._given[derived]}"


def records(
    archive: Archive, name: str, keys: Collection[str] = (), *, script: bool = False
) -> Iterator[tuple[str, str, Any, bytes]]:
    """Each JSON record of a member: where it stands, under which key, the record, and its own bytes."""
    with archive.open(name) as stream:
        for number, (key, value, raw) in enumerate(elements(stream, keys, script=script), start=1):
            yield f"{name}, record {number}", key, value, raw.encode("utf-8", "replace")


Build = Callable[[Archive, Names, dict[str, Any], bytes], Item]
"""Makes an item of a record and its bytes. Raises `BadMoment` where it has no time."""


def built_of(
    archive: Archive, parts: Iterable[tuple[Build, re.Pattern[str], Collection[str]]]
) -> Iterator[Item | Faulty]:
    """Every record of the members whose names fit, part after part, as the item made of it."""
    names = Names()
    for build, pattern, keys in parts:
        for name in archive.matching(pattern):
            for where, _key, record, raw in records(archive, name, keys):
                if not isinstance(record, dict):
                    yield Faulty(where, _("it is no record of a post or comment"))
                    continue
                try:
                    yield build(archive, names, record, raw)
                except BadMoment as error:
                    yield Faulty(where, str(error))


def first(archive: Archive, name: str, keys: Collection[str] = (), *, script: bool = False) -> Any:
    """The first JSON record of a member; None when it has none."""
    for _where, _key, value, _raw in records(archive, name, keys, script=script):
        return value
    return None


def begins(archive: Archive, name: str) -> str:
    """The first character of a member that is no white space; empty for what is no text."""
    return archive.head(name, 512).decode("utf-8-sig", "ignore").lstrip()[:1]


def zone_of(answers: Answers) -> ZoneInfo:
    """The time zone that was answered. Raises `Unanswered` for a name that no zone has."""
    zone = zone_named(answers.zone)
    if not isinstance(zone, ZoneInfo):
        raise Unanswered((ASK_ZONE,))
    return zone
