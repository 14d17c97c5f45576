"""The communication strategy: submitted as a document, signed, ended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.accounts import given
from countersign.accounts.given import number
from countersign.accounts.models import Strategy
from countersign.gate import frozen, signatures
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts


@dataclass(frozen=True)
class Campaign:
    """Something the strategy sets out to do, which posts can say they serve."""

    id: str
    title: str


@dataclass(frozen=True)
class SubmitStrategy(Act):
    """Put a strategy forward for signature: its document, kept before as evidence, its period, its campaigns."""

    name: ClassVar[str] = "submit_strategy"
    title: str
    document: str
    starts: datetime
    ends: datetime
    campaigns: tuple[Campaign, ...] = ()

    def ref(self) -> Ref:
        return Ref("strategy")

    def check(self) -> None:
        given.faults(
            title=given.line_fault(self.title),
            document=None if self.document else _("the document is kept first"),
            starts=None if self.starts.tzinfo else _("say the time zone"),
            ends=None if self.ends.tzinfo else _("say the time zone"),
        )
        given.faults(ends=None if self.ends > self.starts else _("the end is not after the beginning"))
        given.once("campaigns", (c.id for c in self.campaigns))
        for campaign in self.campaigns:
            if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", campaign.id):
                raise Malformed(campaigns=_("a campaign's short name has small letters, digits and dashes"))
            given.faults(campaigns=given.line_fault(campaign.title))

    def scope(self, by: By) -> Scope:
        return Scope(ref=self.ref(), own=(by.person,), people=(by.person,))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        given.document("document", self.document)
        return ()

    def effect(self, ctx: Effect) -> str:
        campaigns = [{"id": c.id, "title": c.title} for c in self.campaigns]
        made = Strategy.objects.create(
            title=self.title,
            document=self.document,
            starts=self.starts,
            ends=self.ends,
            campaigns=campaigns,
            author=ctx.by.person,
            submitted_at=ctx.at,
        )
        content = {
            "title": self.title,
            "document": self.document,
            "starts": self.starts,
            "ends": self.ends,
            "campaigns": campaigns,
        }
        made.form_hash = frozen.freeze("strategy", Ref("strategy", str(made.pk)), content, at=ctx.at)
        made.save(update_fields=["form_hash"])
        ctx.commitments |= {"document": self.document, "form": made.form_hash}
        return str(made.pk)


@dataclass(frozen=True)
class SignStrategy(Act):
    """Sign a strategy in the form that was submitted; during its period it is then the one in force."""

    name: ClassVar[str] = "sign_strategy"
    strategy: str

    def ref(self) -> Ref:
        return Ref("strategy", self.strategy)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return ("strategy",)

    def effect(self, ctx: Effect) -> None:
        signatures.sign(ctx, ctx.scope.hash or "")
        ctx.on_row(lambda seq: _update(self.strategy, signed_seq=seq))


@dataclass(frozen=True)
class EndStrategy(Act):
    """A strategy is over before its time, or is not to be signed."""

    name: ClassVar[str] = "end_strategy"
    states_facts: ClassVar = (facts.Reasons,)
    strategy: str
    reason: str

    def ref(self) -> Ref:
        return Ref("strategy", self.strategy)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return ("strategy",)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        ctx.on_row(lambda seq: _update(self.strategy, ended_seq=seq, ended_at=ctx.at))


def _update(strategy: str, **values: object) -> None:
    Strategy.objects.filter(pk=number(strategy)).update(**values)
