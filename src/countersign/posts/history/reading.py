"""What of an archive is new: read once, against what is captured already. Nothing here writes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from countersign.connectors import archives
from countersign.connectors.words import gettext_noop as _
from countersign.evidence.models import Capture

BATCH_ITEMS = 2000
BATCH_BYTES = 4 << 20
FAULTS_KEPT = 50
MOST_ID_CHARACTERS = 500


@dataclass
class Tally:
    """What was found so far. `read` counts every record: `fresh + known + repeated + faulty`."""

    read: int = 0
    fresh: int = 0
    known: int = 0
    repeated: int = 0
    faulty: int = 0
    faults: list[archives.Faulty] = field(default_factory=list)
    first_at: datetime | None = None
    last_at: datetime | None = None

    def found(self, at: datetime) -> None:
        """An item of that time was among them."""
        self.first_at = min(self.first_at or at, at)
        self.last_at = max(self.last_at or at, at)

    def fault(self, fault: archives.Faulty) -> None:
        """A record that is no item; the first ones are kept to be shown."""
        self.faulty += 1
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(fault)


def fresh(
    path: Path, kind: archives.Kind, answers: archives.Answers, account: str, tally: Tally
) -> Iterator[list[archives.Item]]:
    """The items that no capture of this account has, in batches; `tally` is kept up to date.

    Raises `archives.ArchiveError`; what was given before is then not to be kept.
    """
    seen: set[bytes] = set()
    batch: list[archives.Item] = []
    size = 0
    for item in archives.read(path, kind, answers):
        tally.read += 1
        if isinstance(item, archives.Faulty):
            tally.fault(item)
            continue
        if len(item.native_id) > MOST_ID_CHARACTERS:
            tally.fault(archives.Faulty(item.native_id[:80], _("its id is too long")))
            continue
        # Sixteen bytes of a hash instead of the name: an archive may have a million.
        short = hashlib.sha256(item.native_id.encode()).digest()[:16]
        if short in seen:
            tally.repeated += 1
            continue
        seen.add(short)
        tally.found(item.at)
        batch.append(item)
        size += len(item.raw)
        if len(batch) >= BATCH_ITEMS or size >= BATCH_BYTES:
            yield _new(batch, account, tally)
            batch, size = [], 0
    if batch:
        yield _new(batch, account, tally)


def _new(batch: list[archives.Item], account: str, tally: Tally) -> list[archives.Item]:
    ids = [i.native_id for i in batch]
    there = set(Capture.objects.filter(account=account, remote_id__in=ids).values_list("remote_id", flat=True))
    new = [i for i in batch if i.native_id not in there]
    tally.known += len(batch) - len(new)
    tally.fresh += len(new)
    return new


TYPES = {"share": "Announce", "video": "Video"}


def neutral(item: archives.Item) -> dict[str, Any]:
    """An item in ActivityStreams 2.0. Only the account itself is named as who wrote it."""
    found: dict[str, Any] = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": TYPES.get(item.kind, "Note"),
        "id": item.url or item.native_id,
        "published": item.at.isoformat(),
        "content": item.text,
    }
    if item.own:
        found["attributedTo"] = {"type": "Organization", "name": item.author}
    if item.title:
        found["name"] = item.title
    if item.reply_to:
        found["inReplyTo"] = item.reply_to
    if item.media:
        found["attachment"] = [
            {"type": "Document", "mediaType": m.mime, "url": m.url or m.member, "name": m.alt, "digest": m.sha256}
            for m in item.media
        ]
    return found
