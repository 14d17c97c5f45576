"""What leave to post needs: to be given, and to be renewed before it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.desk.needs.need import Need
from countersign.gate import packs
from countersign.gate.act import Capacity
from countersign.people import queries as people


def leave_asked_for(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """Requests for leave to post, to whoever gives it."""
    if "authorization.sign" not in capacity.powers:
        return
    for leave in people.asked_for(capacity.person, at):
        yield Need(
            what=_("%(name)s asks for leave to post") % {"name": leave.name},
            verb=_("Look"),
            url=reverse("authorization", args=[leave.id]),
            since=leave.starts,
        )


def leave_ending(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """Leave to post that ends soon, to whoever may renew it."""
    if "authorization.sign" not in capacity.powers:
        return
    days = max(packs.in_force().parameter.get("renewal_notice_days", (30,)))
    for leave in people.ending_soon(capacity.person, at, days):
        yield Need(
            what=_("Renew %(name)s's leave to post, or let it end") % {"name": leave.name},
            verb=_("Look"),
            url=reverse("authorization", args=[leave.id]),
            due_at=leave.ends,
        )
