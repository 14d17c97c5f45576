"""Puts this folder's helper module in reach and says how many cases a sampled test ran."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def how_many(counted) -> Callable[..., int]:
    """``how_many(usually, long, what, seed)``: this run's count, kept with the seed; COUNTERSIGN_LONG=1 is long."""

    def chosen(usually: int, long: int, what: str, seed: int | None = None) -> int:
        number = long if os.environ.get("COUNTERSIGN_LONG") == "1" else usually
        counted(seed=seed, **{what: number})
        return number

    return chosen


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a line that is seen although output is captured."""

    def print_line(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}")

    return print_line


@pytest.fixture
def files() -> Callable[[Path], dict[str, bytes]]:
    """Name and bytes of every file below a directory."""
    return lambda directory: {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }
