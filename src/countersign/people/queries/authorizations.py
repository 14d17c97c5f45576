"""Leave to post: seen by those who give it, by the poster and by whoever asked for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from countersign.people import capacities, running
from countersign.people.models import Mandate
from countersign.people.queries.lines import Leave
from countersign.people.queries.paging import LONG_PAGE_SIZE, Page, page_of
from countersign.people.queries.sight import reach
from countersign.rules.acts import ACTS

AUTHORIZES = ACTS["authorize"].power
RENEWED = Exists(Mandate.objects.filter(renews=OuterRef("pk"), ended_seq=None))


def authorizations(
    viewer: str, at: datetime, *, person: str | None = None, account: str | None = None, page: int = 1
) -> Page[Leave]:
    """Leave to post that is not over at `at`, and requests for it, as `viewer` may see them, the next to end first."""
    found = _visible(viewer, at).filter(Q(ended_at=None) | Q(ended_at__gt=at), ends__gt=at)
    if person is not None:
        found = found.filter(person=running.number(person))
    found = found.order_by("ends", "pk")
    if account is not None:
        # Lists inside a column cannot be searched alike on both engines.
        naming = [pk for pk, accounts in found.values_list("pk", "accounts") if account in (accounts or ())]
        found = found.filter(pk__in=naming)
    return page_of(found, page, lambda mandates: [_leave(m) for m in mandates], LONG_PAGE_SIZE)


def ending_soon(viewer: str, at: datetime, within_days: int) -> tuple[Leave, ...]:
    """Leave to post that ends within so many days and was not renewed, as `viewer` may see it, the next first."""
    soon = _visible(viewer, at).filter(running.within(at), ~RENEWED, ends__lte=at + timedelta(days=within_days))
    return tuple(_leave(m) for m in soon.filter(running.employed(at, "person__")).order_by("ends", "pk"))


def asked_for(viewer: str, at: datetime) -> tuple[Leave, ...]:
    """Requests for leave to post that wait for an answer, as `viewer` may see them, the oldest first."""
    waiting = _visible(viewer, at).filter(granted_seq=None, ended_seq=None)
    return tuple(_leave(m) for m in waiting.order_by("pk"))


def line_of(viewer: str, at: datetime, authorization: str) -> tuple[Leave, ...]:
    """All periods of one authorization's line of renewals, the first first, as `viewer` may see them."""
    visible = _visible(viewer, at)
    found = visible.filter(pk=running.number(authorization)).first()
    if found is None:
        return ()
    theirs = {m.pk: m for m in visible.filter(person=found.person_id).order_by("pk")}
    first = found
    while first.renews_id in theirs:
        first = theirs[first.renews_id]
    line = [first]
    for m in theirs.values():
        # A renewal is always entered after what it renews.
        if m.renews_id in {earlier.pk for earlier in line}:
            line.append(m)
    return tuple(_leave(m) for m in line)


def _visible(viewer: str, at: datetime) -> QuerySet[Mandate]:
    number = running.number(viewer)
    seen = reach(viewer, at, AUTHORIZES, "person__unit")
    if capacities.of(viewer, at):
        seen |= Q(person=number) | Q(asked_by=number)
    leave = Mandate.objects.filter(kind=Mandate.Kind.AUTHORIZATION).select_related("person")
    return leave.filter(seen).annotate(is_renewed=RENEWED)


def _leave(m: Mandate) -> Leave:
    return Leave(
        id=str(m.pk),
        person=str(m.person_id),
        name=m.person.name,
        unit=str(m.person.unit_id),
        accounts=tuple(m.accounts or ()),
        starts=m.starts,
        ends=m.until,
        ended=m.ended_at,
        given=m.granted_seq is not None,
        number=m.instrument,
        letter=m.letter,
        conditions=m.conditions,
        renews=str(m.renews_id) if m.renews_id else None,
        renewed=bool(getattr(m, "is_renewed", False)),
    )
