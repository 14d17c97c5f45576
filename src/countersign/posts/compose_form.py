"""The form of the composer. Nothing here decides: what may be done, the gate says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from countersign.gate import packs
from countersign.people.web.doing import language
from countersign.posts import thread, words
from countersign.posts.acts import Shown
from countersign.posts.drafting import Written
from countersign.posts.forms import Choices, lines, moment


class ComposeForm(forms.Form):
    """A post while it is written."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    window = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"),
        help_text=_("For all accounts. A line with only --- begins the next part of a thread."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 9, "maxlength": "100000"}),
    )
    first_reply = forms.CharField(
        label=_("First reply"),
        help_text=_("Sent right after it, as our own answer to it. It is signed with the post."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": "100000"}),
    )
    accounts = forms.MultipleChoiceField(
        label=_("Accounts"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Where it goes.")
    )
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("What it is for.")
    )
    campaign = forms.ChoiceField(label=_("Campaign of the strategy"), required=False)
    opens = moment(_("Not before"), _("Leave it empty to allow any time."))
    closes = moment(_("Not after"), _("After this it is not published any more."))
    time = forms.ChoiceField(label=_("Free posting times"), required=False)
    new_picture = forms.FileField(
        label=_("Add a picture"),
        required=False,
        help_text=_("JPEG, PNG, WebP or GIF. It is drawn anew without metadata; the original is kept as evidence."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )

    def __init__(
        self,
        *args: Any,
        accounts: Choices,
        campaigns: Choices,
        pictures: Sequence[Shown],
        consents: Choices,
        rights: Choices,
        times: Choices = (),
        captioned: Sequence[str] = (),
        silent: Choices = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choices("time", [("", _("Choose one")), *times])
        self._choices("accounts", accounts)
        self._choices("purposes", [(p.id, p.words.get(language())) for p in packs.in_force().purposes])
        self._choices("campaign", [("", _("None")), *campaigns])
        self.on = [id for id, _name in accounts]
        for id, name in accounts:
            self.fields[f"variant_{id}"] = forms.CharField(
                label=name, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 4})
            )
            self.fields[f"first_reply_{id}"] = forms.CharField(
                label=name, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3})
            )
        self.shown = {p.media: p for p in pictures}
        for p in pictures:
            self._picture(p, consents, rights)
            if not p.card:
                self._where(p, accounts, silent if p.media in captioned else ())

    def _choices(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices)

    def _picture(self, said: Shown, consents: Choices, rights: Choices) -> None:
        m = said.media
        if not said.card:
            self.fields[f"alt_{m}"] = forms.CharField(
                label=_("Alternative text"),
                help_text=_("What somebody who cannot see it needs to know."),
                required=False,
                strip=False,
                initial=said.alt,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields[f"people_{m}"] = forms.ChoiceField(
            label=_("Are people visible?"),
            required=False,
            choices=words.PEOPLE,
            initial=said.people,
            widget=forms.RadioSelect,
        )
        self.fields[f"pictured_{m}"] = forms.IntegerField(
            label=_("How many people"), required=False, min_value=0, max_value=1000, initial=said.pictured
        )
        self.fields[f"consents_{m}"] = forms.MultipleChoiceField(
            label=_("Their consents"), required=False, choices=list(consents), initial=list(said.consents)
        )
        self.fields[f"source_{m}"] = forms.ChoiceField(
            label=_("Whose is it?"),
            required=False,
            choices=words.SOURCES,
            initial=said.source,
            widget=forms.RadioSelect,
        )
        self.fields[f"rights_{m}"] = forms.ChoiceField(
            label=_("Licence"), required=False, choices=[("", _("None")), *rights], initial=said.rights or ""
        )
        self.fields[f"out_{m}"] = forms.BooleanField(label=_("Take this picture out"), required=False)

    def _where(self, said: Shown, accounts: Choices, silent: Choices) -> None:
        """Where a picture goes; only asked where there is more than one place."""
        m = said.media
        if len(accounts) > 1:
            self.fields[f"on_{m}"] = forms.MultipleChoiceField(
                label=_("Only on these accounts"),
                help_text=_("None chosen means all."),
                required=False,
                choices=list(accounts),
                initial=list(said.on or ()),
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields[f"part_{m}"] = forms.IntegerField(
            label=_("In which part of a thread"),
            help_text=_("1 is the post itself."),
            required=False,
            min_value=1,
            max_value=thread.MOST_PARTS,
            initial=said.part + 1,
        )
        if silent:
            self.fields[f"without_{m}"] = forms.MultipleChoiceField(
                label=_("Send it there without its captions"),
                help_text=_("These platforms have no place for captions."),
                required=False,
                choices=list(silent),
                initial=[a for a in said.without if a in dict(silent)],
                widget=forms.CheckboxSelectMultiple,
            )

    def tuned(self) -> list[BoundField]:
        """The fields for texts of single accounts."""
        return [self[f"variant_{id}"] for id in self.on]

    def replies(self) -> list[BoundField]:
        """The fields for first replies of single accounts."""
        return [self[f"first_reply_{id}"] for id in self.on] if len(self.on) > 1 else []

    def picture_fields(self) -> list[tuple[str, list[BoundField], bool]]:
        """Each picture with its fields, and whether it is that of the link's card."""
        names = ("alt", "people", "pictured", "consents", "source", "rights", "on", "part", "without", "out")
        return [
            (m, [self[f"{name}_{m}"] for name in names if f"{name}_{m}" in self.fields], said.card)
            for m, said in self.shown.items()
        ]

    def written(self) -> Written:
        """What was written. Call it on a valid form."""
        data = self.cleaned_data
        chosen = [a for a in self.on if a in data["accounts"]]
        text = lines(data["text"])
        return Written(
            text=text,
            variants={a: tuned for a in self.on if (tuned := lines(data.get(f"variant_{a}", ""))) and tuned != text},
            accounts=tuple(chosen),
            purposes=tuple(data["purposes"]),
            campaign=data["campaign"],
            opens=data["opens"],
            closes=data["closes"],
            pictures=tuple(self._said(m) for m in self.shown if not data.get(f"out_{m}")),
            first_reply=(first_reply := lines(data["first_reply"])),
            first_replies={a: own for a in self.on if (own := lines(data[f"first_reply_{a}"])) and own != first_reply},
        )

    def _said(self, m: str) -> Shown:
        data = self.cleaned_data
        people = data[f"people_{m}"] or "unanswered"
        # A field that was not asked keeps what was said before.
        before = self.shown[m]
        on = data.get(f"on_{m}", before.on or ())
        asked = dict(self.fields[f"without_{m}"].choices) if f"without_{m}" in self.fields else {}  # type: ignore[attr-defined]
        return Shown(
            media=m,
            alt=lines(data.get(f"alt_{m}", before.alt)),
            people=people,
            pictured=(data[f"pictured_{m}"] or 0) if people == "yes" else 0,
            consents=tuple(data[f"consents_{m}"]),
            source=data[f"source_{m}"] or "unanswered",
            rights=data[f"rights_{m}"] or None,
            without=(*(a for a in before.without if a not in asked), *data.get(f"without_{m}", ())),
            on=tuple(on) or None,
            part=(data.get(f"part_{m}") or 1) - 1,
            card=before.card,
        )
