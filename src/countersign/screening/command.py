"""The command ``screen``: parsing, streams and exit status, ready to be mounted under a larger command.

Standard output carries one JSON line per text in; standard error carries progress when it is a terminal,
and nothing else unless the command cannot run to its end.
"""

import argparse
import io
import os
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, TextIO

from .agency import AgencyWords
from .categories import ClauseMap, Kind
from .drivers import Driver, Pool, WorkersLost, alone
from .files import CannotRun, file_lines, replaced_when_whole, stream_lines
from .model import Model
from .progress import Ticker
from .screen import Screen
from .stream import Outcome, screen_lines

_TABLES = (".parquet", ".arrow", ".feather", ".arrows")
_INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser this command's options."""
    parser.add_argument(
        "--kind", choices=[kind.value for kind in Kind], default="comment", help="what the texts are (default: comment)"
    )
    parser.add_argument("--jsonl", action="store_true", help='each line is {"id", "kind", "text"}')
    parser.add_argument("--workers", type=_positive, metavar="N", help="processes to use (default: 1)")
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="let a Dask cluster do it: its scheduler's address, or: local"
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write the verdicts to this file, as a table if its name says so"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--rules-only", action="store_true", help="leave the trained model out")
    which.add_argument("--model", type=Path, metavar="FOLDER", help="another trained model than the one in the package")
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE",
        help="file to read, by its name lines, JSON lines or a table (.parquet, .arrow); - or none: standard input",
    )  # fmt: skip


def run(
    args: Sequence[str] | argparse.Namespace,
    stdin: IO[Any] | None,
    stdout: TextIO | None,
    stderr: TextIO | None,
    clauses: ClauseMap,
    *,
    agency: AgencyWords | None = None,
    model: Model | None = None,
) -> int:
    """Screen ``stdin`` or a file text by text to ``stdout`` or a file; return the exit status.

    ``model`` is what reads the texts besides the rules, unless the options say otherwise.

    0: every text was read; 1: a text, or the file, could not be read, or the run could not end; 2: wrong
    options, or something is not installed; 130: interrupted. ``args`` is what follows the command's name,
    or a namespace filled by ``add_arguments``.
    """
    stderr = stderr or io.StringIO()  # Python gives None for a stream that was closed before it began
    try:
        options = args if isinstance(args, argparse.Namespace) else _parse(args, stdout or stderr, stderr)
    except _Leave as leave:
        return leave.status
    try:
        screen = Screen(clauses, agency or AgencyWords(), _model(options, model))
        return _Job(options, screen, stdin, stdout, stderr).run()
    except (CannotRun, WorkersLost) as fault:
        stderr.write(f"{fault}\n")
        return fault.status if isinstance(fault, CannotRun) else 1
    except KeyboardInterrupt:
        return _INTERRUPTED


