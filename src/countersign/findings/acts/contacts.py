"""The agency's own phones, e-mails and addresses: said anew as a whole, with what each belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.findings import contacts, given, state, subjects
from countersign.findings.models import OwnContact
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts

MOST = 2_000
"""Contacts in the list."""


@dataclass(frozen=True)
class Contact:
    """One line of the list: a contact as people write it, and what it belongs to."""

    text: str
    what: str


@dataclass(frozen=True)
class ChangeContacts(Act):
    """Say anew which contacts are the agency's own, all of them: what stands here is never taken for a person's."""

    name: ClassVar[str] = "change_contacts"
    states_facts: ClassVar = (facts.Reasons,)
    contacts: tuple[Contact, ...]
    reason: str

    def ref(self) -> Ref:
        return subjects.CONTACTS

    def check(self) -> None:
        if len(self.contacts) > MOST:
            raise Malformed(contacts=fill(_("at most {most} contacts"), most=MOST))
        given.faults(reason=given.text_fault(self.reason), **contacts.faults([(c.text, c.what) for c in self.contacts]))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (state.KEY,)

    def effect(self, ctx: Effect) -> None:
        OwnContact.objects.all().delete()
        OwnContact.objects.bulk_create(
            OwnContact(text=c.text, what=c.what, place=place) for place, c in enumerate(self.contacts)
        )
        state.changed()
