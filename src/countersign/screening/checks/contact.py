"""Where a private person can be reached: home address, private phone, private e-mail.

A public office's own data is what the agency lists; anybody else's counts only where words nearby say
that it is a home or a person's own.
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
from .people import named_just_before

_DATA = Category.PERSONAL_DATA
_NOT_DIGIT = re.compile(rb"[^0-9]")

# --- Phone ------------------------------------------------------------------------------------------

_OWN = either("my", "his", "her", "their", "own", "personal", "private", "su", "sus", "mi", "tu")
_DEVICE = either(
    "cell(?: ?phone)?", "phone", "number", "mobile", "digits", "cel(?:ular)?", "telefono", "whatsapp", "landline"
)
_OWN_DEVICE = rf"{_OWN} (?:[a-z]+ )?{_DEVICE}(?: personal)?"
_LEADS_TO = r"(?:[ ,:]+(?:number|is|at|es|al|a|on|en|still|only))*"

_PRIVATE_BEFORE = ends_with(
    _OWN_DEVICE + _LEADS_TO,
    r"(?:home|house|personal|private) (?:phone|line|number|cell|mobile)" + _LEADS_TO,
    r"(?:cell|cel|celular|home|casa)" + _LEADS_TO,
    r"(?:call|text|phone|ring|reach)(?:ed|ing)? (?:him|her)" + _LEADS_TO,
)
_PRIVATE_NEAR = somewhere(
    r"(?:call|text|reach|try|phone|ring|him|her)(?: [a-z]+){0,3} at home",
    r"(?:his|her|their) own (?:cell|phone)",
    r"(?:personal|private|home) (?:cell|cell ?phone|phone|number)",
    r"celular(?: personal)?",
    r"(?:llam|marqu|escrib|habl|text)[a-z]{1,5}me",
    r"(?:she|he|wife|husband|lady|mother|ella) (?:answers|contesta)(?: at)?",
    r"staff roster",
)
_PRIVATE_AFTER = begins_with(
    rf"(?:that'?s |it'?s |which is |es |that is |is )*"
    rf"{_OWN} (?:own |personal |private )?(?:{_DEVICE}|personal|private)",
    r"(?:that'?s )?(?:her|his) own",
    "personal",
    "any hour",
    r"(?:call|text) me",
    r"cell\b",
    r"after (?:he|she|ten|nine)\b",
    r"(?:he|she) (?:picks up|answers|hates|doesn'?t mind)",
)
_REACH_ME = somewhere(r"(?:call|text|reach|phone|ring) me", "i'?m at")
_OFFICE = somewhere(
    "office", "hot ?line", "tip ?line", "help ?line", "crisis line", "main (?:line|number)", "desk", "dispatch",
    "switchboard", "toll.free", "oficina", "linea", "control", "unit's", "department'?s?", "county's", "clinic'?s?",
    "district'?s?", "records", "hospital", "school", "extension",
)  # fmt: skip
_SURELY_PRIVATE = somewhere(
    "(?:personal|private|own|home|house) (?:cell|phone|number|line|mobile)", "at home", "personal", "celular",
    "(?:her|his|su|mi|my) (?:own )?(?:cell|cel)", "(?:call|text) me",
)  # fmt: skip
_SPEAKS_FOR_OFFICE = somewhere(
    "contacts?", "media", "press", "questions?", "inquir(?:y|ies)", "info(?:rmation)?", "rsvp", "regist(?:er|ration)",
    "appointments?", "call", "pio", "warden", "director", "chief", "sheriff", "superintendent", "coordinator",
    "chaplain", "librarian", "clerk", "spokes[a-z]+", "officer", "preguntas", "contacto", "informes",
)  # fmt: skip
_TOLL_FREE = re.compile(r"1?8(?:00|33|44|55|66|77|88)\d{7}")
_SPOKEN = {
    word: digit
    for digit, spellings in enumerate(
        ("zero oh cero", "one uno", "two dos", "three tres", "four cuatro", "five cinco", "six seis", "seven siete",
         "eight ocho", "nine nueve")
    )
    for word in spellings.split()
}  # fmt: skip


def _digits(given: bytes) -> str:
    if re.search(rb"[a-z]{3}", given):
        return "".join(str(_SPOKEN[w]) for w in re.findall(r"[a-z]+", given.decode("latin-1")) if w in _SPOKEN)
    return _NOT_DIGIT.sub(b"", given).decode()


def _phone(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    view = sight.view
    digits = _digits(view.data[start:end])
    if not 7 <= len(digits) <= 11 or _TOLL_FREE.fullmatch(digits) or sight.agency.owns_phone(digits):
        return
    near = view.before(start, 60)
    private = _PRIVATE_BEFORE.search(near) or _PRIVATE_NEAR.search(near) or _PRIVATE_AFTER.match(view.after(end, 40))
    if not private and sight.kind == "comment":  # an official says *call me* of a desk, a citizen of a pocket
        private = _REACH_ME.search(near)
    if private:
        if _OFFICE.search(near) and not _SURELY_PRIVATE.search(near + view.after(end, 40)):
            return
    elif not named_just_before(view, start) or _SPEAKS_FOR_OFFICE.search(near):
        return
    yield Hit(_DATA, reasons.PHONE, start, end, comment=comment_weight(sight, start))


# --- E-mail -----------------------------------------------------------------------------------------

_FREE_MAIL = re.compile(
    rb"@(?:gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|mac|aol|proton|protonmail|pm|gmx|mail|zoho|"
    rb"comcast|verizon|sbcglobal|bellsouth|cox|charter|att|earthlink|juno)\.[a-z.]{2,8}$"
)
_OWN_MAIL = somewhere(
    rf"{_OWN} (?:[a-z]+ )?(?:e-?mail|correo)(?: address)?",
    r"(?:e-?mail|escriban?)(?: to)? (?:me|him|her|it to me|me (?:the|a) [a-z]+)",
    r"(?:note|letter|message) came from",
)
_PUBLIC_DOMAIN = re.compile(rb"\.(?:gov|mil|edu|us)(?:\.[a-z]{2})?$")


def _email(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    address = sight.view.data[start:end]
    if sight.agency.owns_email(address.decode("latin-1")) or _PUBLIC_DOMAIN.search(address):
        return
    if _FREE_MAIL.search(address) or _OWN_MAIL.search(sight.view.before(start, 60)):
        yield Hit(_DATA, reasons.EMAIL, start, end)


# --- Home address -----------------------------------------------------------------------------------

_WAYS = either(
    "st", "street", "ave?", "avenue", "rd", "road", "ln", "lane", "dr", "drive", "ct", "court", "blvd", "boulevard",
    "way", "ter", "terrace", "pl", "place", "cir", "circle", "pkwy", "parkway", "loop", "trail", "trl", "row", "run",
    "hollow", "hwy", "highway", "path", "bend", "grove", "alley", "crossing", "commons", "square",
)  # fmt: skip
_NAME = r"[a-z0-9\xf1'.]{1,18}"
_FLAT = r"(?:apt|apartment|apto|apartamento|unit|lot|no|#)\.? ?#?[0-9a-z]{1,4}"
_STREET = (
    rf"\d{{1,5}}[a-z]? (?:(?:[nsew]|north|south|east|west)\.? )?{_NAME}(?: {_NAME}){{0,2}} {_WAYS}\b\.?(?:,? ?{_FLAT})?"
)
_CALLE = (
    rf"(?:calle|avenida|av\.|camino|callejon|pasaje|colonia) {_NAME}(?: {_NAME}){{0,2}},? "
    rf"?(?:#|no\.? ?|numero )?\d{{1,5}}(?:,? ?{_FLAT})?"
)
_WITH_FLAT = rf"\d{{1,5}} {_NAME}(?: {_NAME})?,? (?:apt|apartment|apto)\.? ?#?[0-9a-z]{{1,4}}"
_LIVES = either(
    "lives?", "living", "resid(?:es?|ing)", "stay(?:s|ing)", "sleep(?:s|ing)", "crib", "hid(?:es|ing)",
    "moved in(?:to)?", "viv(?:e|o|en|ira|ia)", "se queda",
)  # fmt: skip
_LIVES_AT = (
    rf"{_LIVES}(?: [a-z'\xf1]{{1,12}}){{0,4}}[ ,:=]{{1,3}}(?:(?:at|on|in|en|to|la|el|is|=) ?){{0,2}}"
    rf"(\d{{1,5}}[a-z]? {_NAME}(?: {_NAME})?)"
)

_HOME_BEFORE = somewhere(
    _LIVES, "lived", "resided", "stayed", "home", "house", "place", "address is", "direccion", "domicilio",
    r"(?:his|her|their|my|su|mi) (?:[a-z]+ )?(?:mom|mother|sister|brother|daughter|son|aunt|auntie|parent|dad|grandma|"
    r"place|ex)(?:'?s|s')?",
    "family", "familia", "casa", "wallet", "neighbor", "juror", "sent to (?:her|him|them|me)",
    "mail [a-z' ]{1,20} to me",
    "drop off", "residence", "lady", "paroled", "let him out to", "shelter is",
)  # fmt: skip
_HOME_AFTER = begins_with(
    r"(?:the |in the |a |casa )?(?:[a-z]+ )?"
    r"(?:house|door|duplex|trailer|siding|shutters|porch|driveway|casa|gate code)\b",
    r"is where\b", r"home\b", r"end unit", r"(?:go |come )?say hi\b", r"knock\b", r"go tell\b", r"visit\b",
)  # fmt: skip
_ENDS_IN_FLAT = re.compile(rb"(?:apt|apartment|apto|apartamento|lot)\.? ?#?[0-9a-z]{1,4}$")
_VENUE_BEFORE = somewhere(
    "center", "centre", "library", "church", "offices?", "building", "hall", "school", "park", "court", "courthouse",
    "hospital", "clinic", "facility", "headquarters", "college", "university", "gym", "museum", "station", "store",
    "restaurant", "cafe", "bakery", "shop", "stand", "event", "visit us", "located", "held", "venue", "oficina",
    "biblioteca", "centro", "escuela", "iglesia", "room", "market", "fire", "crews", "firefighters", "crash",
    "accident", "construction", "closed", "paving", "water main", "open house", "in-house", "warehouse", "block of",
)  # fmt: skip


def _address(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    address = sight.view.data[start:end]
    if sight.agency.owns_address(address.decode("latin-1")):
        return
    near = sight.view.before(start, 60)
    home = (
        _HOME_AFTER.match(sight.view.after(end, 40))
        or _ENDS_IN_FLAT.search(address)
        or named_just_before(sight.view, start)
        or (_HOME_BEFORE.search(near) and not _VENUE_BEFORE.search(near))
    )
    if home:
        yield Hit(_DATA, reasons.HOME, start, end, comment=comment_weight(sight, start))


def _lives_at(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """A number and a name after *lives at*, where the kind of street is left out: the name is capitalised."""
    start, end = groups[1]
    words = sight.view.as_given(start, end).split()
    if len(words) < 2 or not (words[1].istitle() or words[1].isdigit()):
        return
    if not sight.agency.owns_address(sight.view.data[start:end].decode("latin-1")):
        yield Hit(_DATA, reasons.HOME, start, end, comment=comment_weight(sight, start))


_ANY_DIGIT_WORD = either(*_SPOKEN)
_EDGE = rf"(?:^|[^{LETTERS}:-])"
_MAILBOX = r"[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,4}"

CHECKS: tuple[Check, ...] = (
    Check(
        r"(?:^|[^a-z0-9.#$-])((?:\+?1[ .-]?)?(?:\(\d{3}\)[ .-]{0,2}|\d{3}[ .-]{1,2})?\d{3}[ .-]\d{4})"
        r"(?:[^a-z0-9-]|-[^0-9]|$)",
        _phone,
    ),
    Check(rf"(?:^|[^{LETTERS}-])(\d{{10}}){AFTER}", _phone),
    Check(rf"{_EDGE}((?:{_ANY_DIGIT_WORD}[ ,-]{{1,3}}){{6,9}}{_ANY_DIGIT_WORD}){AFTER}", _phone),
    Check(rf"(?:^|[^a-z0-9._+-])({_MAILBOX})(?:[^a-z0-9]|$)", _email),
    Check(rf"{_EDGE}({_STREET})(?:[^{LETTERS}]|$)", _address),
    Check(rf"{_EDGE}({_CALLE}){AFTER}", _address),
    Check(rf"{_EDGE}({_WITH_FLAT}){AFTER}", _address),
    Check(rf"{_EDGE}{_LIVES_AT}{AFTER}", _lives_at),
)
