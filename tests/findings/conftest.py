"""The cast on a real database; screenshots, keys and placed models in a folder of each test's own."""

import pytest

from accounts.conftest import cast, evidence, people, visit
from countersign.findings import queries

__all__ = ["cast", "evidence", "people", "visit"]


@pytest.fixture(autouse=True)
def built_anew():
    """Models lie in another folder for each test: nothing that was built for one counts for the next."""
    queries.screening_changed()
    yield
    queries.screening_changed()
