"""How this room's pages say until when something runs."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()


@register.simple_tag
def until(at: datetime | None) -> SafeString | str:
    """The end of a period: at midnight it is said by its last day, as people do. The exact moment on hover."""
    if at is None:
        return gettext("no end set")
    return format_html('<time datetime="{0}" title="{0}">{1}</time>', at.isoformat(timespec="seconds"), spoken_end(at))


@register.simple_tag
def since(at: datetime) -> SafeString:
    """The beginning of a period, by its day. The exact moment on hover."""
    day = formats.date_format(timezone.localtime(at), "DATE_FORMAT")
    return format_html('<time datetime="{0}" title="{0}">{1}</time>', at.isoformat(timespec="seconds"), day)


def spoken_end(at: datetime) -> str:
    """The last day of a period that ends at midnight, else the day and minute it ends."""
    local = timezone.localtime(at)
    if local.time() == time.min:
        day = formats.date_format(local - timedelta(days=1), "DATE_FORMAT")
        return gettext("the end of %(day)s") % {"day": day}
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {formats.time_format(local, 'TIME_FORMAT')}"
