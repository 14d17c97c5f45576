"""Numbers that are a person: Social Security and payment cards.

An expression finds the shape, arithmetic checks what can be checked, and words nearby tell whose it is.
"""

import re
from collections.abc import Iterator

from ..categories import Category, Severity
from ..engine import Groups
from . import reasons
from .base import Check, Hit, Sight
from .people import named_just_before

_DATA = Category.PERSONAL_DATA
_NOT_DIGIT = re.compile(rb"[^0-9]")
_BOUND = r"(?:^|[^a-z0-9\xf1\xfd-\xff.-])"
_FIRST_PERSON = re.compile(rb"\b(?:my|i'?m|i am|me|i was|mi|mis|soy|naci)\b")


def comment_weight(sight: Sight, start: int) -> Severity:
    """Read first what somebody tells about another; what people tell about themselves is read in turn."""
    return Severity.REVIEW if _FIRST_PERSON.search(sight.view.before(start, 50)) else Severity.BLOCK


# --- Social Security number -------------------------------------------------------------------------

_SSN_DIGIT = "[0-9oli]"  # o, l and i where somebody typed a letter for a digit
_SSN_SHAPE = (
    rf"\d(?: ?{_SSN_DIGIT}){{2}}[ .,_/-]{{0,3}}{_SSN_DIGIT} ?{_SSN_DIGIT}[ .,_/-]{{0,3}}"
    rf"(?:{_SSN_DIGIT} ?){{3}}{_SSN_DIGIT}"
)
_TO_DIGITS = bytes.maketrans(b"oli", b"011")
_SSN_NAME = (
    rb"(?:\bs\.? ?s\.? ?n\b|\bsoc\b|\bss ?(?:#|no|num|number)?\b|\bs[o0]cials?\b(?! media| serv| work| dist|ly| event)|"
    rb"s ?o ?c ?i ?a ?l ?:|\bseguro social|\bnss\b|\bitin\b|\btax ?payer ?(?:id|number)\b|\btax id\b|\btin\b|"
    rb"\bseguro\b[^.!?]{0,40}\bes\b)"
)
_SSN_NAMED_BEFORE = re.compile(_SSN_NAME)
_SSN_NAMED_AFTER = re.compile(rb"^.{0,32}(?:\bssn?\b|\bsocial\b(?! media| serv| work)|seguro social)")
_SAMPLES = frozenset({"078051120", "219099999", "457555462"})  # printed on cards and advertisements, void since
_GROUPED = re.compile(rb"\d ?\d ?\d[ .,_/-]{1,3}\d ?\d[ .,_/-]{1,3}\d ?\d ?\d ?\d|\d{9}")


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
    named = bool(_SSN_NAMED_BEFORE.search(before) or _SSN_NAMED_AFTER.match(sight.view.data[end : end + 30]))
    if not named and ssn_issued(digits):
        dashed = re.fullmatch(rb"\d{3}-\d{2}-\d{4}", given) is not None
        spaced = re.fullmatch(rb"\d{3}[ .]\d{2}[ .]\d{4}", given) is not None
        named = dashed or (spaced and named_just_before(sight.view, start))
    if named:
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


_RUN = re.compile(rb"\d+")


def _card_within(data: bytes, start: int, end: int) -> tuple[int, int] | None:
    """The first card number among the runs of digits, which a date or an amount may stand before or after."""
    runs = [run.span() for run in _RUN.finditer(data, start, end)]
    for first, (low, _) in enumerate(runs):
        for _, high in reversed(runs[first:]):
            digits = _NOT_DIGIT.sub(b"", data[low:high]).decode()
            if _BRANDS.fullmatch(digits) and len(set(digits)) > 1 and luhn(digits):
                return low, high
    return None


def _card(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    digits = _NOT_DIGIT.sub(b"", sight.view.data[start:end]).decode()
    if len(set(digits)) == 1:
        return
    around = sight.view.before(start, 40) + b" " + sight.view.after(end, 20)
    within = _card_within(sight.view.data, start, end)
    if within and (within == (start, end) or _CARD_NAMED.search(around)):
        yield Hit(_DATA, reasons.CARD, *within, Severity.BLOCK, Severity.BLOCK)
    elif len(digits) in {15, 16} and digits[0] in "3456" and _CARD_NAMED.search(around):
        yield Hit(_DATA, reasons.CARD_DOUBTFUL, start, end)


CHECKS: tuple[Check, ...] = (
    Check(rf"{_BOUND}({_SSN_SHAPE})(?:[^a-z0-9-]|-[^0-9]|-$|$)", _ssn),
    Check(r"(?:^|[^a-z0-9.-])(\d(?:[ -]?\d){12,22})(?:[^a-z0-9-]|-[^0-9]|-$|$)", _card),
)
