"""Workers that can be killed at any moment, each a process of its own as `countersign worker` runs it.

They are forked from one process that has read all the code, so that hundreds of them cost no start-up. It reads a line
for each order and answers it with a line:

    live NTH POINT  a new worker, which kills itself when it reaches the point of this name (`any`: a point of whatever
                    name) for the NTH time (0: never); its number
    bury S          wait S seconds for the end of the last one, then end it; "itself" or "ended", and the signal
"""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time

import django


def main() -> None:
    """Take orders until there are no more."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.site.settings")
    django.setup()
    from countersign.gate import points
    from countersign.posts import transports
    from countersign.site import engine, outbound, serving

    # Another installation's practice platform: it is reached over the network, as any other.
    transports.use("practice", outbound.client)
    # What a second of waiting would bring is brought sooner; nothing else is different.
    engine.SWEEP_S = 0.2

    def live(nth: int, wanted: str) -> None:
        reached, lock = 0, threading.Lock()

        def count(point: str) -> None:
            nonlocal reached
            with lock:
                reached += wanted in ("any", point)
                if reached == nth:
                    os.kill(os.getpid(), signal.SIGKILL)

        threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
        points.listen(count if nth else None)
        serving.work(io.StringIO())

    child = 0
    for line in sys.stdin:
        order, *more = line.split()
        if order == "live":
            child = os.fork()
            if child == 0:
                status = 1
                try:
                    live(int(more[0]), more[1])
                    status = 0
                finally:
                    os._exit(status)
            print(child, flush=True)
        else:
            status, by_itself = ended(child, float(more[0]))
            print("itself" if by_itself else "ended", os.WTERMSIG(status), flush=True)


def end_with(parent: int) -> None:
    """Nobody is left behind by a run of tests that was itself killed."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def ended(child: int, patience_s: float) -> tuple[int, bool]:
    """How the child ended, and whether it did before we had to end it."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status, True
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1], False


if __name__ == "__main__":
    main()
