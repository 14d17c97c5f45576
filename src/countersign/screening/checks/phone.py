"""A private person's phone, told from an office's and a shop's.

An agency publishes offices' numbers, so in a draft a number counts only where words nearby say whose pocket it is in.
In a comment people leave their own, so there a number counts unless words nearby say that it is an office or a trade.
"""

import re
from collections.abc import Iterator

from ..categories import Category
from ..engine import Groups
from ..fold import LETTERS, View
from ..spelling import AFTER
from . import reasons
from .base import Check, Hit, Sight
from .cues import begins_with, either, ends_with, somewhere
from .numbers import comment_weight
from .people import in_a_row_of_people, named_just_before

_NOT_DIGIT = re.compile(rb"[^0-9]")

_OWN = either("my", "his", "her", "their", "own", "personal", "private", "su", "sus", "mi", "tu", r"[a-z]{2,12}'s")
_DEVICE = either(
    "cell(?: ?phone)?", "phone", "number", "num", "mobile", "digits", "cel(?:ular)?", "tel(?:efono)?", "whatsapp",
    "landline", "#", "numero",
)  # fmt: skip
_OWN_DEVICE = rf"{_OWN} (?:own |personal |private |new )?{_DEVICE}(?: personal)?"
_LEADS_TO = r"(?:[ ,:]+(?:number|num|no|is|at|es|el|al|a|on|en|still|only|now))*"

