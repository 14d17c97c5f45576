"""The forms of this room. Nothing here decides: what may be done, the gate says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from countersign.gate import packs
from countersign.people.web.doing import language
from countersign.posts import words
from countersign.posts.acts import Answered, Missed
from countersign.posts.models import Slot

Choices = Sequence[tuple[str, Any]]
REASON = _("In a sentence or two. It is kept.")


def moment(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateTimeField:
    """A field for a moment, in the agency's zone."""
    return forms.DateTimeField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


def lines(value: str) -> str:
    """A text as it is kept: browsers send other line ends than people type; nothing else is changed."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


class SlotForm(forms.Form):
    """A posting time of the week, by a name that everybody knows."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Such as “Weekday morning”."))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On these days"), coerce=int, choices=words.WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    at = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def clean_name(self) -> str:
        """A name that no other posting time has."""
        name: str = self.cleaned_data["name"]
        if Slot.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is one of this name already."))
        return name


class RemarkForm(forms.Form):
    """Something said about a draft."""

    remark = forms.CharField(label=_("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class CaptionsForm(forms.Form):
    """Captions for a video that is in the library."""

    captions = forms.FileField(
        label=_("Captions"),
        help_text=_("A WebVTT (.vtt) or SubRip (.srt) file."),
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt"}),
    )
    language = forms.ChoiceField(label=_("Their language"), required=False, choices=words.LANGUAGES)


class ReasonForm(forms.Form):
    """A reason."""

    reason = forms.CharField(label=_("Why"), help_text=REASON, widget=forms.Textarea(attrs={"rows": 3}))


class SendBackForm(ReasonForm):
    """A clause and a reason."""

    clause = forms.ChoiceField(label=_("Clause"), help_text=_("The one that stands in the way."))

    field_order = ("clause", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["clause"]
        listed = [(c.id, f"{c.id}  {c.words.get(language())[:80]}") for c in packs.in_force().clauses]
        field.choices = [("", _("Choose one")), *listed]


class MissedForm(forms.Form):
    """What somebody sees in a post and screening did not."""

    missed = forms.ChoiceField(label=_("What it is"), required=False)
    quote = forms.CharField(
        label=_("The words"),
        required=False,
        max_length=500,
        help_text=_("As they stand in the post; leave it empty when it is about all of it."),
    )
    held: Mapping[str, str]
    """The texts of the post, by where they stand."""

    def __init__(self, *args: Any, held: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        of: Any = self.fields["missed"]
        of.choices = [("", _("Nothing")), *((c.id, c.words.get(language())) for c in packs.in_force().categories)]

    def clean_quote(self) -> str:
        """Words that stand in one of the texts."""
        quote = lines(self.cleaned_data["quote"])
        if quote and not any(quote in text for text in self.held.values()):
            raise forms.ValidationError(_("These words do not stand in the post. Copy them from it."))
        return quote

    def clean(self) -> dict[str, Any]:
        """Words alone say nothing."""
        data = super().clean() or self.cleaned_data
        if data.get("quote") and not data.get("missed"):
            self.add_error("missed", _("Choose what these words are."))
        return data

    def seen(self) -> tuple[Missed, ...]:
        """What was missed, and where: the first place where the words stand, or the first text as a whole."""
        category, quote = self.cleaned_data["missed"], self.cleaned_data["quote"]
        if not category or not self.held:
            return ()
        if not quote:
            return (Missed(category, next(iter(self.held))),)
        where, start = next((where, text.index(quote)) for where, text in self.held.items() if quote in text)
        return (Missed(category, where, start, start + len(quote)),)


class ReturnForm(SendBackForm, MissedForm):
    """A clause and a reason, and what screening did not see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("missed", "quote"):
            # Both forms of the review page have these.
            self.fields[name].widget.attrs["id"] = f"id_back_{name}"


class SignForm(forms.Form):
    """The signer's answers, one for each finding that asks for one, and the printed sentence."""

    revision = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, findings: Sequence[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, str] = {}
        for place, found in enumerate(findings):
            name = f"answer_{place}"
            self.keys[name] = found["key"]
            self.fields[name] = forms.CharField(
                label=_("Why it may stay"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.fields["judged"] = forms.BooleanField(
            label=packs.in_force().signer.sentence.get(language()), required=False
        )


class SignPostForm(SignForm, MissedForm):
    """The same for a post, where the signer also says whether each finding is right and what was not seen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.keys:
            self.fields[self.so(name)] = forms.ChoiceField(
                label=_("Is it so?"),
                required=False,
                choices=(("yes", _("It is so, and I answer for it")), ("no", _("It is not so"))),
                widget=forms.RadioSelect,
            )

    @staticmethod
    def so(answer: str) -> str:
        """The field beside an answer, that says whether the finding is right."""
        return answer.replace("answer_", "so_")

    def clean(self) -> dict[str, Any]:
        """Whoever gives a reason also says whether the finding is right."""
        data = super().clean()
        for name in self.keys:
            if data.get(name, "").strip() and not data.get(self.so(name)):
                self.add_error(self.so(name), _("Say whether it is so."))
        return data

    def answers(self) -> tuple[Answered, ...]:
        """What was said of each finding that was answered."""
        data = self.cleaned_data
        given = ((name, key) for name, key in self.keys.items() if data[name].strip())
        return tuple(Answered(key, data[name], data[self.so(name)] == "yes") for name, key in given)


class ScheduleForm(forms.Form):
    """When it is to go out."""

    revision = forms.CharField(widget=forms.HiddenInput)
    due_at = moment(_("When"), _("Leave it empty to publish it as soon as possible."))


class SettleForm(ReasonForm):
    """What somebody saw on the platform."""

    there = forms.ChoiceField(
        label=_("Is it there?"),
        choices=(("yes", _("Yes, it is there")), ("no", _("No, it is not there"))),
        widget=forms.RadioSelect,
    )
    url = forms.CharField(label=_("Address of the post"), required=False, max_length=2000)
    remote_id = forms.CharField(
        label=_("Number of the post on the platform"), required=False, max_length=500,
        help_text=_("With it the post can be read back, changed and taken down by machine."),
    )  # fmt: skip
    screenshot = forms.FileField(label=_("Picture of the page"), required=False)

    field_order = ("there", "url", "remote_id", "screenshot", "reason")


class HandForm(forms.Form):
    """A person's word for what they did by hand."""

    url = forms.CharField(
        label=_("Address of the post"), max_length=2000, required=False, help_text=_("As the public sees it.")
    )
    screenshot = forms.FileField(label=_("Picture of the whole page"))
    sure = forms.BooleanField(label=_("I did exactly what the checklist says and changed nothing."))


class ConsentForm(forms.Form):
    """A pictured person's leave."""

    label = forms.CharField(label=_("Label"), max_length=200, help_text=_("A pseudonym; for an employee their name."))
    standing = forms.ChoiceField(label=_("Who it is"), choices=words.STANDINGS, widget=forms.RadioSelect)
    person = forms.ChoiceField(
        label=_("Which employee"), required=False, help_text=_("They can then take it back themselves.")
    )
    voluntary = forms.BooleanField(
        label=_("In custody: they were told that nothing depends on it, and agreed freely"), required=False
    )
    guardian = forms.CharField(label=_("For a minor: the guardian who agreed"), required=False, max_length=200)
    accounts = forms.MultipleChoiceField(
        label=_("For these accounts"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all."),
    )  # fmt: skip
    purposes = forms.MultipleChoiceField(
        label=_("For these purposes"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all."),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the form"), required=False, max_length=200)
    document = forms.FileField(label=_("The signed form"), required=False)
    starts = moment(_("From"), required=True)
    ends = moment(_("Until"), _("Leave it empty when it has no end."))

    def __init__(self, *args: Any, accounts: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on: Any = self.fields["accounts"]
        on.choices = list(accounts)
        who: Any = self.fields["person"]
        who.choices = [("", _("Nobody employed")), *people]
        purposes: Any = self.fields["purposes"]
        purposes.choices = [(p.id, p.words.get(language())) for p in packs.in_force().purposes]


class RightsForm(forms.Form):
    """A licence."""

    holder = forms.CharField(label=_("Whose it is"), max_length=200)
    licence = forms.CharField(label=_("Licence"), max_length=200, help_text=_("Its name, or what was agreed."))
    number = forms.CharField(label=_("Number or address"), required=False, max_length=200)
    accounts = forms.MultipleChoiceField(
        label=_("For these accounts"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all."),
    )  # fmt: skip
    document = forms.FileField(label=_("The licence itself"), required=False)
    starts = moment(_("From"), required=True)
    ends = moment(_("Until"), _("Leave it empty when it has no end."))

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on: Any = self.fields["accounts"]
        on.choices = list(accounts)


class PictureForm(forms.Form):
    """A picture or video for the library."""

    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(
        label=_("Picture or video"),
        help_text=_("JPEG, PNG, WebP or GIF; MP4 or WebM. Metadata is taken out; the original is kept as evidence."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif,video/mp4,video/webm"}),
    )
    captions = forms.FileField(
        label=_("Captions of a video"),
        required=False,
        help_text=_("A WebVTT (.vtt) or SubRip (.srt) file."),
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt"}),
    )
    language = forms.ChoiceField(label=_("Language of the captions"), required=False, choices=words.LANGUAGES)
    lasts_s = forms.FloatField(
        label=_("How many seconds the video lasts"), required=False, min_value=0.1, max_value=4 * 3600.0
    )
    played = forms.BooleanField(label=_("I played the video to its end"), required=False)
    alt = forms.CharField(label=_("Alternative text"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
