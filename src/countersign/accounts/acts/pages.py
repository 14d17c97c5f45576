"""What an account's page shows, attested element by element with pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.accounts import given, owed, states
from countersign.accounts.given import number
from countersign.accounts.models import Account, Attestation
from countersign.gate import packs
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts


@dataclass(frozen=True)
class Seen:
    """One element as somebody saw it: `found`, `missing`, or `unknown` when they could not tell.

    `evidence` is the commitment of the picture that shows it.
    """

    element: str
    state: str
    evidence: str = ""


@dataclass(frozen=True)
class AttestPage(Act):
    """Say what the account's page shows now. Pictures are kept before the act."""

    name: ClassVar[str] = "attest_page"
    states_facts: ClassVar = (facts.PageElements,)
    account: str
    seen: tuple[Seen, ...]

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def check(self) -> None:
        given.once("seen", (s.element for s in self.seen))
        known = {e.id for e in packs.in_force().elements}
        for one in self.seen:
            if one.element not in known:
                raise Malformed(seen=_("the directive's pack has no such element"))
            if one.state not in ("found", "missing", "unknown"):
                raise Malformed(seen=_("found, missing or unknown"))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        for one in self.seen:
            given.document("seen", one.evidence)
        seen = tuple(facts.Element(s.element, s.state, s.evidence or None, at) for s in self.seen)
        return (facts.PageElements(packs.in_force().elements_of(scope.platforms[0]), seen),)

    def effect(self, ctx: Effect) -> None:
        account = Account.objects.get(pk=number(self.account))
        for one in self.seen:
            if one.evidence:
                ctx.commitments[f"seen {one.element}"] = one.evidence
        wanted = set(packs.in_force().elements_of(account.platform))
        told = {s.element for s in self.seen if s.state != "unknown"}
        # The duty is to look at all of it; what was missing is another matter.
        if account.state in (states.OPEN, states.SUSPENDED) and wanted <= told:
            owed.anew(ctx, ctx.scope.ref, unit=account.unit)
        ctx.on_row(lambda seq: self._keep(account, seq, ctx))

    def _keep(self, account: Account, seq: int, ctx: Effect) -> None:
        Attestation.objects.bulk_create(
            Attestation(
                account=account,
                element=s.element,
                state=s.state,
                evidence=s.evidence,
                person=ctx.by.person,
                at=ctx.at,
                seq=seq,
            )
            for s in self.seen
        )
