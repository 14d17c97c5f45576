"""A roster file to try."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class RosterForm(forms.Form):
    """The file, and whether it is the whole roster."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, with the columns employee_no, name, employment_type, unit and, if you like, work_mail."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    whole = forms.BooleanField(
        label=_("This is the whole roster: whoever is not in it has left"),
        required=False,
        help_text=_("Without this, nobody leaves; lines are added and changed."),
    )
