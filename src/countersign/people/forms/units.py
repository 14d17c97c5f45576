"""A unit: its code, name, kind and place in the tree."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from countersign.people import words
from countersign.people.forms.fields import NameField, unit_choices


class ChangeUnitForm(forms.Form):
    """A unit beyond its code."""

    title = NameField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "—"), *words.UNITS.items()])
    parent = forms.ChoiceField(
        label=_("Part of"),
        required=False,
        choices=unit_choices,
        help_text=_("Left empty, it stands by itself."),
    )


class AddUnitForm(ChangeUnitForm):
    """A new unit. Its code is for good."""

    code = forms.CharField(
        label=_("Code"), max_length=32, help_text=_("Short, such as HILL. Roster files name units by it; it stays.")
    )
    field_order = ["code", "title", "kind", "parent"]


class UnitsFilter(forms.Form):
    """Which units to look at."""

    text = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    closed = forms.BooleanField(label=_("Closed ones too"), required=False)
