"""The letter that gives somebody leave to post: made before the act, and passed to it by commitment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.timezone import get_default_timezone

from countersign.evidence import documents, store
from countersign.gate import packs
from countersign.gate.act import Capacity
from countersign.people import queries
from countersign.people.mandates import ROOM
from countersign.rules.codec import plain
from countersign.rules.pack import Clause, Pack

TEMPLATE = Path(__file__).parent / "documents" / "authorization.typ"

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Authorization to post",
        "number": "Number",
        "date": "Date",
        "opening": "The person named here may post for the agency on the accounts named here, in the period stated.",
        "renews": "Goes on from authorization",
        "to": "Given to",
        "name": "Name",
        "employee_no": "Employee number",
        "unit": "Unit",
        "accounts": "Accounts",
        "period": "Period",
        "until": "until, and not including",
        "by": "Given by",
        "for": "for the",
        "under": "under instrument",
        "directive": "What the directive asks",
        "summary": "In our own short words; the directive's text is what counts.",
        "conditions": "Conditions",
        "none": "None beyond the directive.",
        "closing": "This leave ends by itself with the period, with the employment, or when it is ended before.",
    },
    "es": {
        "title": "Autorización para publicar",
        "number": "Número",
        "date": "Fecha",
        "opening": "La persona nombrada puede publicar por la agencia en las cuentas nombradas, en el plazo indicado.",
        "renews": "Continúa la autorización",
        "to": "Concedida a",
        "name": "Nombre",
        "employee_no": "Número de empleado",
        "unit": "Unidad",
        "accounts": "Cuentas",
        "period": "Plazo",
        "until": "hasta, sin incluirlo, el",
        "by": "Concedida por",
        "for": "en nombre de:",
        "under": "según el instrumento",
        "directive": "Lo que pide la directiva",
        "summary": "En nuestras propias palabras; lo que vale es el texto de la directiva.",
        "conditions": "Condiciones",
        "none": "Ninguna más allá de la directiva.",
        "closing": "Este permiso termina por sí solo con el plazo, con el empleo o si se le pone fin antes.",
    },
}


@dataclass(frozen=True)
class Letter:
    """Everything an authorization letter says. `accounts` are the accounts' ids with the names people know them by."""

    agency: str
    number: str
    date: datetime
    person: str
    employee_no: str
    unit: str
    accounts: tuple[tuple[str, str], ...]
    starts: datetime
    ends: datetime
    giver: str
    capacity: str
    instrument: str = ""
    conditions: str = ""
    renews: str = ""
    language: str = "en"


def draft(
    by: Capacity,
    person: str,
    accounts: Sequence[tuple[str, str]],
    starts: datetime,
    ends: datetime,
    *,
    number: str,
    at: datetime,
    conditions: str = "",
    renews: str = "",
    language: str = "en",
) -> Letter:
    """The letter that `by` would sign, with names, unit and agency as they are now. Raises LookupError for nobody."""
    words = WORDS.get(language, WORDS["en"])
    office = packs.in_force().office.get(by.office or "")
    title = office.title.get(language) if office else by.title
    holder, house = queries.known([person], at)[person], queries.agency()
    delegation = next((h for h in queries.held(by.person) if h.id == by.mandate and h.giver), None)
    return Letter(
        agency=house.name if house else "",
        number=number,
        date=at,
        person=holder.name,
        employee_no=holder.employee_no,
        unit=holder.unit_name,
        accounts=tuple(accounts),
        starts=starts,
        ends=ends,
        giver=by.name,
        capacity=f"{words['for']} {title}" if by.kind == "designee" else title,
        instrument=delegation.instrument if delegation else "",
        conditions=conditions,
        renews=renews,
        language=language,
    )


def authorization(letter: Letter, pack: Pack) -> bytes:
    """The letter as PDF bytes, with its facts attached as JSON for machines. The same letter gives the same bytes."""
    return documents.render(TEMPLATE, data(letter, pack))


def keep(letter: Letter, pack: Pack) -> str:
    """Make the letter and keep it as evidence. Returns the commitment that the act is given."""
    return store.put(authorization(letter, pack), documents.MEDIA_TYPE)


def data(letter: Letter, pack: Pack) -> dict[str, Any]:
    """What the template is given: words, facts as people read them, and the same facts for machines."""
    lang = letter.language
    return {
        "language": lang if lang in WORDS else "en",
        "words": dict(WORDS.get(lang, WORDS["en"])),
        "letter": plain(letter),
        "made": _numbers(letter.date),
        "date": _day(letter.date),
        "starts": _minute(letter.starts),
        "ends": _minute(letter.ends),
        "directive": f"{pack.number} {pack.directive_title.get(lang)}",
        "clauses": [{"id": c.id, "words": c.words.get(lang)} for c in clauses(pack)],
    }


def clauses(pack: Pack) -> Sequence[Clause]:
    """What the directive asks of those who may post: everything in the list that its clause on this leave stands in."""
    anchors = [d.clause for d in pack.duties if d.room == ROOM and d.subject == "authorization"]
    parents = dict.fromkeys(pack.clause[a].parent for a in anchors)
    return [part for parent in parents if parent is not None for part in pack.parts_of(parent)]


def _numbers(moment: datetime) -> list[int]:
    local = moment.astimezone(get_default_timezone())
    return [local.year, local.month, local.day]


def _day(moment: datetime) -> str:
    return moment.astimezone(get_default_timezone()).date().isoformat()


def _minute(moment: datetime) -> str:
    return moment.astimezone(get_default_timezone()).strftime("%Y-%m-%d %H:%M %Z")
