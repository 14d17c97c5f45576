"""Tells those who may sign that little time is left, and everybody concerned that a post's time passed unsigned.

While an office holder does not act, a designee of the power can: both are told. Nothing is discarded because its time
passed, and nothing is safe because of these notices: the queue shows the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from countersign.desk import notices
from countersign.desk.audience import able, scope_of
from countersign.desk.models import Reminder
from countersign.gate import clock
from countersign.gate.act import Ref
from countersign.gate.models import LedgerBody
from countersign.gate.wiring import Job
from countersign.posts import queries as posts
from countersign.rules.acts import ACTS
from countersign.rules.outcome import Result

SHORT = timedelta(hours=2)
"""Less time than this left to sign is short."""
LEASE = timedelta(minutes=2)
SOON, LATE = "post_to_sign_soon", "post_to_sign_late"
AUTHOR_LATE = "post_late"
SIGNS = ACTS["sign_post"].power


def claim(at: datetime, limit: int) -> Sequence[str]:
    """Reminders to be given now, leased."""
    pressing = posts.to_be_signed_by(at + SHORT)
    if not pressing:
        return []
    wanted = {(line.form, LATE if line.late(at) else SOON): line.id for line in pressing if line.form}
    known = {(r.revision, r.kind): r for r in Reminder.objects.filter(revision__in={form for form, _kind in wanted})}
    leased: list[str] = []
    for (form, kind), post in wanted.items():
        found = known.get((form, kind))
        if len(leased) == limit or (found is not None and found.told_at is not None):
            continue
        if found is None:
            found, _made = Reminder.objects.get_or_create(revision=form, kind=kind, defaults={"post": post})
        free = Q(lease_until=None) | Q(lease_until__lte=at)
        if Reminder.objects.filter(free, pk=found.pk, told_at=None).update(lease_until=at + LEASE):
            leased.append(str(found.pk))
    return leased


def remind(row: str) -> None:
    """Give the notices of one reminder. Doing it twice tells nobody twice."""
    reminder, at = Reminder.objects.get(pk=int(row)), clock.now()
    scope = scope_of("post", reminder.post)
    # Signed, returned or changed meanwhile: then there is nothing to tell any more.
    if scope.hash == reminder.revision and scope.state == "submitted":
        submitted = _submission(reminder.post)
        _give(able(SIGNS, scope, at), submitted, reminder.kind, scope.ref, at)
        if reminder.kind == LATE:
            _give([scope.author] if scope.author else [], submitted, AUTHOR_LATE, scope.ref, at)
    Reminder.objects.filter(pk=reminder.pk).update(told_at=at, lease_until=None)


def _give(to: Iterable[str], seq: int, kind: str, ref: Ref, at: datetime) -> None:
    notices.give(to, seq=seq, kind=kind, ref=ref, at=at)


def _submission(post: str) -> int:
    """The row by which the post was put before those who sign, the last time."""
    found = LedgerBody.objects.filter(act="submit_post", subject_kind="post", subject_id=post, result=Result.ALLOWED)
    return found.order_by("-seq").values_list("seq", flat=True)[0]


JOBS = (Job("reminders", claim, (("remind", remind),)),)
