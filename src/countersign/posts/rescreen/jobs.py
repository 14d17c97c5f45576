"""The two jobs of re-screening: reading, then putting on record; and comparing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from countersign.gate.wiring import Job
from countersign.posts.models import Comparison, Rescreening
from countersign.posts.rescreen import comparing, reading, walking


def _readings(at: datetime, limit: int) -> Sequence[str]:
    return walking.due(Rescreening, at, limit)


def _comparisons(at: datetime, limit: int) -> Sequence[str]:
    return walking.due(Comparison, at, limit)


JOBS = (
    Job("rescreen", _readings, (("read", reading.read), ("record", reading.record))),
    Job("compare_readings", _comparisons, (("compare", comparing.compare),)),
)
