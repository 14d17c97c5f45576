"""A roster file taken over as a whole: one row of the ledger, which commits to the manifest of what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Self

from countersign.evidence.models import Content
from countersign.gate.act import Act, By, Effect, Malformed, Ref, Scope
from countersign.gate.canonical import canonical, commit
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.people import mandates, states, subjects
from countersign.people.acts.employment import leave
from countersign.people.models import Person, RosterImport, SignIn, Unit
from countersign.people.roster import plan as plans
from countersign.people.roster.plan import Plan
from countersign.people.roster.reading import Line

BATCH = 500


@dataclass(frozen=True)
class ImportRoster(Act):
    """Do everything that a dry run showed, or nothing: what has changed since makes the plan stale.

    The plan is read before the act, from the manifest it is kept under; the act checks that it is that plan.
    """

    name: ClassVar[str] = "import_roster"
    manifest: str
    plan: Plan = field(repr=False)

    @classmethod
    def of(cls, manifest: str) -> Self:
        """The act for a kept dry run. Raises Malformed when there is none under this commitment."""
        try:
            return cls(manifest, plans.kept(manifest))
        except (LookupError, ValueError, Content.DoesNotExist) as error:
            raise Malformed(manifest=_("no dry run is kept under this number")) from error

    def ref(self) -> Ref:
        return Ref("roster", self.manifest)

    def check(self) -> None:
        if self.plan.nothing:
            raise Malformed(manifest=_("it would change nothing"))
        if len(self.plan.leavers) > plans.MOST_LEAVERS:
            raise Malformed(
                manifest=fill(_("more than {leavers} people would leave at once"), leavers=plans.MOST_LEAVERS)
            )

    def scope(self, by: By) -> Scope:
        salt = Content.objects.filter(pk=self.manifest).values_list("salt", flat=True).first()
        if salt is None or commit(bytes(salt), canonical(self.plan)) != self.manifest:
            raise Malformed(manifest=_("the plan is not the one that was kept"))
        done = subjects.rosters([self.manifest])
        if self.manifest in done:
            return done[self.manifest]
        return Scope(ref=self.ref(), state=states.CURRENT if plans.holds(self.plan) else states.STALE)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (subjects.ROSTER, *mandates.guarded(leaver.person for leaver in self.plan.leavers))

    def fields(self) -> dict[str, Any]:
        return {
            "manifest": self.manifest,
            "whole": self.plan.whole,
            "adds": len(self.plan.adds),
            "changes": len(self.plan.changes),
            "leavers": len(self.plan.leavers),
        }

    def effect(self, ctx: Effect) -> None:
        units: dict[str, int] = dict(Unit.objects.values_list("code", "pk"))
        _add(self.plan.adds, units, ctx.at)
        _change(self.plan, units)
        leave(ctx, [int(leaver.person) for leaver in self.plan.leavers])
        ctx.commitments["manifest"] = self.manifest
        ctx.on_row(lambda seq: self._record(seq, ctx.at))

    def _record(self, seq: int, at: datetime) -> None:
        RosterImport.objects.create(
            manifest=self.manifest,
            seq=seq,
            at=at,
            adds=len(self.plan.adds),
            changes=len(self.plan.changes),
            leavers=len(self.plan.leavers),
        )


def _add(lines: tuple[Line, ...], units: dict[str, int], at: datetime) -> None:
    """Enter those who are new; whoever left and is back is the same person again."""
    back = {p.employee_no: p for p in Person.objects.exclude(ends=None).filter(merged_into=None)}
    new = [Person(employee_no=line.employee_no, starts=at) for line in lines if line.employee_no not in back]
    again = [back[line.employee_no] for line in lines if line.employee_no in back]
    by_number = {line.employee_no: line for line in lines}
    for person in (*new, *again):
        _fill(person, by_number[person.employee_no], units)
        person.starts, person.ends = at, None
    Person.objects.bulk_create(new, batch_size=BATCH)
    if again:
        Person.objects.bulk_update(
            again, ["name", "employment_type", "unit", "work_mail", "starts", "ends"], batch_size=BATCH
        )


def _change(plan: Plan, units: dict[str, int]) -> None:
    after = {int(change.person): change.after for change in plan.changes}
    changed = list(Person.objects.filter(pk__in=list(after)))
    for person in changed:
        _fill(person, after[person.pk], units)
    Person.objects.bulk_update(changed, ["name", "employment_type", "unit", "work_mail"], batch_size=BATCH)
    for person in Person.objects.filter(pk__in=list(after), sign_in__isnull=False).select_related("sign_in"):
        SignIn.objects.filter(person=person).update(email=person.work_mail)


def _fill(person: Person, line: Line, units: dict[str, int]) -> None:
    person.name = line.name
    person.employment_type = line.employment_type
    person.unit_id = units[line.unit]
    person.work_mail = line.work_mail
