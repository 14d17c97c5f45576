"""The people of the demonstration whom one can be, with what to try as each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from countersign.gate import clock
from countersign.people import capacities
from countersign.people.models import Person
from countersign.people.web.history import title_of

TRY: dict[str, Any] = {
    "1001": _("Sign the opening of an account, and see that one signature is not enough."),
    "1002": _("Review what waits, sign or return it, and renew a poster's leave."),
    "1003": _("Keep the roster: bring in a file, and see who would leave and what ends with it."),
    "1004": _("Act for the Public Information Officer under a delegation."),
    "1005": _("Put interpretation notes beside a clause, and answer a question."),
    "1006": _("Read any row of the ledger and take its proof away."),
    "2001": _("Write a post for Hill Correctional Center and follow it until it is published."),
    "3001": _("Try to publish with an authorization that has ended."),
}
"""By employee number, as the demonstration hires them."""


@dataclass(frozen=True)
class Card:
    """One card."""

    person: str
    name: str
    first: str
    title: str
    try_this: Any


def cards() -> list[Card]:
    """The cast as it is now, each with the first of their capacities."""
    found = {p.employee_no: p for p in Person.objects.filter(employee_no__in=TRY)}
    made = []
    for number, try_this in TRY.items():
        person = found.get(number)
        held = capacities.of(str(person.pk), clock.now()) if person else []
        if person and held:
            title = title_of(held[0].kind, held[0].office, held[0].mandate, held[0].title)
            made.append(Card(str(person.pk), person.name, person.name.split()[0], title, try_this))
    return made
