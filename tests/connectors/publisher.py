"""Publishes as the worker does, each post in a process of its own that may be killed at any moment.

A job is a line of JSON on standard input; the answer is how long the process lived, in seconds. The process leaves a
file when it is armed and another when it knows the outcome, each on disk before it goes on.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx

from countersign.connectors import found
from countersign.connectors.interface import AccountSettings, Attempt, Draft, Media, payload_hash


def publish(job: dict) -> None:
    account = AccountSettings(**job["account"])
    media = tuple(Media(Path(item["path"]), item["mime"], item["alt"]) for item in job["media"])
    draft = Draft(job["text"], media)
    with httpx.Client(trust_env=False) as client:
        connector = found.connect(account, client=client, clock=lambda: datetime.now(UTC), record=lambda exchange: None)
        prepared = connector.prepare(draft, job["id"])
        attempt = Attempt(job["id"], datetime.now(UTC), payload_hash(draft))
        armed = time.monotonic()
        kept(job["folder"], "armed", {"id": attempt.id, "armed_at": attempt.armed_at.isoformat()})
        done = connector.commit(prepared, attempt)
        kept(job["folder"], "published", {"remote_id": done.remote_id, "took_s": time.monotonic() - armed})


def kept(folder: str, name: str, content: dict) -> None:
    temporary = Path(folder) / f"{name}.part"
    with temporary.open("w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(Path(folder) / name)


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            publish(job)
            os._exit(0)
        started = time.monotonic()
        if job["kill_after_s"] is not None:
            deadline = started + 10
            while job["once_armed"] and not (Path(job["folder"]) / "armed").exists() and time.monotonic() < deadline:
                time.sleep(0.0005)
            time.sleep(job["kill_after_s"])
            # Not waited for yet, so this number is still its own, even if it has ended.
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print(time.monotonic() - started, flush=True)


if __name__ == "__main__":
    main()
