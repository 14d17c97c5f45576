"""Appointments and delegations."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from countersign.people import words
from countersign.people.forms.fields import DayField, PersonField, today, units_only

Choices = Sequence[tuple[str, str]]


class AsOfForm(forms.Form):
    """The day to look at."""

    day = DayField(label=_("As of"), required=False)


class AppointForm(forms.Form):
    """Who holds which office from when, by which paper."""

    office = forms.ChoiceField(label=_("Office"))
    person = PersonField(label=_("Who"))
    units = forms.MultipleChoiceField(
        label=_("In which units"),
        required=False,
        choices=units_only,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for an office of a unit; parts of a unit come with it. An office of the agency has none."),
    )
    first_day = DayField(label=_("First day"), initial=today)
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty while it is not known."))
    instrument = forms.CharField(
        label=_("Number of the letter of appointment"), required=False, max_length=200, strip=True
    )

    def offer(self, offices: Choices) -> None:
        """Say which offices the pack has."""
        self.fields["office"].choices = [("", "—"), *offices]  # type: ignore[attr-defined]


class DelegateForm(forms.Form):
    """Which powers, to whom, where, until when, why, by which paper."""

    designee = PersonField(label=_("To whom"))
    powers = forms.MultipleChoiceField(
        label=_("Which powers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What is not listed cannot be given from this office."),
    )
    units = forms.MultipleChoiceField(
        label=_("Only in these units"),
        required=False,
        choices=units_only,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: as far as your own office reaches."),
    )
    first_day = DayField(label=_("First day"), initial=today)
    last_day = DayField(label=_("Last day"), required=False)
    why = forms.ChoiceField(label=_("Why"), choices=list(words.REASONS.items()), widget=forms.RadioSelect)
    instrument = forms.CharField(label=_("Number of the instrument"), required=False, max_length=200)

    def offer(self, powers: Choices) -> None:
        """Say which powers can be given."""
        self.fields["powers"].choices = list(powers)  # type: ignore[attr-defined]
