"""Measures the ledger library: appending, publishing, verifying, proving. Prints one JSON object.

    python bench/ledger.py [--rows N] [--seed N]

Times are wall-clock seconds of one run in one process on whatever disk the temporary directory is on.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from countersign.ledger import leaf, tree
from countersign.ledger.notes import Signer
from countersign.ledger.proof import make_proof, verify_proof
from countersign.ledger.publish import publish
from countersign.ledger.tiles import TileReader
from countersign.ledger.verify import verify_directory
from countersign.ledger.verify_rows import Row, verify_rows


class Rows:
    """Rows in memory, as a source to publish from."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.frontier = tree.Frontier()

    def extend(self, rows: Iterable[Row]) -> None:
        """What the gate does per act, without its database."""
        for row in rows:
            self.frontier = self.frontier.append(tree.leaf_hash(leaf.leaf_bytes(row.seq, row.commitment)))
            self.rows.append(row)

    def head(self) -> tuple[int, bytes]:
        """Size and root."""
        return self.frontier.size, self.frontier.root()

    def entries(self, start: int, end: int) -> Iterable[bytes]:
        """Leaves of a range of rows."""
        return (leaf.leaf_bytes(row.seq, row.commitment) for row in self.rows[start:end])


def timed(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(count: int, seed: int) -> dict[str, object]:
    """Run everything once over ``count`` rows with bodies of 1,000 bytes."""
    pick = random.Random(seed)
    made = []
    for seq in range(count):
        salt, body = pick.randbytes(32), pick.randbytes(500).hex().encode()
        made.append(Row(seq, leaf.commit(salt, body), salt, body))
    rows, signer = Rows(), Signer.generate("bench.example")
    figures: dict[str, object] = {"rows": count, "seed": seed}
    append_s = timed(lambda: rows.extend(made))
    figures["append_us_per_row"] = round(append_s / count * 1e6, 2)
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        figures["publish_all_s"] = round(timed(lambda: publish(directory, rows, signer)), 3)
        old = (directory / "checkpoint").read_bytes()
        more = []
        for _ in range(20):
            rows.extend([Row(len(rows.rows), bytes(32), None, None)])
            more.append(timed(lambda: publish(directory, rows, signer)))
        figures["publish_one_more_ms_median"] = round(statistics.median(more) * 1e3, 2)
        vkey = signer.verifier.vkey
        figures["verify_directory_s"] = round(timed(lambda: verify_directory(directory, vkey=vkey, old=[old])), 3)
        report = verify_directory(directory, vkey=vkey, old=[old])
        figures["verified_rows"], figures["whole"] = report.rows, report.ok
        figures["verify_rows_s"] = round(
            timed(lambda: verify_rows(rows.rows, rows.frontier, verifier=signer.verifier, old=[old])), 3
        )
        checkpoint = (directory / "checkpoint").read_bytes()
        times, holds = [], 0
        for _ in range(200):
            row = made[pick.randrange(count)]
            start = time.perf_counter()
            read = TileReader(directory, report.size)
            proof = make_proof(row.seq, row.salt or b"", row.body or b"", checkpoint, signer.verifier, read)
            times.append(time.perf_counter() - start)
            holds += verify_proof(proof.to_json(), vkey).ok
        figures["proof_ms_median"] = round(statistics.median(times) * 1e3, 3)
        figures["proofs_that_hold"] = f"{holds} of 200"
        figures["published_bytes"] = sum(f.stat().st_size for f in directory.rglob("*") if f.is_file())
    return figures


def main() -> int:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    figures = measure(given.rows, given.seed)
    figures |= {"python": platform.python_version(), "machine": platform.machine()}
    print(json.dumps(figures, indent=1))
    return 0 if figures["whole"] else 1


if __name__ == "__main__":
    sys.exit(main())
