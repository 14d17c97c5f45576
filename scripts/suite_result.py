"""Write how long `make test` took, by step, to `bench/results/suite.json`, from what it printed:

    make test 2>&1 | tee run.txt; python scripts/suite_result.py run.txt

Only a run in which everything passed is written, on a machine that had nothing else to do.
"""

import importlib.util
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUMMARY = "=== summary ==="
WHOLE = "in all"
TIME = re.compile(r"^ *(?P<seconds>[\d.]+) s  (?P<step>.+)$", re.MULTILINE)
COUNT = re.compile(r"^(?P<engine>\w+): (?P<passed>\d+) passed, 0 failed, 0 skipped$", re.MULTILINE)


def read(printed: str) -> tuple[dict[str, float], dict[str, int]]:
    """Seconds by step and tests by engine, of a run that passed.

    Raises:
        ValueError: It did not pass, or this is not what `make test` prints.
    """
    summary = printed.rpartition(SUMMARY)[2]
    times = {m["step"]: float(m["seconds"]) for m in TIME.finditer(summary)}
    if "everything passed" not in summary or WHOLE not in times:
        raise ValueError("no summary of a run in which everything passed")
    return times, {m["engine"]: int(m["passed"]) for m in COUNT.finditer(summary)}


def main(arguments: list[str]) -> int:
    """Write the result; 0 when it was written."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    times, counts = read(Path(arguments[0]).read_text("utf-8"))
    spec = importlib.util.spec_from_file_location("bench_results", ROOT / "bench" / "results.py")
    assert spec and spec.loader
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    whole = times.pop(WHOLE)
    rooms = [path.name for path in bench.SOURCE.iterdir() if path.name != "__pycache__"]
    bench.write("suite", {"whole_s": whole, "steps_s": times}, rooms, "make test", None, counts=counts, seconds=whole)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
