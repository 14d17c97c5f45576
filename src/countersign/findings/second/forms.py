"""The form by which the second reader is chosen."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from countersign.findings.forms import ReasonForm
from countersign.findings.second.acts import LEAST_WAIT_S, LONGEST_WAIT_S, MOST_CALLS


class SecondReaderForm(ReasonForm):
    """The endpoint, how much it may be asked, and whether it is on. The key that is kept is never put into it."""

    on = forms.BooleanField(
        label=_("On: whoever writes or signs may ask it"),
        required=False,
        help_text=_("Off, nothing is sent to anybody. An opinion that was given before stays where it is."),
    )
    base_url = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=300,
        help_text=_("Of an endpoint that speaks as OpenAI's does, up to the part before /chat/completions."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off", "inputmode": "url"}),
    )
    model = forms.CharField(label=_("Model"), required=False, max_length=200, help_text=_("As the endpoint calls it."))
    structured = forms.BooleanField(
        label=_("It can be held to a form of answer"),
        required=False,
        help_text=_("Untick it when the endpoint refuses a JSON schema. Answers are checked just as strictly."),
    )
    api_key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=1000,
        help_text=_(
            "Encrypted, sent to this address alone, never shown again. Left empty, the one that is kept stays."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=False),
    )
    calls_a_day = forms.IntegerField(label=_("Calls a day, at most"), min_value=1, max_value=MOST_CALLS)
    timeout_s = forms.IntegerField(
        label=_("Seconds to wait for an answer"), min_value=LEAST_WAIT_S, max_value=LONGEST_WAIT_S
    )

    field_order = ("base_url", "model", "structured", "api_key", "calls_a_day", "timeout_s", "on", "reason")
