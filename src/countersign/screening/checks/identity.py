"""A child, or the victim of a crime, named so that people can tell who it is.

An agency speaks with pride of its own: an officer *killed in the line of duty* is honoured by name, so a person with a
rank is no victim here.
"""

import re
from collections.abc import Iterator

from ..categories import Category, Severity
from ..engine import Groups
from ..fold import View
from ..spelling import AFTER, BEFORE
from . import reasons
from .base import Check, Hit, Sight
from .people import FULL_NAME, NAME, TITLES, is_person, names

_REACH = 90


def _hit(view: View, at: int, to: int, low: int, high: int) -> Iterator[Hit]:
    """A finding at ``text[at:to]``, looked for between ``low`` and ``high`` of the view."""
    places = [place for place in range(low, high) if at <= view.span(place, place + 1)[0] < to]
    if places:
        yield Hit(Category.PERSONAL_DATA, reasons.MINOR, places[0], places[-1] + 1, comment=Severity.BLOCK)


# --- Children ---------------------------------------------------------------------------------------

_NAME_THEN_AGE = re.compile(
    r"(?:^|[\s“\"(])("
    + NAME.pattern
    + r")(?:,| \(|(?= aged? | edad ))(?: (?:age|aged|edad|he['’]s|she['’]s|then|now|only|just|who is|is|"
    r"de))? ?$"
)
_IS_NAME = re.compile(r"\b(?:is|was|es|era|are)(?: a)? (" + NAME.pattern + r")")
_COUNTED = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_YOUNG = rf"(?:(?:1[0-7]|[1-9]|{_COUNTED})[ -](?:years?|yrs?|yo|months?)[ -]?(?:old)?|(?:1[0-7]|[1-9]) ?(?:yo|y/o))"
_CHILD_THEN_NAME = re.compile(
    rf"(?:\b(?:newborn|infant|toddler|la pequeña|el pequeño|niña|niño|la bebé|el bebé|la menor|el menor|"
    rf"(?i:{_YOUNG})(?: (?:son|daughter|girl|boy|nephew|niece|grandson|granddaughter))?|"
    rf"(?:[1-9]|1[0-2])(?:st|nd|rd|th)[ -]grader|kindergartner|(?:high )?school student|freshman|"
    rf"sophomore),? (?:named )?)"
    rf"({FULL_NAME.pattern})"
)
_RELATED_CHILD = re.compile(
    r"\b(?:son|daughter|grandson|granddaughter|nephew|niece|kid|child|girl|boy|baby|grandbaby|hij[oa]|niet[oa]|"
    r"sobrin[oa]|"
    r"niñ[oa])"
    rf",? ({FULL_NAME.pattern})"
)
_SCHOOL = re.compile(
    rb"\b(?:(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) grade(?:r)?|"
    rb"kindergarten|preschool|daycare|elementary|elem|middle school|junior high|high school|day care|kinder|primaria|"
    rb"secundaria|preparatoria|guarderia|(?:\d|primer|segundo|tercer|cuarto|quinto|sexto)o? grado|foster care|newborn|"
    rb"turns? (?:\d|1[0-7])|cumple (?:\d|1[0-7]))\b"
)
_NOT_CALLED_MINOR = re.compile(rb"^ (?:injur|delay|chang|repair|issue|problem|correct|league|in |damage|crash|us)")


