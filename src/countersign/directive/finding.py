"""Finding words within a text as a reader would: letters alike whatever their case and accents, blanks as one."""

from __future__ import annotations

import re
import unicodedata

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe


class Finder:
    """Looks for one phrase; an empty one is found nowhere and marks nothing."""

    def __init__(self, phrase: str) -> None:
        wanted = [re.escape(_plain(word)) for word in _composed(phrase).split()]
        self._pattern = re.compile(r"\s+".join(wanted)) if wanted else None

    @property
    def looks(self) -> bool:
        """Whether there is anything to look for."""
        return self._pattern is not None

    def finds(self, text: str) -> bool:
        """Whether the phrase stands in `text`."""
        return (
            self._pattern is not None and self._pattern.search(_plain(unicodedata.normalize("NFC", text))) is not None
        )

    def marked(self, text: str) -> SafeString:
        """`text` for a page, each place where the phrase stands marked."""
        text = _composed(text)
        if self._pattern is None:
            return mark_safe(escape(text))  # noqa: S308
        parts, at = [], 0
        for match in self._pattern.finditer(_plain(text)):
            parts += [
                escape(text[at : match.start()]),
                format_html("<mark>{}</mark>", text[match.start() : match.end()]),
            ]
            at = match.end()
        return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _plain(text: str) -> str:
    """Letter for letter without case and accents, so that places in it are places in `text`."""
    return "".join(_letter(c) for c in text)


def _letter(c: str) -> str:
    base = unicodedata.normalize("NFD", c)[0].casefold()
    return base if len(base) == 1 else c
