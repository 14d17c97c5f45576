"""How often a test did what it does, kept in pytest's own report: the long run's figures in `bench/results/`."""

from collections.abc import Callable

import pytest
from hypothesis import is_hypothesis_test

MARK = "count "
"""How the names of counts begin in the report."""


def kept(item: pytest.Item, **counts: int) -> None:
    """Keep counts with a test, from outside of it."""
    item.user_properties.extend((MARK + name, number) for name, number in counts.items())


@pytest.fixture
def counted(record_property) -> Callable[..., None]:
    """``counted(kills=200, seed=7)``: what this test did so many times, and by which dice."""

    def note(*, seed: int | None = None, **counts: int) -> None:
        if seed is not None:
            record_property("seed", seed)
        for name, number in counts.items():
            record_property(MARK + name, number)

    return note


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        test = getattr(item, "obj", None)
        if is_hypothesis_test(test):
            kept(item, examples=test._hypothesis_internal_use_settings.max_examples)
