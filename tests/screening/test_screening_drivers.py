"""Who does the work changes nothing: one process, a pool and a Dask cluster agree to the row, also when one dies."""

import io
import logging
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from distributed import LocalCluster

from countersign.screening import Driver, Outcome, Pool, Screen, WorkersLost, alone, screen_lines
from countersign.screening.bulk import screen_batches, screen_table
from countersign.screening.cluster import Cluster
from countersign.screening.command import run
from screening.screening_bulk_examples import CountingModel, FatalModel, many_texts
from screening.screening_examples import AGENCY, CLAUSES

MANY = 200_000 if os.environ.get("COUNTERSIGN_LONG") == "1" else 5_000
WITH_MODEL = Screen(CLAUSES, AGENCY, CountingModel())


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and two worker processes of this machine."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
    ) as local:
        yield Cluster(local.scheduler_address)


@pytest.fixture(scope="module")
def expected() -> pa.Table:
    return screen_table(many_texts(MANY), WITH_MODEL)


@pytest.fixture(params=["pool", "cluster"])
def driver(request) -> Driver:
    return Pool(2) if request.param == "pool" else request.getfixturevalue("cluster")


def test_the_texts_are_of_every_sort(expected) -> None:
    words = expected.column("severity").value_counts().to_pylist()
    assert {pair["values"]: pair["counts"] > MANY / 50 for pair in words} == {
        "clear": True, "review": True, "block": True, None: True,
    }  # fmt: skip
    by = {finding["by"] for row in expected.column("findings").to_pylist() for finding in row or ()}
    assert by == {"rule", "model"}


def test_a_pool_and_a_cluster_agree_with_one_process_to_the_row(driver, expected) -> None:
    outcome = Outcome()
    batches = screen_batches(many_texts(MANY).to_batches(), WITH_MODEL, driver=driver, outcome=outcome)
    verdicts = pa.Table.from_batches(batches)
    assert verdicts.equals(expected)
    assert outcome == Outcome(MANY, MANY - expected.column("error").null_count)


def test_lines_go_the_same_way(driver) -> None:
    lines = [f"my cell 217-555-{number:04}" if number % 7 else "hello" for number in range(2_000)]
    screen = Screen(CLAUSES)
    assert list(screen_lines(lines, "draft", False, screen, driver=driver)) == list(
        screen_lines(lines, "draft", False, screen, driver=alone)
    )


def test_a_worker_killed_midway_changes_nothing(driver, tmp_path) -> None:
    texts = [f"hello {number}" for number in range(9_000)]
    texts[5_000] += FatalModel.WORD
    table = pa.table({"id": range(len(texts)), "text": texts})
    mark = tmp_path / "died"
    verdicts = screen_table(table, Screen(CLAUSES, model=FatalModel(str(mark))), driver=driver)
    assert mark.exists()
    assert verdicts.equals(screen_table(table, Screen(CLAUSES, model=FatalModel(str(mark)))))


def test_a_text_that_ends_every_process_ends_the_run_in_words(monkeypatch) -> None:
    monkeypatch.setattr("countersign.screening.drivers.MOST_LOSSES", 0)
    table = pa.table({"id": [1], "text": [FatalModel.WORD]})
    with pytest.raises(WorkersLost, match="again and again"):
        screen_table(table, Screen(CLAUSES, model=FatalModel(None)), driver=Pool(1))


def test_what_goes_wrong_in_a_worker_is_raised_here(driver) -> None:
    class Unsendable:
        version, languages = "x", frozenset()

        def __reduce__(self):
            raise TypeError("this model stays at home")

    with pytest.raises((TypeError, WorkersLost)):
        list(screen_lines(["hello"], "draft", False, Screen(CLAUSES, model=Unsendable()), driver=driver))


def test_a_cluster_of_other_rules_is_refused(cluster, monkeypatch) -> None:
    monkeypatch.setattr("countersign.screening.cluster.RULES_VERSION", "rules-of-tomorrow")
    with pytest.raises(WorkersLost, match="rules-of-tomorrow"):
        list(screen_lines(["hello"], "draft", False, Screen(CLAUSES), driver=cluster))


def test_no_more_parts_are_drawn_than_a_cluster_has_room_for(cluster) -> None:
    drawn = 0

    def endless():
        nonlocal drawn
        while True:
            drawn += 1
            yield "hello"

    verdicts = screen_lines(endless(), "comment", False, Screen({}), driver=cluster)
    next(verdicts)
    verdicts.close()
    assert drawn <= 512 * 8


def test_the_library_is_imported_without_arrow_and_dask() -> None:
    program = "import sys, countersign.screening.command; print({'pyarrow', 'distributed', 'dask'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_the_command_takes_a_cluster(cluster, tmp_path: Path) -> None:
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"id": 1, "text": "oh shit"}\n' * 600)
    alone_, there, told = io.StringIO(), io.StringIO(), io.StringIO()
    assert run([str(texts)], None, alone_, told, CLAUSES) == 0
    assert run([str(texts), "--cluster", cluster.address], None, there, told, CLAUSES) == 0
    assert there.getvalue() == alone_.getvalue()
    assert told.getvalue() == ""
    assert run(["--cluster", "there"], io.StringIO(), there, told, CLAUSES) == 1
    assert told.getvalue() == "there is not a scheduler's address, such as tcp://host:8786\n"
