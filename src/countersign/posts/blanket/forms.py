"""The forms of templates: writing one, describing its blanks, filling it. Nothing here decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from countersign.gate import packs
from countersign.people import queries as people
from countersign.people.web.doing import language
from countersign.posts.blanket import words
from countersign.posts.blanket.blanks import LONGEST_TEXT, Blank
from countersign.posts.blanket.template import Template, names_in
from countersign.posts.forms import Choices, lines, moment

OWN = "own"
PARTS = ("label", "kind", "options", "units", "least", "most", "length", "forbidden")


class TemplateForm(forms.Form):
    """A template while it is written. For each blank in its text there is a group of fields."""

    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("As it is found in a hurry."))
    category = forms.ChoiceField(label=_("For"))
    own = forms.CharField(label=_("Our own sort, in a few words"), required=False, max_length=60)
    language = forms.ChoiceField(label=_("Language of the text"), choices=words.LANGUAGES)
    text = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": "5000"}),
        help_text=_("A blank is a name in braces, such as {where} or {since}. All else goes out exactly as it stands."),
    )
    accounts = forms.MultipleChoiceField(
        label=_("Accounts"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever fills it chooses among these. “Show the blanks” then offers each a text of its own."),
    )
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"), widget=forms.CheckboxSelectMultiple, help_text=_("What it is for.")
    )
    campaign = forms.ChoiceField(label=_("Campaign of the strategy"), required=False)
    starts = moment(_("From"), required=True)
    ends = moment(_("Until"), required=True)
    through_pause = forms.BooleanField(
        label=_("It goes out during a crisis pause too"),
        required=False,
        help_text=_("The signature covers this. Without it a pause stops this template like everything else."),
    )

    def __init__(self, *args: Any, accounts: Choices, campaigns: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("category", [*words.CATEGORIES.items(), (OWN, _("Our own sort"))])
        self._choices("accounts", accounts)
        self._choices("purposes", [(p.id, p.words.get(language())) for p in packs.in_force().purposes])
        self._choices("campaign", [("", _("None")), *campaigns])
        most = packs.in_force().parameter.get("longest_blanket_days")
        self.fields["ends"].help_text = _("At most %(n)s days.") % {"n": most} if most else ""
        self._tuned(accounts)
        source = self.data if self.is_bound else self.initial
        self.names = names_in("".join(str(source.get(name, "")) for name in ("text", *self.tuned)))
        self._units = [(u.id, u.name) for u in people.units()]
        for name in self.names:
            self._blank(name)

    def _choices(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices)

    def _tuned(self, accounts: Choices) -> None:
        """A text of its own for each account that is chosen, so that it fits there."""
        data: Any = self.data
        ticked = data.getlist("accounts") if self.is_bound else self.initial.get("accounts", [])
        self.tuned = {}
        for id, name in accounts:
            if id in ticked:
                self.tuned[f"tuned_{id}"] = id
                self.fields[f"tuned_{id}"] = forms.CharField(
                    label=_("Text for %(account)s") % {"account": name},
                    required=False,
                    strip=False,
                    widget=forms.Textarea(attrs={"rows": 4, "maxlength": "5000"}),
                    help_text=_("Where the text above is too long for it. Empty means the text above."),
                )
        order = list(self.fields)
        place = order.index("accounts") + 1
        others = [name for name in order if name not in self.tuned]
        self.order_fields([*others[:place], *self.tuned, *others[place:]])

    def tuned_texts(self) -> dict[str, str]:
        """The texts of accounts that have one of their own. Call it on a valid form."""
        given = {id: lines(self.cleaned_data.get(name, "")) for name, id in self.tuned.items()}
        return {id: text for id, text in given.items() if text.strip()}

    def _blank(self, name: str) -> None:
        """The fields of one blank: what is asked, what sort it is, and the bounds that this sort has."""
        of = f"blank_{name}_"
        self.fields[f"{of}label"] = forms.CharField(
            label=_("What is asked"), max_length=80, required=False, help_text=_("Such as: Since when")
        )
        kinds = [("", _("Choose one")), *words.KINDS.items()]
        self.fields[f"{of}kind"] = forms.ChoiceField(label=_("What may stand there"), required=False, choices=kinds)
        source = self.data if self.is_bound else self.initial
        for part, field in _bounds_of(str(source.get(f"{of}kind", "")), self._units):
            self.fields[f"{of}{part}"] = field

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """Each blank with its fields."""
        return [
            (name, [self[field] for part in PARTS if (field := f"blank_{name}_{part}") in self.fields])
            for name in self.names
        ]

    def plain(self) -> list[BoundField]:
        """The fields that are not about a blank."""
        return [field for field in self if not field.name.startswith("blank_")]

    def blanks(self) -> tuple[Blank, ...]:
        """The blanks as described. Call it on a valid form."""
        return tuple(self._described(name) for name in self.names)

    def category_chosen(self) -> str:
        """The category, an agency's own by its words."""
        chosen: str = self.cleaned_data["category"]
        return self.cleaned_data["own"].strip() if chosen == OWN else chosen

    def clean(self) -> dict[str, Any]:
        """Line ends as they are kept, and words for a sort of their own."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("category") == OWN and not data.get("own", "").strip():
            self.add_error("own", _("Say what sort it is."))
        data["text"] = lines(data.get("text", ""))
        return data

    def _described(self, name: str) -> Blank:
        data = {part: self.cleaned_data.get(f"blank_{name}_{part}") for part in PARTS}
        kind = data["kind"] or ""
        listed: Mapping[str, Sequence[str]] = {"choice": _split(data["options"] or ""), "unit": data["units"] or ()}
        ranged = kind in ("number", "moment", "day")
        return Blank(
            name=name,
            label=(data["label"] or "").strip(),
            kind=kind,
            options=tuple(listed.get(kind, ())),
            least=data["least"] if ranged else None,
            most=data["most"] if ranged else data["length"] if kind == "text" else None,
            forbidden=tuple(_split(data["forbidden"] or "")) if kind == "text" else (),
        )


def _bounds_of(kind: str, units: Choices) -> list[tuple[str, forms.Field]]:
    """The fields for the bounds of a sort of blank, by their part; none while no sort was chosen."""
    if kind == "choice":
        entries = forms.Textarea(attrs={"rows": 4})
        return [("options", forms.CharField(label=_("List: one entry in each line"), required=False, widget=entries))]
    if kind == "unit":
        boxes = forms.CheckboxSelectMultiple()
        return [("units", forms.MultipleChoiceField(label=_("Units"), required=False, choices=units, widget=boxes))]
    if kind == "text":
        length = forms.IntegerField(
            label=_("Longest text, in characters"), required=False, min_value=1, max_value=LONGEST_TEXT, initial=60
        )
        forbidden = forms.CharField(
            label=_("Words not allowed"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("One in each line; * stands for any letters. Addresses, @ and # never are."),
        )
        return [("length", length), ("forbidden", forbidden)]
    if kind in ("number", "moment", "day"):
        low, high = _RANGES[kind]
        return [
            ("least", forms.IntegerField(label=low, required=False)),
            ("most", forms.IntegerField(label=high, required=False)),
        ]
    return []


_RANGES: Mapping[str, tuple[Any, Any]] = {
    "number": (_("Lowest"), _("Highest")),
    "moment": (
        _("Earliest, in hours from when it is filled; before then is minus"),
        _("Latest, in hours from when it is filled"),
    ),
    "day": (
        _("Earliest, in days from when it is filled; before then is minus"),
        _("Latest, in days from when it is filled"),
    ),
}


def as_typed(template: Template) -> dict[str, Any]:
    """What a template's form is filled with when another is made from it."""
    known = template.category in words.CATEGORIES
    initial: dict[str, Any] = {
        "title": template.title,
        "category": template.category if known else OWN,
        "own": "" if known else template.category,
        "language": template.language,
        "text": template.text,
        "accounts": list(template.accounts),
        "purposes": list(template.purposes),
        "campaign": template.campaign or "",
        "through_pause": template.through_pause,
        **{f"tuned_{account}": text for account, text in template.tuned.items()},
        "starts": template.starts,
        "ends": template.ends,
    }
    for b in template.blanks:
        of = f"blank_{b.name}_"
        initial[f"{of}label"], initial[f"{of}kind"] = b.label, b.kind
        initial[f"{of}options"] = "\n".join(b.options) if b.kind == "choice" else ""
        initial[f"{of}units"] = list(b.options) if b.kind == "unit" else []
        initial[f"{of}least"] = b.least
        initial[f"{of}most" if b.kind != "text" else f"{of}length"] = b.most
        initial[f"{of}forbidden"] = "\n".join(b.forbidden)
    return initial