_PRIVATE_BEFORE = ends_with(
    _OWN_DEVICE + _LEADS_TO,
    r"(?:home|house|personal|private) (?:phone|line|number|cell|mobile)" + _LEADS_TO,
    r"(?:cell|cel|celular|home|casa|landline|el mio)" + _LEADS_TO,
    r"(?:call|text|phone|ring|reach)(?:ed|ing)? (?:him|her)" + _LEADS_TO,
)
_PRIVATE_NEAR = somewhere(
    r"(?:call|text|reach|try|phone|ring|him|her)(?: [a-z]+){0,3} at home",
    r"(?:his|her|their|[a-z]{2,12}'s) own (?:cell|phone)",
    r"(?:personal|private|home) (?:cell|cell ?phone|phone|number)",
    r"celular(?: personal)?",
    r"(?:llam|marqu|escrib|habl|text|mand)[a-z]{1,5}me",
    r"(?:she|he|wife|husband|lady|mother|ella) (?:answers|contesta)(?: at)?",
    r"staff roster",
    "emergency contact",
    "contacto de emergencia",
    "next of kin",
    r"(?:mrs|ms|sra|senora|do\xf1a|don)\.? [a-z]{2,14}(?: [a-z]{2,14})?'?s?(?: personal| home)? (?:cell|phone|"
    r"number|cel|celular)",
    r"(?:call|text|reach|ring|llame|marque|escriba) (?:a )?(?:mrs|sra|senora|do\xf1a|"
    r"don)\.?(?: [a-z]{2,14}){1,3}(?: (?:at|al))?",
    r"(?:juror|jurado|witness|testigo|donor|donante|host|fiador|caretaker|landlord|neighbou?r|tenant)(?:'s)?"
    r"(?:,? (?:is |es |[a-z]+[., ]+){0,4}(?:at|al|on|is|es|tel\.?|cell|phone|number))",
    r"(?:widow|viud[oa]|wife|husband|espos[oa]|mother|mom|madre|mama|father|padre|papa|sister|brother|herman[oa]|"
    r"daughter|hij[oa]|son|aunt|tia|grandmother|abuela|girlfriend|novia|neighbor|vecin[oa]|next of kin|"
    r"emergency contact)(?:,? (?:is |es |[a-z]+[., ]+){0,4}(?:at|al|on|is|es|tel\.?|cell|phone|number))",
)
_PRIVATE_AFTER = begins_with(
    rf"(?:that'?s |it'?s |which is |es |that is |is )*"
    rf"{_OWN} (?:own |personal |private )?(?:{_DEVICE}|personal|private|home|house|casa)\b",
    r"(?:that'?s )?(?:her|his) own",
    "personal",
    r"home\b",
    r"casa\b",
    r"de su casa",
    "any hour",
    r"(?:call|text) me",
    r"cell\b",
    r"after (?:he|she|ten|nine|six|five)\b",
    r"(?:he|she) (?:picks up|answers|hates|doesn'?t mind)",
    r"ok(?:ay)? to (?:call|text)",
)
_OFFICE = somewhere(
    "office", "hot ?line", "tip ?line", "help ?line", "crisis line", "main (?:line|number)", "desk", "dispatch",
    "switchboard", "toll.free", "oficina", "linea", "control", "unit's", "department'?s?", "county's", "clinic'?s?",
    "district'?s?", "records", "hospital", "school", "extension", "public information",
)  # fmt: skip
_SURELY_PRIVATE = somewhere(
    "(?:personal|private|own|home|house) (?:cell|phone|number|line|mobile)", "at home", "personal", "celular",
    "(?:her|his|su|mi|my) (?:own )?(?:cell|cel|number|numero|phone)", "(?:call|text) me", "landline", r"[a-z]+'s cell",
    "su casa", "emergency contact", "contacto de emergencia", "next of kin",
)  # fmt: skip
_SPEAKS_FOR_OFFICE = somewhere(
    "contacts?", "media", "press", "questions?", "inquir(?:y|ies)", "info(?:rmation)?", "rsvp", "regist(?:er|ration)",
    "appointments?", "call", "pio", "warden", "director", "chief", "sheriff", "superintendent", "coordinator",
    "chaplain", "librarian", "clerk", "spokes[a-z]+", "officer", "preguntas", "contacto", "informes", "reservations",
)  # fmt: skip
_TRADE = somewhere(
    # An office, a line for everybody, a firm: whose number anybody may know.
    "offices?", "media", "press", "pio", "rsvp", "inquir(?:y|ies)", "hot ?line", "tip ?line", "help ?line", "crisis",
    "suicide", "main", "desk", "dispatch", "switchboard",
    "toll.free", "oficina", "linea", "department", "depto?", "dept", "county", "condado", "clinic", "clinica",
    "hospital",
    "school", "escuela", "district", "records", "extension", "ext", "fax", "studio", "station", "radio", "senator",
    "senador[a]?", "representative", "rep", "diputad[oa]", "governor", "gobernador[a]?", "mayor", "alcald[ei]a?",
    "congress[a-z]*", "consulado", "consulate", "embassy", "court", "clerk", "corte", "tribunal", "agency", "bureau",
    "commission", "inc", "llc", "co", "corp", "company", "compania", "motors?", "auto", "tires?", "llantas", "dental",
    "dentista", "dentist", "dentures", "inn", "motel", "hotel", "bail", "bonds?", "fianzas?", "loans?", "prestamos?",
    "law firm", "attorneys?", "abogad[oa]s?", "lawyers?", "legal", "salon", "barber", "restaurant", "cafe", "pizza",
    "taqueria", "bakery", "panaderia", "plumb[a-z]+", "roofing", "hvac", "electric", "cleaning", "landscap[a-z]+",
    "taxi", "cab", "shuttle", "limo", "towing", "insurance", "seguros", "realty", "realtor", "rentals?", "storage",
    "gym", "pharmacy", "farmacia", "church", "iglesia", "parish", "shelter", "food bank", "pantry", "library",
    "warden", "superintendent", "facility", "prison", "jail", "unit", "visitation", "center", "centro", "idoc", "doc",
    "gtl", "securus", "viapath", "jpay", "global ?tel", "customer (?:service|support)", "support line", "dial.?in",
    "pin",
    "press \\d", "option \\d", "opcion \\d", "oprima", "walk.?ins?", "free (?:quote|estimate|consult[a-z]*)", "quotes?",
    "estimates?", "discount", "\\d ?% off", "sale", "deals?", "order", "hiring", "financing", "credit", "cash",
    "guaranteed?", "licensed", "se habla", "sin aval", "customers?", "appointments?", "citas?", "open (?:daily|\\d)",
    "staff", "patients?", "questions?", "visitors?", "library", "bufete", "asociados", "gratis", "notaria",
    "precios?", "se (?:hacen|limpian|venden|vende|renta|rentan)", "garantia",
    "presupuesto", "techos", "yardas", "delivery", "agent", "agente", "payments", "pagos", "down", "installs?",
    "cheapest",
    "crime ?stoppers", "report", "denuncie", "free rides?", "volunteers?", "ministry",
    "your (?:own )?(?:sign|number|line)",
    "nobody answers", "no(?:body|n?adie)? contestan?", "(?:i|we|she|he) (?:have )?(?:called|dialed|tried)", "llame a",
    "marque",
    "ward phone", "call (?:the|your)", "number on", "save the number", "promocion", "shop", "tienda", "services?",
    "servicios?", "nonprofit", "foundation", "fundacion", "association", "asociacion", "ombudsman", "parole",
    "probation", "inspector", "prea", "ombuds", "hearing", "conference",
)  # fmt: skip
_DEFINITELY_MINE = somewhere(
    r"(?:my|mi) (?:own |personal |cell |new )?" + _DEVICE, "el mio",
    "(?:call|text|ring|reach|hit|phone|contact) me(?: back)?",
    "i'?m at", r"(?:llam|marqu|escrib|habl|mand|contact)[a-z]{1,5}me", "soy", "atte", "wife", "husband", "his mother",
)  # fmt: skip
_TOLL_FREE = re.compile(r"1?8(?:00|33|44|55|66|77|88)\d{7}")
_SPOKEN = {
    word: digits
    for digits, spellings in (
        ("0", "zero oh cero"), ("1", "one uno"), ("2", "two dos"), ("3", "three tres"), ("4", "four cuatro"),
        ("5", "five cinco"), ("6", "six seis"), ("7", "seven siete"), ("8", "eight ocho"), ("9", "nine nueve"),
        ("10", "ten diez"), ("11", "eleven once"), ("12", "twelve doce"), ("13", "thirteen trece"),
        ("14", "fourteen catorce"), ("15", "fifteen quince"), ("16", "sixteen dieciseis"),
        ("17", "seventeen diecisiete"), ("18", "eighteen dieciocho"), ("19", "nineteen diecinueve"),
        ("20", "twenty veinte"), ("30", "thirty treinta"), ("40", "forty cuarenta"), ("50", "fifty cincuenta"),
        ("60", "sixty sesenta"), ("70", "seventy setenta"), ("80", "eighty ochenta"), ("90", "ninety noventa"),
    )
    for word in spellings.split()
}  # fmt: skip
_TENS = re.compile(r"([2-9])0(?: y |[ -])([1-9])(?!\d)")


