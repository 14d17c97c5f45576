"""How a text looks on a platform: links, tags and names in their colour, and where the platform folds it."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from countersign.posts.given import number

register = template.Library()
FOLDS = {"facebook": 477, "linkedin": 210, "instagram": 125, "youtube": 157}
"""After how many characters a platform shows only a part and *more*; those not named show everything."""
_MARKED = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]|(?<![\w&])[#@]\w[\w.@-]*\w")


@register.filter
def as_shown(text: str, platform: str = "") -> SafeString:
    """The text with what a platform makes links of, and a mark where it folds. Nothing of it is left out."""
    fold = FOLDS.get(platform)
    if fold is None or len(text) <= fold:
        return _marked(text)
    cut = text.rfind(" ", 0, fold) + 1 or fold
    mark = format_html('<span class="ps-fold">{}</span>', _("… more (the platform folds it here)"))
    return format_html("{}{}{}", _marked(text[:cut]), mark, _marked(text[cut:]))


@register.filter
def initial(title: str) -> str:
    """The first letter of a name, for where its picture would be."""
    return title.strip()[:1].upper() or "?"


@register.filter
def at_number(mapping: dict[int, Any], id: str) -> Any:
    """What stands under the row's number in an id; empty for none."""
    return mapping.get(number(id), "")


def _marked(text: str) -> SafeString:
    pieces: list[tuple[str, str]] = []
    at = 0
    for found in _MARKED.finditer(text):
        pieces += [("", text[at : found.start()]), ("ps-link", found.group())]
        at = found.end()
    pieces.append(("", text[at:]))
    return format_html_join(
        "", "{}", ((format_html('<span class="{}">{}</span>', c, t) if c else t,) for c, t in pieces)
    )
