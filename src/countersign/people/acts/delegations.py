"""Powers given to a designee: which, where, from when to when, why, by which paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from django.db.models import Q

from countersign.gate import packs
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.people import capacities, given, mandates, subjects
from countersign.people.models import Mandate
from countersign.people.running import number
from countersign.rules import facts

REASONS = ("routine", "absence", "emergency")


@dataclass(frozen=True)
class Delegate(Act):
    """Give some of the powers of one's own office to a designee for a time. A designee cannot give them on.

    Done in the capacity whose powers are given. No `units` means as far as the giver's own office reaches.
    """

    name: ClassVar[str] = "delegate"
    states_facts: ClassVar = (facts.Named, facts.Term, facts.Instrument, facts.Delegating)
    designee: str
    powers: tuple[str, ...]
    starts: datetime
    ends: datetime | None
    why: str
    instrument: str
    document: str | None = None
    units: tuple[str, ...] = ()

    def ref(self) -> Ref:
        return Ref("delegation")

    def check(self) -> None:
        given.moments(starts=self.starts, ends=self.ends)
        given.period(self.starts, self.ends)
        given.faults(
            why=None if self.why in REASONS else fill(_("one of {values}"), values=", ".join(REASONS)),
            powers=_("a power is named twice") if len(set(self.powers)) < len(self.powers) else None,
        )

    def scope(self, by: By) -> Scope:
        given.person("designee", self.designee)
        given.units("units", self.units)
        under = self._under(by)
        office = packs.in_force().office.get(under.office) if under else None
        strange = set(self.powers) - set(office.delegable if office else self.powers)
        if strange:
            raise Malformed(powers=fill(_("this office cannot give {strange}"), strange=", ".join(sorted(strange))))
        return Scope(
            ref=self.ref(),
            own=(self.designee,),
            units=self.units or tuple((under.units if under else None) or ()),
            people=(self.designee,),
            also=tuple(f"unit:{u}" for u in self.units),
        )

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        given.document("document", self.document)
        personal = capacities.personal_powers(packs.in_force())
        return (
            given.named(self.designee, at),
            facts.Term(self.starts, self.ends),
            facts.Instrument(self.instrument, self.document),
            facts.Delegating(
                powers=self.powers,
                reason=self.why,
                giver=by.person,
                designee=self.designee,
                through=by.kind,
                personal=tuple(p for p in self.powers if p in personal),
            ),
        )

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (f"person:{self.designee}",)

    def effect(self, ctx: Effect) -> str:
        under = self._under(By(ctx.by.person, ctx.by.mandate))
        if under is None or under.kind != Mandate.Kind.APPOINTMENT:
            # Whatever a pack says: what is held by delegation cannot be the ground of another one.
            raise Malformed(powers=_("only the holder of an office can give its powers to a designee"))
        made = Mandate.objects.create(
            kind=Mandate.Kind.DELEGATION,
            person_id=number(self.designee),
            office=under.office,
            powers=list(self.powers),
            units=list(self.units) or None,
            under=under,
            starts=self.starts,
            ends=self.ends,
            reason=self.why,
            instrument=self.instrument,
            letter=self.document or "",
        )
        return mandates.grant(ctx, made, document=self.document)

    def _under(self, by: By) -> Mandate | None:
        """The mandate of the capacity it is given in."""
        return Mandate.objects.filter(pk=number(by.mandate or ""), person=number(by.person)).first()


@dataclass(frozen=True)
class EndDelegation(Act):
    """Take back what was given to a designee, from this second on."""

    name: ClassVar[str] = "end_delegation"
    states_facts: ClassVar = (facts.Reasons,)
    delegation: str
    reason: str

    def ref(self) -> Ref:
        return Ref("delegation", self.delegation)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return mandates.guarded(scope.people)

    def effect(self, ctx: Effect) -> None:
        mandates.end(ctx, Q(pk=number(self.delegation)))


@dataclass(frozen=True)
class ReturnDelegation(Act):
    """Hand back what one was given as a designee, from this second on. Who gave it takes it back by another act."""

    name: ClassVar[str] = "return_delegation"
    delegation: str

    def ref(self) -> Ref:
        return Ref("delegation", self.delegation)

    def scope(self, by: By) -> Scope:
        given_to = Mandate.objects.filter(pk=number(self.delegation)).values_list("person_id", flat=True)
        return replace(subjects.one("delegation", self.delegation), own=tuple(str(p) for p in given_to))

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return mandates.guarded(scope.people)

    def effect(self, ctx: Effect) -> None:
        mandates.end(ctx, Q(pk=number(self.delegation)))
