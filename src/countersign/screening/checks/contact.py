"""Where a private person lives, told from a venue, an office and a scene of work.

A public office's own address is what the agency lists; anybody else's counts only where words nearby say that it is
a home.
"""

import re
from collections.abc import Iterator

from ..categories import Category
from ..engine import Groups
from ..fold import LETTERS
from ..spelling import AFTER
from . import reasons
from .base import Check, Hit, Sight
from .cues import begins_with, either, ends_with, somewhere
from .numbers import comment_weight
from .people import in_a_row_of_people, named_just_before

_DATA = Category.PERSONAL_DATA

_WAYS = either(
    "st", "street", "ave?", "avenue", "rd", "road", "ln", "lane", "dr", "drive", "ct", "court", "blvd", "boulevard",
    "way", "ter", "terrace", "pl", "place", "cir", "circle", "pkwy", "parkway", "loop", "trail", "trl", "row", "run",
    "hollow", "hwy", "highway", "path", "bend", "grove", "alley", "crossing", "commons", "square", "pike", "cove",
    "ridge",
    "glen", "manor", "heights", "terr", "trace", "pointe?", "vista",
)  # fmt: skip
_NAME = r"[a-z0-9\xf1'.]{1,18}"
_PALABRA = r"(?:[a-z0-9\xf1']{2,18}|[a-z]{1,4}\.|y)"
_FLAT = r"(?:(?:apt|apartment|apto|apartamento|unit|lot|#)\.? ?#?(?:\d[0-9a-z]{0,3}|[a-z])\b|no\.? ?#?\d{1,4}\b)"
_STREET = (
    rf"\d{{1,5}}[a-z]? (?:(?:[nsew]|north|south|east|west)\.? )?{_NAME}(?: {_NAME}){{0,2}} {_WAYS}\b\.?(?:,? ?{_FLAT})?"
)
_CALLE = (
    rf"(?:calle|avenida|av\.|camino|callejon|pasaje|colonia) {_PALABRA}(?: {_PALABRA}){{0,3}},? "
    rf"?(?:#|no\.? ?|numero )?\d{{1,5}}(?:,? ?{_FLAT})?"
)
_WITH_FLAT = rf"\d{{1,5}} {_NAME}(?: {_NAME})?,? (?:apt|apartment|apto)\.? ?#?[0-9a-z]{{1,4}}"
_WITH_ZIP = (
    rf"\d{{1,5}} (?:[nsew]\.? )?{_NAME}(?: {_NAME}){{0,2}},? [a-z]{{3,14}}(?: [a-z]{{3,14}})?,?"
    r"(?: (?:il|illinois))?,? \d{5}"
)
_TOWARDS = rf"\d{{2,5}} (?:[nsew]|north|south|east|west)\.? {_NAME}(?: {_NAME})?"
_IN_A_TOWN = rf"(\d{{2,5}} {_NAME}(?: {_NAME})?)(, {_NAME})"
_RURAL = r"(?:rr|r\.r\.|rural route|hc) ?#?\d{1,3},? box \d{1,4}[a-z]?"
_LIVES = either(
    "lives?", "living", "resid(?:es?|ing)", "stay(?:s|ing)", "sleep(?:s|ing)", "crib", "hid(?:es|ing)",
    "moved in(?:to)?", "viv(?:e|o|en|ira|ia)", "se queda",
)  # fmt: skip
_LIVES_AT = (
    rf"(?:{_LIVES}|address|direccion|domicilio|(?:our|my|his|her|their|mi|su|nuestra) "
    rf"(?:house|place|home|casa|apartment|trailer))(?: [a-z'\xf1]{{1,12}}){{0,4}}[ ,:=]{{1,3}}(?:(?:at|on|in|en|to|"
    rf"la|el|is|=) ?){{0,2}}"
    rf"(\d{{1,5}}[a-z]? (?:[nsew]\.? )?{_NAME}(?: {_NAME})?)"
)

