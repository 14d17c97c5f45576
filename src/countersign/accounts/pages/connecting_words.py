"""What connections, their health and what a platform can do are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from countersign.accounts import incidents
from countersign.accounts.pages.words import Look
from countersign.accounts.queries import HealthLine, Trouble
from countersign.connectors import found
from countersign.connectors.interface import Can, Cap, Support

HEALTH: Mapping[str, Look] = {
    "ok": Look(_("works"), "check_circle", "good"),
    "degraded": Look(_("works in part"), "warning", "warn"),
    "dead": Look(_("does not work"), "error", "bad"),
    "": Look(_("not looked at yet"), "radio_button_unchecked", "quiet"),
}
TROUBLE: Mapping[str, Any] = {
    incidents.EXPIRED: _("The platform no longer accepts what lets us publish. Connect the account again."),
    incidents.SCOPE: _("What lets us publish does not cover everything that is needed. Connect it with all rights."),
    incidents.LESS: _("Posts go out, but the platform does not let us read everything. Connect it with all rights."),
    incidents.OTHER: _("What lets us publish belongs to another account than the one that was signed."),
    incidents.UNREADABLE: _("What lets us publish cannot be read with this installation's keys. Connect it again."),
    incidents.ENDING: _("What lets us publish ends soon. Connect the account again before then."),
    incidents.NOT_BACK: _("The account is given up, and the platform has not taken back what let us publish."),
}
CAPS: Mapping[Cap, Any] = {
    Cap.TEXT: _("Posts of text"),
    Cap.IMAGE: _("Posts with pictures"),
    Cap.VIDEO: _("Posts with video"),
    Cap.CAPTIONS: _("Captions of a video"),
    Cap.CARD: _("The preview of a link as it was signed"),
    Cap.THREAD: _("Threads"),
    Cap.REPLY: _("Replies"),
    Cap.EDIT: _("Changing a post"),
    Cap.DELETE: _("Taking a post down"),
    Cap.READ_BACK: _("Reading back what is there"),
    Cap.LIST_OWN: _("Listing our posts"),
    Cap.LIST_COMMENTS: _("Reading what others write"),
    Cap.HIDE: _("Hiding a comment"),
    Cap.UNHIDE: _("Showing a hidden comment again"),
    Cap.DELETE_COMMENT: _("Deleting somebody's comment"),
    Cap.BLOCK: _("Blocking somebody"),
    Cap.UNBLOCK: _("Unblocking somebody"),
    Cap.MUTE: _("Muting somebody"),
    Cap.UNMUTE: _("Unmuting somebody"),
    Cap.PROFILE_READ: _("Reading the profile"),
    Cap.PROFILE_WRITE: _("Changing the profile"),
    Cap.IDENTITY: _("Telling whose account it is"),
    Cap.WEBHOOK: _("Being told at once when something happens"),
    Cap.REFRESH: _("Renewing by itself what lets us publish"),
    Cap.REVOKE: _("Giving back what lets us publish"),
}
"""What a person wants to know; what only the workings need is left out."""
CAN: Mapping[Can, Look] = {
    Can.YES: Look(_("yes"), "check_circle", "good"),
    Can.CONDITIONAL: Look(_("in part"), "warning", "warn"),
    Can.NO: Look(_("no"), "remove_circle", "quiet"),
}
DOTS = {"ok": "●", "degraded": "◐", "dead": "✕", "": "○"}


@dataclass(frozen=True)
class Ability:
    """One thing a platform can or cannot do for us, with the reason."""

    words: Any
    look: Look
    reason: str


def abilities(kind: str) -> tuple[Ability, ...]:
    """What a connector can do, in the order of `CAPS`."""
    supports = found.connector_class(kind).supports
    shown = []
    for cap, words in CAPS.items():
        support = supports.get(cap, Support.no("This platform does not offer it."))
        shown.append(Ability(words, CAN[support.can], gettext(support.reason) if support.reason else ""))
    return tuple(shown)


def health_shown(line: HealthLine | None) -> dict[str, Any] | None:
    """How a connection is, as a page shows it; None where nothing is looked at."""
    if line is None:
        return None
    return {
        "line": line,
        "look": HEALTH[line.state],
        "dots": [(DOTS[d.state], d.state or "none", HEALTH[d.state].label, d.day, d.said) for d in line.dots],
    }


def trouble_shown(found_: Trouble) -> dict[str, Any]:
    """An incident in words."""
    return {"trouble": found_, "words": TROUBLE[found_.kind]}
