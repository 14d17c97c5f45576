"""The cast on a database that commits: the gate's promises are about transactions, so its tests have real ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import cast as stage
import databases


@pytest.fixture
def evidence(settings, tmp_path: Path) -> Path:
    kept = {**settings.STORAGES["evidence"], "OPTIONS": {"location": tmp_path / "evidence"}}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}
    return tmp_path / "evidence"


@pytest.fixture
def database(migrated: str, django_db_blocker, tmp_path: Path, evidence) -> Iterator[str]:
    """A committed database of the test's own, as URL."""
    with django_db_blocker.unblock(), databases.own_database(migrated, tmp_path) as url:
        yield url


@pytest.fixture
def cast(database) -> stage.Cast:
    return stage.everybody()
