"""The cast, with counsel and a head of unit, on a real database; screenshots and documents in a folder of its own."""

from pathlib import Path

import pytest
from django.test import Client

import cast as stage
import ready_made
from accounts import account_stories as stories


@pytest.fixture
def evidence(settings, tmp_path: Path) -> Path:
    """What is kept is kept in a folder of the test's own."""
    kept = {**settings.STORAGES["evidence"], "OPTIONS": {"location": tmp_path / "evidence"}}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}
    settings.DATA = tmp_path
    return tmp_path / "evidence"


@pytest.fixture
def people(db, evidence, tmp_path: Path) -> stories.People:
    """In which right each of the cast acts in these stories."""
    return ready_made.begin_with(__name__, lambda: stories.people(stage.everybody()), tmp_path)


@pytest.fixture
def cast(people) -> stage.Cast:
    return people.cast


@pytest.fixture
def visit(people, settings):
    """A browser of somebody of the cast, signed in with the second factor met, in the capacity they begin with."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }

    def entered(by) -> Client:
        client = Client()
        assert client.post("/cast/", {"person": by.person}).status_code == 302
        return client

    return entered
