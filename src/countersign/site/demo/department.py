"""The invented department: its units, offices, employees, designees."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime

from countersign.gate import clock
from countersign.gate.act import OPERATOR
from countersign.gate.models import Installation
from countersign.people import acts
from countersign.people.models import Person
from countersign.people.roster import plan
from countersign.site.demo.doing import acting, do, later, person, unit

ORIGIN = "demonstration.countersign.example/log"
EMPLOYEES = 64
SEED = 20220901

UNITS = (
    acts.FirstUnit("DOC", "Department of Corrections, Central Office", "office"),
    acts.FirstUnit("HILL", "Hill Correctional Center", "facility", "DOC"),
    acts.FirstUnit("LOGAN", "Logan Correctional Center", "facility", "DOC"),
    acts.FirstUnit("RIVER", "Riverbend Correctional Center", "facility", "DOC"),
    acts.FirstUnit("NORTH", "North District Parole Office", "parole", "DOC"),
    acts.FirstUnit("SOUTH", "South District Parole Office", "parole", "DOC"),
    acts.FirstUnit("EDU", "Adult Education and Vocational Program", "program", "DOC"),
)
FOUNDERS = (
    acts.FirstPerson("1001", "Dov Hall", "full_time", "DOC", "dov.hall@doc.example.gov"),
    acts.FirstPerson("1002", "Ana Reyes", "full_time", "DOC", "ana.reyes@doc.example.gov"),
    acts.FirstPerson("1003", "Rita Lund", "part_time", "DOC", "rita.lund@doc.example.gov"),
    acts.FirstPerson("1005", "Grace Amadi", "full_time", "DOC", "grace.amadi@doc.example.gov"),
    acts.FirstPerson("1006", "Omar Haddad", "contractual", "DOC", "omar.haddad@doc.example.gov"),
    acts.FirstPerson("1008", "Vera Stone", "full_time", "DOC", "vera.stone@doc.example.gov"),
    acts.FirstPerson("1009", "Tomas Vidal", "full_time", "DOC", "tomas.vidal@doc.example.gov"),
    acts.FirstPerson("1010", "Paul Ortega", "full_time", "DOC", "paul.ortega@doc.example.gov"),
    acts.FirstPerson("2002", "June Park", "full_time", "HILL", "june.park@doc.example.gov"),
    acts.FirstPerson("3002", "Carl Weiss", "full_time", "LOGAN", "carl.weiss@doc.example.gov"),
)
OFFICES = (
    acts.FirstOffice("director", "1001"),
    acts.FirstOffice("pio", "1002"),
    acts.FirstOffice("administrator", "1003"),
    acts.FirstOffice("counsel", "1005"),
    acts.FirstOffice("auditor", "1006"),
    acts.FirstOffice("records_officer", "1008"),
    acts.FirstOffice("moderator", "1009"),
    acts.FirstOffice("unit_head", "1010", ("DOC",)),
    acts.FirstOffice("unit_head", "2002", ("HILL",)),
    acts.FirstOffice("unit_head", "3002", ("LOGAN",)),
)
CAST = (
    ("1004", "Mia Chen", "full_time", "DOC"),
    ("1007", "Ines Okoro", "full_time", "DOC"),
    ("2001", "Lee Novak", "full_time", "HILL"),
    ("2003", "Pat Quinn", "part_time", "HILL"),
    ("3001", "Sam Brandt", "contractual", "LOGAN"),
    ("4001", "Noor Aziz", "full_time", "RIVER"),
    ("5001", "Ivy Larsen", "conditional", "NORTH"),
)
FIRST_NAMES = (
    "Alma", "Boris", "Clara", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Irma", "Jonas", "Kira", "Luis", "Maren",
    "Nadia", "Oscar", "Petra", "Rafael", "Selma", "Tariq", "Uma", "Viktor", "Wanda", "Yusuf", "Zora",
)  # fmt: skip
LAST_NAMES = (
    "Abara", "Bello", "Castro", "Diaz", "Ekström", "Fontaine", "Garza", "Holm", "Ito", "Jansen", "Keller", "Lopez",
    "Mbeki", "Nowak", "Ortiz", "Petrov", "Quist", "Rossi", "Santos", "Tanaka", "Ueda", "Varga", "Walsh", "Young",
)  # fmt: skip


def found(at: datetime, *, pack: str) -> None:
    """Mark the database as a demonstration, set its clock, and found the house."""
    Installation.objects.create(origin=ORIGIN, demo=True, made_at=clock.now())
    clock.move(at)
    do(
        acts.Install(
            title="Department of Corrections",
            website="https://doc.example.gov",
            contact="Office of Public Information, communications@doc.example.gov, 217 555 0100",
            pack=pack,
            units=UNITS,
            people=FOUNDERS,
            offices=OFFICES,
            instrument="Executive Order 2026-07",
        ),
        OPERATOR,
    )


def staff() -> None:
    """Everybody else, taken over from one roster file."""
    rita = acting("1003", "administrator")
    found = plan.dry_run(_roster_file(), whole=False).plan
    do(acts.ImportRoster.of(plan.keep(found)), rita)


def designees() -> None:
    """Mia stands in for the PIO, Ines for the Director, each for some powers and some time."""
    director, pio = acting("1001", "director"), acting("1002", "pio")
    now, until = clock.now(), later(days=170)
    for giver, number, powers, instrument in (
        (pio, "1004", ("post.sign", "authorization.sign", "account.sign", "question.answer"), "PIO-2026-03"),
        (director, "1007", ("account.sign", "post.sign"), "DIR-2026-11"),
    ):
        do(acts.Delegate(person(number), powers, now, until, "absence", instrument), giver)


def _roster_file() -> bytes:
    """The roster as another program would export it."""
    dice = random.Random(SEED)  # noqa: S311  invented names, nothing secret
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["employee_no", "name", "employment_type", "unit", "work_mail"])
    for number, name, employment, code in CAST:
        writer.writerow([number, name, employment, code, f"{name.lower().replace(' ', '.')}@doc.example.gov"])
    codes = [u.code for u in UNITS]
    kinds = list(Person.Employment.values)
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    dice.shuffle(names)
    for count, name in enumerate(names[: EMPLOYEES - len(FOUNDERS) - len(CAST)]):
        kind = kinds[0] if count % 3 else dice.choice(kinds)
        writer.writerow([str(7000 + count), name, kind, dice.choice(codes[1:]), ""])
    return lines.getvalue().encode()


def head_office() -> str:
    """The central office."""
    return unit("DOC")
