"""The forms of this room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countersign.findings.card import KINDS
from countersign.gate import packs
from countersign.people.web.doing import language
from countersign.screening import Category


class ReasonForm(forms.Form):
    """A reason, for acts that need nothing else."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("In a sentence that somebody can follow later. It is kept with what you do."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        strip=True,
    )


class ContactsForm(ReasonForm):
    """The agency's own contacts, one a line."""

    lines = forms.CharField(
        label=gettext_lazy("Contacts, one a line"),
        help_text=gettext_lazy(
            "First the contact, then a bar, then what it belongs to. A whole mail domain is written as @agency.gov."
        ),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        required=False,
        strip=False,
    )

    field_order = ("lines", "reason")

    def pairs(self) -> list[tuple[str, str]]:
        """Contact and what it belongs to, line by line; empty lines are left out."""
        found = []
        for line in self.cleaned_data["lines"].splitlines():
            text, _bar, what = line.partition("|")
            if line.strip():
                found.append((" ".join(text.split()), " ".join(what.split())))
        return found


class ListForm(forms.Form):
    """What a watch-list is for, and terms to put into it."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), help_text=gettext_lazy("It says which clauses a warning names.")
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("It warns about"), widget=forms.CheckboxSelectMultiple, choices=list(KINDS.items())
    )
    note = forms.CharField(
        label=gettext_lazy("Why it is kept"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext_lazy("Everybody who may read the ledger reads this: no term of the list."),
    )
    starts = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
        help_text=gettext_lazy("Left empty, it goes on until somebody ends it."),
    )
    terms = forms.CharField(
        label=gettext_lazy("Terms to add, one a line"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "Case numbers, names, words of security. No account and no mail address of a person: those may not be kept."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Date inputs take no other form than this one, whatever the language of the page.
        for name in ("starts", "ends"):
            self.fields[name].widget.format = "%Y-%m-%d"
        known, lang = packs.in_force().category, language()
        choices = [(c.value, known[c].words.get(lang)) for c in Category if c in known]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]

    def added(self) -> tuple[str, ...]:
        """The terms, one a line; empty lines are left out."""
        return tuple(" ".join(line.split()) for line in self.cleaned_data["terms"].splitlines() if line.strip())


class ChangeListForm(ListForm):
    """A list as it is, changed, with a reason."""

    reason = ReasonForm.base_fields["reason"]


class TryForm(forms.Form):
    """A text in which it is tried what a list would raise. It is not kept."""

    kind = forms.ChoiceField(label=gettext_lazy("The text is"), choices=list(KINDS.items()))
    text = forms.CharField(
        label=gettext_lazy("A text to try"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        strip=False,
    )


class ChooseForm(ReasonForm):
    """Which model reads from now on."""

    version = forms.ChoiceField(label=gettext_lazy("What reads"), widget=forms.RadioSelect, required=False)
    comparison = forms.CharField(
        label=gettext_lazy("Comparison"),
        required=False,
        max_length=64,
        help_text=gettext_lazy("The commitment of a comparison of both on the agency's own texts, if one was made."),
    )

    field_order = ("version", "comparison", "reason")

    def __init__(self, *args: Any, versions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("the rules alone")), *((v, _("model %(v)s") % {"v": v}) for v in versions)]
        self.fields["version"].choices = choices  # type: ignore[attr-defined]
