"""What an act was given, looked up and checked: a fault is told by the name of the field it is in."""

from __future__ import annotations

import unicodedata

from countersign.evidence.models import Content
from countersign.gate.act import Malformed
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts

UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Unicode categories that one line of text cannot have: control and direction marks, surrogates, line breaks."""
NOBODY = 0
"""The number that no row has."""


def number(id: str | None) -> int:
    """The row's number in an id; `NOBODY` for what cannot be one."""
    return int(id) if id and id.isascii() and id.isdigit() and len(id) < 19 else NOBODY


def faults(**found: str | None) -> None:
    """Raise Malformed for those that are faults."""
    wrong = {field: why for field, why in found.items() if why}
    if wrong:
        raise Malformed(**wrong)


def line_fault(value: str, most: int = 200, *, empty: bool = False) -> str | None:
    """Why `value` cannot be one line of text; None when it can."""
    if not value.strip():
        return None if empty and not value else _("something is needed here")
    if value != " ".join(value.split()):
        return _("spaces at an end or in a row")
    if any(unicodedata.category(c) in UNSEEN for c in value):
        return _("it has characters that cannot be seen")
    return fill(_("at most {most} characters"), most=most) if len(value) > most else None


def text_fault(value: str, most: int = 4000) -> str | None:
    """Why `value` cannot be a text of several lines; None when it can, also when it is empty."""
    if any(unicodedata.category(c) in UNSEEN and c not in "\r\n\t" for c in value):
        return _("it has characters that cannot be seen")
    return fill(_("at most {most} characters"), most=most) if len(value) > most else None


def reasons(reason: str) -> facts.Reasons:
    """The fact that an act states about its grounds."""
    return facts.Reasons(len(reason.strip()), (), ())


def document(field: str, commitment: str) -> None:
    """Something that is kept as evidence, when it is named."""
    if commitment and not Content.objects.filter(pk=commitment, state=Content.State.LIVE).exists():
        raise Malformed(**{field: _("no such document is kept")})
