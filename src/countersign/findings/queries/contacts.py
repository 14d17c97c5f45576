"""The agency's own contacts."""

from __future__ import annotations

from dataclasses import dataclass

from countersign.findings.contacts import sort_of
from countersign.findings.models import OwnContact


@dataclass(frozen=True)
class ContactLine:
    """One of the agency's own contacts: how it is written, what it belongs to, and what sort it is."""

    text: str
    what: str
    sort: str


def contacts() -> tuple[ContactLine, ...]:
    """The list that is kept here, in its order."""
    rows = OwnContact.objects.order_by("place").values_list("text", "what")
    return tuple(ContactLine(text, what, sort_of(text)) for text, what in rows)
