"""Medical facts and custody numbers: harmless as a subject, private as soon as they are somebody's.

*Narcan training for families* names no one. *Please check on my son Abel Cisneros, 330871, he has
epilepsy* does. A term counts only in a sentence that also holds a person; a custody number only beside
a private fact or in a plea for a named person.
"""

import re
from collections.abc import Iterator

from ..categories import Category, Severity
from ..engine import Groups
from ..fold import LETTERS, View
from ..spelling import AFTER, BEFORE
from . import reasons
from .base import Check, Hit, Sight
from .people import NAME, is_person

_DATA = Category.PERSONAL_DATA

_CONDITIONS = (
    r"hiv(?:[ -]positiv[eoa])?|vih|aids|sida|hep(?:atitis)?\.? ?[abc]|hepatitis|tuberculosis|tb|syphilis|"
    r"sifilis|cancer|leukemia|leucemia|"
    r"lymphoma|tumor|chemo|chemotherapy|quimio(?:terapia)?|dialysis|dialisis|diabet(?:es|ic|ico|ica)|insulin|"
    r"insulina|epileps(?:y|ia)|"
    r"epileptic[oa]?|seizures|(?:had|has|having|having a|a) seizure|convulsiones|schizophreni[ac]|"
    r"esquizofreni(?:a|co|ca)|bipolar|depression|ptsd|autis(?:m|tic)|"
    r"alzheimer'?s?|dementia|demencia|parkinson'?s|(?:had|having|after) a stroke|heart (?:attack|surgery|"
    r"failure|valve)|kidney (?:failure|disease|numbers|thing)|"
    r"liver (?:failure|disease|cancer)|cirrhosis|sickle cell|asthma|miscarri(?:ed|age)|pregnant|embarazad[oa]|"
    r"embarazo|"
    r"overdos(?:e|ed)|sobredosis|relapsed?|rehab|detox|methadone|suboxone|lithium|haldol|seroquel|keppra|"
    r"adderall|prozac|"
    r"rotator cuff|bypass surgery|surgery|cirugia|biopsy|biopsia|tested positive|dio positivo|positive for|"
    r"on suicide watch|suicidal|"
    r"(?:tried|trying) to (?:hurt|kill|hang) (?:him|her)self|cutting (?:him|her)self|"
    r"se corta(?: los bra[sz]os)?|hearing voices|"
    r"hospice|stage (?:[34]|three|four)|colostomy|blood thinner|psych (?:meds|ward)|off (?:his|her) (?:meds|"
    r"medication)|"
    r"his medicine|su medicina|medical leave|fmla|failed (?:his|her|a|the) drug (?:screen|test)|transplant|"
    r"hormones|tourette'?s"
)
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
    rb"survived|managing|"
    rb"tiene|tuvo|es|esta|con|de|por|su|padece|empieza|dio|a pesar|s|re)\b"
)
_RELATION = re.compile(
    rb"\b(?:my|our|his|her|their|mi|su|tu) (?:[a-z]+ )?(?:son|daughter|husband|wife|brother|sister|mother|mom|"
    rb"mama|father|dad|cousin|nephew|"
    rb"niece|uncle|aunt|grand[a-z]+|cellmate|celly|cellie|boyfriend|girlfriend|fianc[a-z]+|baby|kid|child|ex|"
    rb"roommate|"
    rb"hij[oa]|ij[oa]|espos[oa]|herman[oa]|prim[oa]|ti[oa]|sobrin[oa]|niet[oa]|nuera|yerno|papa)\b"
)
_PRONOUN = re.compile(rb"\b(?:he|she|he's|she's|his|her|whose|ella|el)\b")
_IMPERSONAL = re.compile(rb"\b(?:dr\.|doctor|professor|dra\.|phd|md|rn)\b")
_SENTENCE_END = re.compile(rb"[.!?\n](?: |$)")
_ABBREVIATED = re.compile(rb"(?:\b(?:mr|mrs|ms|sgt|lt|capt|cpl|det|dr|sr|sra|st|no|jr|[a-z]))$")


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


_LONGEST_STRETCH = 1_000  # hidden characters may put far more between two letters


