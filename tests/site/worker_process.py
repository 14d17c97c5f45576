"""A worker as `countersign worker` runs it, of a version that is told; it kills itself when it has armed its nth post.

worker_process.py VERSION NTH        NTH 0 is never
"""

import os
import signal
import sys
import threading

import django


def main(version: str, nth: int) -> None:
    """Run until told to stop, or until killed by its own hand."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.site.settings")
    django.setup()
    from countersign.gate import points
    from countersign.site import engine, serving

    seen, lock = 0, threading.Lock()

    def reached(point: str) -> None:
        nonlocal seen
        if point != "armed":
            return
        with lock:
            seen += 1
            if seen == nth:
                os.kill(os.getpid(), signal.SIGKILL)

    if nth:
        points.listen(reached)
    engine.version = lambda package: version
    serving.work(sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
