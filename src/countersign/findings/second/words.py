"""What the second reader's troubles and answers are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from countersign.findings.second.calling import Trouble
from countersign.screening.second import Stance, Why

TROUBLES: Mapping[str, Any] = {
    Trouble.OFF: _("The second reader is off."),
    Trouble.CHANGED: _("The second reader was changed meanwhile, and nothing was sent to the new one."),
    Trouble.KEY: _("The key of the second reader does not open any more; it has to be entered again."),
    Trouble.BUDGET: _("All calls of today are used up."),
    Trouble.UNREACHABLE: _("The second reader could not be reached, or it is at an address that is not allowed."),
    Trouble.TIMEOUT: _("The second reader took too long."),
    Trouble.REDIRECTED: _("The second reader sends us to another address; nothing is sent there."),
    Trouble.DENIED: _("The second reader does not accept our key."),
    Trouble.BUSY: _("The second reader has too much to do."),
    Trouble.BROKEN: _("The second reader reports a fault of its own."),
    Trouble.REFUSED: _("The second reader did not take the request."),
    Trouble.TOO_LARGE: _("The answer is far too long."),
    Trouble.NOT_JSON: _("The answer is of another kind than was asked for."),
    Why.NOT_A_COMPLETION: _("The answer is of another kind than was asked for."),
    Why.CUT_OFF: _("The answer breaks off."),
    Why.DECLINED: _("The model declines to answer."),
    Why.NOT_JSON: _("The answer is not in the form that was asked for."),
    Why.NOT_THE_SCHEMA: _("The answer is not in the form that was asked for."),
    Why.NOT_WHAT_WAS_ASKED: _("It answered something else than was asked."),
}
"""Why there is no opinion, by trouble or by what is wrong with the answer."""

STANCES: Mapping[str, Any] = {
    Stance.FALLS_UNDER: _("It falls under the rule"),
    Stance.DOES_NOT: _("It does not fall under the rule"),
    Stance.CANNOT_TELL: _("It cannot tell"),
}
"""What it thinks, in words."""

HIDDEN: Mapping[str, Any] = {
    "SSN": _("Social Security numbers"),
    "CARD": _("payment cards"),
    "BIRTH-DATE": _("dates of birth"),
    "LICENCE": _("driver's licenses"),
    "PLATE": _("license plates"),
    "PASSPORT": _("passports"),
    "ACCOUNT": _("account numbers"),
    "RECORD": _("medical record numbers"),
    "ADDRESS": _("home addresses"),
    "PHONE": _("phone numbers"),
    "EMAIL": _("e-mail addresses"),
    "INMATE": _("custody numbers"),
    "MEDICAL-FACT": _("medical facts"),
    "PERSON": _("names of people"),
    "HANDLE": _("account names"),
    "QUERY": _("parts of web addresses"),
    "NUMBER": _("other numbers"),
    "WATCHED": _("words of the agency's watch-lists"),
    "PERSONAL": _("other personal data"),
}
"""What was taken out of a text, by the word that stands in its place."""


def hidden(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What was taken out, in words, with how many of each."""
    return [(str(HIDDEN.get(kind, kind)), count) for kind, count in counts.items()]
