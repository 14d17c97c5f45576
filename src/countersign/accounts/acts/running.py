"""From a signed application to an open account and on: connected, opened, suspended, resumed, closed."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from countersign.accounts import given, owed, vault
from countersign.accounts.addresses import url_key
from countersign.accounts.facts import applications
from countersign.accounts.given import number
from countersign.accounts.models import Account, Credential
from countersign.connectors import platforms
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.rules import facts

BY_HAND = "manual"
CONNECTORS = tuple(sorted(m.name for m in pkgutil.iter_modules(platforms.__path__)))
"""How posts reach a platform: by hand, or through one of the connectors that are there."""


@dataclass(frozen=True)
class ConnectAccount(Act):
    """Say under which identity, issued by the agency, the account runs and how posts reach it.

    `credential` is what lets us publish; it is stored encrypted and stands in no ledger row. Connecting again
    replaces it.
    """

    name: ClassVar[str] = "connect_account"
    states_facts: ClassVar = (facts.Application,)
    account: str
    connector: str
    identity: str
    department_identity: bool | None
    url: str
    base_url: str = ""
    credential: str = field(default="", repr=False)

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def check(self) -> None:
        given.faults(
            connector=None if self.connector in CONNECTORS else "there is no such way to publish",
            identity=given.line_fault(self.identity),
            url=given.url_fault(self.url, empty=False),
            base_url=given.url_fault(self.base_url, empty=self.connector == BY_HAND),
            credential="a platform that is posted to by hand needs none" if self._useless() else None,
        )

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        account = Account.objects.get(pk=number(self.account))
        if account.url and url_key(account.url) != url_key(self.url):
            raise Malformed(url=f"what was signed is {account.url}; change the account first")
        if self.connector != BY_HAND and not self.credential:
            raise Malformed(credential="without it nothing can be published")
        (stated,) = applications([scope], at)
        if isinstance(stated, facts.Unknown):
            return ()
        return (replace(stated, department_identity=self.department_identity),)

    def effect(self, ctx: Effect) -> None:
        account = Account.objects.get(pk=number(self.account))
        account.connector, account.base_url = self.connector, self.base_url
        account.identity, account.department_identity = self.identity, self.department_identity
        account.url, account.url_key = account.url or self.url, url_key(account.url or self.url)
        account.save()
        if self.credential:
            sealed = vault.seal(self.account, self.credential)
            Credential.objects.update_or_create(account=account, defaults={"sealed": sealed, "kept_at": ctx.at})
        else:
            Credential.objects.filter(account=account).delete()

    def fields(self) -> dict[str, Any]:
        """Everything but the credential."""
        return {name: value for name, value in super().fields().items() if name != "credential"}

    def _useless(self) -> bool:
        return self.connector == BY_HAND and bool(self.credential)


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
    """Give an account up for good. The register says since when; its credential is destroyed; its records stay."""

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
        Credential.objects.filter(account=number(self.account)).delete()
        Account.objects.filter(pk=number(self.account)).update(state=ctx.to_state, said=self.reason, closed_at=ctx.at)
