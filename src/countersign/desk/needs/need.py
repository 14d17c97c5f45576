"""One thing that needs a person, and one that a person waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MOST = 50
"""How many of a kind are listed at most."""


@dataclass(frozen=True)
class Need:
    """One thing that needs this person: what, by when, where to do it, under which clauses."""

    what: str
    verb: str
    url: str
    due_at: datetime | None = None
    since: datetime | None = None
    clauses: tuple[str, ...] = ()
    detail: str = ""

    def overdue(self, at: datetime) -> bool:
        """Whether its time is over."""
        return self.due_at is not None and self.due_at <= at


@dataclass(frozen=True)
class Waiting:
    """One thing of this person's that somebody else has to do next."""

    what: str
    url: str
    since: datetime | None
    for_whom: str