class FillForm(forms.Form):
    """The blanks of a template, each with the field that fits it. What is typed is judged by the act, not here."""

    template = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, of: Template, on: Choices, at: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blanks = of.blanks
        names = {u.id: u.name for u in people.units()}
        for blank in of.blanks:
            self.fields[f"fill_{blank.name}"] = _field(blank, names, at)
        self.fields["accounts"] = forms.MultipleChoiceField(
            label=_("Accounts"), choices=list(on), widget=forms.CheckboxSelectMultiple
        )

    def lacks(self) -> bool:
        """Whether a blank or the accounts were left empty. What else is wrong is for the act to refuse and record."""
        return any(error.code == "required" for errors in self.errors.as_data().values() for error in errors)

    def typed(self) -> dict[str, str]:
        """What was typed, by the blank's name; also of a form that is not whole."""
        return {b.name: str(self.data.get(f"fill_{b.name}", "")) for b in self.blanks}

    def chosen(self) -> tuple[str, ...]:
        """The accounts that were ticked, of those that can be."""
        field: Any = self.fields["accounts"]
        ticked = self.data.getlist("accounts") if hasattr(self.data, "getlist") else self.data.get("accounts", [])
        return tuple(id for id, _name in field.choices if id in ticked)


def _field(blank: Blank, units: Mapping[str, str], at: Any) -> forms.Field:
    common: dict[str, Any] = {"label": blank.label, "help_text": bounds(blank, units)}
    if blank.kind in ("choice", "unit"):
        shown = [(o, units.get(o, o) if blank.kind == "unit" else o) for o in blank.options]
        return forms.ChoiceField(choices=[("", _("Choose one")), *shown], **common)
    now = timezone.localtime(at)
    if blank.kind == "moment":
        widget: Any = forms.DateTimeInput(attrs={"type": "datetime-local"})
        shown_now = now.strftime("%Y-%m-%dT%H:%M") if _allows_now(blank) else ""
        return forms.CharField(widget=widget, initial=shown_now, **common)
    if blank.kind == "day":
        today = (now + timedelta(0)).strftime("%Y-%m-%d") if _allows_now(blank) else ""
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), initial=today, **common)
    if blank.kind == "number":
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **common)
    return forms.CharField(widget=forms.TextInput(attrs={"maxlength": str(blank.most or LONGEST_TEXT)}), **common)


