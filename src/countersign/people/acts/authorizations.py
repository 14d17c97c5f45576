"""Written leave to post on named accounts for a stated period: asked for, given, renewed, ended.

The letter is made before the act and passed by the commitment under which it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import Q

from countersign.gate import duties
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.people import given, mandates, subjects
from countersign.people.models import Mandate
from countersign.people.running import number
from countersign.rules import facts


@dataclass(frozen=True)
class RequestAuthorization(Act):
    """Ask for leave to post, for oneself or for somebody of one's unit. Being asked for, it gives nothing."""

    name: ClassVar[str] = "request_authorization"
    states_facts: ClassVar = (facts.Named, facts.Term)
    person: str
    accounts: tuple[str, ...]
    starts: datetime
    ends: datetime

    def ref(self) -> Ref:
        return Ref("authorization")

    def check(self) -> None:
        _check(self)

    def scope(self, by: By) -> Scope:
        return _for_person(self.person, self.accounts)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return given.named(self.person, at), facts.Term(self.starts, self.ends)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (f"person:{self.person}",)

    def effect(self, ctx: Effect) -> str:
        made = Mandate.objects.create(
            kind=Mandate.Kind.AUTHORIZATION,
            person_id=number(self.person),
            asked_by_id=number(ctx.by.person),
            accounts=list(self.accounts),
            starts=self.starts,
            ends=self.ends,
        )
        return str(made.pk)


@dataclass(frozen=True)
class WithdrawAuthorizationRequest(Act):
    """Take back a request for leave to post before it is decided: one's own, or one that is for oneself."""

    name: ClassVar[str] = "withdraw_authorization_request"
    authorization: str

    def ref(self) -> Ref:
        return Ref("authorization", self.authorization)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return tuple(f"person:{p}" for p in scope.people)

    def effect(self, ctx: Effect) -> None:
        mandates.end(ctx, Q(pk=number(self.authorization)))


@dataclass(frozen=True)
class Authorize(Act):
    """Give somebody leave to post on these accounts from a day to a day, by a letter; on their request or without."""

    name: ClassVar[str] = "authorize"
    states_facts: ClassVar = (facts.Named, facts.Term, facts.Instrument)
    person: str
    accounts: tuple[str, ...]
    starts: datetime
    ends: datetime
    instrument: str
    letter: str
    conditions: str = ""
    request: str | None = None

    def ref(self) -> Ref:
        return Ref("authorization", self.request)

    def check(self) -> None:
        _check(self)

    def scope(self, by: By) -> Scope:
        fresh = _for_person(self.person, self.accounts)
        if self.request is None:
            return fresh
        asked = subjects.one("authorization", self.request)
        if asked.author != self.person:
            raise Malformed(person=_("the request is for somebody else"))
        return Scope(
            ref=asked.ref, state=asked.state, own=asked.own, author=asked.author, units=fresh.units,
            people=fresh.people, accounts=fresh.accounts, also=fresh.also,
        )  # fmt: skip

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return _written(self, self.person, at)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (f"person:{self.person}",)

    def effect(self, ctx: Effect) -> str:
        values = {
            "accounts": list(self.accounts),
            "starts": self.starts,
            "ends": self.ends,
            "instrument": self.instrument,
            "letter": self.letter,
            "conditions": self.conditions,
        }
        if self.request is None:
            made = Mandate.objects.create(kind=Mandate.Kind.AUTHORIZATION, person_id=number(self.person), **values)
        else:
            Mandate.objects.filter(pk=number(self.request)).update(**values)
            made = Mandate.objects.get(pk=number(self.request))
        return _give(ctx, made)


@dataclass(frozen=True)
class RenewAuthorization(Act):
    """Give leave for a further period, by a new letter; the old period stays on record as it was."""

    name: ClassVar[str] = "renew_authorization"
    states_facts: ClassVar = (facts.Named, facts.Term, facts.Instrument, facts.Reasons)
    authorization: str
    starts: datetime
    ends: datetime
    instrument: str
    letter: str
    reason: str
    conditions: str = ""

    def ref(self) -> Ref:
        return Ref("authorization", self.authorization)

    def check(self) -> None:
        given.moments(starts=self.starts, ends=self.ends)
        given.period(self.starts, self.ends)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self._before().until >= self.ends:
            raise Malformed(ends=_("it would not last longer than the period it renews"))
        return (*_written(self, scope.author or "", at), given.reasons(self.reason))

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return tuple(f"person:{p}" for p in scope.people)

    def effect(self, ctx: Effect) -> str:
        before = self._before()
        for duty in mandates.owed():
            duties.meet(ctx, duty.id, ctx.scope.ref)
        made = Mandate.objects.create(
            kind=Mandate.Kind.AUTHORIZATION,
            person_id=before.person_id,
            accounts=before.accounts,
            starts=self.starts,
            ends=self.ends,
            instrument=self.instrument,
            letter=self.letter,
            conditions=self.conditions,
            renews=before,
        )
        return _give(ctx, made)

    def _before(self) -> Mandate:
        return Mandate.objects.get(pk=number(self.authorization))


@dataclass(frozen=True)
class EndAuthorization(Act):
    """Take leave to post away from this second on, with what renews it; or turn down a request for it."""

    name: ClassVar[str] = "end_authorization"
    states_facts: ClassVar = (facts.Named, facts.Reasons)
    authorization: str
    reason: str

    def ref(self) -> Ref:
        return Ref("authorization", self.authorization)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return given.named(scope.author or "", at), given.reasons(self.reason)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return tuple(f"person:{p}" for p in scope.people)

    def effect(self, ctx: Effect) -> None:
        mandates.end(ctx, Q(pk__in=self._line(ctx.at)))

    def _line(self, at: datetime) -> list[int]:
        """This period and those before and after it in the same line of renewals that are not over."""
        mandate = Mandate.objects.get(pk=number(self.authorization))
        line = [mandate.pk]
        before = mandate.renews
        while before is not None and before.until > at:
            line.append(before.pk)
            before = before.renews
        after = [mandate.pk]
        while after:
            after = list(Mandate.objects.filter(renews__in=after, ended_seq=None).values_list("pk", flat=True))
            line += after
        return line


def _check(act: RequestAuthorization | Authorize) -> None:
    given.moments(starts=act.starts, ends=act.ends)
    given.period(act.starts, act.ends)
    if not act.accounts or len(set(act.accounts)) < len(act.accounts):
        raise Malformed(accounts=_("name each account once") if act.accounts else _("name the accounts"))


def _for_person(id: str, accounts: tuple[str, ...]) -> Scope:
    person = given.person("person", id)
    return Scope(
        ref=Ref("authorization"),
        own=(id,),
        author=id,
        people=(id,),
        accounts=accounts,
        units=(str(person.unit_id),),
        also=(subjects.ROSTER,),
    )


def _written(act: Authorize | RenewAuthorization, person: str, at: datetime) -> tuple[facts.Fact, ...]:
    given.faults(letter=None if act.letter else _("the letter is made first"))
    given.document("letter", act.letter)
    return (
        given.named(person, at),
        facts.Term(act.starts, act.ends),
        facts.Instrument(act.instrument, act.letter),
    )


def _give(ctx: Effect, made: Mandate) -> str:
    for duty in mandates.owed():
        # Due when the leave ends, which the pack's longest period only bounds.
        duties.owe(ctx, duty.id, Ref("authorization", str(made.pk)), due_at=made.until, unit=str(made.person.unit_id))
    return mandates.grant(ctx, made, document=made.letter)
