"""This room's words for people: kinds of employment and of units, reasons of delegations."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EMPLOYMENT: dict[str, Any] = {
    "full_time": _("Full time"),
    "part_time": _("Part time"),
    "conditional": _("Conditional"),
    "temporary": _("Temporary"),
    "contractual": _("Contractual"),
}

UNITS: dict[str, Any] = {
    "facility": _("Facility"),
    "office": pgettext_lazy("unit", "Office"),
    "program": _("Program"),
    "parole": _("Parole office"),
}

REASONS: dict[str, Any] = {
    "routine": _("Routine: shared work"),
    "absence": _("Absence"),
    "emergency": _("Emergency"),
}
