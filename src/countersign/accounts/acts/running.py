"""From a connected account to an open one and on: opened, suspended, resumed, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.accounts import given, giving_back, incidents, owed
from countersign.accounts.given import number
from countersign.accounts.models import Account
from countersign.gate.act import Act, Capacity, Effect, Ref, Scope
from countersign.rules import facts


@dataclass(frozen=True)
class OpenAccount(Act):
    """Open a signed account whose page shows what it must: from this row on it is ours, in the public register too."""

    name: ClassVar[str] = "open_account"
    account: str

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def effect(self, ctx: Effect) -> None:
        account = Account.objects.get(pk=number(self.account))
        account.state, account.opened_at, account.said = ctx.to_state or account.state, ctx.at, ""
        account.public_form = account.form_hash
        account.save()
        owed.anew(ctx, ctx.scope.ref, unit=account.unit)


@dataclass(frozen=True)
class SuspendAccount(Act):
    """Stop an account: nothing is published on it until it is resumed."""

    name: ClassVar[str] = "suspend_account"
    states_facts: ClassVar = (facts.Reasons,)
    account: str
    reason: str

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        Account.objects.filter(pk=number(self.account)).update(state=ctx.to_state, said=self.reason)


@dataclass(frozen=True)
class ResumeAccount(Act):
    """Take a suspended account up again; what opening asks for must hold now."""

    name: ClassVar[str] = "resume_account"
    states_facts: ClassVar = (facts.Reasons,)
    account: str
    reason: str

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        Account.objects.filter(pk=number(self.account)).update(state=ctx.to_state, said="")


@dataclass(frozen=True)
class CloseAccount(Act):
    """Give an account up for good. The register says since when; its credential is given back to the platform and
    destroyed; its records stay."""

    name: ClassVar[str] = "close_account"
    states_facts: ClassVar = (facts.Reasons,)
    account: str
    reason: str

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        owed.no_longer(ctx, ctx.scope.ref)
        incidents.put_right(self.account)
        giving_back.begin(self.account, ctx.at)
        Account.objects.filter(pk=number(self.account)).update(state=ctx.to_state, said=self.reason, closed_at=ctx.at)
