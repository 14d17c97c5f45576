"""Background work done here and now, for demonstrations without a worker: the same rows, the same steps."""

from __future__ import annotations

from countersign.gate import clock, followers
from countersign.gate.wiring import house

ROUNDS = 10


def work() -> int:
    """Hand followers their rows and run every due job to its end. Returns how many jobs ran."""
    ran = 0
    for _ in range(ROUNDS):
        followers.catch_up()
        claimed = [(job, row) for job in house().jobs.values() for row in job.claim(clock.now(), 50)]
        for job, row in claimed:
            for _name, step in job.steps:
                step(row)
        ran += len(claimed)
        if not claimed:
            break
    return ran
