"""Followers: rooms that follow acts of lower rooms. The ledger is the outbox; each follower keeps its own place in it.

They run after commit and are caught up by a sweep. A row that keeps failing is set aside and the rest goes on.
Handlers are idempotent by row number, since a row may be handed over twice; nothing is safe only because one ran.
"""

from __future__ import annotations

import logging
import threading

from countersign.gate import clock
from countersign.gate.models import Cursor, SetAside
from countersign.gate.row import Row, rows, size
from countersign.gate.wiring import Follower, house

TRIES = 3
BATCH = 200
log = logging.getLogger(__name__)

wanted = threading.Event()
"""Set after each committed act, so that a worker in the same process need not wait for its next sweep."""


def catch_up() -> int:
    """Hand every follower the rows it has not seen. Returns how many rows were handled."""
    return sum(_catch_up(f) for f in house().wiring.followers)


def _catch_up(follower: Follower) -> int:
    cursor, _ = Cursor.objects.get_or_create(follower=follower.name)
    handled = 0
    while True:
        # Read before the rows: rows that come later are for the next round.
        end = size()
        batch = list(rows(cursor.seq, acts=sorted(follower.acts), limit=BATCH))
        for row in batch:
            if not _handle(follower, row):
                return handled
            handled += 1
            _advance(cursor, row.seq + 1)
        if len(batch) < BATCH:
            _advance(cursor, max(end, cursor.seq))
            return handled


def _advance(cursor: Cursor, seq: int) -> None:
    if seq > cursor.seq:
        # Only forward: another worker may have come further meanwhile.
        Cursor.objects.filter(follower=cursor.follower, seq__lt=seq).update(seq=seq)
        cursor.seq = seq


def _handle(follower: Follower, row: Row) -> bool:
    """Whether the follower is done with this row: handled, or set aside after too many tries."""
    if not row.allowed:
        return True
    try:
        follower.handle(row)
    except Exception as error:
        log.exception("follower %s could not handle row %d", follower.name, row.seq)
        aside, _ = SetAside.objects.get_or_create(
            follower=follower.name, seq=row.seq, defaults={"at": clock.now(), "error": ""}
        )
        aside.tries += 1
        aside.error = f"{type(error).__name__}: {error}"[:2000]
        aside.at = clock.now()
        aside.save()
        return aside.tries >= TRIES
    SetAside.objects.filter(follower=follower.name, seq=row.seq).update(settled=True)
    return True
