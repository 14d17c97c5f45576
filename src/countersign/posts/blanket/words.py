"""What pages call templates, their states, categories and blanks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

CATEGORIES: dict[str, Any] = {
    "escape": _("Escape"),
    "lockdown": _("Lockdown"),
    "evacuation": _("Evacuation"),
    "weather": _("Weather"),
}
"""What every agency has; beside these an agency names its own."""
LANGUAGES = (("en", "English"), ("es", "Español"))
BLANKET: dict[str, tuple[Any, str, str]] = {
    "submitted": (_("waits for a signature"), "edit", "warn"),
    "running": (_("ready"), "check_circle", "good"),
    "before": (_("signed, its time has not begun"), "schedule", "quiet"),
    "over": (_("its time is over"), "schedule", "quiet"),
    "unsigned": (_("signature withdrawn"), "cancel", "bad"),
    "ended": (_("ended"), "cancel", "quiet"),
}
"""How a template stands, with icon and tone: never by colour alone."""
KINDS: dict[str, Any] = {
    "choice": _("One of a list"),
    "moment": _("Day and time"),
    "day": _("Day"),
    "number": _("Whole number"),
    "unit": _("A unit"),
    "text": _("Short text"),
}


def category_words(category: str) -> Any:
    """What a category is called; an agency's own by its own words."""
    return CATEGORIES.get(category, category)
