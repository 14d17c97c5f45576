"""What states and steps of this room are called on its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from countersign.accounts import states


@dataclass(frozen=True)
class Look:
    """A state as a word and an icon, never by colour alone."""

    label: Any
    icon: str
    tone: str


ACCOUNT: Mapping[str, Look] = {
    states.APPLIED: Look(_("applied for"), "hourglass_empty", "warn"),
    states.RETURNED: Look(_("returned"), "undo", "warn"),
    states.TAKEN_BACK: Look(_("withdrawn"), "cancel", "quiet"),
    states.OPEN: Look(_("open"), "check_circle", "good"),
    states.SUSPENDED: Look(_("suspended"), "do_not_disturb", "bad"),
    states.CLOSED: Look(_("closed"), "lock", "quiet"),
}
PLATFORM: Mapping[str, Look] = {
    states.NOT_APPROVED: Look(_("not approved"), "help", "quiet"),
    states.APPROVED: Look(_("approved"), "check_circle", "good"),
    states.WITHDRAWN: Look(_("no longer approved"), "cancel", "bad"),
}
TERMS: Mapping[str, Look] = {
    states.RECORDED: Look(_("recorded, not accepted"), "hourglass_empty", "warn"),
    states.ACCEPTED: Look(_("accepted"), "check_circle", "good"),
    states.SUPERSEDED: Look(_("replaced by later terms"), "history", "quiet"),
}
STRATEGY: Mapping[str, Look] = {
    states.SUBMITTED: Look(_("waits for a signature"), "hourglass_empty", "warn"),
    states.SIGNED: Look(_("signed"), "check_circle", "good"),
    states.ENDED: Look(_("ended"), "lock", "quiet"),
}
IMPOSTOR: Mapping[str, Look] = {
    states.REPORTED: Look(_("reported"), "flag", "warn"),
    states.LISTED: Look(_("listed as not ours"), "report", "bad"),
    states.DISMISSED: Look(_("not listed"), "remove_circle", "quiet"),
}
ELEMENT: Mapping[str, Look] = {
    "found": Look(_("found"), "check_circle", "good"),
    "missing": Look(_("missing"), "cancel", "bad"),
    "unknown": Look(_("could not tell"), "help", "warn"),
    "": Look(_("nobody looked yet"), "radio_button_unchecked", "quiet"),
    "old": Look(_("seen too long ago"), "history", "warn"),
}
SORTS: Mapping[str, Any] = {
    "name": _("name"),
    "unit": _("unit"),
    "platform": _("platform"),
    "state": _("state"),
    "newest": _("newest first"),
}
