"""Numbers that are a person: Social Security, payment card, date of birth, licence, passport, account.

An expression finds the shape, arithmetic checks what can be checked, and words nearby tell whose it is.
"""

import re
from collections.abc import Iterator

from ..categories import Category, Severity
from ..engine import Groups
from ..spelling import AFTER
from . import reasons
from .base import Check, Hit, Judge, Sight
from .people import named_just_before
from .reasons import Reason

_DATA = Category.PERSONAL_DATA
_NOT_DIGIT = re.compile(rb"[^0-9]")
_BOUND = r"(?:^|[^a-z0-9\xf1\xfd-\xff.-])"
_SOMEBODYS = re.compile(rb"\b(?:my|his|her|their|mi|su|name|nacid[oa]|born)\b")
_FIRST_PERSON = re.compile(rb"\b(?:my|i'?m|i am|me|i was|mi|mis|soy|naci)\b")


def comment_weight(sight: Sight, start: int) -> Severity:
    """Read first what somebody tells about another; what people tell about themselves is read in turn."""
    return Severity.REVIEW if _FIRST_PERSON.search(sight.view.before(start, 50)) else Severity.BLOCK


# --- Social Security number -------------------------------------------------------------------------

_SSN_DIGIT = "[0-9oli]"  # o, l and i where somebody typed a letter for a digit
_SSN_SHAPE = (
    rf"\d(?: ?{_SSN_DIGIT}){{2}}[ .,-]{{0,3}}{_SSN_DIGIT} ?{_SSN_DIGIT}[ .,-]{{0,3}}(?:{_SSN_DIGIT} ?){{3}}{_SSN_DIGIT}"
)
_TO_DIGITS = bytes.maketrans(b"oli", b"011")
_SSN_NAME = (
    rb"(?:\bs\.? ?s\.? ?n\b|\bss ?(?:#|no|num|number)?\b|\bs[o0]cials?\b(?! media| serv| work| dist|ly| event)|"
    rb"s ?o ?c ?i ?a ?l ?:|\bseguro social|\bnss\b|\bitin\b|\btax ?payer ?(?:id|number)\b|\btax id\b|\btin\b|"
    rb"\bseguro\b[^.!?]{0,40}\bes\b)"
)
_SSN_NAMED_BEFORE = re.compile(_SSN_NAME)
_SSN_NAMED_AFTER = re.compile(rb"^.{0,32}(?:\bssn?\b|\bsocial\b(?! media| serv| work)|seguro social)")
_SAMPLES = frozenset({"078051120", "219099999", "457555462"})  # printed on cards and advertisements, void since
_GROUPED = re.compile(rb"\d ?\d ?\d[ .,-]{1,3}\d ?\d[ .,-]{1,3}\d ?\d ?\d ?\d|\d{9}")


