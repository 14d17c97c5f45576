"""An empty database and a data folder of the test's own."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from countersign.gate import packs


@pytest.fixture
def data(settings, tmp_path: Path) -> Path:
    """What is kept is kept in a folder of the test's own."""
    kept = {**settings.STORAGES["evidence"], "OPTIONS": {"location": tmp_path / "evidence"}}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def command(data, capsys) -> Callable[..., SimpleNamespace]:
    """Run a command as typed, in this process. Gives its exit status and what it said."""
    from countersign.cli import main

    def ran(*words: object) -> SimpleNamespace:
        packs._loaded.clear()
        try:
            status = main([str(w) for w in words])
        except SystemExit as stop:
            status = stop.code
        said = capsys.readouterr()
        return SimpleNamespace(status=status, out=said.out, err=said.err)

    return ran
