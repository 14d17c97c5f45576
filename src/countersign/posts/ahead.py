"""A day ahead of each scheduled post: would it go out? Everything but the one public request, so that there is time.

The author and those who look after the account are told of what would not. What passed may still fail: everything is
asked again at the moment of publishing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from countersign.accounts import queries as accounts
from countersign.connectors.interface import Connector, Draft
from countersign.evidence import store
from countersign.gate import clock
from countersign.posts import form, room, states
from countersign.posts.given import number
from countersign.posts.models import Placement

AHEAD = timedelta(hours=24)
CHUNK = 200


def due(at: datetime, limit: int) -> Sequence[str]:
    """Placements that go out by machine within a day and were not tried yet as they are now; those due first first."""
    soon = Placement.objects.filter(state__in=(states.DUE, states.LIVE), by_hand=False, due_at__gt=at)
    soon = soon.filter(due_at__lte=at + AHEAD).exclude(account__in=accounts.stopped())
    found: list[str] = []
    begin = 0
    while len(found) < limit:
        rows = list(soon.select_related("revision").order_by("due_at", "pk")[begin : begin + CHUNK])
        tried = accounts.rehearsed([name(p) for p in rows])
        found += [str(p.pk) for p in rows if name(p) not in tried]
        begin += CHUNK
        if len(rows) < CHUNK:
            break
    return found[:limit]


def rehearse(placement: str) -> None:
    """Try one placement: its content against the limits as the platform tells them now, and whose account it is."""
    found = Placement.objects.select_related("revision").filter(pk=number(placement)).first()
    if found is None or found.due_at is None or found.due_at <= clock.now():
        return

    def would(connector: Connector) -> str:
        try:
            draft = form.whole(form.read(found.revision.hash), found.account)
        except (form.NotTheSame, store.Gone, store.Damaged) as error:
            return str(error)
        return problems(connector, draft, found.account)

    accounts.rehearse(found.account, name(found), would)


def problems(connector: Connector, draft: Draft, account: str) -> str:
    """What the platform would not take of the draft; empty when it would take all. What it says of its limits is kept
    for the next picture that is made to fit there."""
    limits = room.remember(account, connector)
    return "; ".join(p.message for p in connector.validate(draft, limits))


def name(placement: Placement) -> str:
    """What is tried: this content, there, at this time. Another time or another content is tried anew."""
    due_at = placement.due_at.strftime("%Y%m%dT%H%M%SZ") if placement.due_at else ""
    return f"placement:{placement.pk}:{placement.revision.hash[:16]}:{due_at}"


def placement_of(about: str) -> str:
    """The placement that a rehearsal was about."""
    return about.split(":")[1]
