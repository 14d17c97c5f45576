"""Killed with -9 anywhere: no act without its row, no row without its act, and what was answered is there."""

import os
import random

import pytest

import cast as stage
import killing
from countersign.gate import log, row
from countersign.gate.door import perform
from countersign.people import acts
from countersign.people.models import Person

pytestmark = pytest.mark.storage

SEED = 20260302
KILLS = 200 if os.environ.get("COUNTERSIGN_LONG") == "1" else 12
POINTS = ("begun", "guards_taken", "facts_gathered", "effect_done", "head_taken", "row_written", "committed")


def hires(cast: stage.Cast, by, answered: int, first: int):
    """Hire one after another, telling through the pipe after each answer."""

    def work() -> None:
        for number in range(first, first + 1000):
            done = perform(acts.Hire(str(number), f"Person {number}", "full_time", cast.hill), by=by)
            os.write(answered, f"{number} {done.seq}\n".encode())

    return work


def whole() -> dict[str, int]:
    """Employee numbers with the row that hired them; fails when act and row do not go together."""
    rows = {r.content["fields"]["employee_no"]: r.seq for r in row.rows(acts=["hire"]) if r.allowed}
    people = set(Person.objects.exclude(employee_no__in=("1001", "1002", "1003")).values_list("employee_no", flat=True))
    assert set(rows) == people
    report = log.verify()
    assert report.ok, report.faults
    return rows


def answers(pipe: int) -> dict[str, int]:
    os.set_blocking(pipe, False)
    said = b""
    while True:
        try:
            part = os.read(pipe, 65536)
        except BlockingIOError:
            break
        if not part:
            break
        said += part
    # The last line may have been cut off by the kill.
    lines = said.decode().split("\n")[:-1]
    return {number: int(seq) for number, seq in (line.split() for line in lines)}


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_named_point_the_act_is_there_with_its_row_or_not_at_all(cast, point):
    rita = stage.acting(cast.rita, "administrator")
    reading, writing = os.pipe()

    assert killing.run_and_kill_at(point, hires(cast, rita, writing, 5000), nth=3)

    rows = whole()
    assert len(rows) == 3 + (3 if point == "committed" else 2)
    assert answers(reading).items() <= rows.items()
    assert perform(acts.Hire("9999", "After The Kill", "full_time", cast.hill), by=rita).allowed
    os.close(reading), os.close(writing)


def test_killed_at_random_nothing_is_half_done_and_nothing_answered_is_lost(cast, counted):
    rita = stage.acting(cast.rita, "administrator")
    dice = random.Random(SEED)
    reading, writing = os.pipe()
    promised: dict[str, int] = {}
    killed = 0
    for turn in range(KILLS):
        killed += killing.run_and_kill_after(dice.uniform(0.01, 0.25), hires(cast, rita, writing, 10_000 + 1000 * turn))
        promised |= answers(reading)
        assert promised.items() <= whole().items()
    assert killed == KILLS
    assert promised, "no act was answered before its process was killed, so nothing was tried"
    counted(seed=SEED, kills=killed, answered_acts=len(promised))
    os.close(reading), os.close(writing)
