"""Pieces of the pages of review and calendar. They never decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.gate import clock

register = template.Library()
SHORT_S = 2 * 3600
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400


@register.inclusion_tag("site/pieces/status_chip.html")
def time_left(sign_by: datetime | None) -> dict[str, Any]:
    """How much time is left to sign, as a chip."""
    if sign_by is None:
        return {"label": _("no time set"), "icon": "schedule", "tone": "quiet"}
    left_s = int((sign_by - clock.now()).total_seconds())
    if left_s <= 0:
        return {"label": _("overdue by %(time)s") % {"time": span(-left_s)}, "icon": "error", "tone": "bad"}
    tone = "warn" if left_s <= SHORT_S else "quiet"
    return {"label": _("%(time)s left to sign") % {"time": span(left_s)}, "icon": "schedule", "tone": tone}


def span(seconds: int) -> str:
    """A span of time in its one or two largest units."""
    days, hours, minutes = seconds // DAY_S, seconds % DAY_S // HOUR_S, seconds % HOUR_S // MINUTE_S
    if days:
        said = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
        return f"{said} {hours} h" if hours and days < 3 else said
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{max(minutes, 1)} min"
