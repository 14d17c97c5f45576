"""Named posting times of the week, and which of them are still free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import formats, timezone

from countersign.posts import states
from countersign.posts.models import Draft, Placement, Post, Slot

DAYS_AHEAD = 14
OFFERED = 6


@dataclass(frozen=True)
class Offer:
    """A time that nothing else is planned for."""

    name: str
    at: datetime


def free(at: datetime, most: int = OFFERED) -> tuple[Offer, ...]:
    """The next posting times that are free, in order."""
    until = at + timedelta(days=DAYS_AHEAD)
    offers = sorted(_times(at, until), key=lambda o: (o.at, o.name))
    if not offers:
        return ()
    taken = _taken(at, until)
    open_ = [o for o in offers if o.at not in taken]
    return tuple({o.at: o for o in reversed(open_)}[moment] for moment in sorted({o.at for o in open_})[:most])


def said(offer: Offer) -> str:
    """An offer in words, in the agency's zone."""
    local = timezone.localtime(offer.at)
    return f"{formats.date_format(local, 'D j M, H:i')} ({offer.name})"


def _times(at: datetime, until: datetime) -> Iterator[Offer]:
    zone, first = timezone.get_current_timezone(), timezone.localtime(at).date()
    for slot in Slot.objects.all():
        for ahead in range(DAYS_AHEAD + 1):
            day = first + timedelta(days=ahead)
            if day.weekday() not in slot.weekdays:
                continue
            moment = datetime.combine(day, time(slot.at.hour, slot.at.minute), zone)
            if at < moment <= until:
                yield Offer(slot.name, moment)


def _taken(at: datetime, until: datetime) -> set[datetime]:
    """Moments for which something is planned: placements that are due then, posts and drafts not to go out before."""
    due = Placement.objects.filter(due_at__gt=at, due_at__lte=until).values_list("due_at", flat=True)
    waiting = Post.objects.filter(
        state__in=(states.SUBMITTED, states.SIGNED), revision__opens__gt=at, revision__opens__lte=until
    ).values_list("revision__opens", flat=True)
    drafts = Draft.objects.filter(template=False, opens__gt=at, opens__lte=until).values_list("opens", flat=True)
    return {moment for found in (due, waiting, drafts) for moment in found if moment is not None}
