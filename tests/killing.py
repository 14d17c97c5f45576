"""Processes that are killed on purpose: at a named point of an act, or after a random time.

They are forked, so that hundreds of them cost no start-up; database connections are closed first, since a connection
cannot be shared with a child.
"""

import os
import signal
import time
from collections.abc import Callable

from django.db import connections

from countersign.gate import points


def run_and_kill_at(point: str, work: Callable[[], None], *, nth: int = 1) -> bool:
    """Run `work` in a child that kills itself when it reaches `point` for the nth time. True if it was killed."""
    seen = 0

    def watch(reached: str) -> None:
        nonlocal seen
        if reached == point:
            seen += 1
            if seen == nth:
                os.kill(os.getpid(), signal.SIGKILL)

    def watched() -> None:
        points.listen(watch)
        work()

    return _wait(_fork(watched)) == signal.SIGKILL


def run_and_kill_after(seconds: float, work: Callable[[], None]) -> bool:
    """Run `work` in a child and kill it after `seconds`. True if it was killed, False if it ended before."""
    pid = _fork(work)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    return _wait(pid) == signal.SIGKILL


def _fork(work: Callable[[], None]) -> int:
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return pid


def _wait(pid: int) -> int:
    """The signal that ended the child, or 0 when it ended by itself."""
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status)
    assert os.WEXITSTATUS(status) == 0, "the child failed by itself"
    return 0
