"""Write what the long run counted to `bench/results/`: `long_results.py ENGINE=REPORT.xml ...` after such a run.

Each file of tests that counts becomes one result, `long_<file>.json`. Where a file ran on both engines its figures
stand under the engine's name. Several reports of one engine are added up, so that tests can be run one by one:

    COUNTERSIGN_LONG=1 pytest "tests/laws/test_directive_machine.py" -k "[3]" --junitxml=3.xml
"""

import importlib.util
import os
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
MARK = "count "
"""How the names of counts begin in a report; `tests/counted.py` writes them."""
MEASURED = {
    "accounts": ("accounts", "gate", "people", "rules"),
    "connectors": ("connectors", "practice"),
    "directive": ("directive", "gate", "rules"),
    "gate": ("evidence", "gate", "ledger", "people", "rules"),
    "laws": ("accounts", "directive", "evidence", "gate", "ledger", "packs", "people", "posts", "practice", "rules"),
    "ledger": ("ledger",),
    "packs": ("packs", "rules"),
    "people": ("people",),
    "posts": ("accounts", "connectors", "evidence", "gate", "ledger", "people", "posts", "rules"),
    "rules": ("rules",),
    "rules_text": ("rules",),
    "screening": ("screening",),
    "site": ("connectors", "gate", "ledger", "posts", "site"),
}
"""Which rooms the tests of a folder are about."""


@dataclass
class Ran:
    """What the tests of one file did."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    seeds: set[int] = field(default_factory=set)
    seconds: float = 0
    failed: bool = False


def read(engine: str, report: Path, into: dict[Path, Ran]) -> None:
    """Add what one report of pytest says to what is known of each file."""
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        file = path_of(case.get("classname", ""))
        if file is None:
            continue
        ran = into.setdefault(file, Ran())
        ran.failed |= any(part.tag in ("failure", "error") for part in case)
        noted = [(p.get("name", ""), p.get("value", "")) for p in case.iter("property")]
        if not noted:
            continue
        ran.seconds += float(case.get("time", 0))
        ran.seeds |= {int(value) for name, value in noted if name == "seed"}
        counts = ran.counts.setdefault(engine, Counter())
        counts["tests"] += 1
        for name, value in noted:
            if name.startswith(MARK):
                counts[name.removeprefix(MARK)] += int(value)


def path_of(name: str) -> Path | None:
    """The file of a test by the dotted name in the report, whether the test stands in a class or not."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        file = Path(*parts[:length]).with_suffix(".py")
        if (ROOT / file).is_file():
            return file
    return None


def write(files: dict[Path, Ran]) -> list[str]:
    """Write a result for each file whose tests counted and passed. Returns their names."""
    spec = importlib.util.spec_from_file_location("bench_results", ROOT / "bench" / "results.py")
    assert spec and spec.loader
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    bench.RESULTS = RESULTS
    written = []
    for file, ran in sorted(files.items()):
        if ran.failed or not ran.counts:
            continue
        engines = {engine.lower(): dict(sorted(counts.items())) for engine, counts in sorted(ran.counts.items())}
        bench.write(
            name := f"long_{file.stem.removeprefix('test_')}",
            engines if "mark.storage" in (ROOT / file).read_text("utf-8") else next(iter(engines.values())),
            MEASURED[file.parts[1]],
            f"COUNTERSIGN_LONG=1 pytest {file.as_posix()}",
            min(ran.seeds) if len(ran.seeds) == 1 else None,
            counts={**sum(ran.counts.values(), Counter()), "seeds": len(ran.seeds)},
            seconds=ran.seconds,
        )
        written.append(name)
    return written


def main(arguments: list[str]) -> int:
    """Read the reports named, write the results; 0 when there were any."""
    if not arguments or os.environ.get("COUNTERSIGN_LONG") != "1":
        print(__doc__, file=sys.stderr)
        return 2
    files: dict[Path, Ran] = {}
    for argument in arguments:
        engine, _, report = argument.partition("=")
        read(engine, Path(report), files)
    written = write(files)
    print("\n".join(f"bench/results/{name}.json" for name in written))
    return 0 if written else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
