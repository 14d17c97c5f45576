"""Consents of people pictured and licences for other people's material: recorded, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet

from countersign.gate import packs
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.posts import given, states, subjects
from countersign.posts.acts.publishing import hold
from countersign.posts.given import number
from countersign.posts.models import Consent, Leave, Placement, Revision, Rights
from countersign.rules import facts

STANDINGS = ("employee", "custody", "public", "minor")


@dataclass(frozen=True)
class RecordConsent(Act):
    """Keep that a pictured person agreed: for which accounts and purposes (none named: all), from when to when.

    `label` is a pseudonym for anybody but an employee, who stands under `person`. In custody it must be voluntary;
    for a minor a guardian must have agreed.
    """

    name: ClassVar[str] = "record_consent"
    states_facts: ClassVar = (facts.Term, facts.Instrument)
    label: str
    standing: str
    number: str
    starts: datetime
    ends: datetime | None = None
    document: str = ""
    accounts: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    person: str = ""
    guardian: str = ""
    voluntary: bool = False

    def ref(self) -> Ref:
        return Ref("consent")

    def check(self) -> None:
        given.moments(starts=self.starts, ends=self.ends)
        given.document("document", self.document)
        known = {p.id for p in packs.in_force().purposes}
        given.faults(
            label=given.line_fault(self.label),
            number=given.line_fault(self.number, empty=True),
            guardian=given.line_fault(self.guardian, empty=True),
            standing=None if self.standing in STANDINGS else _("employee, custody, public or minor"),
            person=_misnamed(self.standing, self.person),
            purposes=None if set(self.purposes) <= known else _("there is no such purpose"),
            ends=_("it ends before it begins") if self.ends and self.ends <= self.starts else None,
        )

    def scope(self, by: By) -> Scope:
        return subjects.of_leave(self.ref(), self._row(), own=(self.person,) if self.person else ())

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return facts.Term(self.starts, self.ends), facts.Instrument(self.number, self.document or None)

    def effect(self, ctx: Effect) -> str:
        made = self._row()
        made.save()
        return _kept(ctx, made)

    def _row(self) -> Consent:
        return Consent(
            label=self.label,
            person=self.person,
            standing=self.standing,
            accounts=list(self.accounts) or None,
            purposes=list(self.purposes) or None,
            number=self.number,
            document=self.document,
            guardian=self.guardian,
            voluntary=self.voluntary,
            starts=self.starts,
            ends=self.ends,
        )


@dataclass(frozen=True)
class RecordRights(Act):
    """Keep under which licence material of somebody else may be used, on which accounts (none named: all)."""

    name: ClassVar[str] = "record_rights"
    states_facts: ClassVar = (facts.Term, facts.Instrument)
    holder: str
    licence: str
    number: str
    starts: datetime
    ends: datetime | None = None
    document: str = ""
    accounts: tuple[str, ...] = ()

    def ref(self) -> Ref:
        return Ref("rights")

    def check(self) -> None:
        given.moments(starts=self.starts, ends=self.ends)
        given.document("document", self.document)
        given.faults(
            holder=given.line_fault(self.holder),
            licence=given.line_fault(self.licence),
            number=given.line_fault(self.number, empty=True),
            ends=_("it ends before it begins") if self.ends and self.ends <= self.starts else None,
        )

    def scope(self, by: By) -> Scope:
        return subjects.of_leave(self.ref(), self._row())

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return facts.Term(self.starts, self.ends), facts.Instrument(self.number, self.document or None)

    def effect(self, ctx: Effect) -> str:
        made = self._row()
        made.save()
        return _kept(ctx, made)

    def _row(self) -> Rights:
        return Rights(
            holder=self.holder,
            licence=self.licence,
            accounts=list(self.accounts) or None,
            number=self.number,
            document=self.document,
            starts=self.starts,
            ends=self.ends,
        )


@dataclass(frozen=True)
class WithdrawConsent(Act):
    """A consent is taken back from this second on. What is queued is held; what is public is to be taken down.

    Nobody has to say why.
    """

    name: ClassVar[str] = "withdraw_consent"
    states_facts: ClassVar = (facts.Reasons,)
    consent: str
    reason: str = ""

    def ref(self) -> Ref:
        return Ref("consent", self.consent)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return _posts_with(Revision.consents.through.objects.filter(consent=number(self.consent)))

    def effect(self, ctx: Effect) -> None:
        _take_back(ctx, Consent.objects.get(pk=number(self.consent)))


@dataclass(frozen=True)
class WithdrawRights(Act):
    """A licence no longer counts from this second on. What is queued is held; what is public is to be taken down."""

    name: ClassVar[str] = "withdraw_rights"
    states_facts: ClassVar = (facts.Reasons,)
    rights: str
    reason: str

    def ref(self) -> Ref:
        return Ref("rights", self.rights)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return _posts_with(Revision.rights.through.objects.filter(rights=number(self.rights)))

    def effect(self, ctx: Effect) -> None:
        _take_back(ctx, Rights.objects.get(pk=number(self.rights)))


def _misnamed(standing: str, person: str) -> str | None:
    if person and standing != "employee":
        return "only an employee is named; others stand under a label"
    if person and number(person) == given.NOBODY:
        return "there is no such person"
    return None


def _kept(ctx: Effect, made: Leave) -> str:
    if made.document:
        ctx.commitments["document"] = made.document
    kind = type(made)
    ctx.on_row(lambda seq: _numbered(kind, made.pk, seq))
    return str(made.pk)


def _numbered(kind: type[Leave], pk: int, seq: int) -> None:
    kind._default_manager.filter(pk=pk).update(recorded_seq=seq)


def _posts_with(links: QuerySet[Any]) -> tuple[str, ...]:
    """Guards of the posts whose placements are marked."""
    ids = links.order_by("revision__post").values_list("revision__post", flat=True).distinct()
    return tuple(f"post:{pk}" for pk in ids)


def _take_back(ctx: Effect, leave: Consent | Rights) -> None:
    if leave.withdrawn_at is not None:
        raise Malformed(consent=_("it was taken back already"))
    leave.withdrawn_at = ctx.at
    leave.save(update_fields=["withdrawn_at"])
    using = list(leave.revisions.values_list("pk", flat=True))

    def write(seq: int) -> None:
        leave.withdrawn_seq = seq
        leave.save(update_fields=["withdrawn_seq"])
        waiting = Placement.objects.filter(revision__in=using, due_at__isnull=False)
        hold(list(waiting.values_list("pk", flat=True)), seq, str(leave))
        # Those armed before are among them: they are published a moment later or never, and are looked at either way.
        public = Placement.objects.filter(shown__in=using, state__in=(states.LIVE, states.SENDING, states.UNSURE))
        public.update(wanted_down_seq=seq)
        on_its_way = Placement.objects.filter(revision__in=using, state__in=(states.SENDING, states.UNSURE))
        on_its_way.update(wanted_down_seq=seq)

    ctx.on_row(write)
