"""What changed in an account's form since it was signed before: field by field, the words beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from countersign.gate import frozen
from countersign.gate.models import Frozen, Signature
from countersign.people.web.doing import language


@dataclass(frozen=True)
class Field:
    """One part of a form: what it is called, how it was and how it is."""

    label: str
    before: str
    now: str

    @property
    def changed(self) -> bool:
        """Whether it is not what it was."""
        return self.before != self.now


def changes(account: str, digest: str) -> list[Field] | None:
    """What is otherwise than in the form that was signed last before this one; None when none was signed."""
    earlier = (
        Signature.objects.filter(subject_kind="account", subject_id=account)
        .exclude(frozen_hash=digest)
        .order_by("-seq")
        .values_list("frozen_hash", flat=True)
        .first()
    )
    if earlier is None or not Frozen.objects.filter(hash=earlier).exists():
        return None
    before, now = said(frozen.thaw(earlier)), said(frozen.thaw(digest))
    return [Field(label, before[label], now[label]) for label in now if before[label] != now[label]]


def said(form: Mapping[str, Any]) -> dict[str, str]:
    """A frozen form in words, part by part, in the order in which it is signed."""
    lang = language()
    return {
        _("Display name"): form["display_name"],
        _("Platform"): form["platform"]["name"],
        _("Handle"): form["handle"],
        _("Address of the page"): form["url"] or _("not known yet"),
        _("Unit"): form["unit"]["name"],
        _("What for"): "; ".join(p["words"][lang] if p["words"] else p["id"] for p in form["purposes"]),
        _("How far it goes"): form["scope"],
        _("Who looks after it"): "; ".join(c["name"] for c in form["custodians"]),
        _("Campaign of the strategy"): form["campaign"] or _("none"),
        _("Applied for by"): form["applicant"]["name"],
    }
