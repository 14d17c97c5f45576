"""A publisher killed with SIGKILL: what is there still verifies, and the next run ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ledger_rows import SIGNER, Rows

from countersign.ledger.checkpoint import open_checkpoint
from countersign.ledger.publish import publish
from countersign.ledger.verify import verify_directory

SCRIPT = Path(__file__).with_name("ledger_publisher_process.py")
BEFORE, AFTER, LATER = 200, 600, 700


@pytest.fixture
def reference(tmp_path, files):
    """Files of runs that nobody killed, by the sizes they went through, and the start directory."""
    start = tmp_path / "start"
    publish(start, Rows(BEFORE), SIGNER)
    found = {}
    for name, sizes in (("a", (AFTER,)), ("b", (LATER,)), ("c", (AFTER, LATER))):
        shutil.copytree(start, tmp_path / name)
        for size in sizes:
            publish(tmp_path / name, Rows(size), SIGNER)
        found[BEFORE, *sizes] = files(tmp_path / name)
    return start, found


def start_publisher(directory: Path, rows: int, deadly_step: int = 0) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(directory), str(rows), str(deadly_step)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def check_and_finish(directory: Path, found: dict, files, later: bool) -> int:
    """What every killed directory must fulfil; gives the size that was signed when the process died."""
    report = verify_directory(directory, vkey=SIGNER.verifier.vkey)
    assert report.ok, report.lines()
    signed = open_checkpoint((directory / "checkpoint").read_bytes(), SIGNER.verifier)[0].size
    assert signed in (BEFORE, AFTER)
    final = LATER if later else AFTER
    publish(directory, Rows(final), SIGNER)
    went = (BEFORE, final) if signed == BEFORE or final == AFTER else (BEFORE, AFTER, LATER)
    assert files(directory) == found[went]
    assert verify_directory(directory).ok
    return signed


def test_killed_at_any_named_point_the_next_run_ends_with_the_same_bytes(tmp_path, reference, files, how_many, say):
    start, found = reference
    names: list[str] = []
    shutil.copytree(start, tmp_path / "counted")
    publish(tmp_path / "counted", Rows(AFTER), SIGNER, step=names.append)
    assert {name.split()[0] for name in names} == {"writing", "written", "placed", "removing", "before", "after"}
    points = range(1, len(names) + 1)
    # Half of them usually: every other one, and always the points around the checkpoint.
    all_of_them = range(1, how_many(0, len(names), "points") + 1)
    chosen = [p for p in points if p in all_of_them or p % 2 or p > len(names) - 5]
    signed = []
    for point in chosen:
        directory = tmp_path / f"killed {point}"
        shutil.copytree(start, directory)
        process = start_publisher(directory, AFTER, point)
        assert process.wait() == -signal.SIGKILL
        signed.append(check_and_finish(directory, found, files, later=point % 3 == 0))
        shutil.rmtree(directory)
    assert {BEFORE, AFTER} == set(signed)
    say(f"killed at {len(chosen)} of {len(names)} named points; each time the next run ended with the same bytes")


def test_killed_at_any_moment_the_next_run_ends_with_the_same_bytes(tmp_path, reference, files, how_many, say):
    start, found = reference
    pick = random.Random(11)
    count, caught, states = how_many(12, 200, "kills", 11), 0, set()
    for case in range(count):
        directory = tmp_path / f"killed {case}"
        shutil.copytree(start, directory)
        process = start_publisher(directory, AFTER)
        time.sleep(pick.uniform(0, 0.03))
        os.kill(process.pid, signal.SIGKILL)
        caught += process.wait() == -signal.SIGKILL
        states.add(frozenset(files(directory)))
        check_and_finish(directory, found, files, later=case % 2 == 0)
        shutil.rmtree(directory)
    say(f"killed at {count} random moments, {caught} before the end, in {len(states)} states; each time the same bytes")
