"""Signing an account, or giving it back to whoever applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.accounts import given, states
from countersign.accounts.facts import signed_forms
from countersign.accounts.given import number
from countersign.accounts.models import Account
from countersign.gate import signatures
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts


@dataclass(frozen=True)
class SignAccount(Act):
    """Approve an account in exactly the form that was shown; `form` is its hash."""

    name: ClassVar[str] = "sign_account"
    account: str
    form: str

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self.form != scope.hash:
            raise Malformed(form=_("it was changed since you looked at it; look at it as it is now"))
        return ()

    def effect(self, ctx: Effect) -> None:
        signatures.sign(ctx, self.form)
        ctx.on_row(lambda seq: self._made_public())

    def _made_public(self) -> None:
        """Of an official account the register goes on with what was signed before, until all have signed."""
        account = Account.objects.get(pk=number(self.account))
        if account.state in states.OFFICIAL and signed_forms([account]):
            Account.objects.filter(pk=account.pk).update(public_form=self.form)


@dataclass(frozen=True)
class ReturnAccount(Act):
    """Give an application back to be changed, saying what is to be changed."""

    name: ClassVar[str] = "return_account"
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
