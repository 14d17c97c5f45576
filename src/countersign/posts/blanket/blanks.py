"""What may stand in a blank. Pure: a blank and what somebody typed in, the words that go into the text out.

Nothing is let through that was not foreseen: a value is one of a list, a number or a day within bounds, or a short line
of plain words without addresses, tags or anything that was forbidden.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,30})\}")
LONGEST_TEXT = 200
MOST_OPTIONS = 60
FURTHEST_HOURS = 24 * 60
HOURS = {"en": "g:i A"}
"""How a language says the hour, without dots: a full stop often follows."""
NEVER_IN_TEXT = re.compile(r"https?:|www\.|[@#{}<>\\]|\w\.(?:com|org|net|gov|edu|us|info|io|co|ly)\b", re.IGNORECASE)
"""Addresses, tags and markup: a short line of words needs none of them, and they lead somewhere nobody signed."""


class Outside(ValueError):
    """What was typed is not within what the blank allows; the message says why, in words."""


@dataclass(frozen=True)
class Blank:
    """One blank of a template, named as it stands in the text: `{name}`.

    `options` are the words to choose from, or the ids of units. `least` and `most` bound a number; for a moment they
    are hours, for a day days, before and after the filling; for a text `most` is its length in characters.
    `forbidden` are words or phrases that a text must not hold; `*` in one stands for any letters.
    """

    name: str
    label: str
    kind: str
    options: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """When, in which language and among which units a blank is filled."""

    at: datetime
    language: str
    units: Mapping[str, str]


def fault(blank: Blank) -> str | None:
    """Why a blank cannot be signed as it is: every kind has its bounds. None when it can."""
    if not blank.label.strip() or len(blank.label) > 80:
        return _("Each blank needs a label of at most 80 characters.")
    if blank.kind in ("choice", "unit"):
        return _fault_in_list(blank)
    if blank.kind in ("number", "moment", "day"):
        return _fault_in_range(blank)
    if blank.kind == "text":
        good = blank.most is not None and 1 <= blank.most <= LONGEST_TEXT
        return None if good else _("A short text needs a length of at most %(n)d characters.") % {"n": LONGEST_TEXT}
    return _("Choose what may stand there.")


def _fault_in_list(blank: Blank) -> str | None:
    if not 2 <= len(blank.options) <= MOST_OPTIONS and not (blank.kind == "unit" and blank.options):
        return _("A list to choose from needs two entries or more.")
    if len(set(blank.options)) < len(blank.options):
        return _("Something stands in the list twice.")
    wrong = any(PLACE.search(o) or "{" in o or "}" in o or len(o) > LONGEST_TEXT for o in blank.options)
    return _("An entry of the list is too long, or holds a brace.") if wrong else None


def _fault_in_range(blank: Blank) -> str | None:
    if blank.least is None or blank.most is None or blank.least > blank.most:
        return _("It needs a lowest and a highest value.")
    furthest = {"moment": FURTHEST_HOURS, "day": FURTHEST_HOURS // 24}.get(blank.kind)
    if furthest is not None and (blank.least < -furthest or blank.most > furthest):
        return _("A moment or a day lies within sixty days.")
    return None


def filled(blank: Blank, typed: str, setting: Setting) -> str:
    """The words that go into the text for what was typed. Raises Outside."""
    return _FILLERS[blank.kind](blank, typed.strip(), setting)


def _choice(blank: Blank, typed: str, setting: Setting) -> str:
    if typed not in blank.options:
        raise Outside(_("Choose one of the list."))
    return typed


def _unit(blank: Blank, typed: str, setting: Setting) -> str:
    if typed not in blank.options or typed not in setting.units:
        raise Outside(_("Choose one of the units listed."))
    return setting.units[typed]


def _number(blank: Blank, typed: str, setting: Setting) -> str:
    if not re.fullmatch(r"-?[0-9]{1,12}", typed):
        raise Outside(_("Give a whole number."))
    number = int(typed)
    _between(blank, number, number, number)
    with translation.override(setting.language):
        return formats.number_format(number, use_l10n=True, force_grouping=abs(number) >= 10_000)


def _moment(blank: Blank, typed: str, setting: Setting) -> str:
    local = _local(typed)
    seconds = local.timestamp() - setting.at.timestamp()
    # The minute that is typed is cut off: half past three is still within "not before now" at 3:30:40.
    _between(blank, (seconds + 59) / 3600, seconds / 3600, None)
    with translation.override(setting.language):
        day = formats.date_format(local, "MONTH_DAY_FORMAT")
        return f"{day}, {formats.time_format(local, HOURS.get(setting.language, 'H:i'))}"


def _day(blank: Blank, typed: str, setting: Setting) -> str:
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise Outside(_("Give a day.")) from error
    away = (day - timezone.localtime(setting.at).date()) // timedelta(days=1)
    _between(blank, away, away, None)
    with translation.override(setting.language):
        return formats.date_format(day, "DATE_FORMAT")


def _text(blank: Blank, typed: str, setting: Setting) -> str:
    if not typed:
        raise Outside(_("Something is needed here."))
    if blank.most is None or len(typed) > blank.most:
        raise Outside(_("At most %(n)d characters.") % {"n": blank.most or 0})
    if any(unicodedata.category(c)[0] in "CZ" and c != " " for c in typed):
        raise Outside(_("One line of ordinary letters, figures and signs only."))
    if NEVER_IN_TEXT.search(typed):
        raise Outside(_("No addresses, no @, no # and no braces here."))
    for pattern in blank.forbidden:
        if _pattern(pattern).search(unicodedata.normalize("NFKC", typed).casefold()):
            raise Outside(_("“%(words)s” is not allowed here.") % {"words": pattern})
    return typed


def _pattern(words: str) -> re.Pattern[str]:
    """Words or a phrase to find as whole words, `*` for any letters."""
    folded = unicodedata.normalize("NFKC", words).casefold().split()
    parts = [r"\w*".join(re.escape(p) for p in re.split(r"\*+", word)) for word in folded]
    between = r"\s+".join(parts)
    return re.compile(rf"(?<!\w){between}(?!\w)")


def _between(blank: Blank, low: float, high: float, number: int | None) -> None:
    if blank.least is None or blank.most is None or low < blank.least or high > blank.most:
        if number is None:
            raise Outside(_("This lies outside the time that was signed."))
        raise Outside(_("Between %(least)s and %(most)s.") % {"least": blank.least, "most": blank.most})


def _local(typed: str) -> datetime:
    try:
        naive = datetime.fromisoformat(typed)
    except ValueError as error:
        raise Outside(_("Give a day and a time.")) from error
    if naive.tzinfo is not None:
        raise Outside(_("Give a day and a time."))
    return timezone.make_aware(naive)


_FILLERS: Mapping[str, Callable[[Blank, str, Setting], str]] = {
    "choice": _choice,
    "moment": _moment,
    "day": _day,
    "number": _number,
    "unit": _unit,
    "text": _text,
}
