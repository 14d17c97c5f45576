"""What tests counted comes out of pytest's reports as it went in, and nothing that failed is written down."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

import long_results

KILLED = "tests.gate.test_gate_killed"
CASES = """<testsuites><testsuite>
<testcase classname="{file}" name="a" time="2.5">
  <properties><property name="seed" value="7"/><property name="count kills" value="200"/></properties></testcase>
<testcase classname="{file}" name="b" time="1"><properties><property name="count kills" value="50"/></properties>{end}
</testcase>
<testcase classname="{file}" name="c" time="9"/>
</testsuite></testsuites>"""


@pytest.fixture
def read(tmp_path: Path):
    files: dict = {}

    def one(engine: str, file: str = KILLED, end: str = "") -> dict:
        report = tmp_path / "report.xml"
        report.write_text(CASES.format(file=file, end=end), "utf-8")
        long_results.read(engine, report, files)
        return files

    return one


def test_counts_of_one_file_are_added_up_by_engine_and_tests_that_count_nothing_are_left_out(read):
    read("SQLite")
    read("SQLite")
    (ran,) = read("PostgreSQL").values()

    assert ran.counts == {
        "SQLite": Counter(tests=4, kills=500),
        "PostgreSQL": Counter(tests=2, kills=250),
    }
    assert (ran.seeds, ran.seconds, ran.failed) == ({7}, 10.5, False)


def test_a_result_says_which_rooms_it_is_about_and_a_failure_writes_none(read, tmp_path, monkeypatch):
    monkeypatch.setattr(long_results, "RESULTS", tmp_path)
    read("SQLite")

    assert long_results.write(read("PostgreSQL")) == ["long_gate_killed"]
    told = json.loads((tmp_path / "long_gate_killed.json").read_text("utf-8"))
    assert told["figures"] == {"postgresql": {"kills": 250, "tests": 2}, "sqlite": {"kills": 250, "tests": 2}}
    assert told["seed"] == 7
    assert told["rooms"] == sorted(long_results.MEASURED["gate"])
    assert long_results.write(read("SQLite", end="<failure/>")) == []


def test_a_test_in_a_class_is_found_in_its_file_and_what_is_no_file_is_left_out():
    assert long_results.path_of(f"{KILLED}.TestOne") == Path("tests/gate/test_gate_killed.py")
    assert long_results.path_of("tests.gate.nowhere") is None


def test_every_folder_whose_tests_count_has_its_rooms():
    here = Path(__file__).resolve().parents[1]
    counts = re.compile(r"^ +counted\(|how_many\(|^@given\(", re.MULTILINE)
    folders = {f.relative_to(here).parts[0] for f in here.rglob("test_*.py") if counts.search(f.read_text("utf-8"))}
    assert len(folders) > 5
    assert folders - set(long_results.MEASURED) == set()