def _aged(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """First and last name, a comma or bracket, an age below eighteen."""
    start, _ = groups[1]
    view = sight.view
    first, _ = view.span(*groups[1])
    match = _NAME_THEN_AGE.search(view.text[max(0, first - 60) : first])
    if match and is_person(match.group(1)):
        length = first - (max(0, first - 60) + match.start(1))
        yield Hit(Category.PERSONAL_DATA, reasons.MINOR, start - length, groups[1][1], comment=Severity.BLOCK)


def _child(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """*My 13 year old Camden Huxtable*; *his daughter Kaylee Brandvold goes to fourth grade*."""
    start, end = groups[1]
    view = sight.view
    first, past = view.span(start, end)
    stretch = view.text[first : past + 60]
    called = _CHILD_THEN_NAME.match(stretch)
    if called is None:
        called = _RELATED_CHILD.match(stretch)
        if called is None or not _SCHOOL.search(view.data[start : end + 140]):
            return
    if is_person(called.group(1)):
        yield from _hit(view, first + called.start(1), first + called.end(1), start, min(len(view.data), end + 120))


_NO_AGE = re.compile(
    rb"[/%$-]|[,:]\d| (?:[ap]\.?m\b|percent|miles|points|games|of\b|in\b|feet|weeks|months|hours|minutes|days|times|"
    rb"people|or\b|to\b)"
)
_STOP = re.compile(rb"[.!?\n](?=[ \n])")


def _clause(view: View, start: int, end: int) -> tuple[int, int]:
    """The stretch around a candidate within its sentence, at most 80 bytes before and 50 after."""
    low, high = max(0, start - 80), min(len(view.data), end + 50)
    for stop in _STOP.finditer(view.data, low, start):
        low = stop.end()
    stop_after = _STOP.search(view.data, end, high)
    return low, stop_after.start() if stop_after else high


def _called_minor(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """*In re Tobias Wren, a minor*; a name in the sentence that speaks of a juvenile."""
    start, end = groups[1]
    view = sight.view
    if _NOT_CALLED_MINOR.match(view.data[end : end + 12]):
        return
    if _NO_AGE.match(view.data, end):
        return
    low, high = _clause(view, start, end)
    near = [found for found in names(view, low, high) if FULL_NAME.fullmatch(found[2]) and not _RANKED.match(found[2])]
    if near:
        at, to, _ = min(near, key=lambda found: abs(found[0] - view.span(start, end)[0]))
        yield from _hit(view, at, to, low, high)


# --- Victims ----------------------------------------------------------------------------------------

_WHO = re.compile(
    rb"\b(?:girl|boy|woman|kid|child|teen|victim|jane doe|john doe|muchach[oa]|ni\xf1[oa]|chic[oa]|informant|"
    rb"witness|patient|who died|one who)\b"
)
_NAMED_HERE = FULL_NAME.pattern
_HARM_EN = (
    r"(?:was |were |got |been |being |is )?(?:brutally |sexually |violently )?(?:killed|murdered|stabbed|raped|"
    r"assaulted|"
    r"molested|abused|beaten|strangled|robbed|shot|attacked|kidnapped|trafficked|victimized)"
)
_HARM_ES = (
    r"(?:fue |ha sido |la |lo )?(?:asesinad[oa]|violad[oa]|apuñalad[oa]|golpead[oa]|secuestrad[oa]|abusad[oa]|"
    r"agredid[oa]|"
    r"asesinaron|violaron|mataron|apuñalaron|golpearon|secuestraron|agredieron)"
)
_HARMED = re.compile(
    rf"(?P<a>{_NAMED_HERE})(?:, \d{{1,3}},)?,? (?:who |whom |que |quien |quien fue )?(?:{_HARM_EN}|{_HARM_ES})|"
    rf"(?P<g>{_NAMED_HERE})(?:, [^.!?\n,]{{3,40}},)?,? (?:whose (?:ex-?)?[a-z]+ (?:stabbed|shot|beat|raped|choked|"
    rf"attacked)|"
    rf"[^.!?\n]{{0,40}}\bhow she survived|(?:says|said) (?:she|he) was|cuyo [a-z]+ la )|"
    rf"(?:[Jj]ustice for|[Jj]usticia para|victim named|víctima de nombre) (?P<h>{_NAMED_HERE})|"
    rf"(?:(?:he|she|that man|who|you|they) (?:beat|shot|choked|hit|hurt)|[Nn]ame (?:is|was)|"
    rf"order of protection (?:for|names)) "
    rf"(?P<j>{_NAMED_HERE})|(?P<k>{_NAMED_HERE}), (?:the|a) (?:wo)?man (?:he|she|who was) (?:shot|stabbed|beat|raped)|"
    rf"(?P<i>{_NAMED_HERE})'s (?:murder|rape|rapist|killer|murderer|death at|attacker|assault)|"
    rf"(?P<b>{_NAMED_HERE}),? (?:who |que |quien )?(?:survived|sobrevivi[óo]|testified (?:that|about|against)|"
    rf"declar[óo] (?:que|contra))|"
    rf"(?:victims?|víctimas?|survivors?|sobrevivientes?|complainant|denunciante)(?:'s name)?(?:,| is| was| es| fue|:)? "
    rf"(?:named |llamad[oa] |identified as |Ms\. |Mr\. |Mrs\. |señora |señor )?(?P<c>{_NAMED_HERE})|"
    rf"(?:killed|killing|murdered|murdering|murder of|murders of|stabbed|stabbing|raped|raping|rape of|assaulted|"
    rf"assaulting|assault (?:of|on)|molested|molesting|abused|abusing|abuse of|strangled|strangling|shot|shooting of|"
    rf"attacked|attacking|attack on|beating|kidnapped|kidnapping|asesinato de|asesinó a|mató a|violó a|violación de|"
    rf"abusar de|abusó de|abuso de|apuñaló a|golpeó a|homicidio de|agresión contra|ataque contra|ataque a) "
    rf"(?:his |her |my |their |su |mi |el |la )?(?:ex-?wife |wife |girlfriend |daughter |son |sister |brother |mother |"
    rf"father |cousin |uncle |aunt |nephew |niece |friend |neighbor |husband |boyfriend |a |an |hermano |hermana |"
    rf"primo |"
    rf"prima |hijo |hija |tío |tía |padre |madre |esposo |esposa |amigo |amiga |señora |señor |joven |Ms\. |Mr\. |"
    rf"Mrs\. )*(?P<d>{_NAMED_HERE})|"
    rf"(?:allegation|accusation|complaint|report|acusación|denuncia)(?: was| fue)? (?:made|filed|brought|raised|hecha|"
    rf"presentada|interpuesta) (?:by|por) (?:resident |inmate |la |el |residente |interna |"
    rf"interno )*(?P<e>{_NAMED_HERE})|"
    rf"(?:I am|I'm|[Mm]y name is|[Ss]oy|[Mm]e llamo) (?P<f>{_NAMED_HERE})[,.;]? (?:and |y )?(?:[Hh]e|his|she|they|"
    rf"él|me|este|"
    rf"that man|the man|ese hombre) (?:broke|beat|stabbed|raped|shot|attacked|assaulted|abused|hit|choked|strangled|"
    rf"molested|tried to kill|golpeó|violó|apuñaló|atacó|disparó|rompió|agredió)"
)
_OWN_RANKS = re.compile(
    r"(?:Officer|Sgt|Sergeant|Lt|Lieutenant|Capt|Captain|Deputy|Trooper|Detective|Warden|Director|Chief|CO|Agent|"
    r"Superintendent|Counselor|Correctional|Oficial|oficial|Sargento|sargento|agente|Saint|St|Dr)\.? $"
)
_RANKED = re.compile(rf"{TITLES} |(?:Colonel|General|Major|Patrolman|Agent|Correctional) ")
_LAWS = re.compile(r" (?:Act|Law|Fund|Scholarship|Memorial|Award|Foundation|Center|Park|Street)\b")


def _harmed(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """A first and last name said to have been hurt, or to have accused somebody of it."""
    start, end = groups[1]
    view = sight.view
    low, high = max(0, start - 60), min(len(view.data), end + 90)
    first, past = view.span(low, high)
    middle, _ = view.span(start, end)
    for match in _HARMED.finditer(view.text, first, min(past, first + 400)):
        if not match.start() <= middle <= match.end() + 1:
            continue
        at, to = match.span(match.lastgroup or 0)
        named = view.text[at:to]
        if (
            is_person(named)
            and not _RANKED.match(named)
            and not _OWN_RANKS.search(view.text[max(0, at - 16) : at])
            and not _LAWS.match(view.text, to)
        ):
            yield from _hit(view, at, to, low, high)


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
    r"victim|juvenile|shooting|went to prison for|did (?:it|this|that) to|locked up for|"
    r"case|bus fight|attack(?:ed)?|informant|witness"
)
_HARM_WORDS = (
    r"killed|killing|murder(?:ed|ing|s)?|stabb(?:ed|ing)|rap(?:ed|ing|e)|assault(?:ed|ing)?|molest(?:ed|ing)|"
    r"abus(?:ed|ing|e)|beat(?:en|ing)?|strangl(?:ed|ing)|robbed|shot|shooting|attack(?:ed|ing)?|kidnapp(?:ed|ing)|"
    r"trafficked|victimized|survived|testified|victims?|survivors?|complainant|broke|choked|hit|"
    r"justice for|order of protection|justicia para|kill|allegation|accusation|complaint|asesin(?:ad[oa]|aron|ato|"
    r"o)|viol(?:ad[oa]|aron|o|acion)|apu\xf1al(?:ad[oa]|aron|o)|"
    r"golpe(?:ad[oa]|aron|o)|secuestr(?:ad[oa]|aron)|abus(?:ad[oa]|ar|o)|agred(?:id[oa]|ieron|io)|mat(?:aron|o)|"
    r"victimas?|"
    r"sobreviv(?:io|ientes?)|denunci(?:ante|a)|muerte|homicidio|acusacion|ataque|ataco|declaro|rompio"
)
_CHILD_WORDS = (
    r"newborn|baby|infant|toddler|grandbaby|la peque\xf1a|el peque\xf1o|ni\xf1[oa]|la bebe|el bebe|la menor|el menor|"
    rf"(?:1[0-7]|[1-9]|{_COUNTED})[ -](?:years?|yrs?|yo|months?)[ -]?(?:old)?|(?:1[0-7]|[1-9]) ?(?:yo|y/o)|"
    r"(?:[1-9]|1[0-2])(?:st|nd|rd|th)[ -]grader|kindergartner|(?:high )?school student|freshman|sophomore|"
    r"son|daughter|grandson|granddaughter|nephew|niece|kid|child|girl|boy|hij[oa]|niet[oa]|sobrin[oa]"
)
_MINOR_WORDS = (
    r"a minor|(?:is|only|just turned|turns) (?:only |just )?(?:1[0-7]|[4-9])(?: years old)?|"
    r"(?:a |an |in )?(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth)[ -]grade(?:r)?|"
    r"minors?'?s? name|juvenile|youth (?:center|detention)|juvenil(?:es)?|menor de edad|foster child|"
    r"ward of the state"
)
CHECKS: tuple[Check, ...] = (
    Check(
        r"(?:,| \(|\b(?:age|aged|edad|de|is|s|just|only|then|now)) ?(1[0-7]|[4-9])(?:[,.)!;:]| yrs? old|"
        r" years? old| a\xf1os|$)",
        _aged,
    ),
    Check(rf"{BEFORE}({_CHILD_WORDS}){AFTER}", _child),
    Check(rf"{BEFORE}({_MINOR_WORDS}){AFTER}", _called_minor),
    Check(rf"{BEFORE}({_HARM_WORDS}){AFTER}", _harmed),
    Check(rf"{BEFORE}({_OFFENCE}){AFTER}", _victim),
)
