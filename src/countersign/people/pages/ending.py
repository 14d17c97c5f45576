"""What ends with something else, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.people.pages.frame import office_words
from countersign.people.queries.endings import Endings


@dataclass(frozen=True)
class Ending:
    """One thing that ends, and until when it would have run."""

    what: str
    until: datetime | None


def lines(endings: Endings) -> list[Ending]:
    """Everything that ends: what is held first, then what others hold from it, then leave to post."""
    said = []
    for h in endings.held:
        office = {"office": office_words(h.office), "giver": h.giver_name}
        what = office["office"]
        if h.kind != "appointment":
            what = _("Acting for the %(office)s, given by %(giver)s") % office
        said.append(Ending(what, h.ends))
    for h in endings.given:
        given = {"name": h.name, "office": office_words(h.office)}
        said.append(Ending(_("%(name)s acting for the %(office)s") % given, h.ends))
    for leave in endings.leaves:
        count = len(leave.accounts)
        if leave.given:
            what = ngettext("Leave to post on %(n)d account", "Leave to post on %(n)d accounts", count)
        else:
            what = ngettext(
                "A request for leave to post on %(n)d account", "A request for leave to post on %(n)d accounts", count
            )
        said.append(Ending(what % {"n": count}, leave.ends))
    return said
