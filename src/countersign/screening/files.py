"""What the command reads lines from and writes to, and what it says when that cannot be done."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .stream import LINE_MOST


class CannotRun(Exception):
    """Why the command stops, in words for the person at the terminal, and the exit status."""

    def __init__(self, why: str, status: int = 1) -> None:
        super().__init__(why)
        self.status = status


def file_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file; see ``stream_lines``."""
    try:
        with path.open("rb") as file:
            yield from stream_lines(file, str(path))
    except OSError as fault:
        raise CannotRun(f"cannot read {path}: {fault.strerror}") from None


def stream_lines(source: IO[bytes], name: str) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only the beginning, itself too long to be taken for a line."""
    try:
        while line := source.readline(LINE_MOST + 1):
            if len(line) > LINE_MOST and not line.endswith(b"\n"):
                rest = line
                while rest and not rest.endswith(b"\n"):
                    rest = source.readline(LINE_MOST)
            yield line
    except OSError as fault:
        raise CannotRun(f"cannot read {name}: {fault.strerror}") from None


@contextmanager
def replaced_when_whole(path: Path) -> Iterator[Path]:
    """A place to write to that becomes ``path`` at the end, so that no half file is ever taken for a whole one."""
    being_written = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        yield being_written
        being_written.replace(path)
    except OSError as fault:
        raise CannotRun(f"cannot write {path}: {fault.strerror or fault}") from None
    finally:
        being_written.unlink(missing_ok=True)
