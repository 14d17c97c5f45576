"""The command ``screen``: parsing, streams and exit status, ready to be mounted under a larger command.

Standard output carries one JSON line per line in; standard error carries progress when it is a terminal,
and nothing else unless the command cannot run at all.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, TextIO

from .agency import AgencyWords
from .categories import ClauseMap, Kind
from .model import Model
from .screen import Screen
from .stream import Outcome, screen_lines

_PROGRESS_EVERY_S = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser this command's options."""
    parser.add_argument(
        "--kind", choices=[kind.value for kind in Kind], default="comment", help="what the texts are (default: comment)"
    )
    parser.add_argument("--jsonl", action="store_true", help='each line is {"id", "kind", "text"}')
    parser.add_argument("--workers", type=_positive, default=1, metavar="N", help="processes to use (default: 1)")
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="file to read; - or none: standard input")


def run(
    args: Sequence[str] | argparse.Namespace,
    stdin: IO[Any],
    stdout: TextIO,
    stderr: TextIO,
    clauses: ClauseMap,
    *,
    agency: AgencyWords | None = None,
    model: Model | None = None,
) -> int:
    """Screen ``stdin`` or a file line by line to ``stdout``; return the exit status.

    0: every line was read; 1: a line, or the file, could not be read; 2: wrong options. ``args`` is what
    follows the command's name, or a namespace filled by ``add_arguments``.
    """
    try:
        options = args if isinstance(args, argparse.Namespace) else _parse(args, stdout, stderr)
    except _Leave as leave:
        return leave.status
    screen = Screen(clauses, agency or AgencyWords(), model)
    outcome = Outcome()
    jsonl = options.jsonl or options.file.endswith(".jsonl")
    with ExitStack() as closing:
        lines: IO[Any] = getattr(stdin, "buffer", stdin)  # bytes, so that one bad byte spoils one line only
        if options.file != "-":
            try:
                lines = closing.enter_context(Path(options.file).open("rb"))
            except OSError as fault:
                stderr.write(f"cannot read {options.file}: {fault.strerror}\n")
                return 1
        progress = _Ticker(stderr) if stderr.isatty() else None
        verdicts = screen_lines(
            lines, options.kind, jsonl, screen, workers=options.workers, outcome=outcome, progress=progress
        )
        try:
            for verdict in verdicts:
                stdout.write(verdict + "\n")
            stdout.flush()
        except BrokenPipeError:
            # Whoever read our output has seen enough; Python would complain once more at exit.
            if stdout is sys.stdout:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
            return outcome.exit_status
        if progress is not None:
            progress.close(outcome)
    return outcome.exit_status


class _Leave(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Parser(argparse.ArgumentParser):
    """Writes to the streams it was given and leaves without ending the process."""

    def __init__(self, stdout: TextIO, stderr: TextIO) -> None:
        super().__init__(prog="countersign screen", description="Read texts and say what a person must look at.")
        self._stdout, self._stderr = stdout, stderr

    def _print_message(self, message: str, file: Any = None) -> None:
        (self._stdout if file is sys.stdout or file is None else self._stderr).write(message)

    def exit(self, status: int = 0, message: str | None = None) -> Any:
        if message:
            self._stderr.write(message)
        raise _Leave(status)


def _parse(args: Sequence[str], stdout: TextIO, stderr: TextIO) -> argparse.Namespace:
    parser = _Parser(stdout, stderr)
    add_arguments(parser)
    return parser.parse_args(list(args))


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


class _Ticker:
    """A line on a terminal that counts up, at most twice a second."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._began = self._last = time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self._last >= _PROGRESS_EVERY_S:
            self._last = now
            self._show(done, now)

    def _show(self, done: int, now: float) -> None:
        rate = done / max(now - self._began, 1e-9)
        self._stream.write(f"\r{done:,} texts, {rate:,.0f} a second")
        self._stream.flush()

    def close(self, outcome: Outcome) -> None:
        """Write the last count, and how many lines could not be read."""
        self._show(outcome.read, time.monotonic())
        self._stream.write(f", {outcome.failed:,} unreadable\n" if outcome.failed else "\n")
        self._stream.flush()
