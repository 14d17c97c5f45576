"""Fields that several forms share: a person by name or number, a unit, a day, a reason, accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countersign.gate import clock
from countersign.people import given, queries
from countersign.people.queries import finding


class NameField(forms.CharField):
    """A name: composed letters, single spaces."""

    def to_python(self, value: Any) -> str:
        """Tidied, so that nobody has to look for a space too many."""
        return given.tidy(super().to_python(value) or "")


class PersonField(forms.CharField):
    """Somebody on the roster, by employee number or by name; cleaned to their id."""

    def __init__(self, *, left_too: bool = False, **more: Any) -> None:
        more.setdefault("help_text", gettext_lazy("Employee number, or enough of the name to be clear."))
        super().__init__(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}), **more)
        self.left_too = left_too

    def clean(self, value: Any) -> str:
        """The id of the one person meant. Raises ValidationError when it is nobody, or when it could be several."""
        text = super().clean(value) or ""
        if not text:
            return ""
        found = finding.find(text, clock.now(), left_too=self.left_too)
        if len(found) == 1:
            return found[0].id
        if not found:
            raise ValidationError(_("Nobody on the roster has this name or number."))
        shown = ", ".join(f"{p.name} ({p.employee_no}, {p.unit_name})" for p in found[: finding.FOUND_AT_MOST])
        if len(found) > finding.FOUND_AT_MOST:
            shown += " …"
        raise ValidationError(_("Several people fit. Give the number of one: %(people)s") % {"people": shown})


class DayField(forms.DateField):
    """A day at the agency, in the browser's own calendar."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class ReasonField(forms.CharField):
    """Why. Whether it is enough is for the directive's pack to say, so it may be sent empty."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", gettext_lazy("Reason"))
        more.setdefault("help_text", gettext_lazy("So that somebody can follow it later. It is kept in the record."))
        super().__init__(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **more)


class ReasonForm(forms.Form):
    """Nothing but why."""

    reason = ReasonField()


class ConfirmForm(forms.Form):
    """Nothing but yes."""


class Accounts(forms.MultipleChoiceField):
    """Accounts, from those that the room of accounts offers; names of accounts already chosen are kept."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **more)

    def offer(self, offered: Sequence[tuple[str, str]]) -> None:
        """Say which there are."""
        self.choices = list(offered)


def unit_choices() -> list[tuple[str, str]]:
    """Open units for a select, parts set in below what they are part of."""
    return [("", "—"), *((u.id, "\u2003" * (len(u.path) - 1) + u.name) for u in queries.units())]


def units_only() -> list[tuple[str, str]]:
    """Open units for boxes to tick."""
    return [(u.id, " › ".join(u.path)) for u in queries.units()]


def day_of(at: datetime) -> date:
    """The day it is at the agency at that moment."""
    return at.astimezone(get_default_timezone()).date()


def today() -> date:
    """The day it is at the agency now."""
    return day_of(clock.now())


def begins(day: date, at: datetime) -> datetime:
    """From when something holds that begins on `day`: its first moment, or `at` when that is today."""
    if day == day_of(at):
        return at
    return datetime.combine(day, time.min, tzinfo=get_default_timezone())


def over(day: date) -> datetime:
    """When something is over whose last day is `day`: the first moment of the next."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=get_default_timezone())


def last_day(at: datetime) -> date:
    """The last day of a period that ends at `at`: the other way round from `over`."""
    return day_of(at - timedelta(microseconds=1))
