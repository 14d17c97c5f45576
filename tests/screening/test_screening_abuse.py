"""What a terminal, a pipe, a full disk and hostile input can do to the command: it says so in words, or bears it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from countersign.screening.items import TEXT_MOST
from countersign.screening.stream import LINE_MOST

PROGRAM = """
import sys
from countersign.screening.command import run
if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], sys.stdin, sys.stdout, sys.stderr, {}))
"""


@pytest.fixture(scope="module")
def command(tmp_path_factory) -> list[str]:
    program = tmp_path_factory.mktemp("command") / "screen.py"
    program.write_text(PROGRAM)
    return [sys.executable, str(program)]


def screened(command: list[str], given: bytes) -> tuple[int, list[dict], bytes]:
    done = subprocess.run(command, input=given, capture_output=True, timeout=60)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def children(process: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@pytest.fixture
def endless(command):
    """The command with two workers, at work on input without end, in a process group of its own."""
    process = subprocess.Popen(
        [*command, "--workers", "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    feeder = subprocess.Popen(["yes", "hello"], stdout=process.stdin, stderr=subprocess.DEVNULL)
    process.stdin.close()
    process.stdout.read(1)  # it is at work once it has answered
    reader = subprocess.Popen(["cat"], stdin=process.stdout, stdout=subprocess.DEVNULL)
    process.stdout.close()
    yield process
    for one in (process, feeder, reader):
        one.kill()
        one.wait()


def test_an_interrupt_ends_it_quietly_with_its_workers(endless) -> None:
    workers = children(endless.pid)
    assert len(workers) >= 2
    os.killpg(endless.pid, signal.SIGINT)
    assert endless.wait(timeout=20) == 130
    assert endless.stderr.read() == b""  # read to its end: nobody is left who could write to it


def test_workers_do_not_outlive_a_command_that_was_killed(endless) -> None:
    endless.kill()
    endless.wait()
    began = time.monotonic()
    endless.stderr.read()  # ends when the last worker has
    assert time.monotonic() - began < 20


def test_memory_stays_where_it_was_however_long_the_input(command) -> None:
    peaks = []
    for many in (10_000, 150_000):
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        process.stdin.write(b"\n" * many)
        process.stdin.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = status
        assert status == 0
        peaks.append(used.ru_maxrss / 1024)
    assert peaks[1] < peaks[0] + 8


def test_a_line_without_end_is_one_error_and_the_next_line_is_read(command) -> None:
    line = b'{"id": 1, "text": "' + b"x" * (3 * LINE_MOST) + b'"}'
    done = subprocess.run([*command, "--jsonl"], input=line + b'\n{"id": 2, "text": "hello"}', capture_output=True)
    first, second = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, first) == (1, {"id": None, "error": "the line is longer than 16 MiB"})
    assert (second["id"], second["severity"]) == (2, "clear")


def test_the_longest_text_is_read_however_json_spells_it_and_one_longer_is_an_error(command) -> None:
    longest = "\U0001f600" * TEXT_MOST
    lines = "".join(
        json.dumps({"id": text[:1] + str(len(text)), "text": text}) + "\n" for text in (longest, longest + "x")
    )
    status, (first, second), _ = screened([*command, "--jsonl"], lines.encode())
    assert status == 1
    assert first["severity"] == "clear"
    assert second["error"] == '"text" is longer than 1,048,576 characters'
    assert second["id"] == f"\U0001f600{TEXT_MOST + 1}"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_bytes_at_random_give_a_line_for_each_line(command, workers) -> None:
    noise = random.Random(7).randbytes(200_000)
    status, out, told = screened([*command, "--workers", workers], noise)
    assert (status, told) == (1, b"")
    assert [line["id"] for line in out] == list(range(1, len(noise.split(b"\n")) + (not noise.endswith(b"\n"))))


def test_a_full_disk_is_said_in_one_line(command) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, input=b"hello\n" * 5_000, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (1, b"cannot write to standard output: No space left on device\n")


@pytest.mark.parametrize(
    "closed, told", [("<&-", "cannot read standard input"), (">&-", "cannot write to standard output")]
)
def test_a_stream_that_was_closed_before_it_began_is_said_in_one_line(command, closed, told) -> None:
    done = subprocess.run(f"{' '.join(command)} {closed}", shell=True, input=b"hello\n", capture_output=True)
    assert done.returncode == 1
    assert done.stderr.decode() == f"{told}: it is closed\n"
    quiet = subprocess.run(f"{' '.join(command)} 2>&-", shell=True, input=b"hello\n", capture_output=True)
    assert (quiet.returncode, len(quiet.stdout.splitlines())) == (0, 1)


def test_more_workers_than_work_change_nothing(command) -> None:
    given = b"oh shit\n" * 1_200
    assert screened([*command, "--workers", "64"], given) == screened(command, given)


def test_a_reader_who_has_enough_ends_a_run_with_workers(command) -> None:
    line = f"yes hello | {' '.join(command)} --workers 2 | head -n 2"
    done = subprocess.run(line, shell=True, capture_output=True, timeout=30)
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == b""


def test_an_output_file_is_whole_or_not_there(command, tmp_path) -> None:
    out = tmp_path / "verdicts.jsonl"
    out.write_text("what was there\n")
    process = subprocess.Popen([*command, "--out", str(out)], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(b"hello\n" * 20_000)
    process.stdin.flush()
    for _ in range(200):
        if len(list(tmp_path.iterdir())) == 2:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert process.stderr.read() == b""
    assert [path.name for path in tmp_path.iterdir()] == ["verdicts.jsonl"]
    assert out.read_text() == "what was there\n"
    assert subprocess.run([*command, "--out", str(out)], input=b"hello\n").returncode == 0
    assert json.loads(out.read_text())["id"] == 1


def test_options_that_contradict_each_other_are_refused(command) -> None:
    for args, told in (
        (["--cluster", "tcp://there:8786", "--workers", "2"], b"a cluster has its own"),
        (["--out", "verdicts.parquet"], b"only a table"),
    ):
        done = subprocess.run([*command, *args], input=b"", capture_output=True)
        assert (done.returncode, told in done.stderr) == (2, True)
