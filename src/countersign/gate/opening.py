"""What every act reads first, its guards taken, in one statement: its subject's state number, the pack, the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from countersign.gate import clock, packs
from countersign.rules.pack import Pack


@dataclass(frozen=True)
class Opening:
    """`state_no` is how often the subject was changed, 0 for one that is not there yet; `demo` whether the clock is
    that of a demonstration."""

    state_no: int
    pack: Pack
    at: datetime
    demo: bool


def read(key: str) -> Opening:
    """How things stand for an act about the subject with this guard key."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT version FROM gate_guard WHERE key = %s),
                      (SELECT frozen_hash FROM gate_adoption ORDER BY seq DESC LIMIT 1),
                      (SELECT clock_offset_s FROM gate_installation WHERE demo)""",
            [key],
        )
        version, adopted, offset_s = cursor.fetchone()
    at, demo = clock.shifted(offset_s)
    return Opening(version or 0, packs.the(adopted), at, demo)
