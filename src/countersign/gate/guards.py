"""Guards: what an act locks so that nothing it relied on changes before it is done.

On PostgreSQL a guard is a transaction-level advisory lock, shared to read and exclusive to change, all taken in one
statement in one global order (so that two acts cannot wait for each other in a circle). Absence is guarded as well
as presence, since a lock needs no row. On SQLite a write transaction holds the whole database from its start
(IMMEDIATE), which guards everything. The `Guard` rows carry only the state numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import connection

from countersign.gate.models import Guard


def lock_number(key: str) -> int:
    """The signed 64-bit number that PostgreSQL locks for `key`. A collision would only lock more than needed."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)


def are_locks() -> bool:
    """Whether guards have to be taken: on SQLite the transaction holds everything already."""
    return connection.vendor == "postgresql"


def take(shared: Iterable[str], exclusive: Iterable[str]) -> None:
    """Take all guards of an act, in one statement, ordered; must run first in the transaction, where they are locks."""
    changing = {lock_number(k) for k in exclusive}
    reading = {lock_number(k) for k in shared} - changing
    wanted = sorted([(n, True) for n in changing] + [(n, False) for n in reading])
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT CASE WHEN change THEN pg_advisory_xact_lock(number)::text
                           ELSE pg_advisory_xact_lock_shared(number)::text END
               FROM (SELECT * FROM unnest(%s::bigint[], %s::boolean[]) AS g(number, change)
                     ORDER BY number OFFSET 0) AS ordered""",
            [[n for n, _ in wanted], [c for _, c in wanted]],
        )


def state_no(key: str) -> int:
    """How often an act changed the thing; 0 before the first."""
    return Guard.objects.filter(key=key).values_list("version", flat=True).first() or 0


def bump(key: str) -> None:
    """Count one change of the thing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO gate_guard (key, version) VALUES (%s, 1)
               ON CONFLICT (key) DO UPDATE SET version = gate_guard.version + 1""",
            [key],
        )
