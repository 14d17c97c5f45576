"""Numbers of papers and accounts: driver's licences, plates, passports, bank accounts, medical records.

Each is read beside its name; a licence number of a shape that nothing else has stands alone.
"""

import re
from collections.abc import Iterator

from ..categories import Category
from ..engine import Groups
from ..spelling import AFTER, BEFORE
from . import reasons
from .base import Check, Hit, Judge, Sight
from .numbers import comment_weight
from .people import named_just_before
from .reasons import Reason

_NOT_DIGIT = re.compile(rb"[^0-9]")
_SOMEBODYS = re.compile(rb"\b(?:my|his|her|their|mi|su|name|nacid[oa]|born)\b")


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
            yield Hit(Category.PERSONAL_DATA, reason, start, end, comment=comment_weight(sight, start))

    return judge


def _beside(cue: str, token: str) -> str:
    """The cue, the few words that lead to a number, the number as group 1."""
    lead = r"[ :#(=,.]{0,3}(?:no\.?|num\.?|number|numero|id)?[ :#]{0,3}(?:is|es|was|ends|card)?[ :#]{0,3}"
    return rf"(?:^|[^a-z])(?:{cue}){lead}({token}){AFTER}"


_LICENCE = (
    r"d(?:river|rvr|rv)?'?s?'?[ -]?lic(?:en[sc]es?|\.)?|d\.?l\.?|cdl|licencia(?: de (?:conducir|conductor|manejo|"
    r"manejar))?|permiso de conducir|operator'?s? licen[sc]e|state id"
)
_NO_DRIVER = re.compile(
    rb"\b(?:liquor|business|contractor'?s?|professional|nursing|medical|law|plumb[a-z]+|electric[a-z]+|fishing|hunting|"
    rb"marriage|dog|software|vendor|firearms?|foid|teaching|roofing|de (?:matrimonio|negocio|licor|obra|"
    rb"pesca))[ a-z]{0,12}$"
)
_SHAPES_OF_LICENCES = (
    r"[a-z]\d{3}[ -]\d{4}[ -]\d{4}(?:-\d{2})?|[a-z]\d{3}-\d{3}-\d{2}-\d{3}(?:-\d)?|[a-z]-\d{3}-\d{3}-\d{3}-\d{3}"
)


def _any_licence(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """A number after plain *license*, which shops and trades have too: it needs a letter and a driver."""
    start, end = groups[1]
    view = sight.view
    digits = _NOT_DIGIT.sub(b"", view.data[start:end])
    if len(digits) >= _DIGITS_OF_ILLINOIS:
        yield from _shaped(sight, groups)
        return
    if len(digits) < _FEWEST_DIGITS or _NO_DRIVER.search(view.before(groups[0][0] + 1, 40)):
        return
    if named_just_before(view, groups[0][0]) or _SOMEBODYS.search(view.before(start, 50)):
        yield Hit(Category.PERSONAL_DATA, reasons.LICENCE, start, end, comment=comment_weight(sight, start))


def _far(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """A few words after the name of the paper, *driver's license (Indiana) 1234-56-7890*: no phone or date."""
    start, end = groups[1]
    given = sight.view.data[start:end]
    digits = len(_NOT_DIGIT.sub(b"", given))
    if digits >= _FEWEST_DIGITS + 1 and not _OTHER_NUMBER.fullmatch(given):
        yield Hit(Category.PERSONAL_DATA, reasons.LICENCE, start, end, comment=comment_weight(sight, start))


def _shaped(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    yield Hit(Category.PERSONAL_DATA, reasons.LICENCE, start, end, comment=comment_weight(sight, start))


_FEWEST_DIGITS = 6
_DIGITS_OF_ILLINOIS = 11
_OTHER_NUMBER = re.compile(
    rb"(?:1-)?(?:\d{3}-)?\d{3}-\d{4}|\d{3}-\d{2}-\d{4}|(?:19|20)\d\d-\d{2}-\d{2}|\d{1,2}-\d{1,2}-\d{4}"
)

_LICENCE_NUMBER = r"[a-z]{0,2}-?\d[0-9-]{5,18}|[a-z]\d{3} \d{4} \d{4}|\d{3}[a-z]{2}\d{4}|\d{3} \d{3} \d{3}"

CHECKS: tuple[Check, ...] = (
    Check(_beside(_LICENCE, _LICENCE_NUMBER), _named(reasons.LICENCE, digits=_FEWEST_DIGITS)),
    Check(rf"(?:^|[^a-z])(?:{_LICENCE})[^0-9\n.!?]{{1,30}}[ (:#]({_LICENCE_NUMBER}){AFTER}", _far),
    Check(_beside("licen[sc]e|licencia|lic|id card", r"[a-z]{1,2}-?\d[0-9-]{5,18}"), _any_licence),
    Check(rf"{BEFORE}({_SHAPES_OF_LICENCES}){AFTER}", _shaped),
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
