"""The cast in their offices, Hill's open account and Lee's leave to post on it; a browser for each of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

import cast as stage
import ready_made
from countersign.gate import clock, followers
from countersign.gate.wiring import house as wired
from posts import post_stories as stories


@pytest.fixture(autouse=True)
def _english():
    """A request leaves its language to the thread it ran in: it must not reach the next test."""
    with override("en"):
        yield


@pytest.fixture
def data(settings, tmp_path: Path) -> Path:
    """What is kept is kept in a folder of the test's own."""
    kept = {**settings.STORAGES["evidence"], "OPTIONS": {"location": tmp_path / "evidence"}}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def house(db, data) -> stories.House:
    """Lee may post on Hill's account on the practice platform."""
    return ready_made.begin_with(__name__, lambda: stories.house(stage.everybody()), data)


@pytest.fixture
def visit(db, data) -> Callable[[str], Client]:
    """A browser in which somebody is signed in, their second factor met."""

    def entered(person: str) -> Client:
        client = Client()
        assert client.post("/cast/", {"person": person}).status_code == 302
        return client

    return entered


@pytest.fixture
def tell() -> Callable[[], None]:
    """What the engine's sweep does for notices, in this thread."""

    def told() -> None:
        followers.catch_up()
        for name in ("notices_of_refusals",):
            job = wired().jobs[name]
            for row in job.claim(clock.now(), 20):
                for _, step in job.steps:
                    step(row)

    return told
