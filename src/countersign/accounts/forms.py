"""The forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from countersign.gate import packs
from countersign.people.web.doing import language
from countersign.people.web.picking import EmployeesField

Choices = list[tuple[str, str]]


class ReasonForm(forms.Form):
    """A reason, for acts that need nothing else."""

    reason = forms.CharField(
        label=_("Why"),
        help_text=_("In a sentence that somebody can follow later. It is kept with what you do."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        strip=True,
    )


class ApplicationForm(forms.Form):
    """What an account is for, how far it goes and who looks after it."""

    unit = forms.ChoiceField(label=_("Unit"), help_text=_("The unit that owns the account."))
    platform = forms.ChoiceField(label=_("Platform"))
    handle = forms.CharField(
        label=_("Handle"), max_length=100, help_text=_("The name it has, or is to have, on the platform.")
    )
    display_name = forms.CharField(label=_("Display name"), max_length=200)
    url = forms.URLField(
        label=_("Address of the page"),
        required=False,
        assume_scheme="https",
        max_length=400,
        help_text=_("If the page exists already."),
    )
    purposes = forms.MultipleChoiceField(label=_("What for"), widget=forms.CheckboxSelectMultiple, required=False)
    scope_statement = forms.CharField(
        label=_("How far it goes"),
        help_text=_("What is said there and what is not, for whom, and whether messages are read."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=4000,
    )
    custodians = EmployeesField(
        label=_("Who looks after it"),
        help_text=_("Employee numbers, one a line. Those who look after it do not sign it."),
        required=False,
    )
    campaign = forms.ChoiceField(label=_("Campaign of the strategy"), required=False)

    def __init__(
        self, *args: Any, units: Choices, platforms: Choices | None, campaigns: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        _choices(self, "unit", units)
        if platforms is None:
            del self.fields["platform"]
        else:
            _choices(self, "platform", platforms)
        _choices(self, "purposes", [(p.id, p.words.get(lang)) for p in packs.in_force().purposes])
        _choices(self, "campaign", [("", str(_("none"))), *campaigns])


class TermsForm(forms.Form):
    """The terms of a platform as they are now, and what was looked at in them."""

    version = forms.CharField(label=_("Version"), max_length=100, help_text=_("As the platform calls it."))
    dated = forms.DateField(label=_("Dated"), widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(
        label=_("Text of the terms"),
        widget=forms.Textarea(attrs={"rows": 12}),
        required=False,
        help_text=_("Paste the whole text as the platform shows it, or give it as a file."),
    )
    file = forms.FileField(label=_("Or as a file"), required=False, help_text=_("PDF or plain text, up to 20 MB."))
    kept = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = language()
        states = [
            ("", _("nobody looked at it")),
            ("fine", _("looked at, nothing stands open")),
            ("open", _("looked at, something stands open")),
        ]
        for item in packs.in_force().terms:
            self.fields[f"item_{item.id}"] = forms.ChoiceField(
                label=item.words.get(lang), choices=states, required=False, widget=forms.RadioSelect
            )
            self.fields[f"note_{item.id}"] = forms.CharField(
                label=_("What stands open"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )


class StrategyForm(forms.Form):
    """A strategy's document, its period, its campaigns."""

    title = forms.CharField(label=_("Title"), max_length=200)
    starts = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("The last day included.")
    )
    campaigns = forms.CharField(
        label=_("Campaigns"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, as posts will name them."),
    )
    text = forms.CharField(label=_("Text of the strategy"), required=False, widget=forms.Textarea(attrs={"rows": 10}))
    file = forms.FileField(label=_("Or as a file"), required=False, help_text=_("PDF or plain text, up to 20 MB."))
    kept = forms.CharField(widget=forms.HiddenInput, required=False)


class ImpostorForm(forms.Form):
    """A page that somebody may take for ours."""

    url = forms.CharField(label=_("Address of the page"), required=False, max_length=400)
    platform = forms.ChoiceField(label=_("Platform"), required=False)
    handle = forms.CharField(label=_("Handle, if there is no address"), required=False, max_length=100)
    note = forms.CharField(
        label=_("What it does"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(label=_("Screenshot"), required=False, help_text=_("PNG, JPEG or WebP, up to 10 MB."))
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    tip = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "platform", [("", str(_("none of these"))), *_platforms()])


class TipForm(forms.Form):
    """What somebody from the public tells us about a page. No name is asked for."""

    page = forms.CharField(
        label=_("Address or handle of the page"), max_length=400, help_text=_("As you see it on the platform.")
    )
    note = forms.CharField(
        label=_("What makes you think it pretends to be ours?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Please leave out names and other personal details."),
    )


def _choices(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _platforms() -> Choices:
    """The platforms of the pack in force, by the names that the reader knows them by."""
    lang = language()
    return [(p.id, p.called(lang)) for p in packs.in_force().platforms]
