"""Medical facts: harmless as a subject, private as soon as they are somebody's.

*Narcan training for families* names no one. *Please check on my son Abel Cisneros, he has epilepsy* does. A term
counts only in a sentence that also holds a person, or speaks of one who was named just before.
"""

import re
from collections.abc import Iterator

from ..categories import Category, Severity
from ..engine import Groups
from ..fold import View
from ..spelling import AFTER, BEFORE
from . import reasons
from .base import Check, Hit, Sight
from .conditions import CONDITIONS
from .custody import numbered
from .people import RELATION, names

_DATA = Category.PERSONAL_DATA

_ABOUT_A_SUBJECT = re.compile(
    rb"^[ -]?(?:awareness|train|screen|test(?:ing|s)?\b|clinic|program|class|workshop|support|month|week|walk|"
    rb"research|"
    rb"prevention|education|drive|fair|kit|fund|services?|center|nurse|vaccin|society|foundation|coalition|day|"
    rb"counsel|"
    rb"survivors|response|care\b|patients|specialist|unit|therapy group|reversal|mask|relief|ribbon|free|group|kills|"
    rb"medication program|rates?|deaths|numbers are|cases|treatment (?:center|program|court)|panel|talk|info|"
    rb"prevenci|semana|dia|programa|charla|taller|cl[i]nica|cases)"
)
_SUBJECT_BEFORE = re.compile(
    rb"(?:^|[^a-z])(?:free|about|against|fight|fighting|end|prevent|awareness|world|on|national|raise|raising|"
    rb"of living with|contra|sobre|"
    rb"class on|training|screening|learn|breast|childhood|treats?|treating|specializ[a-z]+ in) $"
)
_LINKED = re.compile(
    rb"\b(?:is|was|has|had|have|hasn'?t|in|with|on|took|takes|off|from|after|be|been|being|needs?|his|her|he|she|"
    rb"diagnosed|battl[a-z]+|recover[a-z]+|beat|fight(?:s|ing)|undergo[a-z]+|starts?|begins?|out for|gets?|"
    rb"survived|managing|because|due|born|died|lost|left|retires|of|"
    rb"tiene|tengo|tuvo|es|esta|con|de|por|su|padece|empieza|dio|a pesar|s|re)\b"
)
_PRONOUN = re.compile(rb"\b(?:he|she|he's|she's|his|her|whose|ella|el)\b")
_OF_ONESELF = re.compile(rb"\b(?:i|i'm|i've|my|me|left|tengo|tuve|soy|estoy|mi|le|lo|la)\b")
_FIELD = re.compile(rb"\n *[a-z][a-z .]{2,24}: ?[^\n]{0,60}$")
_IMPERSONAL = re.compile(rb"\b(?:dr\.|doctor|professor|dra\.|phd|md|rn)\b|\bclass on\b|\b\d,\d{3} people\b")
_SENTENCE_END = re.compile(rb"[.!?\n](?: |$)")
_ABBREVIATED = re.compile(
    rb"(?:\b(?:mr|mrs|ms|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|sgt|lt|capt|cpl|det|dr|sr|sra|st|no|jr|[a-z]))$"
)


def _sentence(view: View, start: int, end: int, reach: int = 140) -> tuple[int, int]:
    """The stretch around a candidate up to the nearest sentence ends, at most ``reach`` either way."""
    data = view.data
    low = max(0, start - reach)
    for stop in _SENTENCE_END.finditer(data, low, start):
        if not _ABBREVIATED.search(data[max(0, stop.start() - 5) : stop.start()]):
            low = stop.end()
    high = min(len(data), end + reach)
    for stop in _SENTENCE_END.finditer(data, end, high):
        if not _ABBREVIATED.search(data[max(0, stop.start() - 5) : stop.start()]):
            return low, stop.start()
    return low, high


def _medical(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    view = sight.view
    if _ABOUT_A_SUBJECT.match(view.data[end : end + 24]) or _SUBJECT_BEFORE.search(view.before(start, 30)):
        return
    low, high = _sentence(view, start, end)
    sentence = view.data[low:high]
    field = _FIELD.search(view.data, max(0, start - 90), start)
    if _IMPERSONAL.search(sentence) or not (
        field or _LINKED.search(sentence) or names(view, max(low, start - 30), start)
    ):
        return
    if field or _PRONOUN.search(sentence):  # the name may stand in the sentence before
        low = max(0, low - (160 if field else 100))
    elif sight.kind == "comment" and _OF_ONESELF.search(sentence):
        low, high = max(0, low - 160), min(len(view.data), high + 40)
    kin = sight.kind == "comment" and RELATION.search(view.data[max(0, start - 200) : end + 100])
    if names(view, low, high) or (
        kin and (numbered(sight) or names(view, max(0, start - 200), min(len(view.data), end + 100)))
    ):
        yield Hit(_DATA, reasons.HEALTH, start, end, comment=Severity.REVIEW)


CHECKS: tuple[Check, ...] = (
    Check(rf"{BEFORE}({CONDITIONS}){AFTER}", _medical),
    Check(rf"{BEFORE}(?:diagnosed with|diagnosticad[oa] con) ([a-z]{{4,16}}){AFTER}", _medical),
)
