"""The ledger towards the outside: published as static files, verified from the rows themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from pathlib import Path

from django.db import transaction

from countersign.gate.models import Installation, LedgerBody, LedgerHead, LedgerLeaf
from countersign.ledger.checkpoint import open_checkpoint
from countersign.ledger.leaf import leaf_bytes
from countersign.ledger.notes import Signer, Verifier
from countersign.ledger.proof import Proof, ProofError, make_proof
from countersign.ledger.publish import CHECKPOINT, Published
from countersign.ledger.publish import publish as write_tiles
from countersign.ledger.report import Report
from countersign.ledger.tiles import TileReader
from countersign.ledger.tree import Frontier
from countersign.ledger.verify_rows import Row, verify_rows


class _Ledger:
    """The rows of this installation as a source of tiles."""

    def head(self) -> tuple[int, bytes]:
        frontier = _frontier()
        return frontier.size, frontier.root()

    def entries(self, start: int, end: int) -> Iterable[bytes]:
        leaves = LedgerLeaf.objects.filter(seq__gte=start, seq__lt=end).order_by("seq")
        for seq, commitment in leaves.values_list("seq", "commitment").iterator(chunk_size=2000):
            yield leaf_bytes(seq, bytes.fromhex(commitment))


def signer(keys: Path) -> Signer:
    """The key that signs this installation's checkpoints, made on first use under the installation's origin."""
    path = keys / "log_key"
    if path.exists():
        return Signer.parse(path.read_text().strip())
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Signer.generate(Installation.objects.get().origin)
    path.touch(mode=0o600)
    path.write_text(made.skey + "\n")
    return made


def publish(directory: Path, keys: Path) -> Published:
    """Write what is new as C2SP tlog-tiles into `directory`. Raises `PublishError` rather than contradict it."""
    return write_tiles(directory, _Ledger(), signer(keys))


def proof(seq: int, directory: Path, keys: Path) -> Proof:
    """What shows that row `seq` is in the log as published in `directory`, to somebody who trusts only its key.

    Raises `ProofError` while the row is not published yet, and `LookupError` when there is no such row.
    """
    kept = LedgerBody.objects.filter(seq=seq).first()
    if kept is None or kept.body is None or kept.salt is None:
        raise LookupError(f"there is no body of row {seq}")
    try:
        checkpoint = (directory / CHECKPOINT).read_bytes()
    except FileNotFoundError as error:
        raise ProofError("the log has not been published yet") from error
    verifier = signer(keys).verifier
    size = open_checkpoint(checkpoint, verifier)[0].size
    if seq >= size:
        raise ProofError(f"row {seq} is not published yet")
    return make_proof(seq, bytes(kept.salt), bytes(kept.body), checkpoint, verifier, TileReader(directory, size))


def verify(*, verifier: Verifier | None = None, old: Sequence[bytes] = ()) -> Report:
    """Check every row: gapless numbers, body against commitment, derived columns against body, tree against head.

    `old` are earlier signed checkpoints that the rows must still be consistent with.
    """
    with transaction.atomic():
        report = verify_rows(_rows(), _frontier(), verifier=verifier, old=old, disposal_known=_disposed)
        _check_columns(report)
    return report


def _disposed(seq: int) -> bool:
    """Whether an act disposed of this row's body. No act of this version does, so a missing body is a fault."""
    return False


def _frontier() -> Frontier:
    head = LedgerHead.objects.filter(id=1).first()
    return Frontier.from_hex(head.size, head.frontier) if head else Frontier.from_hex(0, [])


def _rows() -> Iterator[Row]:
    bodies = iter(LedgerBody.objects.order_by("seq").values_list("seq", "salt", "body").iterator(chunk_size=500))
    body = next(bodies, None)
    for seq, commitment in LedgerLeaf.objects.order_by("seq").values_list("seq", "commitment").iterator(chunk_size=500):
        while body is not None and body[0] < seq:
            body = next(bodies, None)
        salt, content = (body[1], body[2]) if body is not None and body[0] == seq else (None, None)
        yield Row(
            seq,
            bytes.fromhex(commitment),
            bytes(salt) if salt is not None else None,
            bytes(content) if content is not None else None,
        )


def _check_columns(report: Report) -> None:
    """The columns beside a body only help to search; one that says something else than the body is a fault."""
    for row in LedgerBody.objects.order_by("seq").iterator(chunk_size=500):
        if row.body is None:
            continue
        try:
            said = json.loads(bytes(row.body))
            shown = (
                row.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                row.act,
                row.actor,
                row.result,
                row.subject_kind,
                row.subject_id,
                row.subject_hash,
            )
            kept = (
                said["at"],
                said["act"],
                said["by"]["person"],
                said["decision"]["result"],
                said["subject"]["kind"],
                said["subject"]["id"],
                said["subject"]["hash"] or "",
            )
        except (ValueError, KeyError, TypeError):
            report.fault(f"row {row.seq}", "its body cannot be read as a ledger row")
            continue
        if shown != kept:
            report.fault(f"row {row.seq}", "its search columns do not say what its body says")
