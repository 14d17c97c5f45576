"""Hiring, correcting, merging; and what the list of employees is filtered by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from countersign.people import words
from countersign.people.forms.fields import DayField, NameField, PersonField, ReasonField, unit_choices
from countersign.people.queries import PersonLine


class EmployeesFilter(forms.Form):
    """What a list of employees is asked for. Anything that makes no sense is left out."""

    text = forms.CharField(label=_("Name or number"), required=False, max_length=100)
    unit = forms.ChoiceField(label=_("Unit, with its parts"), required=False, choices=unit_choices)
    employment_type = forms.ChoiceField(
        label=_("Employment"), required=False, choices=[("", _("Any")), *words.EMPLOYMENT.items()]
    )
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[("", _("Employed now")), ("left", _("Not employed now")), ("all", _("All"))],
    )


class EntryForm(forms.Form):
    """An employee's entry, beyond the number."""

    full_name = NameField(label=_("Full name"), max_length=200)
    employment_type = forms.ChoiceField(label=_("Employment"), choices=[("", "—"), *words.EMPLOYMENT.items()])
    unit = forms.ChoiceField(label=_("Unit"), choices=unit_choices)
    work_mail = forms.EmailField(
        label=_("Work e-mail"),
        required=False,
        max_length=254,
        help_text=_("An address that the agency issued. Never a personal one."),
    )

    @staticmethod
    def of(person: PersonLine) -> dict[str, Any]:
        """An entry as it is, to begin with."""
        return {
            "full_name": person.name,
            "employment_type": person.employment_type,
            "unit": person.unit,
            "work_mail": person.work_mail,
        }


class HireForm(EntryForm):
    """A new entry. Its number is for good: papers refer to it."""

    employee_no = forms.CharField(
        label=_("Employee number"),
        max_length=32,
        help_text=_("It names one person for good. Somebody who comes back keeps theirs."),
    )
    first_day = DayField(label=_("First day"), required=False, help_text=_("Empty means from now on."))
    field_order = ["employee_no", "full_name", "employment_type", "unit", "work_mail", "first_day"]


class MergeForm(forms.Form):
    """Which entry stays, and how it is known that the two are one human."""

    kept = PersonField(label=_("The entry to keep"), left_too=True)
    reason = ReasonField(label=_("How you know that both are the same person"))
