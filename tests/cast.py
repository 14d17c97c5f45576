"""The cast of our stories, made through the real acts.

Dov is Director, Ana is Public Information Officer, Rita keeps the roster. Mia works beside Ana and is her designee
once Ana says so; Lee works at Hill Correctional Center and posts once Ana authorizes it; Sam works at Logan. The
database is made as a demonstration, so that stories can move the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from countersign.gate import clock, frozen, packs, row
from countersign.gate.act import OPERATOR, Act, By, Ref
from countersign.gate.door import Done, perform
from countersign.gate.models import Adoption, Installation
from countersign.people import acts, capacities, letters, queries
from countersign.people.models import Person
from countersign.rules.pack import Pack

PACK = "idoc_01_02_400"
BEGINNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""A Monday, nine in the morning at the agency."""

REASON = "as agreed this morning"


@dataclass(frozen=True)
class Cast:
    """People and units by name; all are ids."""

    dov: str
    ana: str
    rita: str
    mia: str
    lee: str
    sam: str
    headquarters: str
    hill: str
    logan: str


def demonstration(at: datetime = BEGINNING) -> None:
    """Mark the database as a demonstration and set its clock."""
    Installation.objects.create(origin="countersign.test/log", demo=True, made_at=datetime.now(UTC))
    clock.move(at)


def installation(**changed: object) -> acts.Install:
    """The first act of all: the Department with its units, its Director, its PIO and who keeps its roster."""
    values: dict[str, object] = {
        "title": "Department of Corrections",
        "website": "https://doc.example.gov",
        "contact": "communications@doc.example.gov, 217 555 0100",
        "pack": PACK,
        "units": (
            acts.FirstUnit("DOC", "Department of Corrections", "office"),
            acts.FirstUnit("HILL", "Hill Correctional Center", "facility", "DOC"),
            acts.FirstUnit("LOGAN", "Logan Correctional Center", "facility", "DOC"),
        ),
        "people": (
            acts.FirstPerson("1001", "Dov Okafor", "full_time", "DOC", "dov.okafor@doc.example.gov"),
            acts.FirstPerson("1002", "Ana Reyes", "full_time", "DOC", "ana.reyes@doc.example.gov"),
            acts.FirstPerson("1003", "Rita Lund", "part_time", "DOC", "rita.lund@doc.example.gov"),
        ),
        "offices": (
            acts.FirstOffice("director", "1001"),
            acts.FirstOffice("pio", "1002"),
            acts.FirstOffice("administrator", "1003"),
        ),
        "instrument": "EO 2026-07",
    }
    return acts.Install(**{**values, **changed})  # type: ignore[arg-type]


def everybody(at: datetime = BEGINNING) -> Cast:
    """A demonstration installed, with the whole cast hired. Only Dov, Ana and Rita hold an office."""
    demonstration(at)
    do(installation(), OPERATOR)
    ids = {no: _person(no) for no in ("1001", "1002", "1003")}
    units = {code: _unit(code) for code in ("DOC", "HILL", "LOGAN")}
    rita = acting(ids["1003"], "administrator")
    hired = [
        do(acts.Hire("1004", "Mia Torres", "full_time", units["DOC"]), rita).subject_id,
        do(acts.Hire("2001", "Lee Novak", "full_time", units["HILL"]), rita).subject_id,
        do(acts.Hire("3001", "Sam Brandt", "contractual", units["LOGAN"]), rita).subject_id,
    ]
    return Cast(ids["1001"], ids["1002"], ids["1003"], *hired, units["DOC"], units["HILL"], units["LOGAN"])


def do(act: Act, by: By) -> Done:
    """Perform an act that the story takes for granted; anything but *allowed* is a fault of the story."""
    done = perform(act, by=by)
    assert done.allowed, f"{act.name}: {done.decision}"
    return done


def acting(person: str, office: str | None = None, *, kind: str = "office") -> By:
    """Somebody in one of their capacities as it is now: of an office, `kind="designee"` for one, or as `authorized`.

    Without an office and kind "authorized" it is their first authorization. Raises LookupError when they have none.
    """
    for c in capacities.of(person, clock.now()):
        if c.kind == kind and (office is None or c.office == office):
            return By(person, c.mandate)
    raise LookupError(f"{person} has no capacity as {kind} of {office}")


def adopt(pack: Pack) -> None:
    """Put a changed pack in force, as a later adoption would."""
    digest = frozen.freeze("pack", Ref("pack", pack.name), pack.canonical(), at=clock.now())
    Adoption.objects.create(seq=row.size(), pack_id=pack.id, version=pack.version, frozen_hash=digest, at=clock.now())


def employee(person: str) -> By:
    """Somebody as anyone employed."""
    return By(person)


def pass_time(**by: float) -> datetime:
    """Move the clock on by a timedelta's arguments. Returns the new moment."""
    to = clock.now() + timedelta(**by)
    clock.move(to)
    return to


def delegate(giver: By, designee: str, *powers: str, days: float = 30, why: str = "absence", **more: object) -> str:
    """A delegation that begins now. Returns its id."""
    now = clock.now()
    act = acts.Delegate(designee, powers, now, now + timedelta(days=days), why, "D-2026-11", **more)  # type: ignore[arg-type]
    return do(act, giver).subject_id


def letter_for(giver: By, person: str, accounts: tuple[str, ...], starts: datetime, ends: datetime) -> str:
    """A letter kept as evidence. Returns its commitment."""
    now = clock.now()
    by = next(c for c in capacities.of(giver.person, now) if c.mandate == giver.mandate)
    letter = letters.draft(by, person, [(a, a) for a in accounts], starts, ends, number="A-2026-4", at=now)
    return letters.keep(letter, packs.in_force())


def authorize(giver: By, person: str, *accounts: str, days: float = 90, request: str | None = None) -> str:
    """Leave to post that begins now, by a letter. Returns its id."""
    now = clock.now()
    ends = now + timedelta(days=days)
    letter = letter_for(giver, person, accounts, now, ends)
    act = acts.Authorize(person, accounts, now, ends, "A-2026-4", letter, request=request)
    return do(act, giver).subject_id


def _person(employee_no: str) -> str:
    return str(Person.objects.get(employee_no=employee_no).pk)


def _unit(code: str) -> str:
    return next(u.id for u in queries.units() if u.code == code)
