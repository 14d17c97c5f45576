"""The forms of this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countersign.directive import reading
from countersign.directive.models import LONGEST_NOTE, Language
from countersign.directive.settling import How, Settled, ways
from countersign.directive.wording import WAYS, doubt_in_words
from countersign.rules.text import Directive, Doubt


class UploadForm(forms.Form):
    """A file and the language it is in."""

    file = forms.FileField(
        label=gettext_lazy("The directive's text"),
        help_text=gettext_lazy("A text file (.txt) or Markdown (.md), at most 1 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(reading.MEDIA_TYPES)}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"), choices=Language.choices)


class NoteForm(forms.Form):
    """How a clause is read, in both languages."""

    en = forms.CharField(
        label=gettext_lazy("How this clause is read"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    es = forms.CharField(
        label=gettext_lazy("The same in Spanish"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 5, "lang": "es"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed or taken back"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, takes_back: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_back:
            del self.fields["reason"]

    def show(self, faults: Mapping[str, str]) -> None:
        """Put what the act found wrong beside its fields."""
        for name, why in faults.items():
            if name in self.fields:
                self.add_error(name, why)


class DoubtForm(forms.Form):
    """One doubt and how it is settled; nothing chosen leaves it open."""

    how = forms.ChoiceField(label="", required=False, widget=forms.RadioSelect)
    clause = forms.CharField(
        label="", required=False, max_length=100, widget=forms.TextInput(attrs={"list": "clause-ids"})
    )

    def __init__(self, *args: Any, directive: Directive, doubt: Doubt, where: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubt = doubt
        self.why = doubt_in_words(doubt.why)
        self.where = where
        possible = ways(directive, doubt)
        how, clause = self.fields["how"], self.fields["clause"]
        how.label = _("Line %(n)d") % {"n": doubt.line}
        how.choices = [(str(w), WAYS[w]) for w in possible]  # type: ignore[attr-defined]
        if How.PART_OF in possible:
            clause.label = _("The clause that line %(n)d is part of") % {"n": doubt.line}
        else:
            del self.fields["clause"]

    def settled(self) -> Settled | None:
        """The decision; None while nothing was chosen."""
        how = self.cleaned_data["how"]
        if not how:
            return None
        clause = self.cleaned_data.get("clause", "").strip() if how == How.PART_OF else ""
        return Settled(self.doubt.line, self.doubt.why, how, clause)


def doubt_forms(
    directive: Directive, settled: Iterable[Settled], data: Mapping[str, Any] | None = None
) -> list[DoubtForm]:
    """A form for each doubt, with what was chosen so far."""
    chosen = {(s.line, s.why): s for s in settled}
    found = []
    for at, doubt in enumerate({(d.line, d.why): d for d in directive.doubts}.values()):
        before = chosen.get((doubt.line, doubt.why))
        begin = {"how": before.how, "clause": before.clause} if before else {}
        where = next((c.id for c in reversed(list(directive.walk())) if c.line <= doubt.line), "")
        found.append(DoubtForm(data, prefix=f"doubt{at}", initial=begin, directive=directive, doubt=doubt, where=where))
    return found
