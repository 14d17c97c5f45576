"""Publishes in a process of its own, which is killed: by itself at a numbered step, or by its parent at any time.

Arguments: directory, number of rows, number of the step to die at (0 for never).
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from ledger_rows import SIGNER, Rows

from countersign.ledger.publish import publish

directory, rows, deadly = Path(sys.argv[1]), Rows(int(sys.argv[2])), int(sys.argv[3])
steps = 0


def step(_: str) -> None:
    global steps
    steps += 1
    if steps == deadly:
        os.kill(os.getpid(), signal.SIGKILL)


print("ready", flush=True)
publish(directory, rows, SIGNER, step=step)
