"""Many texts, line by line: read, screened on one core or several, written in the order they came.

Memory does not grow with the number of lines: lines travel in blocks, and at most a few blocks per
worker are under way at once.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from .categories import Kind
from .drivers import Driver, alone
from .items import Item, Unreadable, item
from .screen import Screen
from .verdict import TextId

BLOCK_LINES = 512
BLOCK_BYTES = 1 << 20
LINE_MOST = 16 << 20
"""The longest line that is read, in bytes: the longest text fits in, however JSON spells it."""

Line = bytes | str
Progress = Callable[[int], None]


@dataclass(slots=True)
class Outcome:
    """What a run came to; filled while its lines are drawn."""

    read: int = 0
    failed: int = 0

    @property
    def exit_status(self) -> int:
        """1 if any line could not be read, else 0."""
        return 1 if self.failed else 0


@dataclass(frozen=True, slots=True)
class _Block:
    first_number: int
    lines: tuple[Line, ...]


def screen_lines(
    lines: Iterable[Line],
    kind: Kind | str,
    jsonl: bool,
    screen: Screen,
    *,
    driver: Driver = alone,
    outcome: Outcome | None = None,
    progress: Progress | None = None,
) -> Iterator[str]:
    """One JSON line (without its break) per line in, in order, whatever ``driver`` does the work.

    Plain lines take their number, from 1, as id, and ``kind``; with ``jsonl`` each line is an object with
    ``id``, ``text`` and, if it differs from ``kind``, its own ``kind``. A line that cannot be read gives
    ``{"id": …, "error": …}`` in its place, is counted in ``outcome.failed``, and the run goes on.
    ``progress`` is called with the number of lines done so far after each block.
    """
    outcome = Outcome() if outcome is None else outcome
    work: Callable[[Screen, _Block], _Done] = partial(_screen_block, Kind(kind), jsonl)
    for count, failed, output in driver(work, screen, _blocks_in(lines)):
        outcome.read += count
        outcome.failed += failed
        yield from output
        if progress is not None:
            progress(outcome.read)


def _blocks_in(lines: Iterable[Line]) -> Iterator[_Block]:
    gathered: list[Line] = []
    size, first, number = 0, 1, 0
    for number, line in enumerate(lines, start=1):
        gathered.append(line)
        size += len(line)
        if len(gathered) >= BLOCK_LINES or size >= BLOCK_BYTES:
            yield _Block(first, tuple(gathered))
            gathered, size, first = [], 0, number + 1
    if gathered:
        yield _Block(first, tuple(gathered))


_Done = tuple[int, int, list[str]]


def _screen_block(kind: Kind, jsonl: bool, screen: Screen, block: _Block) -> _Done:
    output: list[str] = []
    places: list[int] = []
    batch: list[Item] = []
    failed = 0
    for place, line in enumerate(block.lines):
        try:
            batch.append(_read_line(line, block.first_number + place, kind, jsonl))
        except Unreadable as unreadable:
            failed += 1
            output.append(json.dumps({"id": unreadable.id, "error": unreadable.fault}))
        else:
            places.append(place)
            output.append("")
    for place, verdict in zip(places, screen.texts(batch), strict=True):
        output[place] = verdict.to_json_line()
    return len(block.lines), failed, output


def _read_line(line: Line, number: int, kind: Kind, jsonl: bool) -> Item:
    if len(line) > LINE_MOST:
        raise Unreadable(None if jsonl else number, f"the line is longer than {LINE_MOST >> 20} MiB")
    text = _decoded(line, None if jsonl else number)
    if number == 1:
        text = text.removeprefix("\ufeff")
    text = text.removesuffix("\n").removesuffix("\r")
    return _read_object(text, kind) if jsonl else item(number, kind, text)


def _decoded(line: Line, id: TextId | None) -> str:
    if isinstance(line, str):
        return line
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Unreadable(id, f"not UTF-8 at byte {fault.start + 1} of the line") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _read_object(text: str, kind: Kind) -> Item:
    if not text.strip():
        raise Unreadable(None, "empty line where a JSON object is expected")
    try:
        given = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(None, f"not JSON: {fault}") from None
    if not isinstance(given, dict):
        raise Unreadable(None, "not a JSON object")
    return item(given.get("id"), given.get("kind", kind), given.get("text"))
