"""What the calendar calls states, with which icon and tone: never by colour alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from countersign.posts import words
from countersign.posts.queries.calendar import FAILED, OVERDUE, STATES

STATE: dict[str, tuple[Any, str, str]] = {
    **words.PLACEMENT,
    "submitted": words.POST["submitted"],
    "returned": words.POST["returned"],
    "signed": (_("signed, not scheduled"), "check_circle", "warn"),
    OVERDUE: (_("overdue"), "error", "bad"),
    FAILED: (_("failed"), "cancel", "bad"),
    "unknown": (_("unknown"), "help", "bad"),
}
CHOICES = tuple((state, STATE[state][0]) for state in STATES)
VIEWS = (("month", _("Month")), ("week", _("Week")), ("day", _("Day")), ("list", _("List")))
