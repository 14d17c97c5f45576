"""Workers die in the middle and versions change: everything that is due is done, and once.

On PostgreSQL two workers run at the same time and one is killed; on SQLite, which one worker serves, another takes over
where the killed one stopped.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

import cast as stage
import databases
from countersign.posts.models import Attempt, Placement
from posts import post_stories as stories
from posts.conftest import database, house

__all__ = ["database", "house"]
pytestmark = [pytest.mark.storage, pytest.mark.early]
PROGRAM = Path(__file__).with_name("worker_process.py")
PATIENCE_S = 90
POSTS = 6


@contextmanager
def worker(url: str, data: Path, version: str, *, killed_at: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own; stopped politely at the end if it still runs."""
    environment = databases.environment(url, data)
    tests = str(Path(__file__).parent.parent)
    running = subprocess.Popen(
        [sys.executable, str(PROGRAM), version, str(killed_at)],
        env={**environment, "PYTHONPATH": os.pathsep.join((tests, *sys.path))},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
            running.wait(PATIENCE_S)


def until(true: Callable[[], bool], what: str, *, passing: float = 0) -> None:
    """Wait for it, looking again and again; every two seconds so many minutes pass in the house."""
    deadline, passes = time.monotonic() + PATIENCE_S, time.monotonic()
    while not true():
        assert time.monotonic() < deadline, f"{what}: {list(Placement.objects.values_list('pk', 'state'))}"
        if passing and time.monotonic() > passes:
            stage.pass_time(minutes=passing)
            passes = time.monotonic() + 2
        time.sleep(0.2)


def all_read_back() -> bool:
    return not Placement.objects.exclude(state="published", read_at__isnull=False).exists()


@pytest.fixture
def data(house, tmp_path) -> Path:
    """A data folder of the processes' own, with the evidence and keys that the house was built with."""
    made = tmp_path / "data"
    shutil.copytree(settings.DATA, made, ignore=shutil.ignore_patterns("*.sqlite3*"))
    return made


@pytest.mark.parametrize(("before", "after"), [pytest.param("1.0", "1.0", marks=pytest.mark.long), ("1.0", "2.0")])
def test_one_worker_is_killed_and_everything_due_is_done_once(house, database, data, counted, before, after):
    texts = [f"Visiting hours change on day {n}." for n in range(1, POSTS + 1)]
    for text in texts:
        stories.scheduled(house, text)
    together = connection.vendor == "postgresql"
    with worker(database, data, before, killed_at=3) as first:
        if together:
            with worker(database, data, after) as second:
                _killed_and_done(first, second)
        else:
            assert first.wait(PATIENCE_S) == -signal.SIGKILL
            with worker(database, data, after) as second:
                _killed_and_done(first, second)
    assert sorted(stories.public()) == sorted(texts)
    assert Attempt.objects.filter(op="create", outcome="published").count() == POSTS
    assert not Attempt.objects.filter(outcome__in=("armed", "unknown")).exists()
    counted(workers_killed=1, posts=POSTS)


def _killed_and_done(first: subprocess.Popen[bytes], second: subprocess.Popen[bytes]) -> None:
    """The first one dies; leases run out; the second one finishes what was left."""
    until(lambda: first.poll() is not None or all_read_back(), "the first worker neither died nor was spared")
    # What the dead one held is offered again once its lease is over, what it armed once nobody may send it.
    until(all_read_back, "not everything went out", passing=6)
    assert second.poll() is None
