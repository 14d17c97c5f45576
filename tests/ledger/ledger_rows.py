"""Rows as a database would hold them, for the tests of this folder and for the process that gets killed."""

from __future__ import annotations

import random
from collections.abc import Iterable

from countersign.ledger import leaf, tree
from countersign.ledger.notes import Signer
from countersign.ledger.verify_rows import Row

SIGNER = Signer("log.example.gov/test", bytes(range(32)))
"""A fixed key, so that the files of two runs can be compared byte by byte."""


class Rows:
    """A list of rows that can be published, each with its own body and salt."""

    def __init__(self, count: int = 0, seed: int = 1) -> None:
        self.rows: list[Row] = []
        self.frontier = tree.Frontier()
        self._random = random.Random(seed)
        self.add(count)

    def add(self, count: int) -> Rows:
        for _ in range(count):
            seq = len(self.rows)
            salt, body = self._random.randbytes(32), b'{"act":"test","row":%d}' % seq
            self.rows.append(Row(seq, leaf.commit(salt, body), salt, body))
            self.frontier = self.frontier.append(tree.leaf_hash(self.leaf(seq)))
        return self

    def rewritten(self, seq: int) -> Rows:
        """Another history: row ``seq`` says something else, all else is the same and computed anew."""
        other = Rows()
        other.rows = list(self.rows)
        row = other.rows[seq]
        body = b'{"act":"another","row":%d}' % seq
        other.rows[seq] = row._replace(body=body, commitment=leaf.commit(row.salt or b"", body))
        other.rebuild()
        return other

    def first(self, count: int) -> Rows:
        """The history cut back to ``count`` rows."""
        other = Rows()
        other.rows = self.rows[:count]
        other.rebuild()
        return other

    def rebuild(self) -> None:
        self.frontier = tree.Frontier()
        for seq in range(len(self.rows)):
            self.frontier = self.frontier.append(tree.leaf_hash(self.leaf(seq)))

    def leaf(self, seq: int) -> bytes:
        return leaf.leaf_bytes(seq, self.rows[seq].commitment)

    def leaf_hashes(self) -> list[bytes]:
        return [tree.leaf_hash(self.leaf(seq)) for seq in range(len(self.rows))]

    def head(self) -> tuple[int, bytes]:
        return len(self.rows), self.frontier.root()

    def entries(self, start: int, end: int) -> Iterable[bytes]:
        return (self.leaf(seq) for seq in range(start, end))
