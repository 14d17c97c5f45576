"""From a clone to the first page: how long `make demo` takes on a machine that never saw this project.

A clone of what is committed here, in a temporary folder and with empty caches of uv and pip, so that everything is
fetched; from `make demo` to the first page that answers. What was started is stopped as with Ctrl-C, and removed.

    python bench/first_page.py            # writes bench/results/first_page.json
    python bench/first_page.py --warm     # with this machine's caches; writes nothing
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import results

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("accounts", "cli.py", "directive", "gate", "ledger", "people", "posts", "practice", "rules", "site")
PATIENCE_S = 600
MOST_S = 120
"""What is promised, on two cores."""
OURS = ("COUNTERSIGN_", "DATABASE_URL", "DJANGO_", "PYTHON", "VIRTUAL_ENV", "MAKE", "MFLAGS", "UV_CACHE", "PIP_CACHE")
"""Settings of whoever measures, which a stranger does not have."""


def environment(caches: Path | None) -> dict[str, str]:
    """What a stranger's shell has; with caches of its own where one is named."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    if caches is not None:
        kept |= {"UV_CACHE_DIR": str(caches / "uv"), "PIP_CACHE_DIR": str(caches / "pip")}
    return kept


@contextmanager
def demonstration(clone: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """`make demo`, stopped as with Ctrl-C."""
    running = subprocess.Popen(
        ["make", "--no-print-directory", "demo"],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # What is started in the background is deaf to Ctrl-C, and so would be what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        yield running
    finally:
        os.killpg(running.pid, signal.SIGINT)
        try:
            running.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def opened(running: subprocess.Popen[str], started: float) -> dict[str, float]:
    """Seconds until everything was installed, until the house said where it is, and until a page came."""
    assert running.stdout is not None
    took: dict[str, float] = {}
    for line in running.stdout:
        print(f"{time.monotonic() - started:6.1f} s  {line}", end="", flush=True)
        if line.startswith("Building"):
            took["installed_s"] = time.monotonic() - started
        if found := re.search(r"http://localhost:\d+/", line):
            took["open_s"] = time.monotonic() - started
            with urllib.request.urlopen(found[0], timeout=60) as answer:
                page = answer.read()
            took["first_page_s"] = time.monotonic() - started
            assert answer.status == 200, answer.status
            assert b"<h1" in page, "what came is no page"
            return took
    raise SystemExit(f"make demo ended with {running.wait()} before it served a page")


def main() -> int:
    """Measure once; 0 when the first page came in the time that is promised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warm", action="store_true", help="with this machine's caches; nothing is written")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    folder = Path(tempfile.mkdtemp(prefix="countersign-first-page-"))
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"no page within {PATIENCE_S} s"))
    signal.alarm(PATIENCE_S)
    try:
        clone = folder / "countersign"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
        started = time.monotonic()
        with demonstration(clone, environment(None if options.warm else folder / "caches")) as running:
            took = opened(running, started)
    finally:
        signal.alarm(0)
        shutil.rmtree(folder, ignore_errors=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {name: round(seconds, 1) for name, seconds in took.items()}
    figures |= {"cpu_s": round(used.ru_utime + used.ru_stime, 1), "load_before": round(load, 1)}
    print(figures)
    if not options.warm:
        results.write("first_page", figures, ROOMS, "python bench/first_page.py", None, seconds=took["first_page_s"])
    return 0 if took["first_page_s"] <= MOST_S else 1


if __name__ == "__main__":
    sys.exit(main())
