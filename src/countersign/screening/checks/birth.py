"""Dates of birth: a date counts only where words nearby say that somebody was born on it."""

import re
from collections.abc import Iterator

from ..categories import Category
from ..engine import Groups
from ..spelling import AFTER, BEFORE
from . import reasons
from .base import Check, Hit, Sight
from .numbers import comment_weight
from .people import in_a_row_of_people, named_just_before

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|"
    "noviembre|diciembre"
)
_DATE = (
    r"\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:19|20)?\d{2}|(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}|"
    rf"\d{{1,2}}[ /-]?(?:{_MONTHS})[ /-]?(?:19|20)?\d{{2}}|(?:{_MONTHS})[/-]\d{{1,2}}[/-](?:19|20)?\d{{2}}|"
    rf"(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,?(?: of| de)? (?:(?:19|20)\d{{2}}|'\d{{2}})|"
    rf"\d{{1,2}}(?:st|nd|rd|th|ro|o)?(?: de| of| day of)? (?:{_MONTHS})\.?,?(?: del?(?: a\xf1o)?)? (?:(?:19|"
    rf"20)\d{{2}}|'\d{{2}})"
)
_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|oh"
)
_ORDINAL = (
    "(?:twenty[ -]|thirty[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|"
    r"[a-z]{4,7}teenth|twentieth|thirtieth|\d{1,2}(?:st|nd|rd|th)?"
)
_YEAR_SPOKEN = rf"(?:nineteen|twenty|two thousand)(?:(?: and)?[ -](?:{_SMALL})){{0,2}}"
_DAY_ES = (
    r"(?:primero|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci[a-z]{3,5}|"
    r"veinte|veinti[a-z]{3,6}|treinta(?: y uno)?|\d{1,2})"
)
_YEAR_ES = (
    r"(?:mil novecientos |dos mil |ano |a\xf1o )?"
    r"(?:cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|mil|dos mil|veinti?[a-z]*|diez|once|doce|quince)"
    r"(?: y [a-z]{2,6}| [a-z]{2,8})?"
)
_SPOKEN = (
    rf"(?:the )?(?:{_ORDINAL})(?: day)?(?: of)? (?:{_MONTHS}),?(?: of)? {_YEAR_SPOKEN}|"
    rf"(?:{_MONTHS}),? (?:the )?(?:{_ORDINAL}),?(?: of)? {_YEAR_SPOKEN}|"
    rf"{_DAY_ES} de (?:{_MONTHS}),? del? {_YEAR_ES}"
)
_BORN_BEFORE = re.compile(
    rb"(?:\bd[./]?o[./]?b\b|\bb/?d(?:ay|ate)?\b|\bdates? of birth|birth ?dates?\b|birthdays?\b|\bborn\b|\bb\.|\bbday\b|"
    rb"\bnac\b|\bf\.? ?n\.?:|\bcame to us on\b|\bturn(?:s|ed|ing)? \d{1,2} on\b|\bbirth\b|fechas? de nac|"
    rb"\bcame in(?:to)? th(?:is|e) world\b|\b(?:fecha )?nacimiento\b|\bf\.?d\.?n\b|\bnacid[oa]s?\b|\bnacio\b|"
    rb"\bnaci\b|\bcumple(?:anos|a\xf1os)?\b)"
    rb"[^\n]{0,24}$"
)
_BIRTHDAY_LIST = re.compile(rb"\b(?:birthdays|birthdates|cumplea\xf1os)\b")
_NO_PERSON = re.compile(
    rb"\b(?:dog|k-?9|puppy|puppies|cub|calf|foal|kitten|otter|panda|giraffe|elephant|litter|"
    rb"department|agency|nation|country|union|republic|station|center|program|company|prison|facility|college|church|"
    rb"king jr|washington|lincoln)\b"
)
_YEAR = re.compile(rb"\d{4}")
_EARLIEST_BIRTH = 1920
_LATEST_BIRTH = 2014
"""In a table of people a later date may be any date; one before it is hardly anything but a birth."""
_BORN_COLUMN = re.compile(rb"\b(?:d\.?o\.?b|birth[a-z]*|born|nac[a-z]*)\b")


def _birth(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    view = sight.view
    years = [int(stated) for stated in _YEAR.findall(view.data, start, end)]
    year = max(years, default=None)
    if year and year < _EARLIEST_BIRTH:
        return
    said = bool(_BORN_BEFORE.search(view.before(start, 45)) or _BIRTHDAY_LIST.search(view.before(start, 120)))
    old = year is not None and year <= _LATEST_BIRTH
    if not said and old and view.data[start - 1 : start] == b"(" and view.data[end : end + 1] == b")":
        said = named_just_before(view, start)  # *Amos Keel (4/2/1961)*
    if not said and in_a_row_of_people(view, start):
        said = bool(_BORN_COLUMN.search(view.before(start, 200))) or (old and named_just_before(view, start))
    if said and not _NO_PERSON.search(view.before(start, 70)):
        yield Hit(Category.PERSONAL_DATA, reasons.BIRTH, start, end, comment=comment_weight(sight, start))


CHECKS: tuple[Check, ...] = (
    Check(rf"(?:^|[^a-z0-9/.-])({_DATE})(?:[^a-z0-9/]|$)", _birth),
    Check(rf"{BEFORE}({_SPOKEN}){AFTER}", _birth),
    Check(
        r"(?:^|[^a-z])(?:d[./]?o[./]?b\.?|birth ?date|date of birth|fecha de nac[a-z]*)[ :#=]{0,3}(\d{6}|\d{8})"
        + AFTER,
        _birth,
    ),
)