def _names(view: View, low: int, high: int) -> list[tuple[int, int, str]]:
    first, past = view.span(low, high)
    stretch = view.text[first : min(past, first + _LONGEST_STRETCH)]
    return [(first + m.start(), first + m.end(), m.group()) for m in NAME.finditer(stretch) if is_person(m.group())]


def _medical(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    view = sight.view
    if _ABOUT_A_SUBJECT.match(view.data[end : end + 24]) or _SUBJECT_BEFORE.search(view.before(start, 30)):
        return
    low, high = _sentence(view, start, end)
    sentence = view.data[low:high]
    if _IMPERSONAL.search(sentence) or not _LINKED.search(sentence):
        return
    if _PRONOUN.search(sentence):  # the name may stand in the sentence before
        low = max(0, low - 100)
    kin = sight.kind == "comment" and _RELATION.search(view.data[max(0, start - 200) : end + 100])
    if _names(view, low, high) or (
        kin and (_numbered(sight) or _names(view, max(0, start - 200), min(len(view.data), end + 100)))
    ):
        yield Hit(_DATA, reasons.HEALTH, start, end, comment=Severity.REVIEW)


# --- Custody numbers --------------------------------------------------------------------------------

_NUMBER = (
    r"[a-z]{1,2}-?\d{4,6}|\d{2,3}-\d{2,5}(?:-[a-z])?|\d{3}-\d{2,3}-?[a-z]|\d{2}-?[a-z]-?\d{4}|\d{3}-[a-z]-\d{3}|"
    r"\d-\d{3}-\d{3}|\d{4}-[a-z]|\d{5}-\d{3}|\d{5,8}"
)
_CALLED = (
    r"(?:inmate|offender|resident|prisoner|doc|idoc|cdcr?|tdcj|tdn|reg(?:ister)?|booking|id|interno|interna|"
    r"preso|recluso|num(?:ero)?|"
    r"number|no|n)\.?(?: (?:no|number|num|id|is|es))?[ .:#]{0,3}#?|#"
)
_PLEA = re.compile(
    rb"\b(?:please|por favor|help|ayud|check on|wellness|hasn'?t|not (?:called|calling)|begging|pray|pidan|"
    rb"compart|hungry|sick|hurt|"
    rb"somebody|someone|anyone|llama|nadie)"
)
_FACT = re.compile(
    rb"\b(?:"
    + _CONDITIONS.encode()
    + rb"|positive|meds|medicine|medicina|doctor|mental|sober|clean for|recovery|addict[a-z]*|"
    rb"born|dob|pregnan[a-z]+|infirmary|hospital|child support|custody of|treatment|crisis|family day|daddy|"
    rb"paternity|"
    rb"trauma|abuse[a-z]*|victim|mother is dying|ex-wife|released? .{0,30} (?:to|at|on) [a-z0-9' ]+ (?:avenue|"
    rb"street|st|ave|road|lane))\b"
)


def _numbered(sight: Sight) -> bool:
    """Whether the text holds a custody number in so many words; asked once per view."""
    if "numbered" not in sight.memory:
        sight.memory["numbered"] = _ANY_NUMBER.search(sight.view.data[:4000]) is not None
    return bool(sight.memory["numbered"])


def _custody(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    view = sight.view
    low, high = max(0, start - 220), min(len(view.data), end + 220)
    around = view.data[low:high]
    named = bool(_names(view, max(0, start - 60), min(len(view.data), end + 40)))
    fact = _FACT.search(around)
    plea = sight.kind == "comment" and _PLEA.search(around) and (named or _RELATION.search(around))
    if (fact and (named or _RELATION.search(around) or sight.kind == "comment")) or plea:
        yield Hit(_DATA, reasons.INMATE, start, end, comment=Severity.REVIEW)


_ANY_NUMBER = re.compile(rb"(?:^|[^a-z0-9])(?:" + _CALLED.encode() + rb")(?:" + _NUMBER.encode() + rb")(?:[^a-z0-9]|$)")

CHECKS: tuple[Check, ...] = (
    Check(rf"{BEFORE}({_CONDITIONS}){AFTER}", _medical),
    Check(rf"(?:^|[^{LETTERS}&])(?:{_CALLED})({_NUMBER}){AFTER}", _custody),
)
