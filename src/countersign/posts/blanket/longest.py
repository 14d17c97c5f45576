"""How long a template can get: its text with the longest that each blank allows, counted as each platform counts.

Looked at before anybody signs, so that in an emergency no filling fails by its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats, translation

from countersign.connectors.limits import TextLimit
from countersign.posts import room
from countersign.posts.blanket.blanks import HOURS, Blank, Setting
from countersign.posts.blanket.template import Template, compose

# What counts most for each way of counting: a letter, one that X counts twice, one that has four bytes.
_WIDEST = ("x", "漢", "🙂")
_A_YEAR = 2028


@dataclass(frozen=True)
class TooLong:
    """A text of a template that may not fit: on this account it can get `longest` where `most` fit."""

    account: str
    longest: int
    most: int


def too_long(template: Template, here: Setting) -> tuple[TooLong, ...]:
    """Where the template may not fit; empty when whatever its blanks allow does. An account that is not connected has
    no limit yet: it is asked about when it is filled."""
    found = []
    for account, place in room.places(template.accounts).items():
        text = template.text_for(account)
        for limit in place.limits.text:
            longest = limit.count(compose(text, {b.name: _longest(b, limit, here) for b in template.blanks}))
            if longest > limit.most:
                found.append(TooLong(account, longest, limit.most))
                break
    return tuple(found)


def _longest(blank: Blank, limit: TextLimit, here: Setting) -> str:
    """The words that take most room of what may stand in a blank."""
    return max(_candidates(blank, here), key=limit.count, default="")


def _candidates(blank: Blank, here: Setting) -> Iterator[str]:
    if blank.kind == "choice":
        yield from blank.options
    elif blank.kind == "unit":
        yield from (here.units.get(id, "") for id in blank.options)
    elif blank.kind == "text":
        yield from (sign * (blank.most or 0) for sign in _WIDEST)
    else:
        with translation.override(here.language):
            yield from _figures(blank, here)


def _figures(blank: Blank, here: Setting) -> Iterator[str]:
    if blank.kind == "number":
        for number in (blank.least or 0, blank.most or 0):
            yield formats.number_format(number, use_l10n=True, force_grouping=abs(number) >= 10_000)
        return
    for month in range(1, 13):
        if blank.kind == "day":
            yield formats.date_format(date(_A_YEAR, month, 28), "DATE_FORMAT")
            continue
        for hour in (11, 22):
            moment = datetime(_A_YEAR, month, 28, hour, 58)
            said = formats.time_format(moment, HOURS.get(here.language, "H:i"))
            yield f"{formats.date_format(moment, 'MONTH_DAY_FORMAT')}, {said}"
