"""Run every check in order and stop at the first that fails; then say what ran, for how long, on which engine.

`make test` runs this. `--static` keeps to the checks that only read the code; `--long` asks for full counts and
then runs every measurement in `bench/`.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

MEMORY_BYTES = 8 * 1024**3
MADE = "COUNTERSIGN_TEST_DEPARTMENT"
"""Where the browser's tests find the data of the department; they make it themselves where nothing is said."""
ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# Two workers: what the smallest supported machine has. Tests that share a file share a worker and its fixtures. Left
# to itself the plugin begins with the files of many tests, and ends with one worker waiting for the few long ones.
PARALLEL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
# Each saboteur is a process of its own, and a long test can take minutes: whichever worker is free takes the next.
PARALLEL_EACH = ["-n", "2", "--dist", "worksteal"]


@dataclass(frozen=True)
class Step:
    """One check: what to run, and the engine to count its tests under (none: it runs no tests).

    `again`: what failed is asked once more, since processes and browsers on a busy machine can be late; said aloud.
    """

    name: str
    command: list[str]
    engine: str = ""
    again: bool = False


@dataclass
class Count:
    """How many tests one step ran and what became of them."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0


@dataclass
class Run:
    """What has been done so far."""

    times: list[tuple[str, float]] = field(default_factory=list)
    counts: dict[str, Count] = field(default_factory=dict)


def tool(name: str, *arguments: str) -> list[str]:
    """A command line for a program of this environment."""
    return [str(BIN / name), *arguments]


def static_steps() -> Iterator[Step]:
    """The checks that read the code and run none of it."""
    yield Step("ruff check", tool("ruff", "check", "."))
    yield Step("ruff format", tool("ruff", "format", "--check", "."))
    yield Step("mypy --strict", tool("mypy"))
    yield Step("import-linter", tool("lint-imports", "--no-logo"))
    if any((ROOT / "src").rglob("*.html")):
        yield Step("djlint", tool("djlint", "src", "--check", "--lint", "--quiet"))


def marked(mark: str) -> list[str]:
    """The files in which a test bears this mark: reading all the others takes a worker ten seconds."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(f.relative_to(ROOT)) for f in files if f"pytest.mark.{mark}" in f.read_text("utf-8")]


def test_steps(*, long: bool) -> Iterator[Step]:
    """The tests, by what they need. A step that finds no test fails, as pytest has it."""
    apart = "not browser and not docs and not saboteur"
    parallel = PARALLEL_EACH if long else PARALLEL
    postgres = tool("python", "scripts/with_postgres.py", "--forgetful")
    yield Step("tests on SQLite", tool("pytest", *parallel, "-m", apart), "SQLite")
    yield Step(
        "storage on PostgreSQL",
        [*postgres, *tool("pytest", *parallel, "-m", f"storage and {apart}", *marked("storage"))],
        "PostgreSQL",
    )
    yield Step("saboteurs", tool("pytest", *PARALLEL_EACH, "-m", "saboteur", "tests/edges"), "saboteurs")
    if (ROOT / "tests" / "browser").is_dir():
        yield Step(
            "browser stories", tool("pytest", *PARALLEL, "-m", "browser", *marked("browser")), "browser", again=True
        )
    if (ROOT / "tests" / "docs").is_dir():
        yield Step("documented commands", tool("pytest", "-m", "docs", *marked("docs")), "docs")


def result_steps(scratch: Path) -> Iterator[Step]:
    """What the tests counted, and every program in `bench/`: they write the figures that may be quoted."""
    reports = [f"{engine}={report_of(engine, scratch)}" for engine in ("SQLite", "PostgreSQL")]
    yield Step("counts of the long run", tool("python", "scripts/long_results.py", *reports))
    for script in sorted((ROOT / "bench").glob("*.py")):
        if '__name__ == "__main__"' in script.read_text("utf-8"):
            yield Step(f"bench/{script.name}", tool("python", f"bench/{script.name}"))


