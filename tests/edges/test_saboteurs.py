"""Each law of the house is broken on purpose, in a copy, to see that its test notices.

A saboteur is a TOML file in `saboteurs/`:

    name = "a library leans on the web framework"        # what is broken, in words
    file = "src/countersign/rules/decide.py"             # where
    find = "import re\\n"                                  # stands there exactly once
    replace = "import re\\nimport django\\n"
    breaks = "tests/edges/test_rooms.py::test_a_library_imports_no_framework_and_no_other_room"
    because = "django"                                   # optional: words that the failure must contain
    afresh = true                                        # optional: it breaks what is made when a database is made

An empty `find` smuggles in a new file instead. The test named by `breaks` must pass in the untouched copy and fail,
not crash on its way, in the broken one.
"""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

pytestmark = pytest.mark.saboteur

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDERS = ("src", "tests", "docs", "scripts", "bench")
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "uswds", "node_modules")
# A test that fails like this met broken code before it came to its question.
CRASHES = ("SyntaxError", "IndentationError", "ImportError", "ModuleNotFoundError", "NameError")
TIMEOUT_S = 180
LONG = os.environ.get("COUNTERSIGN_LONG") == "1"


@dataclass(frozen=True)
class Saboteur:
    """One way to break one law."""

    name: str
    file: str
    find: str
    replace: str
    breaks: str
    because: str = ""
    afresh: bool = False


@dataclass(frozen=True)
class Verdict:
    """What pytest said about one or more tests in a copy."""

    passed: set[str]
    failures: list[str]
    errors: list[str]
    output: str


SABOTEURS = {path.stem: Saboteur(**tomllib.loads(path.read_text("utf-8"))) for path in HERE.glob("saboteurs/*.toml")}


class Copy:
    """A copy of the project whose own code is what its tests import."""

    def __init__(self, root: Path, migrated: str) -> None:
        self.root = root
        self.migrated = migrated
        self.runs = count(1)
        for folder in FOLDERS:
            if (ROOT / folder).is_dir():
                shutil.copytree(ROOT / folder, root / folder, ignore=LEFT_BEHIND)
        for path in ROOT.iterdir():
            if path.is_file():
                shutil.copy2(path, root)

    def run(self, *tests: str, afresh: bool = False) -> Verdict:
        """Run tests here, in a process of their own, and read pytest's report.

        They begin with a database that is migrated already, unless they are to make it afresh.
        """
        report = self.root / f"report-{next(self.runs)}.xml"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        # With settings named before its own conftest is read, it would take the database of those who run it, and
        # all who run at the same time the same one.
        for unwanted in ("COUNTERSIGN_DATA", "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "COUNTERSIGN_LONG"):
            environment.pop(unwanted, None)
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPATH"] = str(self.root / "src")
        if not afresh:
            environment["COUNTERSIGN_TEST_MIGRATED"] = self.migrated
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}", *tests]
        done = subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
        )
        output = done.stdout + done.stderr
        assert f"countersign: {self.root / 'src' / 'countersign'}\n" in output, f"not the copy's own code:\n{output}"
        passed, failures, errors = set(), [], []
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            told = {part.tag: f"{part.get('message', '')}\n{part.text or ''}" for part in case}
            if "error" in told:
                errors.append(told["error"])
            elif "failure" in told:
                failures.append(told["failure"])
            elif "skipped" not in told:
                passed.add(f"{case.get('classname', '')}::{case.get('name', '').split('[')[0]}")
        return Verdict(passed, failures, errors, output)

    @contextmanager
    def broken(self, saboteur: Saboteur) -> Iterator[None]:
        """Let the saboteur in; afterwards put back what was there."""
        path = self.root / saboteur.file
        if not saboteur.find:
            with self.smuggled(path, saboteur.replace):
                yield
            return
        whole, times = path.read_text("utf-8"), path.stat()
        found = whole.count(saboteur.find)
        assert found == 1, f"{saboteur.file} has the text to replace {found} times, not once"
        text = whole.replace(saboteur.find, saboteur.replace)
        if path.suffix == ".py":
            compile(text, saboteur.file, "exec")
        try:
            path.write_text(text, "utf-8")
            # A time of its own, or Python might take the code it compiled for an earlier saboteur.
            os.utime(path, (times.st_mtime, times.st_mtime + 10 * next(self.runs)))
            yield
        finally:
            path.write_text(whole, "utf-8")
            os.utime(path, (times.st_mtime, times.st_mtime))

    @contextmanager
    def smuggled(self, path: Path, text: str) -> Iterator[None]:
        """Add a file; afterwards remove it and the folders made for it."""
        assert not path.exists(), f"{path} is there already"
        made = [folder for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            path.write_text(text, "utf-8")
            yield
        finally:
            path.unlink()
            for folder in made:
                folder.rmdir()


@pytest.fixture(scope="module")
def copy(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("house"), migrated)


def short(node: str) -> str:
    """A test's name as pytest's report has it."""
    file, _, name = node.partition("::")
    return f"{file.removesuffix('.py').replace('/', '.')}::{name}"


def test_every_named_test_passes_in_the_untouched_copy(copy):
    """Those that read the tree always; those that run the code passed on it already, and again in the long run."""
    named = sorted({s.breaks for s in SABOTEURS.values() if LONG or s.breaks.startswith("tests/edges/")})
    verdict = copy.run(*named)
    assert (verdict.failures, verdict.errors) == ([], []), verdict.output
    assert verdict.passed == {short(node) for node in named}


@pytest.mark.parametrize("saboteur", SABOTEURS.values(), ids=SABOTEURS)
def test_the_law_notices(copy, saboteur):
    with copy.broken(saboteur):
        verdict = copy.run(saboteur.breaks, afresh=saboteur.afresh)
    assert verdict.errors == [], verdict.output
    assert verdict.failures, f"nobody noticed: {saboteur.name}\n{verdict.output}"
    told = "\n".join(verdict.failures)
    assert [crash for crash in CRASHES if f"E   {crash}" in told or told.startswith(crash)] == [], told
    assert saboteur.because in told


def test_every_law_has_a_saboteur():
    laws = {
        f"tests/edges/{path.name}::{node.name}"
        for path in HERE.glob("test_*.py")
        if path != Path(__file__).resolve()
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }
    assert laws - {saboteur.breaks for saboteur in SABOTEURS.values()} == set()
