"""Verifying a database: numbers without gaps, bodies that match their commitments, the head, older checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from countersign.ledger import leaf, tree
from countersign.ledger.checkpoint import Checkpoint, open_checkpoint
from countersign.ledger.notes import NoteError, Verifier
from countersign.ledger.report import Report
from countersign.ledger.tree import Frontier


class Row(NamedTuple):
    """A row as stored. Salt and body are both ``None`` once the record was disposed of."""

    seq: int
    commitment: bytes
    salt: bytes | None
    body: bytes | None


def verify_rows(
    rows: Iterable[Row],
    head: Frontier,
    *,
    verifier: Verifier | None = None,
    old: Sequence[bytes] = (),
    disposal_known: Callable[[int], bool] = lambda _: True,
) -> Report:
    """Verify rows, given in order of their numbers, against the stored head and against older checkpoints.

    The checkpoints in ``old`` must be signed by ``verifier``.
    ``disposal_known`` answers whether an act ordered the disposal of a row; a body that is gone without one is a
    fault. Memory does not grow with the number of rows.
    """
    report = Report(origin=verifier.name if verifier else "", size=head.size, root=head.root())
    older = _open_older(old, verifier, report)
    frontier = Frontier()
    expected = 0
    for row in rows:
        if report.overflowing:
            return report
        _compare(frontier, older, report)
        if row.seq != expected:
            report.fault(f"row {row.seq}", f"comes where row {expected} was expected")
        expected = row.seq + 1
        report.rows += 1
        try:
            entry = leaf.leaf_bytes(row.seq, row.commitment)
        except ValueError as error:
            report.fault(f"row {row.seq}", str(error))
            entry = b""
        _check_body(row, report, disposal_known)
        frontier = frontier.append(tree.leaf_hash(entry))
    _compare(frontier, older, report)
    for checkpoint in older:
        if checkpoint.size > frontier.size:
            report.fault(_where(checkpoint), f"the log was cut back: only {frontier.size} rows are left")
    if frontier.size != head.size:
        report.fault("head", f"says {head.size} rows, but there are {frontier.size}")
    elif frontier != head:
        report.fault("head", "does not follow from the rows")
    return report


def _open_older(old: Sequence[bytes], verifier: Verifier | None, report: Report) -> list[Checkpoint]:
    opened: list[Checkpoint] = []
    for data in old:
        try:
            if verifier is None:
                raise NoteError("no key was given to check it with")
            opened.append(open_checkpoint(data, verifier)[0])
        except NoteError as error:
            report.fault("older checkpoint", f"cannot be trusted: {error}")
    report.older_checkpoints = len(opened)
    return opened


def _compare(frontier: Frontier, older: Sequence[Checkpoint], report: Report) -> None:
    for checkpoint in older:
        if checkpoint.size == frontier.size and checkpoint.root != frontier.root():
            report.fault(_where(checkpoint), "history was rewritten: these rows are no longer those that were signed")


def _check_body(row: Row, report: Report, disposal_known: Callable[[int], bool]) -> None:
    where = f"row {row.seq}"
    if row.body is None:
        report.disposed += 1
        if row.salt is not None:
            report.fault(where, "its body is gone but its salt is not, so that the body can still be guessed")
        if not disposal_known(row.seq):
            report.fault(where, "its body is gone and no act disposed of it")
    elif row.salt is None:
        report.fault(where, "its salt is gone but its body is not")
    elif len(row.salt) != leaf.SALT_SIZE or leaf.commit(row.salt, row.body) != row.commitment:
        report.fault(where, "its body is not what was committed to")


def _where(checkpoint: Checkpoint) -> str:
    return f"older checkpoint of {checkpoint.size} rows"
