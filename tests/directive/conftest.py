"""The cast on a real database, with evidence in a folder of the test's own."""

import sys
from pathlib import Path

import pytest

import cast as stage
import ready_made

sys.path.insert(0, str(Path(__file__).parent))
from directive_shelf import Offices


@pytest.fixture
def evidence(settings, tmp_path: Path) -> Path:
    """Documents are kept in a folder of the test's own."""
    kept = {**settings.STORAGES["evidence"], "OPTIONS": {"location": tmp_path / "evidence"}}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}
    return tmp_path / "evidence"


@pytest.fixture
def cast(db, evidence, tmp_path: Path) -> stage.Cast:
    return ready_made.begin_with(__name__, stage.everybody, tmp_path)


@pytest.fixture
def offices(cast) -> Offices:
    return Offices(
        stage.acting(cast.ana, "pio"), stage.acting(cast.dov, "director"), stage.acting(cast.rita, "administrator")
    )