class _Job:
    """One run of the command, its options understood."""

    def __init__(
        self, options: argparse.Namespace, screen: Screen, stdin: IO[Any] | None, stdout: TextIO | None, stderr: TextIO
    ) -> None:
        self._options, self._screen = options, screen
        self._stdin, self._stdout = stdin, stdout
        self._outcome = Outcome()
        self._ticker = Ticker(stderr) if stderr.isatty() else None

    def run(self) -> int:
        """Screen everything; return the exit status. Raises ``CannotRun`` or ``WorkersLost``."""
        from_table, out = _is_table(self._options.file), self._options.out
        if out is not None and _is_table(out) and not from_table:
            raise CannotRun(f"{out} is to be a table, which only a table can be made into; name a .jsonl file", 2)
        driver = self._driver()
        if from_table and out is not None and _is_table(out):
            self._write_table(out, driver)
        else:
            with closing((self._table_verdicts if from_table else self._line_verdicts)(driver)) as verdicts:
                whole = self._write_lines(verdicts)
            if not whole:
                return self._outcome.exit_status
        if self._ticker is not None:
            self._ticker.close(self._outcome.read, self._outcome.failed)
        return self._outcome.exit_status

    def _driver(self) -> Driver:
        address, workers = self._options.cluster, self._options.workers
        if address is None:
            return alone if workers in (None, 1) else Pool(workers)
        if workers is not None and address != "local":
            raise CannotRun("--workers counts processes of this machine; a cluster has its own", 2)
        with _installed("cluster"):
            from .cluster import Cluster, keep_dask_quiet
        keep_dask_quiet()
        return Cluster(address, workers)

    def _line_verdicts(self, driver: Driver) -> Generator[str, None, None]:
        name = self._options.file
        if name != "-":
            lines = file_lines(Path(name))
        elif self._stdin is None:
            raise CannotRun("cannot read standard input: it is closed")
        else:
            source = getattr(self._stdin, "buffer", self._stdin)  # bytes, so that one bad byte spoils one line only
            lines = stream_lines(source, "standard input")
        yield from screen_lines(
            lines,
            self._options.kind,
            self._options.jsonl or name.endswith(".jsonl"),
            self._screen,
            driver=driver,
            outcome=self._outcome,
            progress=self._ticker,
        )

    def _table_verdicts(self, driver: Driver) -> Generator[str, None, None]:
        with self._table(driver) as (_, batches):
            from .bulk import to_json_line

            for batch in batches:
                yield from map(to_json_line, batch.to_pylist())

    def _write_table(self, out: Path, driver: Driver) -> None:
        with self._table(driver) as (schema, batches):
            from .tables import writing

            with replaced_when_whole(out) as place, writing(place, out.suffix, schema) as write:
                for batch in batches:
                    write(batch)

    @contextmanager
    def _table(self, driver: Driver) -> Iterator[tuple[Any, Iterator[Any]]]:
        """The schema of the verdicts on the table that was named, and their batches."""
        with _installed("bulk"):
            from .bulk import TableFault, screen_batches, verdict_schema
            from .tables import reading
        name = self._options.file
        with reading(Path(name)) as texts:
            try:
                schema = verdict_schema(texts.schema)
            except TableFault as fault:
                raise CannotRun(f"cannot screen {name}: {fault}") from None
            if self._ticker is not None:
                self._ticker.total = texts.rows
            batches = screen_batches(
                texts.batches,
                self._screen,
                kind=self._options.kind,
                driver=driver,
                outcome=self._outcome,
                progress=self._ticker,
            )
            with closing(batches):
                yield schema, batches

    def _write_lines(self, verdicts: Iterable[str]) -> bool:
        """Write them where they belong; False if whoever read our output has seen enough."""
        out = self._options.out
        if out is not None:
            with replaced_when_whole(out) as place, place.open("w", encoding="ascii") as file:
                file.writelines(f"{verdict}\n" for verdict in verdicts)
            return True
        if self._stdout is None:
            raise CannotRun("cannot write to standard output: it is closed")
        try:
            for verdict in verdicts:
                self._stdout.write(verdict + "\n")
            self._stdout.flush()
        except BrokenPipeError:
            _forget(self._stdout)
            return False
        except OSError as fault:
            _forget(self._stdout)
            raise CannotRun(f"cannot write to standard output: {fault.strerror}") from None
        return True


def _forget(stdout: TextIO) -> None:
    """What could not be written is still held, and Python would try and complain once more at exit."""
    if stdout is sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())


def _is_table(name: str | Path) -> bool:
    return Path(name).suffix in _TABLES


@contextmanager
def _installed(extra: str) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as missing:
        raise CannotRun(f"{missing.name} is not installed here; it comes with countersign[{extra}]", 2) from None


def _model(options: argparse.Namespace, given: Model | None) -> Model | None:
    """The model that was asked for by name, or the given one, or none."""
    if options.model is None:
        return None if options.rules_only else given
    from .reader import ModelFault, Trained  # needs a fraction of a second and 30 MB, which rules alone do not

    try:
        return Trained(options.model)
    except ModelFault as fault:
        raise CannotRun(str(fault), 2) from None


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