def _digits(given: bytes) -> str:
    """The digits of a number, spelled out or not: *noventa y dos* is 92."""
    if re.search(rb"[a-z]{3}", given):
        spelled = re.sub(r"[a-z]+", lambda word: _SPOKEN.get(word.group(), word.group()), given.decode("latin-1"))
        return re.sub(r"\D", "", _TENS.sub(r"\1\2", spelled))
    return _NOT_DIGIT.sub(b"", given).decode()


def _is_private(sight: Sight, view: View, start: int, end: int) -> bool:
    near, after = view.before(start, 70), view.after(end, 40)
    if _PRIVATE_BEFORE.search(near) or _PRIVATE_NEAR.search(near) or _PRIVATE_AFTER.match(after):
        return not _OFFICE.search(near) or _SURELY_PRIVATE.search(near + after) is not None
    if in_a_row_of_people(view, start):
        return True
    if sight.kind == "comment":
        if _DEFINITELY_MINE.search(near):
            return True
        return not _TRADE.search(view.before(start, 110) + b" " + view.after(end, 70))
    return named_just_before(view, start) and not _SPEAKS_FOR_OFFICE.search(near)


def _phone(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    digits = _digits(sight.view.data[start:end])
    if not 7 <= len(digits) <= 13 or _TOLL_FREE.fullmatch(digits) or sight.agency.owns_phone(digits):
        return
    if _is_private(sight, sight.view, start, end):
        yield Hit(Category.PERSONAL_DATA, reasons.PHONE, start, end, comment=comment_weight(sight, start))


_ANY_DIGIT_WORD = either(*_SPOKEN)

CHECKS: tuple[Check, ...] = (
    Check(
        r"(?:^|[^a-z0-9.#$/-])((?:\+1[ .-]?|1[ .-])?(?:\(\d{3}\)[ .-]{0,2}|\d{3}(?:[ .-]{1,2}|/))?\d{3}[ .-]\d{4})"
        r"(?:[^a-z0-9-]|-[^0-9]|$)",
        _phone,
    ),
    Check(r"(?:^|[^a-z0-9.#$/-])(\+\d{1,3}(?:[ .-]?\(?\d{2,4}\)?){2,4})(?:[^a-z0-9-]|-[^0-9]|$)", _phone),
    Check(rf"(?:^|[^{LETTERS}=/-])(\d{{10}}){AFTER}", _phone),
    Check(rf"(?:^|[^{LETTERS}] |[^{LETTERS} ])(\d(?: \d){{9}})(?:$|[^{LETTERS} ]| [^0-9])", _phone),
    Check(
        rf"(?:^|[^{LETTERS}:-])((?:{_ANY_DIGIT_WORD}(?:[ ,-]{{1,3}}| y )){{3,9}}{_ANY_DIGIT_WORD}){AFTER}",
        _phone,
    ),
)
