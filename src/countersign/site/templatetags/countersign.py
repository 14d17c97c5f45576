"""The pieces used on every page: clause chip, status chip, moments, links within a list. They never decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from countersign.connectors.plain import plain
from countersign.gate import clock, packs
from countersign.gate.act import Capacity
from countersign.people.web.history import addresses, title_of
from countersign.people.web.identity import visitor

register = template.Library()


@register.inclusion_tag("site/pieces/clause_chip.html")
def clause_chip(clause: str, standing: str = "") -> dict[str, Any]:
    """A clause by its id, leading to the clause; on hover our short words for it."""
    found = packs.in_force().clause.get(clause)
    return {
        "clause": clause,
        "standing": standing,
        "words": found.words.get((get_language() or "en")[:2]) if found else "",
        "url": _clause_url(clause),
    }


@register.inclusion_tag("site/pieces/status_chip.html")
def status_chip(label: str, icon: str = "info", tone: str = "quiet") -> dict[str, str]:
    """A state as word and icon, never by colour alone."""
    return {"label": label, "icon": icon, "tone": tone}


@register.inclusion_tag("site/pieces/ledger_row.html", takes_context=True)
def ledger_row(context: dict[str, Any], seq: int) -> dict[str, Any]:
    """A row of the ledger by its number, leading to the row where the visitor may read it."""
    return {"seq": seq, "url": addresses(visitor(context["request"]), [seq]).get(seq, "")}


@register.filter
def in_words(by: Capacity | dict[str, Any]) -> str:
    """In which right somebody acts, or acted as a row of the ledger has it, in the reader's language."""
    if isinstance(by, dict):
        return title_of(by.get("kind", ""), by.get("office"), by.get("mandate"), by.get("title", ""))
    return title_of(by.kind, by.office, by.mandate, by.title)


@register.filter
def plainly(said: str) -> str:
    """What an error said, as a sentence for people in the reader's language; the log keeps its technical words."""
    words = plain(said)
    return gettext(words) if words else ""


@register.simple_tag
def moment(at: datetime | None) -> SafeString | str:
    """A moment in the agency's zone, relative within a day, ISO 8601 on hover."""
    if at is None:
        return ""
    return format_html('<time datetime="{0}" title="{0}">{1}</time>', at.isoformat(timespec="seconds"), spoken(at))


def spoken(at: datetime) -> str:
    """A moment as people say it."""
    local = timezone.localtime(at)
    seconds = (clock.now() - at).total_seconds()
    if 0 <= seconds < 60:
        return gettext("just now")
    if 0 <= seconds < 3600:
        return gettext("%(n)d min ago") % {"n": int(seconds // 60)}
    if 0 <= seconds < 86400 and local.date() == timezone.localtime(clock.now()).date():
        return gettext("today at %(time)s") % {"time": formats.time_format(local, "TIME_FORMAT")}
    return f"{formats.date_format(local, 'SHORT_DATE_FORMAT')} {formats.time_format(local, 'TIME_FORMAT')}"


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """This page's address with some of its query changed: filters, sorting and pages keep each other."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def _clause_url(clause: str) -> str:
    try:
        return reverse("clause", args=[clause])
    except NoReverseMatch:
        return f"#{clause}"


_DRESS = {
    "textarea": "usa-textarea",
    "select": "usa-select",
    "selectmultiple": "usa-select",
    "checkbox": "usa-checkbox__input",
    # Not the design system's own: its script speaks English on every page.
    "clearablefile": "cs-file",
    "file": "cs-file",
}


@register.simple_tag
def dressed(field: BoundField) -> SafeString:
    """A form field's widget with the design system's class, and tied to its hint and its error."""
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    if field.errors:
        described.append(f"{field.auto_id}_error")
    attrs: dict[str, Any] = {"class": _DRESS.get(field.widget_type, "usa-input")}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
        attrs["class"] += " usa-input--error"
    return field.as_widget(attrs=attrs)


@register.filter
def is_choice_group(field: BoundField) -> bool:
    """Whether a field is shown as several options, which need a legend instead of a label."""
    return field.widget_type in ("radioselect", "checkboxselectmultiple")


@register.filter
def is_single_checkbox(field: BoundField) -> bool:
    """Whether a field is one box to tick, whose label stands behind it."""
    return field.widget_type == "checkbox"


@register.filter
def choice_class(field: BoundField) -> str:
    """`radio` or `checkbox`."""
    return "radio" if field.widget_type == "radioselect" else "checkbox"


@register.simple_tag
def choice_input(option: BoundWidget) -> SafeString:
    """One option's input, dressed."""
    kind = option.data["type"]
    option.data["attrs"]["class"] = f"usa-{kind}__input"
    return option.tag()
