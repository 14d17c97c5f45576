"""What screening by rules costs per text, from a thousand to millions, with one process, a pool, and Dask.

    python bench/screening_bulk.py [--largest N] [--smallest N] [--drivers alone,lines,pool,cluster]

Every run has a process of its own, so that its peak memory is its own. Texts come from a generator, verdicts are
counted and dropped: what is held is what the library holds. Costs are processor time, its workers' included, so other
work on the machine changes them little; `wall` figures are honest on an idle machine only. Of a pool and a cluster the
cost is that of the texts beyond a short run, which has started all processes.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

import results
from countersign.rules.loading import load
from countersign.screening import Driver, Outcome, Pool, Screen, alone, screen_lines
from countersign.screening.bulk import screen_batches

SEED = 20261101
WORKERS = 2
DISTINCT = 8_192
DRIVERS = ("alone", "lines", "pool", "cluster")
PACK = Path(__file__).parent.parent / "src" / "countersign" / "packs" / "idoc_01_02_400"
_SHORT = 20_000  # enough that every worker has had something to do

_PARTS = (
    "Visiting hours at the east facility change on Monday", "Thank you to the kitchen crew for a fine lunch",
    "When will the phones in C dorm be fixed, it has been four days", "so proud of this class, every one of you",
    "Job fair Thursday, 40 employers, bring two copies of your resume", "Roads are slick tonight, leave early",
    "Que tengan un buen fin de semana, las visitas abren a las 8", "The department does not comment on litigation",
    "my brother has not called since tuesday and nobody answers", "¿Cuándo vuelven las visitas de los domingos?",
)  # fmt: skip
_FOUND = ("holy shit", "call me at home, 217-555-0188", "SSN 123-45-6789", "f u c k this 🎓")


def main() -> None:
    """Measure and write the figures, or do one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--smallest", type=int, default=1_000)
    parser.add_argument("--drivers", default=",".join(DRIVERS))
    parser.add_argument("--one", nargs=2, metavar=("DRIVER", "COUNT"), help="do one run and print what it took")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_run(options.one[0], int(options.one[1]))))
        return
    figures: dict[str, float] = {}
    counts: dict[str, int] = {}
    for driver in options.drivers.split(","):
        print(f"{driver}\n      texts   CPU µs/text   texts/CPU s   texts/s wall   peak MB: parent, largest worker")
        _measure(driver, _sizes(options.smallest, options.largest), figures, counts)
    command = f"python bench/screening_bulk.py --largest {options.largest}"
    path = results.write("screening_bulk", figures, ["screening"], command, SEED, counts=counts)
    print(path)


def _sizes(smallest: int, largest: int) -> list[int]:
    sizes = [smallest]
    while sizes[-1] * 10 <= largest:
        sizes.append(sizes[-1] * 10)
    return sizes


def _measure(driver: str, sizes: list[int], figures: dict[str, float], counts: dict[str, int]) -> None:
    in_workers = driver in ("pool", "cluster")
    short = _apart(driver, _SHORT) if in_workers else {}
    costs, peaks = [], []
    for size in sizes:
        if in_workers and size <= _SHORT:
            continue
        # Small sizes take milliseconds: the best of several says what the work costs, not what disturbed it.
        run = min((_apart(driver, size) for _ in range(3 if size <= 10_000 else 1)), key=lambda run: run["cpu_s"])
        more = size - (_SHORT if in_workers else 0)
        cpu, wall = (run[key] - short.get(key, 0) for key in ("cpu_s", "wall_s"))
        costs.append(1e6 * cpu / more)
        peaks.append(run["parent_mb"] + (run["worker_mb"] if in_workers else 0))
        print(
            f"{size:11,} {costs[-1]:13.1f} {more / cpu:13,.0f} {more / wall:14,.0f}   "
            f"{run['parent_mb']:.0f}, {run['worker_mb']:.0f}",
            flush=True,
        )
        figures[f"{driver}_{size}_cpu_us_per_text"] = round(costs[-1], 2)
        figures[f"{driver}_{size}_texts_per_cpu_s"] = round(more / cpu)
        figures[f"{driver}_{size}_texts_per_wall_s"] = round(more / wall)
        figures[f"{driver}_{size}_parent_peak_mb"] = round(run["parent_mb"], 1)
        if in_workers:
            figures[f"{driver}_{size}_worker_peak_mb"] = round(run["worker_mb"], 1)
        counts[f"{driver}_{size}"] = size
    if len(costs) > 1:
        figures[f"{driver}_dearest_to_cheapest"] = round(max(costs) / min(costs), 3)
        figures[f"{driver}_peak_growth_mb"] = round(peaks[-1] - peaks[0], 1)


