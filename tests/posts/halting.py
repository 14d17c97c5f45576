"""A thread that stops at a named point of an act until it is told to go on."""

import threading
from collections.abc import Callable

from django.db import connection

from countersign.gate import points

PATIENCE_S = 20


class Halting:
    """Runs `work` in a thread that stops when it reaches `point` for the first time."""

    def __init__(self, work: Callable[[], object], point: str) -> None:
        self.there, self.go = threading.Event(), threading.Event()
        self.point, self.work, self.failed = point, work, None
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.work()
        except Exception as error:
            self.failed = error
        finally:
            connection.close()

    def __call__(self, point: str) -> None:
        if threading.current_thread() is self.thread and point == self.point and not self.there.is_set():
            self.there.set()
            assert self.go.wait(PATIENCE_S)

    def __enter__(self) -> "Halting":
        points.listen(self)
        self.thread.start()
        assert self.there.wait(PATIENCE_S)
        return self

    def __exit__(self, *_: object) -> None:
        self.go.set()
        self.thread.join(PATIENCE_S)
        points.listen(None)


def beside(work: Callable[[], object]) -> threading.Thread:
    """Another thread that is started at once."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread
