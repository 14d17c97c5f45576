"""Custody numbers: harmless in a notice, private as soon as they are tied to a named person or a private fact."""

import re
from collections.abc import Iterator

from ..categories import Category, Severity
from ..engine import Groups
from ..fold import LETTERS, View
from ..spelling import AFTER
from . import reasons
from .base import Check, Hit, Sight
from .conditions import CONDITIONS
from .people import RELATION, named_just_after, named_just_before, names

_DATA = Category.PERSONAL_DATA

_NUMBER = (
    r"[a-z]{1,2}-?\d{4,6}|\d{2,3}-\d{2,5}(?:-[a-z])?|\d{3}-\d{2,3}-?[a-z]|\d{2}-?[a-z]-?\d{4}|\d{3}-[a-z]-\d{3}|"
    r"\d-\d{3}-\d{3}|\d{4}-[a-z]|\d{5}-\d{3}|\d{5,8}"
)
_CALLED = (
    r"(?:inmate|offender|resident|prisoner|doc|idoc|cdcr?|tdcj|tdn|reg(?:ister)?|booking|id|interno|interna|"
    r"preso|recluso|num(?:ero)?|"
    r"number|no|n)\.?(?: (?:no|number|num|id|is|es))?[ .:#]{0,3}#?|#"
)
_WANTED = re.compile(  # the public is told on purpose who is at large
    rb"\b(?:escape[de]?e?s?|left a work crew|walk(?:ed)? away|walkaway|at large|do not approach|absconded|manhunt|"
    rb"last seen wearing|fugad[oa]|profug[oa]|se fugo)\b"
)
_PLEA = re.compile(
    rb"\b(?:please|por favor|help|ayud|check on|wellness|hasn'?t|not (?:called|calling)|begging|pray|pidan|"
    rb"compart|hungry|sick|hurt|"
    rb"somebody|someone|anyone|llama|nadie)"
)
_FACT = re.compile(
    rb"\b(?:"
    + CONDITIONS.encode()
    + rb"|positive|meds|medicine|medicina|doctor|mental|sober|clean for|recovery|addict[a-z]*|"
    rb"born|dob|pregnan[a-z]+|infirmary|hospital|child support|custody of|treatment|crisis|family day|daddy|"
    rb"paternity|"
    rb"trauma|abuse[a-z]*|victim|mother is dying|ex-wife|released? .{0,30} (?:to|at|on) [a-z0-9' ]+ (?:avenue|"
    rb"street|st|ave|road|lane))\b"
)


def numbered(sight: Sight) -> bool:
    """Whether the text holds a custody number in so many words; asked once per view."""
    if "numbered" not in sight.memory:
        sight.memory["numbered"] = _ANY_NUMBER.search(sight.view.data[:4000]) is not None
    return bool(sight.memory["numbered"])


def _beside_its_name(view: View, start: int, end: int) -> bool:
    return named_just_before(view, start) or named_just_after(view, end)


_ILLINOIS = re.compile(rb"[a-z]\d{5}")
_PROPERTY = re.compile(
    rb"\b(?:account|tag(?:ged)?|invoice|item|order|case|docket|contract|permit|room|model|form|serial|badge)\b"
)


def _bare(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """A number of a shape that prisons give and little else has, written directly beside a person's name."""
    start, end = groups[1]
    view = sight.view
    if _PROPERTY.search(view.data, max(0, start - 20), start):
        return
    near = (max(0, start - 70), min(len(view.data), end + 50))
    tied = _beside_its_name(view, start, end) or (
        _ILLINOIS.fullmatch(view.data, start, end)
        and (names(view, *near) or (sight.kind == "comment" and RELATION.search(view.data, *near)))
    )
    if tied and not _WANTED.search(sight.view.data[max(0, start - 120) : end + 220]):
        yield Hit(_DATA, reasons.INMATE, start, end, comment=Severity.REVIEW)


def _custody(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    view = sight.view
    low, high = max(0, start - 220), min(len(view.data), end + 220)
    around = view.data[low:high]
    named = bool(names(view, max(0, start - 60), min(len(view.data), end + 40)))
    fact = _FACT.search(around)
    plea = sight.kind == "comment" and _PLEA.search(around) and (named or RELATION.search(around))
    if (
        (fact and (named or RELATION.search(around) or sight.kind == "comment"))
        or plea
        or (named and _beside_its_name(view, start, end) and not _WANTED.search(around))
    ):
        yield Hit(_DATA, reasons.INMATE, start, end, comment=Severity.REVIEW)


_ANY_NUMBER = re.compile(rb"(?:^|[^a-z0-9])(?:" + _CALLED.encode() + rb")(?:" + _NUMBER.encode() + rb")(?:[^a-z0-9]|$)")

_STATE_SHAPES = (
    # Illinois, Florida, Massachusetts; California, Pennsylvania; spelled with blanks; New York; federal; Ohio; Texas.
    r"[a-z]-?\d{5}|[a-z]{2}-?\d{4}|[a-z] \d{2} ?\d{3}|\d{2}-?[a-z]-?\d{4}|\d{5}-\d{3}|[a-z]\d{3}-?\d{3}"
)

CHECKS: tuple[Check, ...] = (
    Check(rf"(?:^|[^{LETTERS}&])(?:{_CALLED})({_NUMBER}){AFTER}", _custody),
    Check(rf"(?:^|[^{LETTERS}&/.-])({_STATE_SHAPES}){AFTER}", _bare),
)
