"""What an act was given, looked up and checked: a fault is told by the name of the field it is in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from countersign.evidence.models import Content
from countersign.gate import packs
from countersign.gate.act import Malformed
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts

NOBODY = 0
"""The number that no row has."""
LONGEST_REASON = 4000


def number(id: str | None) -> int:
    """The row's number in an id; `NOBODY` for what cannot be one."""
    return int(id) if id and id.isascii() and id.isdigit() and len(id) < 19 else NOBODY


def faults(**found: str | None) -> None:
    """Raise Malformed for those that are faults."""
    wrong = {field: why for field, why in found.items() if why}
    if wrong:
        raise Malformed(**wrong)


def text_fault(value: str, most: int = LONGEST_REASON) -> str | None:
    """Why `value` cannot be kept and written to the ledger; None when it can."""
    if any("\ud800" <= c <= "\udfff" or c == "\x00" for c in value):
        return _("it has a character that cannot be kept")
    return fill(_("at most {most} characters"), most=most) if len(value) > most else None


def line_fault(value: str, most: int = 200, *, empty: bool = False) -> str | None:
    """Why `value` cannot be one line of text; None when it can."""
    if not value.strip():
        return None if empty else _("something is needed here")
    if any(ord(c) < 32 for c in value):
        return _("one line only")
    return text_fault(value, most)


def moments(**found: datetime | None) -> None:
    """Moments carry their zone."""
    faults(**{name: "the time needs a zone" for name, at in found.items() if at is not None and at.tzinfo is None})


def once(field: str, values: Iterable[str]) -> None:
    """Each value stands there once."""
    found = list(values)
    if len(set(found)) < len(found):
        raise Malformed(**{field: _("something is named twice")})


def document(field: str, commitment: str) -> None:
    """Something that is kept as evidence, when it is named."""
    if commitment and not Content.objects.filter(pk=commitment, state=Content.State.LIVE).exists():
        raise Malformed(**{field: _("no such document is kept")})


def reasons(reason: str, *clauses: str) -> facts.Reasons:
    """The fact that an act states about its grounds. A clause that the pack in force lacks does not count."""
    known = packs.in_force().clause
    return facts.Reasons(len(reason.strip()), tuple(c for c in clauses if c in known), ())