_HOME_BEFORE = somewhere(
    _LIVES, "lived", "resided", "stayed", "home", "house", "place", "address is", "direccion", "domicilio",
    r"(?:his|her|their|my|su|mi) (?:[a-z]+ )?(?:mom|mother|sister|brother|daughter|son|aunt|auntie|parent|dad|grandma|"
    r"place|ex)(?:'?s|s')?",
    "family", "familia", "casa", "wallet", "neighbor", "juror", "sent to (?:her|him|them|me)",
    "mail [a-z' ]{1,20} to me",
    "drop off", "residence", "residing", "residente", "mailing address", "return address", "going home", "return home",
    "(?:will|to|can) live", "landlord", "tenant", "evict(?:ed|ion)", "stepmother", "stepfather", "in-laws?",
    "suegr[oa]",
    "widow", "viud[oa]", "abuel[oa]", "grandmother(?:'s)?", "grandparents?", "mom'?s", "mother'?s", "sister'?s",
    "aunt'?s",
    "brother'?s", "daughter'?s", "son'?s", "fiancee?'?s", "girlfriend'?s", "ex-?wife'?s", "volunteer'?s", "her place",
    "vivienda", "hogar", "departamento", "cuidador", "custodi[oa]", "addressed to", "deliver(?:ed)? to", "placement",
    "home visit", "sponsor", "patrocinador", r"dir\.", r"addr(?:ess)?\.?", "domicil[a-z]*", "dwelling",
    "electronic detention",
    "house arrest", "ankle monitor", "victim", "complainant", "witness", "lady", "paroled", "let him out to",
    "shelter is", "host site",
    "letters home", "where (?:i|he|she|they|we) (?:live|stay|sleep)", "fiador", "pariente", "next of kin",
    "vecin[oa]s?",
    "how we live", "moved (?:to|in)", "released to", "parole site", "mand[a-z]{1,7}", "envi[a-z]{1,7}",
    "condolences?", "pesame", "mail (?:me|him|her|it|the [a-z]+ [a-z]+)", "send (?:me|it|them|the [a-z]+ [a-z]+)",
    "(?:my|our|his|her|their|mi|su|nuestra) (?:new |old |current |home |nueva )?(?:address|direccion|apartment|apto)",
)  # fmt: skip
_HOME_JUST_BEFORE = ends_with(
    "(?:sent|mailed|writing|written|came|coming|signed) from",
    "de parte de",
    "letters home,? to",
    "home to",
    "home is",
    "home of",
    r"(?:my|his|her|their|our) (?:front )?(?:porch|door|yard|driveway)(?: at| on)?",
)
_HOME_AFTER = begins_with(
    r"(?:the |in the |a |casa )?(?:[a-z]+ )?"
    r"(?:house|door|duplex|trailer|siding|shutters|porch|driveway|casa|gate code)\b",
    r"is where\b", r"home\b", r"end unit", r"(?:go |come )?say hi\b", r"knock\b", r"go tell\b", r"visit\b",
)  # fmt: skip
_FLAT_OF_A_HOME = re.compile(rb"\b(?:apt|apartment|apto|apartamento|lot|basement)\.? ?#?[0-9a-z]{1,4}\b")
_ITS_WRITER = re.compile(rb"[^.!?\n]{0,40}\b(?:thx|thanks|gracias|pls|please|ty|por favor)\b")
_VENUE_BEFORE = somewhere(
    "center", "centre", "library", "church", "offices?", "building", "hall", "school", "park", "court", "courthouse",
    "hospital", "clinic", "facility", "headquarters", "college", "university", "gym", "museum", "station", "store",
    "restaurant", "cafe", "bakery", "shop", "stand", "event", "visit us", "located", "held", "venue", "oficina",
    "biblioteca", "centro", "escuela", "iglesia", "room", "market", "fire", "crews", "firefighters", "crash",
    "accident", "construction", "closed", "paving", "water main", "open house", "in-house", "warehouse", "block of",
)  # fmt: skip
_PUBLIC_BEFORE = somewhere(
    "annex", "admin", "lobby", "depot", "garage", "works? at", "agency", "department", "bank", "hotel", "motel", "inn",
    "bus", "shuttle", "intake", "dmv", "consulate", "consulado", "corte", "tribunal", "jail", "prison", "parole",
    "army",
    "shelter", "pantry", "mission", "legal aid", "lawyers?", "attorneys?", "abogad[oa]s?", "tienda", "taqueria",
    "salon",
    "company", "compania", "llc", "inc", "governor", "senator", "director", "warden", "mail must", "legal mail",
    "inmate mail",
    "doors open", "city", "county", "illinois", "meeting", "vigil", "rally", "march", "protest", "fair", "feria",
    "misa",
)  # fmt: skip
_VENUE_AFTER = somewhere(
    "suite",
    "lobby",
    "annex",
    "depot",
    "floor",
    "piso",
    "room",
    "sala",
    "building",
    "edificio",
    "garage",
    "block",
    "doors open",
    "walk in",
    "window",
    "desk",
    "booth",
    "open",
    "abierto",
    r"\d{1,2}(?::\d\d)? ?[ap]\.?m",
)
_NO_STREET = re.compile(
    rb" (?:and|the|in|on|at|to|by|of|from|for|or|a|i|was|is|it|that|with|till|until|hours?|days?|years?|weeks?|months?|"
    rb"minutes?|miles?|people|men|women|guys|officers|inmates|percent|calls?|p\.?m\.?|a\.?m\.?|de|en|y|dollars|will|"
    rb"can|"
    rb"times|units?|beds|pages|block|st|nd|rd|th|than)\b"
)


