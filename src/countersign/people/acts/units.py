"""Facilities, offices, programs and parole offices: the tree that everything else stands in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from django.db.models import Q
from django.utils.timezone import get_default_timezone

from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.people import given, mandates, running, subjects
from countersign.people.models import Unit
from countersign.rules import facts

LIMITED = Q(units__isnull=False) | Q(under__units__isnull=False)
"""Mandates that reach only some units: moving a unit in the tree may change what they reach."""


@dataclass(frozen=True)
class AddUnit(Act):
    """Enter a unit; its parent is the unit it is part of, none for one that stands by itself."""

    name: ClassVar[str] = "add_unit"
    code: str
    title: str
    kind: str
    parent: str | None = None

    def ref(self) -> Ref:
        return Ref("unit")

    def check(self) -> None:
        given.faults(code=given.code_fault(self.code), title=given.name_fault(self.title), kind=_kind_fault(self.kind))

    def scope(self, by: By) -> Scope:
        if Unit.objects.filter(code=self.code).exists():
            raise Malformed(code=_("another unit has this code"))
        parent = (str(given.unit("parent", self.parent).pk),) if self.parent else ()
        return Scope(ref=self.ref(), units=parent, also=tuple(f"unit:{p}" for p in parent))

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (f"unit code:{self.code}",)

    def effect(self, ctx: Effect) -> str:
        parent = running.number(self.parent) if self.parent else None
        made = Unit.objects.create(
            code=self.code, name=self.title, kind=self.kind, parent_id=parent, opened=local_day(ctx.at)
        )
        return str(made.pk)


@dataclass(frozen=True)
class ChangeUnit(Act):
    """Correct a unit's name or kind, or move it in the tree. Its code stays: papers refer to it."""

    name: ClassVar[str] = "change_unit"
    unit: str
    title: str
    kind: str
    parent: str | None

    def ref(self) -> Ref:
        return Ref("unit", self.unit)

    def check(self) -> None:
        given.faults(title=given.name_fault(self.title), kind=_kind_fault(self.kind))

    def scope(self, by: By) -> Scope:
        scope = subjects.one("unit", self.unit)
        if not self._moves():
            return scope
        if self.parent is None:
            # To stand by itself it leaves every unit, so only somebody for the whole agency can do it.
            return replace(scope, units=())
        given.unit("parent", self.parent)
        if self.parent in running.with_parts([self.unit], running.tree()):
            raise Malformed(parent=_("a unit cannot be part of itself"))
        touched = tuple(u for u in (self.unit, self._from(), self.parent) if u)
        return replace(scope, units=touched, also=(f"unit:{self.parent}",))

    def changes(self, scope: Scope) -> tuple[str, ...]:
        # Two moves at once could close a circle that neither of them closes alone.
        return ("unit tree", *mandates.guarded_holders(LIMITED)) if self._moves() else ()

    def effect(self, ctx: Effect) -> None:
        parent = running.number(self.parent) if self.parent else None
        Unit.objects.filter(pk=running.number(self.unit)).update(name=self.title, kind=self.kind, parent_id=parent)

    def _from(self) -> str | None:
        parent = Unit.objects.filter(pk=running.number(self.unit)).values_list("parent_id", flat=True).first()
        return None if parent is None else str(parent)

    def _moves(self) -> bool:
        return self._from() != self.parent


@dataclass(frozen=True)
class CloseUnit(Act):
    """A unit is no more. Its people and parts have gone elsewhere before; what is recorded of it stays."""

    name: ClassVar[str] = "close_unit"
    states_facts: ClassVar = (facts.Reasons,)
    unit: str
    reason: str

    def ref(self) -> Ref:
        return Ref("unit", self.unit)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        Unit.objects.filter(pk=running.number(self.unit)).update(closed=local_day(ctx.at))


def local_day(at: datetime) -> date:
    """The day it is at the agency."""
    return at.astimezone(get_default_timezone()).date()


def _kind_fault(kind: str) -> str | None:
    return None if kind in Unit.Kind.values else fill(_("one of {values}"), values=", ".join(Unit.Kind.values))
