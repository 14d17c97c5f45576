"""Offices and who holds them, and which powers their holders must use in person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import Q

from countersign.gate import packs
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.people import given, mandates, subjects
from countersign.people.models import Mandate, PersonalPower
from countersign.people.running import number
from countersign.rules import facts


@dataclass(frozen=True)
class Appoint(Act):
    """Record that somebody holds an office from a day on, by which paper; for some offices, in which units."""

    name: ClassVar[str] = "appoint"
    states_facts: ClassVar = (facts.Named, facts.Term, facts.Instrument)
    person: str
    office: str
    starts: datetime
    ends: datetime | None
    instrument: str
    document: str | None = None
    units: tuple[str, ...] = ()

    def ref(self) -> Ref:
        return Ref("appointment")

    def check(self) -> None:
        given.moments(starts=self.starts, ends=self.ends)
        given.period(self.starts, self.ends)

    def scope(self, by: By) -> Scope:
        given.person("person", self.person)
        given.units("units", self.units)
        if (given.office("office", self.office).scope == "unit") != bool(self.units):
            raise Malformed(units=_("name the units") if not self.units else _("this office is for the whole agency"))
        return Scope(
            ref=self.ref(),
            own=(self.person,),
            units=self.units,
            people=(self.person,),
            also=tuple(f"unit:{u}" for u in self.units),
        )

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        given.document("document", self.document)
        return (
            given.named(self.person, at),
            facts.Term(self.starts, self.ends),
            facts.Instrument(self.instrument, self.document),
        )

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (f"person:{self.person}",)

    def effect(self, ctx: Effect) -> str:
        made = Mandate.objects.create(
            kind=Mandate.Kind.APPOINTMENT,
            person_id=number(self.person),
            office=self.office,
            units=list(self.units) or None,
            starts=self.starts,
            ends=self.ends,
            instrument=self.instrument,
            letter=self.document or "",
        )
        return mandates.grant(ctx, made, document=self.document)


@dataclass(frozen=True)
class EndAppointment(Act):
    """Somebody no longer holds an office: from this second on, and neither do those who held powers from it."""

    name: ClassVar[str] = "end_appointment"
    states_facts: ClassVar = (facts.Reasons,)
    appointment: str
    reason: str

    def ref(self) -> Ref:
        return Ref("appointment", self.appointment)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return mandates.guarded(scope.people)

    def effect(self, ctx: Effect) -> None:
        mandates.end(ctx, Q(pk=number(self.appointment)))


@dataclass(frozen=True)
class MarkPersonal(Act):
    """Say that a power must be used in person, or no longer: others cover it only for the reasons the pack allows."""

    name: ClassVar[str] = "mark_personal"
    states_facts: ClassVar = (facts.Reasons,)
    power: str
    personal: bool
    reason: str

    def ref(self) -> Ref:
        return Ref("power", self.power)

    def scope(self, by: By) -> Scope:
        scope = subjects.one("power", self.power)
        if self.power in packs.in_force().parameter.get("personal_powers", ()):
            raise Malformed(power=_("the directive's pack makes it personal, which nobody can mark otherwise"))
        if PersonalPower.objects.filter(power=self.power, ended_seq=None).exists() == self.personal:
            raise Malformed(personal=_("it is so already"))
        return scope

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return mandates.guarded_holders(Q(kind=Mandate.Kind.DELEGATION))

    def effect(self, ctx: Effect) -> None:
        def write(seq: int) -> None:
            if self.personal:
                PersonalPower.objects.create(power=self.power, marked_seq=seq)
            else:
                PersonalPower.objects.filter(power=self.power, ended_seq=None).update(ended_seq=seq)

        ctx.on_row(write)
