"""Trying an archive: what is new in it is kept as bytes and rows that count for nothing until the act takes them over.

A kill leaves rows of a run that nobody took over; the next holder of the lease throws them away and begins again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction

from countersign.connectors import archives
from countersign.connectors.archives.container import of_file
from countersign.evidence import store
from countersign.evidence.models import Content
from countersign.gate import clock
from countersign.gate.canonical import canonical, commit, new_salt
from countersign.posts.history.models import HistoryItem, HistoryRun
from countersign.posts.history.reading import Tally, fresh, neutral

LEASE = timedelta(minutes=10)
FOLDER = "imports"


class Lost(Exception):
    """Another worker has the run now, or somebody threw it away: this one stops and writes nothing more."""


def folder() -> Path:
    """Where given archives wait to be read."""
    place: Path = settings.DATA / FOLDER
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def begin(run: HistoryRun) -> HistoryRun:
    """Take the run for this worker: from now on any other that had it stops at its next batch. Raises `Lost`."""
    State = HistoryRun.State
    taken = HistoryRun.objects.filter(pk=run.pk, state__in=(State.WAITING, State.READING), tries=run.tries).update(
        state=State.READING, tries=run.tries + 1, lease_until=clock.now() + LEASE
    )
    if not taken:
        raise Lost
    run.refresh_from_db()
    forget(run)
    return run


def stage(run: HistoryRun, path: Path) -> Tally:
    """Keep everything that is new, then a manifest of it. Raises `archives.ArchiveError` and `Lost`."""
    kind, answers = archives.Kind(run.kind), archives.Answers(**run.answers)
    run.sha256 = of_file(path)
    tally = Tally()
    pieces: list[dict[str, Any]] = []
    for batch in fresh(path, kind, answers, run.account, tally):
        if batch:
            pieces.append(_keep(run, batch, tally))
    run.manifest = store.put(canonical(_manifest(run, tally, pieces)), "application/json") if tally.fresh else ""
    run.state, run.lease_until = HistoryRun.State.TRIED, None
    # The names in a chat were needed for the question only.
    _put_down(run, tally, sha256=run.sha256, manifest=run.manifest, state=run.state, lease_until=None, questions=[])
    return tally


def _keep(run: HistoryRun, batch: Sequence[archives.Item], tally: Tally) -> dict[str, Any]:
    piece = store.put(b"".join(i.raw for i in batch), "application/octet-stream")
    rows, begins = [], 0
    for item in batch:
        salt = new_salt()
        rows.append(
            HistoryItem(
                run=run,
                remote_id=item.native_id,
                commitment=commit(salt, item.raw),
                salt=salt,
                piece_id=piece,
                begins=begins,
                size_bytes=len(item.raw),
                neutral=neutral(item),
            )
        )
        begins += len(item.raw)
    with transaction.atomic():
        _put_down(run, tally, lease_until=clock.now() + LEASE)
        HistoryItem.objects.bulk_create(rows, batch_size=500)
    index = hashlib.sha256(b"".join(bytes.fromhex(r.commitment) for r in rows)).hexdigest()
    return {"piece": piece, "items": len(rows), "index": index}


def _put_down(run: HistoryRun, tally: Tally, **more: Any) -> None:
    """Write down how far it is, if it is still ours. Raises `Lost`."""
    values = {k: getattr(tally, k) for k in ("read", "fresh", "known", "repeated", "faulty", "first_at", "last_at")}
    values["faults"] = [asdict(f) for f in tally.faults]
    mine = HistoryRun.objects.filter(pk=run.pk, state=HistoryRun.State.READING, tries=run.tries)
    if not mine.update(**values, **more):
        raise Lost


def _manifest(run: HistoryRun, tally: Tally, pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """What the act commits to. `index` is the hash over the commitments of a piece's items, in their order."""
    return {
        "v": 1,
        "account": run.account,
        "kind": run.kind,
        "archive": {"sha256": run.sha256, "size_bytes": run.size_bytes},
        "answers": {k: v for k, v in run.answers.items() if v and k != "own"},
        "counts": {k: getattr(tally, k) for k in ("read", "fresh", "known", "repeated", "faulty")},
        "from": tally.first_at,
        "until": tally.last_at,
        "pieces": pieces,
    }


def refuse(run: HistoryRun, error: archives.ArchiveError) -> None:
    """Keep why the archive is not taken, and nothing of it. Raises `Lost`: then it is not ours to say."""
    values = {k: str(v) for k, v in error.values.items()}
    mine = HistoryRun.objects.filter(pk=run.pk, state=HistoryRun.State.READING, tries=run.tries)
    refused = mine.update(
        state=HistoryRun.State.REFUSED,
        why=error.sentence[:300],
        why_values=values,
        path="",
        lease_until=None,
        questions=[],
    )
    if not refused:
        raise Lost
    forget(run)
    drop_file(run)


def discard(run: HistoryRun) -> bool:
    """Throw away what was found, unless it was taken over. Returns whether it was."""
    State = HistoryRun.State
    left = HistoryRun.objects.filter(pk=run.pk).exclude(state__in=(State.TAKEN, State.DISCARDED))
    if not left.update(state=State.DISCARDED, path="", lease_until=None, questions=[]):
        return False
    forget(run)
    drop_file(run)
    return True


def forget(run: HistoryRun) -> None:
    """Take away the rows of a run that nobody took over, and their bytes."""
    pieces = set(HistoryItem.objects.filter(run=run).values_list("piece", flat=True))
    HistoryItem.objects.filter(run=run).delete()
    Content.objects.filter(pk__in=pieces).delete()
    for piece in pieces:
        storages["evidence"].delete(store.place(piece))


def drop_file(run: HistoryRun) -> None:
    """Take the given file away again: only its hash is kept."""
    if run.path:
        path = Path(run.path)
        path.unlink(missing_ok=True)
        if path.parent.parent == folder():
            path.parent.rmdir()
