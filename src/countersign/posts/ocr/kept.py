"""What was read in pictures, kept once for each picture's bytes; a worker reads what was taken in and not read yet."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from countersign.evidence import store
from countersign.gate.wiring import Job
from countersign.posts.ocr import tesseract
from countersign.posts.ocr.models import PicturedWords

LEASE = timedelta(minutes=2)
AT_ONCE = 2
"""Pictures read at the same time by all workers: reading is heavy and nobody's post waits for it."""
MOST_TRIES = 3
BUDGET_S = 20.0


class State(StrEnum):
    """What is known of the words in a picture."""

    READ = "read"
    WAITING = "waiting"
    UNREAD = "unread"


@dataclass(frozen=True)
class Words:
    """The words in a picture, line by line, and which program (with its version) read them.

    `said_none`: nothing read it, and somebody who looked at it says that it holds none.
    """

    state: State
    text: str = ""
    by: str = ""
    said_none: bool = False


def want(sha256: str, content: str, at: datetime) -> None:
    """Have the picture with this digest read; once is enough. `content` is the commitment of its bytes."""
    PicturedWords.objects.get_or_create(sha256=sha256, defaults={"content": content, "wanted_at": at})


def found(digests: Iterable[str]) -> Mapping[str, Words]:
    """What is known of the words in each of these pictures."""
    wanted = set(digests)
    if not wanted:
        return {}
    rows = {row.sha256: row for row in PicturedWords.objects.filter(pk__in=wanted)}
    return {sha256: _told(rows.get(sha256)) for sha256 in wanted}


def _told(row: PicturedWords | None) -> Words:
    if row is not None and row.known:
        return Words(State.READ, row.words, row.read_by, said_none=bool(row.said_by))
    if row is None or row.known is False or row.tries >= MOST_TRIES or tesseract.reader() is None:
        return Words(State.UNREAD)
    return Words(State.WAITING)


def holding(word: str) -> QuerySet[PicturedWords, str]:
    """The digests of the pictures in which a word was read."""
    return PicturedWords.objects.filter(words__icontains=word).values_list("sha256", flat=True)


def say_none(sha256: str, person: str) -> None:
    """Somebody looked at a picture that no program could read: it holds no words. What can be read will be."""
    if found([sha256])[sha256].state is not State.UNREAD:
        return
    PicturedWords.objects.filter(pk=sha256).exclude(known=True).update(
        known=True, words="", read_by="", said_by=person, lease_until=None
    )


def due(at: datetime, limit: int) -> Sequence[str]:
    """Pictures to be read now, the latest first; none where no program is installed."""
    waiting = PicturedWords.objects.filter(known=None)
    if not waiting.exists() or tesseract.reader() is None:
        return []
    most = min(limit, AT_ONCE - waiting.filter(lease_until__gt=at).count())
    if most <= 0:
        return []
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    offered = waiting.filter(free, tries__lt=MOST_TRIES).order_by("-wanted_at").values_list("sha256", flat=True)
    return [
        sha256
        for sha256 in offered[:most]
        if PicturedWords.objects.filter(free, pk=sha256, known=None).update(
            lease_until=at + LEASE, tries=F("tries") + 1
        )
    ]


def read(sha256: str) -> None:
    """Read one picture and keep what stands in it, or that it could not be read."""
    row = PicturedWords.objects.filter(pk=sha256, known=None).first()
    by = tesseract.reader()
    if row is None or by is None:
        return
    try:
        words = tesseract.read(store.get(row.content), by)
    except (store.Gone, store.Damaged):
        words = None
    PicturedWords.objects.filter(pk=sha256, known=None).update(
        known=words is not None, words=words or "", read_by=by.name, lease_until=None
    )


def read_waiting(digests: Iterable[str], budget_s: float = BUDGET_S) -> None:
    """Read those of these pictures that wait to be read, before what is said of them is frozen. Not in a transaction.

    No new one is begun once the time is used up: it stays unknown, and whoever signs sees that.
    """
    until = time.monotonic() + budget_s
    for sha256, words in found(digests).items():
        if words.state is State.WAITING and time.monotonic() < until:
            read(sha256)


JOBS = (Job("read_pictures", due, (("read", read),)),)
