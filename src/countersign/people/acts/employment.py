"""Who is employed: hired, corrected, gone. Leaving ends everything a person holds, and what was given under it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from django.db.models import F, Q

from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.people import given, mandates, states, subjects
from countersign.people.models import Mandate, Person, SignIn
from countersign.people.running import number
from countersign.rules import facts


@dataclass(frozen=True)
class Hire(Act):
    """Enter an employee. Somebody who left and comes back is the same person, and starts without any mandate."""

    name: ClassVar[str] = "hire"
    employee_no: str
    full_name: str
    employment_type: str
    unit: str
    work_mail: str = ""
    starts: datetime | None = None

    def ref(self) -> Ref:
        before = Person.objects.filter(employee_no=self.employee_no).values_list("pk", flat=True).first()
        return Ref("person", None if before is None else str(before))

    def check(self) -> None:
        given.faults(employee_no=given.code_fault(self.employee_no), **_line_faults(self))
        given.moments(starts=self.starts)

    def scope(self, by: By) -> Scope:
        given.unit("unit", self.unit)
        ref = self.ref()
        fresh = Scope(ref=ref, units=(self.unit,), also=(subjects.ROSTER, f"unit:{self.unit}"))
        return fresh if ref.id is None else replace(fresh, state=subjects.one("person", ref.id).state)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (f"employee:{self.employee_no}",)

    def effect(self, ctx: Effect) -> str:
        line = {
            "name": self.full_name,
            "employment_type": self.employment_type,
            "unit_id": number(self.unit),
            "work_mail": self.work_mail,
            "starts": self.starts or ctx.at,
            "ends": None,
        }
        # The sign-in of somebody who is back stays closed until it is made anew.
        person, _ = Person.objects.update_or_create(employee_no=self.employee_no, defaults=line)
        return str(person.pk)


@dataclass(frozen=True)
class ChangePerson(Act):
    """Correct an employee's name, kind of employment, unit or work address. The employee number stays."""

    name: ClassVar[str] = "change_person"
    person: str
    full_name: str
    employment_type: str
    unit: str
    work_mail: str = ""

    def ref(self) -> Ref:
        return Ref("person", self.person)

    def check(self) -> None:
        given.faults(**_line_faults(self))

    def scope(self, by: By) -> Scope:
        scope = subjects.one("person", self.person)
        if self.unit in scope.units:
            return scope
        given.unit("unit", self.unit)
        return replace(scope, units=(*scope.units, self.unit), also=(*scope.also, f"unit:{self.unit}"))

    def effect(self, ctx: Effect) -> None:
        Person.objects.filter(pk=number(self.person)).update(
            name=self.full_name,
            employment_type=self.employment_type,
            unit=number(self.unit),
            work_mail=self.work_mail,
        )
        SignIn.objects.filter(person=number(self.person)).update(email=self.work_mail)


@dataclass(frozen=True)
class EndEmployment(Act):
    """Somebody is no longer employed: from this second on they hold nothing, and nobody holds anything from them."""

    name: ClassVar[str] = "end_employment"
    states_facts: ClassVar = (facts.Reasons,)
    person: str
    reason: str

    def ref(self) -> Ref:
        return Ref("person", self.person)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return mandates.guarded([self.person])

    def effect(self, ctx: Effect) -> None:
        leave(ctx, [int(self.person)])


@dataclass(frozen=True)
class MergePeople(Act):
    """Two entries are one human: everything the duplicate holds goes to the entry that is kept.

    What the duplicate did stays in the ledger under its own number; the duplicate itself can do nothing any more.
    """

    name: ClassVar[str] = "merge_people"
    states_facts: ClassVar = (facts.Reasons,)
    duplicate: str
    kept: str
    reason: str

    def ref(self) -> Ref:
        return Ref("person", self.duplicate)

    def check(self) -> None:
        if self.duplicate == self.kept:
            raise Malformed(kept=_("these are the same entry"))

    def scope(self, by: By) -> Scope:
        scope, kept = subjects.one("person", self.duplicate), subjects.one("person", self.kept)
        if kept.state == states.MERGED:
            raise Malformed(kept=_("this entry was merged into another itself"))
        if scope.state == states.EMPLOYED and kept.state == states.LEFT:
            raise Malformed(kept=_("keep the entry that is employed"))
        return replace(
            scope,
            own=(*scope.own, *kept.own),
            units=tuple(dict.fromkeys((*scope.units, *kept.units))),
            people=(*scope.people, *kept.people),
        )

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return mandates.guarded([self.duplicate, self.kept])

    def effect(self, ctx: Effect) -> None:
        duplicate, kept = int(self.duplicate), int(self.kept)
        Mandate.objects.filter(person=duplicate).update(person=kept)
        Mandate.objects.filter(asked_by=duplicate).update(asked_by=kept)
        # Nobody is their own designee, which a merge could make them.
        mandates.end(ctx, Q(kind=Mandate.Kind.DELEGATION, person=kept, under__person=kept))
        Person.objects.filter(pk=duplicate, ends=None).update(ends=ctx.at)
        Person.objects.filter(pk=duplicate).update(merged_into=kept)
        Person.objects.filter(merged_into=duplicate).update(merged_into=kept)
        SignIn.objects.filter(person=duplicate).update(is_active=False)


def leave(ctx: Effect, people: list[int]) -> None:
    """Part of an effect: these people are no longer employed, all at once."""
    Person.objects.filter(pk__in=people, ends=None).update(ends=ctx.at)
    # Somebody hired for a later day who never came has no period at all.
    Person.objects.filter(pk__in=people, ends__lt=F("starts")).update(starts=ctx.at)
    SignIn.objects.filter(person__in=people).update(is_active=False)
    mandates.end(ctx, Q(person__in=people))


def _line_faults(act: Hire | ChangePerson) -> dict[str, str | None]:
    return {
        "full_name": given.name_fault(act.full_name),
        "employment_type": given.employment_fault(act.employment_type),
        "work_mail": given.mail_fault(act.work_mail),
    }
