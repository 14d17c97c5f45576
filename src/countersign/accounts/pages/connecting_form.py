"""The form by which an account is connected: what its platform's connector asks for, and nothing else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from countersign.accounts.acts.connecting import BY_HAND, CONNECTORS
from countersign.accounts.queries import AccountLine, reaching
from countersign.connectors import found
from countersign.connectors.interface import Asked, Can, Cap, Support

SIGN_IN = "sign_in"
"""Added to a connector's kind: the person signs in at the platform and comes back."""


class ConnectForm(forms.Form):
    """Under which identity the account runs and how posts reach it."""

    identity = forms.CharField(
        label=_("Identity that runs the account"),
        max_length=200,
        help_text=_("For example the work mailbox with which it was set up."),
    )
    department_identity = forms.ChoiceField(
        label=_("Was this identity issued by the Department?"),
        choices=[
            ("yes", _("Yes")),
            ("no", _("No, it is somebody's own")),
            ("unknown", _("I cannot tell")),
        ],
        widget=forms.RadioSelect,
    )
    url = forms.URLField(label=_("Address of the page"), assume_scheme="https", max_length=400)
    connector = forms.ChoiceField(label=_("How posts get there"), widget=forms.RadioSelect)
    base_url = forms.URLField(
        label=_("Address of the interface"),
        required=False,
        assume_scheme="https",
        max_length=400,
        help_text=_("Where the platform, or the server on which the account is, answers programs."),
    )

    def __init__(self, *args: Any, line: AccountLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = line.platform if line.platform in CONNECTORS and line.platform != BY_HAND else ""
        choices = [*_through(self.kind, line.platform_name), (BY_HAND, gettext("By hand: somebody posts it there"))]
        chosen = self.fields["connector"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = choices
        if not self.kind:
            del self.fields["base_url"]
        for one in asked(self.kind):
            self.fields[f"asked_{one.name}"] = forms.CharField(
                label=gettext(one.label),
                help_text=gettext(one.help),
                required=False,
                max_length=4000,
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}) if one.secret else forms.TextInput(),
            )

    def clean(self) -> dict[str, Any]:
        """What the chosen way needs must be there."""
        given = super().clean() or {}
        if given.get("connector") == self.kind != "":
            for one in asked(self.kind):
                if not given.get(f"asked_{one.name}"):
                    self.add_error(f"asked_{one.name}", gettext("Without it nothing can be published."))
        if given.get("connector") == BY_HAND:
            given["base_url"] = ""
        elif self.kind and not given.get("base_url"):
            self.add_error("base_url", gettext("The address is needed."))
        return given

    def typed(self) -> dict[str, str]:
        """The credentials that were typed in, by name."""
        return {one.name: self.cleaned_data[f"asked_{one.name}"] for one in asked(self.kind)}


def asked(kind: str) -> tuple[Asked, ...]:
    """The credentials that a person may type in for a platform."""
    return found.connector_class(kind).asked if kind else ()


def initial(line: AccountLine) -> dict[str, str]:
    """What the form begins with: what is connected now, or what the platform is usually reached at."""
    kind = line.platform if line.platform in CONNECTORS and line.platform != BY_HAND else ""
    choices = [value for value, _words in _through(kind, "")]
    base = line.base_url
    if kind and not base:
        try:
            base = reaching.way(kind).base_url
        except LookupError:
            base = ""
    return {
        "identity": line.identity,
        "url": line.url,
        "connector": BY_HAND if line.connector == BY_HAND or not choices else choices[0],
        "base_url": base,
        "department_identity": {True: "yes", False: "no", None: ""}[line.department_identity],
    }


def _through(kind: str, platform: str) -> list[tuple[str, str]]:
    """The ways by which a program can post there."""
    if not kind:
        return []
    ways = []
    support = found.connector_class(kind).supports.get(Cap.SIGN_IN, Support.no("-"))
    if support.can is not Can.NO:
        words = gettext("Sign in at %(platform)s: you go there and come back")
        ways.append((f"{kind}:{SIGN_IN}", words % {"platform": platform}))
    if asked(kind):
        words = gettext("Through the interface of %(platform)s, with what it gave out for programs")
        instead = found.connector_class(kind).asked_instead
        ways.append((kind, gettext(instead) if instead else words % {"platform": platform}))
    return ways
