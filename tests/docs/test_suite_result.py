"""What `make test` printed is read back as it was, and of a run that failed nothing is kept."""

import pytest

import suite_result
from suite_result import read

PRINTED = """=== djlint ===
    9.9 s  not of the summary

=== summary ===
   15.8 s  mypy --strict
  204.9 s  tests on SQLite
  220.7 s  in all
SQLite: 4238 passed, 0 failed, 0 skipped
saboteurs: 55 passed, 0 failed, 0 skipped
everything passed
"""


def test_times_and_counts_come_back():
    times, counts = read(PRINTED)
    assert times == {"mypy --strict": 15.8, "tests on SQLite": 204.9, suite_result.WHOLE: 220.7}
    assert counts == {"SQLite": 4238, "saboteurs": 55}


@pytest.mark.parametrize(
    "printed", ["", PRINTED.replace("everything passed", "FAILED at: djlint"), "everything passed"]
)
def test_a_run_that_did_not_pass_is_refused(printed):
    with pytest.raises(ValueError, match="no summary"):
        read(printed)
