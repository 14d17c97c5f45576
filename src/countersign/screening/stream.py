"""Many texts, line by line: read, screened on one core or several, written in the order they came.

Memory does not grow with the number of lines: lines travel in blocks, and at most a few blocks per
worker are under way at once.
"""

import json
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from .categories import Kind
from .screen import Screen
from .verdict import TextId

BLOCK_LINES = 512
BLOCK_BYTES = 1 << 20
_AHEAD_PER_WORKER = 3
_ENDLESS = (float("inf"), float("-inf"))  # what a number too large for JSON readers becomes

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


class _Unreadable(Exception):
    def __init__(self, id: TextId | None, fault: str) -> None:
        super().__init__(fault)
        self.id = id
        self.fault = fault


def screen_lines(
    lines: Iterable[Line],
    kind: Kind | str,
    jsonl: bool,
    screen: Screen,
    *,
    workers: int = 1,
    outcome: Outcome | None = None,
    progress: Progress | None = None,
) -> Iterator[str]:
    """One JSON line (without its break) per line in, in order, whatever ``workers`` is.

    Plain lines take their number, from 1, as id, and ``kind``; with ``jsonl`` each line is an object with
    ``id``, ``text`` and, if it differs from ``kind``, its own ``kind``. A line that cannot be read gives
    ``{"id": …, "error": …}`` in its place, is counted in ``outcome.failed``, and the run goes on.
    ``progress`` is called with the number of lines done so far after each block.
    """
    outcome = Outcome() if outcome is None else outcome
    default = Kind(kind)
    for count, failed, output in _blocks_out(_blocks_in(lines), default, jsonl, screen, workers):
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


def _blocks_out(blocks: Iterator[_Block], kind: Kind, jsonl: bool, screen: Screen, workers: int) -> Iterator[_Done]:
    if workers <= 1:
        for block in blocks:
            yield _screen_block(screen, kind, jsonl, block)
        return
    # Spawned, not forked: the caller may have threads, and a forked lock is a dead lock.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _start_worker, (screen, kind, jsonl)) as pool:
        under_way: deque[Future[_Done]] = deque()
        for block in blocks:
            under_way.append(pool.submit(_work, block))
            if len(under_way) >= workers * _AHEAD_PER_WORKER:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


_worker: tuple[Screen, Kind, bool] | None = None


def _start_worker(screen: Screen, kind: Kind, jsonl: bool) -> None:
    global _worker
    _worker = (screen, kind, jsonl)


def _work(block: _Block) -> _Done:
    if _worker is None:
        raise RuntimeError("this process was not started as a screening worker")
    return _screen_block(*_worker, block)


def _screen_block(screen: Screen, kind: Kind, jsonl: bool, block: _Block) -> _Done:
    output: list[str] = []
    places: list[int] = []
    batch: list[tuple[TextId, Kind, str]] = []
    failed = 0
    for place, line in enumerate(block.lines):
        try:
            batch.append(_read_line(line, block.first_number + place, kind, jsonl))
        except _Unreadable as unreadable:
            failed += 1
            output.append(json.dumps({"id": unreadable.id, "error": unreadable.fault}))
        else:
            places.append(place)
            output.append("")
    for place, verdict in zip(places, screen.texts(batch), strict=True):
        output[place] = verdict.to_json_line()
    return len(block.lines), failed, output


def _read_line(line: Line, number: int, kind: Kind, jsonl: bool) -> tuple[TextId, Kind, str]:
    text = _decoded(line, None if jsonl else number)
    if number == 1:
        text = text.removeprefix("\ufeff")
    text = text.removesuffix("\n").removesuffix("\r")
    return _read_object(text, kind) if jsonl else (number, kind, text)


def _decoded(line: Line, id: TextId | None) -> str:
    if isinstance(line, str):
        return line
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise _Unreadable(id, f"not UTF-8 at byte {fault.start + 1} of the line") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _read_object(text: str, kind: Kind) -> tuple[TextId, Kind, str]:
    if not text.strip():
        raise _Unreadable(None, "empty line where a JSON object is expected")
    try:
        item = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise _Unreadable(None, f"not JSON: {fault}") from None
    if not isinstance(item, dict):
        raise _Unreadable(None, "not a JSON object")
    id = item.get("id")
    if isinstance(id, bool) or not isinstance(id, str | int | float) or id in _ENDLESS:
        raise _Unreadable(None, '"id" is missing or is neither text nor a number')
    if not isinstance(item.get("text"), str):
        raise _Unreadable(id, '"text" is missing or is not text')
    own_kind = item.get("kind", kind)
    if own_kind not in tuple(Kind):
        raise _Unreadable(id, '"kind" is neither "draft" nor "comment"')
    return id, Kind(own_kind), item["text"]
