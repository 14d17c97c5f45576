"""A browser, and houses to look at: a shared one that is only read, and one of its own for each file of stories."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
from browser_crawl import Shown
from browser_house import PATIENCE_MS, House, department, open_house


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    # What is expected is waited for as long as what is done: five seconds are too few where others share the machine.
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def built(together: Path) -> Path:
    return department(together)


@pytest.fixture(scope="module")
def house(chromium: BrowserType, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(chromium, built, tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture(scope="session")
def shown(together: Path) -> Shown:
    return Shown(together / "shown")
