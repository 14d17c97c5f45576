"""Reads for pages and for the rooms above: how texts are screened now."""

from countersign.findings.queries.contacts import ContactLine, contacts
from countersign.findings.queries.reading import ChoiceLine, InUse, ModelLine, choices, in_use, last_changed, models
from countersign.findings.queries.screen import commitments, screen, screening_changed, troubles, version
from countersign.findings.queries.watching import (
    ListLine,
    Raised,
    encrypt_anew,
    integrity,
    terms_of,
    try_out,
    watch_list,
    watch_lists,
)

__all__ = [
    "ChoiceLine",
    "ContactLine",
    "InUse",
    "ListLine",
    "ModelLine",
    "Raised",
    "choices",
    "commitments",
    "contacts",
    "encrypt_anew",
    "in_use",
    "integrity",
    "last_changed",
    "models",
    "screen",
    "screening_changed",
    "terms_of",
    "troubles",
    "try_out",
    "version",
    "watch_list",
    "watch_lists",
]
