"""A private person's e-mail address, told from an office's and a firm's, written out or disguised as *at* and *dot*."""

import re
from collections.abc import Iterator

from ..categories import Category
from ..engine import Groups
from ..fold import View
from . import reasons
from .base import Check, Hit, Sight
from .cues import somewhere
from .people import in_a_row_of_people, names_between

_FREE_MAIL = re.compile(
    rb"@(?:gmail|gmial|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|me|mac|aol|proton|protonmail|pm|gmx|mail|"
    rb"zoho|comcast|verizon|sbcglobal|bellsouth|cox|charter|att|earthlink|juno|frontier|prodigy)\.[a-z.]{2,16}$"
)
_OWN_MAIL = somewhere(
    r"(?:my|his|her|their|own|personal|private|sus?|mi|tu|[a-z]+'s) (?:[a-z]+ )?(?:e-?mail|correo)(?: address)?",
    r"(?:e-?mail|write|reply|respond|reach|contact)(?: to)? (?:me|him|her|it to me|me (?:the|a) [a-z]+)",
    r"(?:escrib|mand|contact|respond|envi)[a-z]{1,5}me",
    r"(?:note|letter|message) came from",
    r"(?:widow|viud[oa]|wife|husband|espos[oa]|mother|mom|madre|mama|father|dad|padre|papa|sister|brother|herman[oa]|"
    r"daughter|hij[oa]|son|aunt|tia|grandmother|abuela|girlfriend|novi[oa]|neighbor|vecin[oa]|next of kin|juror|"
    r"familia|family|victim|victima|resident|host|sponsor|donor|donante)(?:,? [a-z.]+){0,5},?[ (:]*",
)
_PUBLIC_DOMAIN = re.compile(rb"\.(?:gov|mil|edu|us)(?:\.[a-z]{2})?$")
_ROLE = re.compile(
    rb"^(?:info|hello|contact[a-z]*|press|media|pio|news|support|help|helpdesk|service[s]?|sales|ventas|office|oficina|"
    rb"admin[a-z]*|team|staff|jobs|careers|hr|empleos?|events?|volunteer[a-z]*|visit[a-z]*|visitas?|records|tips?|"
    rb"legal|"
    rb"clinic|billing|orders?|shop|store|book(?:ing|s)?|donat[a-z]+|rsvp|registr[a-z]+|library|biblioteca|chap[a-z]+|"
    rb"capellan[a-z]*|noreply|no-reply|webmaster|intake|ayuda|contacto|prensa|quotes?|reservations?)(?:[._+-][a-z]+)*@"
)
_TRADE = somewhere(
    "bail", "bonds", "loans?", "prestamos?", "motors?", "dental", "inn", "llc", "inc", "salon", "bakery", "panaderia",
    "catering", "plumbing", "roofing", "landscaping", "tires?", "towing", "insurance", "realty", "quotes?",
    "estimates?",
    "order(?:s|ing)?", "discounts?", "% off", "law firm", "attorneys?", "legal", "studio", "photography", "tutoring",
    "free consult[a-z]*", "shop", "tienda", "business", "negocio", "services", "servicios", "ministr(?:y|ies)",
    "we come to you", "clinic", "vendors?",
)  # fmt: skip
_LIKE_A_PERSON = re.compile(rb"_|\d@|^(?:flia|familia|fam|abuel[oa]|grandm[a-z]+|mom|mama)[._-]|mom@|mama@|dad@")
_OTHERS = re.compile(rb"[a-z0-9._+-]{1,64}@[a-z0-9.-]{1,80}")
_WORD = re.compile(r"[a-zñ]{4,}")
_NOT_MAIL = re.compile(r" ?(?:\(at\)|\[at\]|\bat\b|\barroba\b) ?| ?\(@\) ?")
_NOT_DOT = re.compile(r" ?(?:\(dot\)|\[dot\]|\bdot\b|\bpunto\b) ?")


def _shares_a_name(view: View, start: int, end: int, local: str) -> bool:
    """Whether the part before the @ holds a word of a name that stands in the text nearby."""
    low = max(0, start - 160)
    first, past = view.span(low, end)
    return any(
        word in local
        for at, to in names_between(view.text, first, min(past, first + 400))
        for word in _WORD.findall(view.text[at:to].lower())
    ) or any(
        word in local for word in re.findall(r"(?:familia|family) ([a-zñ]{4,})", view.data[low:start].decode("latin-1"))
    )


def _private(sight: Sight, start: int, end: int, address: bytes) -> bool:
    view = sight.view
    if _OWN_MAIL.search(view.before(start, 60)) or in_a_row_of_people(view, start):
        return True
    around = _OTHERS.sub(b" ", view.before(start, 110) + b" " + view.after(end, 60))
    if _ROLE.match(address) or _TRADE.search(around):
        return False
    if _FREE_MAIL.search(address):
        return True
    local = address[: address.find(b"@")]
    if _shares_a_name(view, start, end, local.decode("latin-1")):
        return True
    return sight.kind == "comment" or _LIKE_A_PERSON.search(address) is not None


def _email(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    address = sight.view.data[start:end].replace(b" ", b"")
    if sight.agency.owns_email(address.decode("latin-1")) or _PUBLIC_DOMAIN.search(address):
        return
    if _private(sight, start, end, address):
        yield Hit(Category.PERSONAL_DATA, reasons.EMAIL, start, end)


def _disguised(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """*jo dot lee at mail dot com*, as people write who know of harvesters."""
    start, end = groups[1]
    given = sight.view.data[start:end]
    if not _NOT_MAIL.search(given.decode("latin-1")) and b" " not in given:
        return  # written plainly, which the other check reads
    if b" at " in given and b"." in given.split(b" at ", 1)[1]:
        return  # *look at example.com*
    plain = _NOT_DOT.sub(".", _NOT_MAIL.sub("@", given.decode("latin-1"))).replace(" ", "")
    address = plain.encode("latin-1")
    if b"@" not in address or sight.agency.owns_email(plain) or _PUBLIC_DOMAIN.search(address) or _ROLE.match(address):
        return
    if _FREE_MAIL.search(address) or _private(sight, start, end, address):
        yield Hit(Category.PERSONAL_DATA, reasons.EMAIL, start, end)


_LOCAL = r"[a-z0-9][a-z0-9._+-]{0,63}"
_MAILBOX = rf"{_LOCAL}@[a-z0-9][a-z0-9-]{{0,62}}(?:\.[a-z0-9-]{{1,63}}){{1,4}}"
_TOP = r"(?:com|net|org|edu|gov|us|mx|info|io|co|es)"
_SPELLED = (
    rf"{_LOCAL} ?(?:\(at\)|\[at\]|\(@\)| at |arroba|@) ?[a-z0-9-]{{2,40}} ?(?:\(dot\)|\[dot\]| dot |punto|\.) ?{_TOP}"
)

CHECKS: tuple[Check, ...] = (
    Check(rf"(?:^|[^a-z0-9._+-])({_MAILBOX})(?:[^a-z0-9]|$)", _email),
    Check(rf"(?:^|[^a-z0-9._+-])({_SPELLED})(?:[^a-z0-9]|$)", _disguised),
)
