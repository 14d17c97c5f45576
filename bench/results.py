"""Figures with where they come from: one JSON file per measurement in `bench/results/`.

Whoever quotes a figure can see how it was made and whether the code it measured is still the same: `rooms` names the
folders or files under `src/countersign/` that were measured, and `digest` covers every file in them.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
SOURCE = Path(__file__).parent.parent / "src" / "countersign"
STARTED = time.monotonic()


def write(
    name: str,
    figures: Mapping[str, Any],
    rooms: Iterable[str],
    command: str,
    seed: int | None,
    *,
    counts: Mapping[str, int] | None = None,
    seconds: float | None = None,
) -> Path:
    """Write `bench/results/<name>.json`. `seconds` is the wall time; without it, the time since the program began."""
    rooms = sorted(rooms)
    result = {
        "command": command,
        "seed": seed,
        "counts": dict(counts or {}),
        "figures": dict(figures),
        "seconds": round(time.monotonic() - STARTED if seconds is None else seconds, 1),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "rooms": rooms,
        "sha256": digest(rooms),
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def digest(rooms: Iterable[str]) -> str:
    """SHA-256 over name and content of every file of these rooms, in the order of their names; no git needed."""
    total = hashlib.sha256()
    for room in sorted(rooms):
        here = SOURCE / room
        files = sorted(f for f in here.rglob("*") if f.is_file()) if here.is_dir() else [here]
        for file in files:
            if "__pycache__" in file.parts:
                continue
            total.update(f"{file.relative_to(SOURCE).as_posix()}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def machine() -> dict[str, Any]:
    """What it ran on: processors, their model, the system and Python."""
    return {
        "cpus": os.cpu_count(),
        "model": _model(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": ".".join(map(str, sys.version_info[:3])),
    }


def _model() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"
