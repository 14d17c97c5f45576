"""Doubts and the ways to settle them, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countersign.directive.settling import How

WAYS: Mapping[str, Any] = {
    How.STAYS: gettext_lazy("It was read rightly: leave it where it is."),
    How.HEADING: gettext_lazy("It is a heading."),
    How.PART_OF: gettext_lazy("It is part of another clause (name it below)."),
    How.PAGE: gettext_lazy("It is a page header or footer that repeats: leave it out."),
}


def doubt_in_words(why: str) -> str:
    """A reason for a doubt, as the parser gives it in English, in the language of the page."""
    for form, words in reasons():
        match = re.fullmatch(form, why)
        if match is not None:
            return words % match.groupdict()
    return why


def reasons() -> list[tuple[str, str]]:
    """Every reason that the parser gives, as a pattern, and its words."""
    return [
        (r"the numbering jumps from “(?P<a>.*)” to “(?P<b>.*)”", _("the numbering jumps from “%(a)s” to “%(b)s”")),
        (
            r"the numbering goes back from “(?P<a>.*)” to “(?P<b>.*)”",
            _("the numbering goes back from “%(a)s” to “%(b)s”"),
        ),
        (
            r"begins like an item numbered “(?P<a>.*)” but fits no list; kept as text",
            _("begins like an item numbered “%(a)s” but fits no list; kept as text"),
        ),
        (
            r"“(?P<a>.*)” follows “(?P<b>.*)” without the item it belongs to",
            _("“%(a)s” follows “%(b)s” without the item it belongs to"),
        ),
        (
            r"“(?P<a>.*)” stands under “(?P<b>.*)”, which its number does not name",
            _("“%(a)s” stands under “%(b)s”, which its number does not name"),
        ),
        (
            r"“(?P<a>.*)” begins a list inside “(?P<b>.*)” that is numbered in the same way",
            _("“%(a)s” begins a list inside “%(b)s” that is numbered in the same way"),
        ),
        (r"a list begins at “(?P<a>.*)”", _("a list begins at “%(a)s”")),
        (r"“(?P<a>.*)” could belong to more than one list", _("“%(a)s” could belong to more than one list")),
        (
            r"belongs to item “(?P<a>.*)” or stands after its list; put after the list",
            _("belongs to item “%(a)s” or stands after its list; put after the list"),
        ),
        (
            "stands among the definitions but defines no term",
            _("stands among the definitions but defines no term"),
        ),
        (
            "looks like a page header but repeats nothing; kept",
            _("looks like a page header but repeats nothing; kept"),
        ),
        ("its last word was put together with the next line", _("its last word was put together with the next line")),
        ("its last word may be broken; left as it is", _("its last word may be broken; left as it is")),
        ("a table; its rows are kept as lines of text", _("a table; its rows are kept as lines of text")),
        ("stands before the first item and is no header field", _("stands before the first item; no header field")),
        (
            r"goes on with one of (?P<a>\d+) fields of the line above; taken for the last of them",
            _("goes on with one of %(a)s fields of the line above; taken for the last of them"),
        ),
        (r"a second field named “(?P<a>.*)”", _("a second field named “%(a)s”")),
        ("no date could be read here", _("no date could be read here")),
        ("more than a date stands here", _("more than a date stands here")),
        (r"not understood as standards: (?P<a>.*)", _("not understood as standards: %(a)s")),
    ]