def ssn_issued(digits: str) -> bool:
    """Whether nine digits could have been issued: area, group and serial rules, without the known samples."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    possible = area not in {"000", "666"} and area[0] != "9" and group != "00" and serial != "0000"
    return possible and digits not in _SAMPLES


def _ssn(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """A number called a Social Security number counts whatever its digits, since a slip of the pen is no
    protection; one that nobody names counts only if it is dashed as they are and could have been issued.
    """
    start, end = groups[1]
    given = sight.view.data[start:end]
    shape = given.translate(_TO_DIGITS)
    digits = _NOT_DIGIT.sub(b"", shape).decode()
    if len(digits) != 9 or len(set(digits)) == 1 or not _GROUPED.fullmatch(shape):
        return
    before = sight.view.before(start, 40 if shape.isdigit() else 70)
    named = _SSN_NAMED_BEFORE.search(before) or _SSN_NAMED_AFTER.match(sight.view.data[end : end + 30])
    if named or (re.fullmatch(rb"\d{3}-\d{2}-\d{4}", given) and ssn_issued(digits)):
        yield Hit(_DATA, reasons.SSN, start, end, Severity.BLOCK, Severity.BLOCK)


# --- Payment card -----------------------------------------------------------------------------------

_CARD_NAMED = re.compile(
    rb"\b(?:cards?|visa|master ?card|amex|american express|discover|debit|credit|tarjetas?|cvv|cvc|exp|expires)\b"
)
_BRANDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|"
    r"6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14}"
)


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others, by the Luhn formula of ISO/IEC 7812."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _card(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    digits = _NOT_DIGIT.sub(b"", sight.view.data[start:end]).decode()
    if len(set(digits)) == 1:
        return
    if _BRANDS.fullmatch(digits) and luhn(digits):
        yield Hit(_DATA, reasons.CARD, start, end, Severity.BLOCK, Severity.BLOCK)
    elif len(digits) in {15, 16} and digits[0] in "3456":
        around = sight.view.before(start, 40) + b" " + sight.view.after(end, 20)
        if _CARD_NAMED.search(around):
            yield Hit(_DATA, reasons.CARD_DOUBTFUL, start, end)


# --- Date of birth ----------------------------------------------------------------------------------

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|"
    "noviembre|diciembre"
)
_DATE = (
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|"
    rf"(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: de)? (?:{_MONTHS})\.?,?(?: del?)? (?:19|20)\d{{2}}"
)
_BORN_BEFORE = re.compile(
    rb"(?:\bd\.?o\.?b\b|\bdates? of birth|birth ?dates?\b|birthdays?\b|\bborn\b|\bb\.|\bbday\b|"
    rb"fechas? de nac|\bf\.?d\.?n\b|\bnacid[oa]s?\b|\bnacio\b|\bnaci\b|\bcumple(?:anos|a\xf1os)?\b)"
    rb"[^\n]{0,24}$"
)
_BIRTHDAY_LIST = re.compile(rb"\b(?:birthdays|birthdates|cumplea\xf1os)\b")
_NO_PERSON = re.compile(
    rb"\b(?:dog|k-?9|puppy|puppies|cub|calf|foal|kitten|otter|panda|giraffe|elephant|litter|"
    rb"department|agency|nation|country|union|republic|station|center|program|company|prison|facility|college|church|"
    rb"king jr|washington|lincoln)\b"
)
_YEAR = re.compile(rb"(\d{2,4})$")


def _birth(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    year = _YEAR.search(sight.view.data[start:end])
    if year and len(year.group()) == 4 and int(year.group()) < 1920:
        return
    near = sight.view.before(start, 45)
    if not (_BORN_BEFORE.search(near) or _BIRTHDAY_LIST.search(sight.view.before(start, 120))):
        return
    if _NO_PERSON.search(sight.view.before(start, 70)):
        return
    yield Hit(_DATA, reasons.BIRTH, start, end, comment=comment_weight(sight, start))


# --- Licences, plates, passports, accounts ----------------------------------------------------------


def _named(reason: Reason, *, digits: int, of_a_person: bool = False) -> Judge:
    """A judge for an identifier that the expression itself has found beside its name.

    Budgets and companies have account numbers too: ``of_a_person`` asks for a person's name or a *my*.
    """

    def judge(sight: Sight, groups: Groups) -> Iterator[Hit]:
        start, end = groups[1]
        if of_a_person and not (
            named_just_before(sight.view, groups[0][0]) or _SOMEBODYS.search(sight.view.before(start, 40))
        ):
            return
        if len(_NOT_DIGIT.sub(b"", sight.view.data[start:end])) >= digits:
            yield Hit(_DATA, reason, start, end, comment=comment_weight(sight, start))

    return judge


def _beside(cue: str, token: str) -> str:
    """The cue, the few words that lead to a number, the number as group 1."""
    lead = r"[ :#(]{0,3}(?:no\.?|num\.?|number|numero|id)?[ :#]{0,3}(?:is|es|was|ends|card)?[ :#]{0,3}"
    return rf"(?:^|[^a-z])(?:{cue}){lead}({token}){AFTER}"


_LICENCE = (
    r"driver'?s?'? ?licen[sc]e|d\.?l\.?|licencia(?: de (?:conducir|conductor|manejo|manejar))?|permiso de conducir|"
    r"operator'?s? licen[sc]e|state id"
)

CHECKS: tuple[Check, ...] = (
    Check(rf"{_BOUND}({_SSN_SHAPE})(?:[^a-z0-9-]|-[^0-9]|-$|$)", _ssn),
    Check(r"(?:^|[^a-z0-9.-])(\d(?:[ -]?\d){12,18})(?:[^a-z0-9-]|-[^0-9]|-$|$)", _card),
    Check(rf"(?:^|[^a-z0-9/.-])({_DATE})(?:[^a-z0-9/]|$)", _birth),
    Check(_beside(_LICENCE, r"[a-z]{0,2}-?\d[0-9-]{5,18}"), _named(reasons.LICENCE, digits=6)),
    Check(_beside("plates?|placas?|license tag", r"[a-z0-9]{2,4}[ -]?[a-z0-9]{2,4}"), _named(reasons.PLATE, digits=2)),
    Check(_beside("passport|pasaporte", r"[a-z]{0,2}\d[0-9-]{6,10}"), _named(reasons.PASSPORT, digits=6)),
    Check(
        _beside("acct|account|cuenta|routing|iban", r"[a-z]{0,2}\d[0-9-]{5,24}"),
        _named(reasons.ACCOUNT, digits=6, of_a_person=True),
    ),
    Check(
        _beside("mrn|medical record|patient|expediente medico|medicaid|medicare", r"[a-z]{0,2}-?\d[0-9-]{4,14}"),
        _named(reasons.RECORD, digits=5),
    ),
)
