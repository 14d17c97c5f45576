"""What can stand in the list of the agency's own contacts, and what sort each line is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy

from countersign.findings import given
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _

PHONE, MAIL, DOMAIN, ADDRESS = "phone", "mail", "domain", "address"
SORTS = {
    PHONE: gettext_lazy("Phone"),
    MAIL: gettext_lazy("E-mail"),
    DOMAIN: gettext_lazy("Every e-mail address of a domain"),
    ADDRESS: gettext_lazy("Address"),
}
"""What to call each sort."""

ANYBODYS = frozenset(
    {
        "aol.com", "att.net", "comcast.net", "gmail.com", "gmx.com", "googlemail.com", "hotmail.com", "icloud.com",
        "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "pm.me", "proton.me", "protonmail.com",
        "sbcglobal.net", "verizon.net", "yahoo.com", "yandex.com", "ymail.com", "zoho.com",
    }
)  # fmt: skip
"""Mail domains where anybody has an address: one there may be somebody's own, and the whole domain is everybody's."""
_DOMAIN = re.compile(r"@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_MAIL = re.compile(r"[^\s@,;|]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE_DIGITS = range(7, 16)
_ADDRESS_WORDS = 3


def sort_of(text: str) -> str:
    """Phone, e-mail, domain or address, as the screening library will take it."""
    if text.startswith("@"):
        return DOMAIN
    if "@" in text:
        return MAIL
    return ADDRESS if re.search(r"[A-Za-z]", text) else PHONE


def fault(text: str, what: str) -> str | None:
    """Why a line cannot stand in the list; None when it can."""
    wrong = given.line_fault(text)
    if wrong:
        return wrong
    sort = sort_of(text)
    if sort in (MAIL, DOMAIN):
        if not (_DOMAIN if sort == DOMAIN else _MAIL).fullmatch(text):
            return _("this is not an e-mail address; a whole domain is written as @agency.gov")
        if text.rpartition("@")[2].lower() in ANYBODYS:
            return _("anybody can have an address there, so it may be a person's own")
    if sort == PHONE and sum(c.isdigit() for c in text) not in _PHONE_DIGITS:
        return _("a phone number has 7 to 15 digits")
    if sort == ADDRESS and (len(text.split()) < _ADDRESS_WORDS or not re.search(r"\d", text)):
        return _("an address has a number and a street, or every house in a street would be the agency's")
    if given.line_fault(what):
        return _("after the bar, say in a line what it belongs to")
    return None


def faults(lines: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """What is wrong, line by line, from 1."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    for n, (text, what) in enumerate(lines, start=1):
        wrong = _("this stands there twice") if text.lower() in seen else fault(text, what)
        seen.add(text.lower())
        if wrong:
            found[f"line_{n}"] = fill(_("Line {n}: {why}"), n=n, why=wrong)
    return found
