"""Notices from rows that were not allowed: questions they put to an office, and posts they held back.

Followers are handed only what was performed, so this is a job of its own that reads on from where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from countersign.desk import notices
from countersign.desk.audience import able, scope_of
from countersign.desk.models import Reading
from countersign.gate import clock
from countersign.gate.act import Ref
from countersign.gate.models import LedgerBody, Question
from countersign.gate.wiring import Job
from countersign.rules.acts import ACTS
from countersign.rules.outcome import Result

LEASE = timedelta(minutes=2)
BATCH = 200
ANSWERS = ACTS["answer_question"].power
PUBLISHES = "publish_post"


def claim(at: datetime, limit: int) -> Sequence[str]:
    """The one row of this job while there is something to read, leased."""
    reading, _ = Reading.objects.get_or_create(id=1)
    if not _unread(reading.seq).exists():
        return []
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    return ["1"] if Reading.objects.filter(free, id=1).update(lease_until=at + LEASE) else []


def read(row: str) -> None:
    """Tell whom the next rows concern. Reading a row twice tells nobody twice."""
    seq = Reading.objects.values_list("seq", flat=True).get(id=1)
    for kept in _unread(seq).order_by("seq")[:BATCH]:
        _tell(kept)
        seq = kept.seq + 1
        Reading.objects.filter(id=1, seq__lt=seq).update(seq=seq)
    Reading.objects.filter(id=1).update(lease_until=None)


def _unread(seq: int) -> QuerySet[LedgerBody]:
    return LedgerBody.objects.filter(seq__gte=seq).exclude(result=Result.ALLOWED)


def _tell(kept: LedgerBody) -> None:
    at = clock.now()
    for question in Question.objects.filter(opened_seq=kept.seq, answered_seq=None):
        ref = Ref("question", str(question.pk))
        people = [p for p in able(ANSWERS, scope_of("question", str(question.pk)), at) if p != kept.actor]
        # A kind of its own for each: one row may put several questions to the same person.
        notices.give(people, seq=kept.seq, kind=f"question_asked:{question.pk}", ref=ref, at=kept.at)
    if kept.act == PUBLISHES:
        scope = scope_of(kept.subject_kind, kept.subject_id)
        if scope.author:
            notices.give([scope.author], seq=kept.seq, kind="post_held", ref=scope.ref, at=kept.at)


JOBS = (Job("notices_of_refusals", claim, (("read", read),)),)
