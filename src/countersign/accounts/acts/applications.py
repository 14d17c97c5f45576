"""Applying for an account, changing what was applied for, taking an application back.

What is signed is the account's form: everything an application states, frozen. A change is a new form, which needs
new signatures; also where the account is open already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from countersign.accounts import form, given, giving_back, incidents, states, subjects
from countersign.accounts.addresses import name_key, url_key
from countersign.accounts.facts import stated
from countersign.accounts.given import number
from countersign.accounts.models import Account, Custodian
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.people import queries as people
from countersign.rules import facts


@dataclass(frozen=True)
class ApplyForAccount(Act):
    """Ask for an official account: for which unit, on which platform, what for, how far it goes, who looks after it."""

    name: ClassVar[str] = "apply_for_account"
    states_facts: ClassVar = (facts.Application,)
    unit: str
    platform: str
    handle: str
    display_name: str
    purposes: tuple[str, ...]
    scope_statement: str
    custodians: tuple[str, ...]
    url: str = ""
    campaign: str = ""

    def ref(self) -> Ref:
        return Ref("account")

    def check(self) -> None:
        given.platform("platform", self.platform)
        _check(self)

    def scope(self, by: By) -> Scope:
        given.unit("unit", self.unit)
        _handle_free(self.platform, self.handle)
        # Whoever asks does not own the matter yet: to ask at all takes the power to.
        return Scope(
            ref=self.ref(),
            units=(self.unit,),
            people=tuple(dict.fromkeys((by.person, *self.custodians))),
            platforms=(self.platform,),
            also=(f"unit:{self.unit}",),
        )

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (_handle_guard(self.platform, self.handle),)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (_stated(self, at),)

    def effect(self, ctx: Effect) -> str:
        made = Account.objects.create(
            platform=self.platform,
            applicant=ctx.by.person,
            state=states.APPLIED,
            applied_at=ctx.at,
            **_values(self),
        )
        Custodian.objects.bulk_create(Custodian(account=made, person=p) for p in self.custodians)
        form.freeze(ctx, made)
        return str(made.pk)


@dataclass(frozen=True)
class ChangeAccount(Act):
    """Change what an application or an account states; the platform stays. The new form needs new signatures."""

    name: ClassVar[str] = "change_account"
    states_facts: ClassVar = (facts.Application,)
    account: str
    unit: str
    handle: str
    display_name: str
    purposes: tuple[str, ...]
    scope_statement: str
    custodians: tuple[str, ...]
    url: str = ""
    campaign: str = ""

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def check(self) -> None:
        _check(self)

    def scope(self, by: By) -> Scope:
        scope = subjects.one("account", self.account)
        given.unit("unit", self.unit)
        _handle_free(scope.platforms[0], self.handle, but=self.account)
        return replace(
            scope,
            units=tuple(dict.fromkeys((*scope.units, self.unit))),
            people=tuple(dict.fromkeys((*scope.people, *self.custodians))),
            also=tuple(dict.fromkeys((*scope.also, f"unit:{self.unit}"))),
        )

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (_handle_guard(scope.platforms[0], self.handle),)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        account = Account.objects.get(pk=number(self.account))
        known = account.connector or account.opened_at
        if known and (account.url, account.name_key) != (self.url, name_key(self.handle)):
            raise Malformed(handle=_("it is known under this name; close it and apply for the other one"))
        now = {name: getattr(account, name) for name in _values(self)}
        looking = set(Custodian.objects.filter(account=account, ended_at=None).values_list("person", flat=True))
        if scope.state != states.RETURNED and now == _values(self) and looking == set(self.custodians):
            raise Malformed(account=_("nothing was changed"))
        return (_stated(self, at),)

    def effect(self, ctx: Effect) -> None:
        account = Account.objects.get(pk=number(self.account))
        for name, value in _values(self).items():
            setattr(account, name, value)
        account.state = ctx.to_state or account.state
        account.said = ""
        account.save()
        looking = Custodian.objects.filter(account=account, ended_at=None)
        looking.exclude(person__in=self.custodians).update(ended_at=ctx.at)
        there = set(looking.values_list("person", flat=True))
        Custodian.objects.bulk_create(Custodian(account=account, person=p) for p in self.custodians if p not in there)
        form.freeze(ctx, account)


@dataclass(frozen=True)
class WithdrawApplication(Act):
    """Take an application back; what was written and signed stays on record."""

    name: ClassVar[str] = "withdraw_application"
    account: str
    reason: str = ""

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def effect(self, ctx: Effect) -> None:
        giving_back.begin(self.account, ctx.at)
        incidents.put_right(self.account)
        Account.objects.filter(pk=number(self.account)).update(state=ctx.to_state, said=self.reason)


Stating = ApplyForAccount | ChangeAccount


def _check(act: Stating) -> None:
    given.faults(
        handle=given.handle_fault(act.handle),
        display_name=given.line_fault(act.display_name),
        url=given.url_fault(act.url),
        scope_statement=given.text_fault(act.scope_statement),
        campaign=given.line_fault(act.campaign, most=64, empty=True),
    )
    given.once("purposes", act.purposes)
    given.once("custodians", act.custodians)


def _handle_free(platform: str, handle: str, *, but: str = "") -> None:
    using = Account.objects.filter(platform=platform, name_key=name_key(handle))
    if using.exclude(state__in=(states.CLOSED, states.TAKEN_BACK)).exclude(pk=number(but)).exists():
        raise Malformed(handle=_("another account or application has this handle on the platform"))


def _handle_guard(platform: str, handle: str) -> str:
    return f"handle:{platform}:{name_key(handle)}"


def _stated(act: Stating, at: datetime) -> facts.Application:
    if set(people.known(act.custodians, at)) != set(act.custodians):
        raise Malformed(custodians=_("there is no such person"))
    return stated(act.purposes, act.scope_statement, act.custodians, people.employed(act.custodians, at))


def _values(act: Stating) -> dict[str, object]:
    return {
        "unit": act.unit,
        "handle": act.handle,
        "name_key": name_key(act.handle),
        "url": act.url,
        "url_key": url_key(act.url) if act.url else "",
        "display_name": act.display_name,
        "purposes": list(act.purposes),
        "scope": act.scope_statement,
        "campaign": act.campaign,
    }
