"""The pack under test, and its good facts."""

from pathlib import Path

import pytest

import countersign
from countersign.rules.loading import load
from countersign.rules.pack import Pack

FOLDER = Path(countersign.__path__[0]) / "packs" / "idoc_01_02_400"


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load(FOLDER)
