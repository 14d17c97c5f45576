"""The cast with open accounts on the practice platform, on a real database; what is kept is kept in its own folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

import databases
from posts import post_stories as stories


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Evidence and keys lie in this folder."""
    kept = {**settings.STORAGES["evidence"], "OPTIONS": {"location": folder / "evidence"}}
    with override_settings(STORAGES={**settings.STORAGES, "evidence": kept}, DATA=folder):
        yield


@pytest.fixture
def database(built, django_db_blocker, tmp_path: Path) -> Iterator[str]:
    """A copy of the test's own that commits, as URL: for threads and processes that are killed too."""
    name, _, folder = built
    with django_db_blocker.unblock(), kept_in(folder), databases.own_database(name, tmp_path) as url:
        yield url


@pytest.fixture
def house(built, database) -> stories.House:
    """Lee may post on Hill's account on the practice platform."""
    return built[1]
