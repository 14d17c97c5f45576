"""What an act was given, looked up and checked: a fault is told by the name of the field it is in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from countersign.evidence.models import Content
from countersign.gate import packs
from countersign.gate.act import Malformed
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.people import running
from countersign.people.models import Mandate, Person, Unit
from countersign.rules import facts
from countersign.rules.pack import Office

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Unicode categories that a name cannot have: control and direction marks, surrogates, private use, line breaks."""


def code_fault(value: str) -> str | None:
    """Why `value` cannot be a unit's code or an employee number; None when it can."""
    return None if CODE.fullmatch(value) else _("up to 32 letters, digits, dots, dashes or underscores")


def name_fault(value: str, most: int = 200) -> str | None:
    """Why `value` cannot be a name; None when it can."""
    if not value.strip():
        return _("a name is needed")
    if value != tidy(value):
        return _("spaces at an end or in a row, or letters in an unusual form")
    if any(unicodedata.category(c) in UNSEEN for c in value):
        return _("it has characters that cannot be seen")
    return fill(_("at most {most} characters"), most=most) if len(value) > most else None


def mail_fault(value: str) -> str | None:
    """Why `value` cannot be a work address; None when it can, or when there is none."""
    if not value:
        return None
    try:
        validate_email(value)
    except ValidationError:
        return _("this is not an e-mail address")
    return _("at most 254 characters") if len(value) > 254 else None


def person_fault(name: str, employment_type: str, mail: str) -> str | None:
    """What is wrong with an employee's line beyond number and unit; None when nothing is."""
    return name_fault(name) or employment_fault(employment_type) or mail_fault(mail)


def employment_fault(value: str) -> str | None:
    """Why `value` cannot be a kind of employment; None when it is one."""
    kinds = Person.Employment.values
    return None if value in kinds else fill(_("one of {values}"), values=", ".join(kinds))


def site_fault(value: str) -> str | None:
    """Why `value` cannot be a website's address; None when it can."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return _("this is not a web address")
    fits = parts.scheme in ("http", "https") and "." in parts.netloc and "@" not in parts.netloc and len(value) <= 300
    return None if fits and not re.search(r"\s", value) else _("a web address that begins with https://")


def tidy(value: str) -> str:
    """Composed letters, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", value).split())


def faults(**found: str | None) -> None:
    """Raise Malformed for those that are faults."""
    wrong = {field: why for field, why in found.items() if why}
    if wrong:
        raise Malformed(**wrong)


def moments(**given: datetime | None) -> None:
    """Every moment says its offset; one without could be any of 24."""
    faults(**{f: "say the time zone" for f, moment in given.items() if moment is not None and moment.tzinfo is None})


def period(starts: datetime, ends: datetime | None) -> None:
    """A period ends after it begins."""
    faults(ends=_("the end is not after the beginning") if ends is not None and ends <= starts else None)


def unit(field: str, id: str) -> Unit:
    """An open unit."""
    found = Unit.objects.filter(pk=running.number(id)).first()
    if found is None or found.closed:
        raise Malformed(**{field: _("that unit is closed") if found else _("there is no such unit")})
    return found


def units(field: str, ids: Iterable[str]) -> None:
    """Open units, each named once."""
    wanted = list(ids)
    for id in wanted:
        unit(field, id)
    if len(set(wanted)) < len(wanted):
        raise Malformed(**{field: _("a unit is named twice")})


def person(field: str, id: str) -> Person:
    """Somebody on the roster, employed or not."""
    found = Person.objects.filter(pk=running.number(id)).first()
    if found is None:
        raise Malformed(**{field: _("there is no such person")})
    return found


def office(field: str, id: str) -> Office:
    """An office that the pack in force declares."""
    found = packs.in_force().office.get(id)
    if found is None:
        raise Malformed(**{field: _("the directive's pack has no such office")})
    return found


def document(field: str, commitment: str | None) -> None:
    """A stored document, when one is named."""
    if commitment and not Content.objects.filter(pk=commitment, state=Content.State.LIVE).exists():
        raise Malformed(**{field: _("no such document is kept")})


def reasons(reason: str) -> facts.Reasons:
    """The fact that an act states about its grounds."""
    return facts.Reasons(len(reason.strip()), (), ())


def named(id: str, at: datetime) -> facts.Named:
    """The fact about the employee an act names: employed now, and which offices are theirs by appointment."""
    mandates = Mandate.objects.filter(running.alive(at), kind=Mandate.Kind.APPOINTMENT, person=running.number(id))
    offices = mandates.order_by("pk").values_list("office", flat=True)
    there = Person.objects.filter(running.employed(at), pk=running.number(id)).exists()
    return facts.Named(person=id, employed=there, offices=tuple(dict.fromkeys(offices)))