def _nobodys_venue(sight: Sight, start: int, end: int) -> bool:
    """Whether a street and number in a comment seem to be no office's, shop's or event's: so a home's."""
    view = sight.view
    last = view.data[start:end].rstrip(b".").rfind(b" ")
    return not (
        _NO_STREET.search(view.data[start : start + last])
        or _VENUE_BEFORE.search(view.before(start, 90))
        or _PUBLIC_BEFORE.search(view.before(start, 90))
        or _VENUE_AFTER.search(view.after(end, 40))
    )


def _address(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    address = sight.view.data[start:end]
    if sight.agency.owns_address(address.decode("latin-1")):
        return
    near = sight.view.before(start, 60)
    home = (
        _HOME_AFTER.match(sight.view.after(end, 40))
        or _FLAT_OF_A_HOME.search(address)
        or _HOME_JUST_BEFORE.search(near)
        or (named_just_before(sight.view, start) and not _VENUE_BEFORE.search(sight.view.before(start, 45)))
        or in_a_row_of_people(sight.view, start)
        or (sight.kind == "comment" and _ITS_WRITER.match(sight.view.after(end, 60)))
        or (_HOME_BEFORE.search(near) and not _VENUE_BEFORE.search(near))
        or (sight.kind == "comment" and _nobodys_venue(sight, start, end))
    )
    if home:
        yield Hit(_DATA, reasons.HOME, start, end, comment=comment_weight(sight, start))


def _bare_address(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """Number and name without a kind of street: capitals, and words that say it is a home and nothing else."""
    start = groups[1][0]
    view = sight.view
    words = view.as_given(start, groups[-1][1]).split()
    if not all(word[:1].isupper() for word in words[1:]) or words[-1] in {"Suite", "Floor", "Room", "Building"}:
        return
    near = view.before(start, 60)
    home = _HOME_BEFORE.search(near) or _HOME_JUST_BEFORE.search(near) or named_just_before(view, start)
    if home and not (_VENUE_BEFORE.search(near) or _PUBLIC_BEFORE.search(near)):
        yield from _rural(sight, groups)


def _rural(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """A box on a rural route, where nothing but homes and farms are."""
    start, end = groups[1]
    if not sight.agency.owns_address(sight.view.data[start:end].decode("latin-1")):
        yield Hit(_DATA, reasons.HOME, start, end, comment=comment_weight(sight, start))


def _lives_at(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """A number and a name after *lives at*, where the kind of street is left out: the name is capitalised."""
    start, end = groups[1]
    words = sight.view.as_given(start, end).split()
    if len(words) < 2 or not (words[-1].istitle() or words[1].istitle() or words[1].isdigit()):
        return
    before = sight.view.before(start, 60)
    if _OF_AN_OFFICE.search(before) and _VENUE_AFTER.search(
        sight.view.after(end, 40) or sight.view.data[end : end + 12]
    ):
        return
    if not sight.agency.owns_address(sight.view.data[start:end].decode("latin-1")):
        yield Hit(_DATA, reasons.HOME, start, end, comment=comment_weight(sight, start))


_OF_AN_OFFICE = somewhere("address", "direccion", "domicilio")
_EDGE = rf"(?:^|[^{LETTERS}:-])"

CHECKS: tuple[Check, ...] = (
    Check(rf"{_EDGE}({_STREET})(?:[^{LETTERS}]|$)", _address),
    Check(rf"{_EDGE}({_CALLE}){AFTER}", _address),
    Check(rf"{_EDGE}({_WITH_FLAT}){AFTER}", _address),
    Check(rf"{_EDGE}({_WITH_ZIP}){AFTER}", _address),
    Check(rf"{_EDGE}({_TOWARDS}){AFTER}", _bare_address),
    Check(rf"{_EDGE}{_IN_A_TOWN}{AFTER}", _bare_address),
    Check(rf"{_EDGE}({_RURAL}){AFTER}", _rural),
    Check(rf"{_EDGE}{_LIVES_AT}{AFTER}", _lives_at),
)