@contextmanager
def department(environment: dict[str, str], scratch: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Make the department that browsers visit: it keeps one processor busy while the code is read with the other."""
    program, made = ROOT / "tests" / "browser" / "browser_department.py", scratch / "department"
    made.mkdir()
    environment[MADE] = str(made)
    own = {**environment, "COUNTERSIGN_DATA": str(made), "DJANGO_SETTINGS_MODULE": "countersign.site.settings"}
    said = (scratch / "department.txt").open("wb")
    with said, subprocess.Popen([sys.executable, program], env=own, stdout=said, stderr=said) as making:
        try:
            yield making
        finally:
            making.terminate()


def memory() -> str | None:
    """A folder in memory, if the machine has one with room: hundreds of databases that wait for a disk take minutes."""
    folder = Path("/dev/shm")
    return str(folder) if folder.is_dir() and shutil.disk_usage(folder).free > MEMORY_BYTES else None


def report_of(engine: str, scratch: Path) -> Path:
    """Where pytest's own report of the tests under this engine is."""
    return scratch / f"{engine}.xml"


def count(report: Path) -> Count:
    """Read pytest's own report of one step."""
    totals = Count()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        totals.failed += failed
        totals.skipped += skipped
        totals.passed += int(suite.get("tests", 0)) - failed - skipped
    return totals


def perform(step: Step, run: Run, environment: dict[str, str], scratch: Path) -> bool:
    """Run one step; note its time and counts; tell whether it passed."""
    print(f"\n=== {step.name} ===", flush=True)
    report = report_of(step.engine, scratch)
    command = [*step.command, f"--junitxml={report}"] if step.engine else step.command
    started = time.monotonic()
    status = subprocess.call(command, cwd=ROOT, env=environment)
    if step.engine and report.exists():
        run.counts[step.engine] = count(report)
    if status and step.again:
        print(f"\n--- {step.name}: what failed is asked once more ---", flush=True)
        status = subprocess.call([*command, "--last-failed"], cwd=ROOT, env=environment)
        if report.exists():
            first, second = run.counts[step.engine], count(report)
            run.counts[step.engine] = Count(first.passed + second.passed, second.failed, first.skipped)
    run.times.append((step.name, time.monotonic() - started))
    return status == 0


def summary(run: Run, failed: str) -> str:
    """The closing lines."""
    lines = ["", "=== summary ==="]
    lines += [f"{seconds:7.1f} s  {name}" for name, seconds in run.times]
    lines.append(f"{sum(seconds for _, seconds in run.times):7.1f} s  in all")
    for engine, c in run.counts.items():
        lines.append(f"{engine}: {c.passed} passed, {c.failed} failed, {c.skipped} skipped")
    lines.append(f"FAILED at: {failed}" if failed else "everything passed")
    return "\n".join(lines)


def main() -> int:
    """Run what was asked for; 0 when all of it passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--static", action="store_true", help="only the checks that read the code")
    parser.add_argument("--long", action="store_true", help="full counts, then the measurements")
    options = parser.parse_args()
    run = Run()
    failed = ""
    with tempfile.TemporaryDirectory(prefix="countersign-test-", dir=memory()) as scratch:
        steps = [*static_steps()]
        if not options.static:
            steps += test_steps(long=options.long)
        if options.long:
            steps += result_steps(Path(scratch))
        # The developer's own database and data must neither help nor suffer.
        environment = {**os.environ, "COUNTERSIGN_DATA": str(Path(scratch) / "data"), "TMPDIR": scratch}
        environment.pop("DATABASE_URL", None)
        # Many tests start processes; each would compile everything again.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if options.long:
            environment["COUNTERSIGN_LONG"] = "1"
        with nullcontext() if options.static else department(environment, Path(scratch)) as making:
            for step in steps:
                if step.engine == "browser" and making and making.wait():
                    print((Path(scratch) / "department.txt").read_text("utf-8"))
                    failed = "the department that browsers visit"
                    break
                if not perform(step, run, environment, Path(scratch)):
                    failed = step.name
                    break
    print(summary(run, failed), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