def _apart(driver: str, count: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--one", driver, str(count)]
    answer: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return answer


def _run(driver: str, count: int) -> dict[str, float]:
    screen, texts = _screen(), _Texts()
    _read(screen, "lines" if driver == "lines" else "alone", texts, 100)  # whatever is made on first use
    with _Meter() as meter:
        outcome = _read(screen, driver, texts, count)
    assert (outcome.read, outcome.failed) == (count, 0)
    return meter.took


def _read(screen: Screen, driver: str, texts: _Texts, count: int) -> Outcome:
    outcome = Outcome()
    if driver == "lines":
        for _ in screen_lines(texts.lines(count), "comment", True, screen, outcome=outcome):
            pass
    else:
        for _ in screen_batches(texts.batches(count), screen, driver=_driver(driver), outcome=outcome):
            pass
    return outcome


def _driver(name: str) -> Driver:
    if name == "alone":
        return alone
    if name == "pool":
        return Pool(WORKERS)
    from countersign.screening.cluster import LOCAL, Cluster

    logging.disable(logging.CRITICAL)
    return Cluster(LOCAL, WORKERS)


def _screen() -> Screen:
    pack = load(PACK)
    return Screen({c.id: {"draft": c.draft, "comment": c.comment} for c in pack.categories})


class _Meter:
    """Processor time and wall time between its two ends, and the peaks of memory up to the second."""

    def __enter__(self) -> _Meter:
        self._began, self._cpu = time.monotonic(), _cpu_s()
        return self

    def __exit__(self, *_: object) -> None:
        own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        self.took = {
            "cpu_s": _cpu_s() - self._cpu,
            "wall_s": time.monotonic() - self._began,
            "parent_mb": own.ru_maxrss / 1024,
            "worker_mb": others.ru_maxrss / 1024,
        }


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class _Texts:
    """Short texts of both languages, a tenth of them drafts; of a hundred, five hold something that a rule finds."""

    def __init__(self) -> None:
        chance = random.Random(SEED)
        texts = [
            f"{chance.choice(_PARTS)} {number}" + (f", {chance.choice(_FOUND)}" if chance.random() < 0.05 else "")
            for number in range(DISTINCT)
        ]
        kinds = ["draft" if number % 10 == 0 else "comment" for number in range(DISTINCT)]
        self._texts, self._kinds = pa.array(texts), pa.array(kinds)
        self._tails = [
            f', "kind": "{kind}", "text": {json.dumps(text)}}}\n'.encode()
            for kind, text in zip(kinds, texts, strict=True)
        ]

    def batches(self, count: int) -> Iterator[pa.RecordBatch]:
        for start in range(0, count, DISTINCT):
            rows = min(DISTINCT, count - start)
            ids = pa.array(range(start, start + rows), pa.int64())
            columns = [ids, self._kinds.slice(0, rows), self._texts.slice(0, rows)]
            yield pa.record_batch(columns, ["id", "kind", "text"])

    def lines(self, count: int) -> Iterator[bytes]:
        for number in range(count):
            yield b'{"id": %d' % number + self._tails[number % DISTINCT]


if __name__ == "__main__":
    main()
