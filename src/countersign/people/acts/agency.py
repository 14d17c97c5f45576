"""The agency as its pages and accounts speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.gate.act import Act, Capacity, Effect, Ref, Scope
from countersign.people import given, subjects
from countersign.people.models import Agency
from countersign.rules import facts


@dataclass(frozen=True)
class ChangeAgency(Act):
    """Say anew what the agency is called, where its website is, how it is reached and which logo is its own."""

    name: ClassVar[str] = "change_agency"
    states_facts: ClassVar = (facts.Reasons,)
    title: str
    website: str
    contact: str
    logo: str
    reason: str

    def ref(self) -> Ref:
        return subjects.AGENCY

    def check(self) -> None:
        given.faults(
            title=given.name_fault(self.title),
            website=given.site_fault(self.website),
            contact=given.name_fault(self.contact, most=300),
        )

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        given.document("logo", self.logo)
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        Agency.objects.update(name=self.title, website=self.website, contact=self.contact, logo=self.logo)
        if self.logo:
            ctx.commitments["logo"] = self.logo
