"""The beginning: who the agency is, its first units and people, and who holds its offices by which paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.gate import packs
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.people import given, mandates, subjects
from countersign.people.acts.units import local_day
from countersign.people.capacities import APPOINT
from countersign.people.models import Agency, Mandate, Person, Unit
from countersign.rules import facts
from countersign.rules.loading import PackFaults
from countersign.rules.pack import Pack


@dataclass(frozen=True)
class FirstUnit:
    """A unit to begin with; `parent` is the code of one that stands before it in the list."""

    code: str
    title: str
    kind: str
    parent: str | None = None


@dataclass(frozen=True)
class FirstPerson:
    """An employee to begin with, in the unit with this code."""

    employee_no: str
    full_name: str
    employment_type: str
    unit: str
    work_mail: str = ""


@dataclass(frozen=True)
class FirstOffice:
    """Who holds an office to begin with, by employee number; for some offices, in the units with these codes."""

    office: str
    employee_no: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Install(Act):
    """Found the house: done once, by the person at the machine, on the strength of an instrument."""

    name: ClassVar[str] = "install"
    states_facts: ClassVar = (facts.Instrument,)
    title: str
    website: str
    contact: str
    pack: str
    units: tuple[FirstUnit, ...]
    people: tuple[FirstPerson, ...]
    offices: tuple[FirstOffice, ...]
    instrument: str
    document: str | None = None
    logo: str = ""

    def ref(self) -> Ref:
        return subjects.AGENCY

    def check(self) -> None:
        given.faults(
            title=given.name_fault(self.title),
            website=given.site_fault(self.website),
            contact=given.name_fault(self.contact, most=300),
            pack=given.code_fault(self.pack),
            units=self._units_fault(),
            people=self._people_fault(),
        )
        given.faults(offices=self._offices_fault(self._pack()))

    def scope(self, by: By) -> Scope:
        return subjects.agency([subjects.AGENCY.id or ""]).get("agency", Scope(ref=subjects.AGENCY))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        given.document("document", self.document)
        given.document("logo", self.logo)
        return (facts.Instrument(self.instrument, self.document),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return ("pack",)

    def effect(self, ctx: Effect) -> str:
        Agency.objects.create(name=self.title, website=self.website, contact=self.contact, logo=self.logo)
        units: dict[str, Unit] = {}
        for u in self.units:
            units[u.code] = Unit.objects.create(
                code=u.code,
                name=u.title,
                kind=u.kind,
                parent=units[u.parent] if u.parent else None,
                opened=local_day(ctx.at),
            )
        people = {
            p.employee_no: Person.objects.create(
                employee_no=p.employee_no,
                name=p.full_name,
                employment_type=p.employment_type,
                unit=units[p.unit],
                work_mail=p.work_mail,
                starts=ctx.at,
            )
            for p in self.people
        }
        for o in self.offices:
            mandate = Mandate.objects.create(
                kind=Mandate.Kind.APPOINTMENT,
                person=people[o.employee_no],
                office=o.office,
                units=[str(units[code].pk) for code in o.units] or None,
                starts=ctx.at,
                instrument=self.instrument,
                letter=self.document or "",
            )
            mandates.grant(ctx, mandate, document=self.document)
        if self.logo:
            ctx.commitments["logo"] = self.logo
        packs.put_in_force(ctx, self._pack())
        return subjects.AGENCY.id or ""

    def _pack(self) -> Pack:
        try:
            return packs.shipped(self.pack)
        except (PackFaults, OSError) as error:
            raise Malformed(pack=f"this pack cannot be used: {error}") from error

    def _units_fault(self) -> str | None:
        known: set[str] = set()
        for u in self.units:
            why = given.code_fault(u.code) or given.name_fault(u.title)
            why = why or (None if u.kind in Unit.Kind.values else f"a unit is one of {', '.join(Unit.Kind.values)}")
            why = why or ("named twice" if u.code in known else None)
            why = why or ("its parent does not stand before it" if u.parent and u.parent not in known else None)
            if why:
                return f"{u.code}: {why}"
            known.add(u.code)
        return None if known else "at least one unit is needed"

    def _people_fault(self) -> str | None:
        codes, known = {u.code for u in self.units}, set()
        for p in self.people:
            why = given.code_fault(p.employee_no) or given.person_fault(p.full_name, p.employment_type, p.work_mail)
            why = why or ("there is no such unit" if p.unit not in codes else None)
            why = why or ("named twice" if p.employee_no in known else None)
            if why:
                return f"{p.employee_no}: {why}"
            known.add(p.employee_no)
        return None

    def _offices_fault(self, pack: Pack) -> str | None:
        codes, known = {u.code for u in self.units}, {p.employee_no for p in self.people}
        for o in self.offices:
            office = pack.office.get(o.office)
            if office is None:
                return f"{o.office}: the directive's pack has no such office"
            if o.employee_no not in known:
                return f"{o.office}: nobody here has the employee number {o.employee_no}"
            if (office.scope == "unit") != bool(o.units) or not set(o.units) <= codes:
                return f"{o.office}: name its units" if office.scope == "unit" else f"{o.office}: for the whole agency"
        filled = {o.office for o in self.offices}
        if not any(office.id in filled and APPOINT in office.powers for office in pack.offices):
            return "nobody would hold the power to appoint"
        return None