def _allows_now(blank: Blank) -> bool:
    return (blank.least or 0) <= 0 <= (blank.most or 0)


def bounds(blank: Blank, units: Mapping[str, str]) -> Any:
    """In words what a blank allows."""
    given = {"least": blank.least, "most": blank.most}
    said = {
        "choice": ", ".join(blank.options),
        "unit": ", ".join(units.get(o, o) for o in blank.options),
        "number": _("From %(least)s to %(most)s.") % given,
        "moment": _("From %(least)s to %(most)s hours from now.") % given,
        "day": _("From %(least)s to %(most)s days from today.") % given,
        "text": _("At most %(most)s characters, one line, no addresses.") % given,
    }[blank.kind]
    if blank.kind == "text" and blank.forbidden:
        return f"{said} {_('Not allowed:')} {', '.join(blank.forbidden)}"
    return said


def _split(text: str) -> list[str]:
    return [line.strip() for line in lines(text).split("\n") if line.strip()]


class NoteForm(forms.Form):
    """What happened."""

    note = forms.CharField(
        label=_("What happened, and what is to be learned from it"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For both offices. It is kept."),
    )


class ConfirmForm(forms.Form):
    """The second person's confirmation, with an answer to each finding that asks for one."""

    revision = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, findings: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, str] = {}
        for place, found in enumerate(findings):
            name = f"answer_{place}"
            self.keys[name] = str(found["key"])
            self.fields[name] = forms.CharField(
                label=_("Why it may stay"), required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
