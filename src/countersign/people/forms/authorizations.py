"""Leave to post: asked for, given, renewed; and what the list of it is filtered by."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from countersign.people.forms.fields import Accounts, DayField, PersonField, ReasonField, today, unit_choices


class LeavesFilter(forms.Form):
    """What the list is asked for. Anything that makes no sense is left out."""

    text = forms.CharField(label=_("Name or number"), required=False, max_length=100)
    unit = forms.ChoiceField(label=_("Unit, with its parts"), required=False, choices=unit_choices)
    account = forms.ChoiceField(label=_("Account"), required=False)
    standing = forms.CharField(widget=forms.HiddenInput, required=False)

    def offer(self, accounts: Sequence[tuple[str, str]]) -> None:
        """Say which accounts there are."""
        self.fields["account"].choices = [("", "—"), *accounts]  # type: ignore[attr-defined]


class AskForm(forms.Form):
    """Who is to post where, from when to when."""

    person = PersonField(label=_("Who is to post"))
    accounts = Accounts(label=_("On which accounts"))
    first_day = DayField(label=_("First day"), initial=today)
    last_day = DayField(label=_("Last day"))

    def offer(self, accounts: Sequence[tuple[str, str]]) -> None:
        """Say which accounts there are."""
        self.fields["accounts"].offer(accounts)  # type: ignore[attr-defined]


class AskForMyselfForm(AskForm):
    """The same for somebody who can only ask for themselves."""

    person = None  # type: ignore[assignment]


class GiveForm(AskForm):
    """What the letter says."""

    instrument = forms.CharField(label=_("Number of the letter"), required=False, max_length=200)
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Beyond what the directive asks of everybody who posts. One on each line."),
    )


class RenewForm(forms.Form):
    """Until when, why, and the further letter's number."""

    last_day = DayField(label=_("New last day"))
    reason = ReasonField(label=_("Why it is renewed"))
    instrument = forms.CharField(label=_("Number of the new letter"), required=False, max_length=200)
    conditions = forms.CharField(
        label=_("Conditions"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
