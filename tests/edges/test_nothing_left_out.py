"""In CI a test that did not run to its end fails the run."""

import os
import subprocess
import sys

import pytest

LEFT_OUT = {
    "skipped": "import pytest\ndef test_it():\n    pytest.skip('no browser here')\n",
    "expected to fail": "import pytest\n@pytest.mark.xfail\ndef test_it():\n    assert False\n",
    "module skipped": "import pytest\npytest.skip('not here', allow_module_level=True)\n",
}


def run(house, folder, test: str, *, ci: bool) -> int:
    (folder / "test_it.py").write_text(test, "utf-8")
    (folder / "test_another.py").write_text("def test_another():\n    pass\n", "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    environment = {**os.environ, "CI": "true" if ci else "", "PYTHONPATH": str(house.root / "tests")}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    command = [sys.executable, "-m", "pytest", "-p", "nothing_left_out", "-p", "no:django", str(folder)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=60).returncode


@pytest.mark.parametrize("test", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_left_out_fails_in_ci(house, tmp_path, test):
    assert run(house, tmp_path, test, ci=True) == pytest.ExitCode.TESTS_FAILED


def test_elsewhere_a_skipped_test_is_only_reported(house, tmp_path):
    assert run(house, tmp_path, LEFT_OUT["skipped"], ci=False) == pytest.ExitCode.OK


def test_a_run_with_nothing_left_out_passes_in_ci(house, tmp_path):
    assert run(house, tmp_path, "def test_it():\n    pass\n", ci=True) == pytest.ExitCode.OK
