"""Where the work of a large run is done. A driver is handed parts and gives back results, in the order of the parts.

Work is a pure function, so a part whose process was lost is simply done again. A bounded number of parts is
under way at once and the next is drawn only when there is room for it: memory does not grow with the run.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from .screen import Screen

Part = TypeVar("Part")
Result = TypeVar("Result")

AHEAD_PER_WORKER = 3
MOST_LOSSES = 3
"""How often in a row processes may be lost before a run gives up: a part that ends every process ends the run."""


class WorkersLost(RuntimeError):
    """The processes that did the work are gone, more often than chance explains."""


class Driver(Protocol):
    """Something that does work on parts. ``work`` and parts must survive pickling, and ``work`` must be pure."""

    def __call__(
        self, work: Callable[[Screen, Part], Result], screen: Screen, parts: Iterable[Part]
    ) -> Iterator[Result]:
        """``work(screen, part)`` for every part, in order. Raises ``WorkersLost``, and whatever ``work`` raises."""


def alone(work: Callable[[Screen, Part], Result], screen: Screen, parts: Iterable[Part]) -> Iterator[Result]:
    """The driver that does everything in this process."""
    for part in parts:
        yield work(screen, part)


@dataclass(frozen=True, slots=True)
class Pool:
    """The driver that uses ``workers`` processes of this machine, started when there is something to do."""

    workers: int

    def __call__(
        self, work: Callable[[Screen, Part], Result], screen: Screen, parts: Iterable[Part]
    ) -> Iterator[Result]:
        """See ``Driver``. Leaving early waits for the parts that are being worked on, and for no others."""
        crew = _Crew(self.workers, work, screen)
        try:
            for part in parts:
                crew.hand_out(part)
                if crew.under_way >= self.workers * AHEAD_PER_WORKER:
                    yield crew.next_result()
            while crew.under_way:
                yield crew.next_result()
        finally:
            crew.dismiss()


class _Crew:
    """The processes of one run, and what they were given, oldest first."""

    def __init__(self, workers: int, work: Callable[[Screen, Any], Any], screen: Screen) -> None:
        self._workers, self._work, self._screen = workers, work, screen
        self._given: deque[tuple[Any, Future[Any]]] = deque()
        self._losses = 0
        self._pool = self._hired()

    @property
    def under_way(self) -> int:
        return len(self._given)

    def hand_out(self, part: Any) -> None:
        self._given.append((part, self._submitted(part)))

    def next_result(self) -> Any:
        while True:
            try:
                result = self._given[0][1].result()
            except BrokenProcessPool:
                self._replace()
            else:
                self._given.popleft()
                self._losses = 0
                return result

    def dismiss(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _hired(self) -> ProcessPoolExecutor:
        # Spawned, not forked: the caller may have threads, and a forked lock is a dead lock.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, _start, (self._screen,))

    def _submitted(self, part: Any) -> Future[Any]:
        while True:
            try:
                with _interrupts_kept_from_children():
                    return self._pool.submit(_do, self._work, part)
            except BrokenProcessPool:
                self._replace()

    def _replace(self) -> None:
        """One lost process spoils its whole pool: begin a new one and give it whatever is not done."""
        self._losses += 1
        if self._losses > MOST_LOSSES:
            raise WorkersLost("a process that screens was lost again and again; its memory may be too small")
        self.dismiss()
        self._pool = self._hired()
        given, self._given = self._given, deque()
        for part, future in given:
            done = future.done() and not future.cancelled() and future.exception() is None
            self._given.append((part, future if done else self._submitted(part)))


_screen: Screen | None = None


def _start(screen: Screen) -> None:
    global _screen
    _screen = screen
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that is killed cannot dismiss anybody; without this its workers would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(work: Callable[[Screen, Part], Result], part: Part) -> Result:
    if _screen is None:
        raise RuntimeError("this process was not started to screen")
    return work(_screen, part)


@contextmanager
def _interrupts_kept_from_children() -> Iterator[None]:
    """A terminal sends Ctrl-C to every process: only the parent shall answer. A child inherits what is held back."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
