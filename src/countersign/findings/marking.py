"""A text with stretches of it marked, for a page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


def marked(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """The text, escaped, each stretch in `<mark>`; a stretch that begins inside another is left out."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if start < at:
            continue
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308, every part was escaped
