"""A child, or the victim of a crime, named so that people can tell who it is."""

import re
from collections.abc import Iterator

from ..categories import Category, Severity
from ..engine import Groups
from ..spelling import AFTER, BEFORE
from . import reasons
from .base import Check, Hit, Sight
from .people import NAME, is_person

_NAME_THEN_AGE = re.compile(
    r"(?:^|[\s“\"(])(" + NAME.pattern + r")(?:,| \()(?: (?:age|aged|he['’]s|she['’]s|"
    r"de))? ?$"
)
_IS_NAME = re.compile(r"\b(?:is|was|es|era|are)(?: a)? (" + NAME.pattern + r")")
_WHO = re.compile(
    rb"\b(?:girl|boy|woman|kid|child|teen|victim|jane doe|john doe|muchach[oa]|ni\xf1[oa]|chic[oa]|informant|"
    rb"witness|patient|who died|one who)\b"
)
_REACH = 90


def _minor(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """First and last name, a comma or bracket, an age below eighteen."""
    start, _ = groups[1]
    view = sight.view
    first, _ = view.span(*groups[1])
    match = _NAME_THEN_AGE.search(view.text[max(0, first - 60) : first])
    if match and is_person(match.group(1)):
        length = first - (max(0, first - 60) + match.start(1))
        yield Hit(Category.PERSONAL_DATA, reasons.MINOR, start - length, groups[1][1], comment=Severity.BLOCK)


def _victim(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """*The girl in the assault case is Tessa Rowe.*"""
    start, end = groups[1]
    view = sight.view
    if not _WHO.search(view.data[max(0, start - 50) : end + 20]):
        return
    _, past = view.span(start, end)
    match = _IS_NAME.search(view.text[past : past + _REACH])
    if match and "." not in match.string[: match.start()] and is_person(match.group(1)):
        yield Hit(
            Category.PERSONAL_DATA, reasons.MINOR, end + match.start(1), end + match.end(1), comment=Severity.BLOCK
        )


_OFFENCE = (
    r"assault(?:ed)?|abused?|abuse case|raped?|molest(?:ed)?|arrested|detuvieron|violaron|jane doe|john doe|"
    r"victim|juvenile|shooting|"
    r"case|bus fight|attack(?:ed)?|informant|witness"
)
CHECKS: tuple[Check, ...] = (
    Check(r"[ (](1[0-7]|[4-9])(?:[,.)!;]| yrs? old| years? old| a\xf1os|$)", _minor),
    Check(rf"{BEFORE}({_OFFENCE}){AFTER}", _victim),
)
