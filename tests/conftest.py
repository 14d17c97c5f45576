"""What holds for every test: data and settings of its own, and nothing left out unseen."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

import countersign

pytest_plugins = ["counted", "nothing_left_out"]

# A data folder of its own for every run: nobody's installation is touched, and two runs do not meet. Workers share
# the one of the run that started them. It must stand before the settings are read, hence here and not in a fixture.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["COUNTERSIGN_DATA"] = tempfile.mkdtemp(prefix="countersign-tests-")
    atexit.register(shutil.rmtree, os.environ["COUNTERSIGN_DATA"], ignore_errors=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.site.settings")
django.setup()
# Every browser of a test would look through thousands of files of the design system first, which it never asks for.
settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A page asked for in Spanish leaves its thread speaking it; the next test begins in English all the same."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, django_db_modify_db_settings) -> bool:
    """Whether the test database is there already: it is where whoever started these tests gave one."""
    import databases

    if not databases.MIGRATED:
        return bool(request.config.getvalue("reuse_db"))
    shutil.copyfile(databases.MIGRATED, connection.creation._get_test_db_name())
    return True


@pytest.fixture(scope="session")
def migrated(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """A migrated database with nothing in it, to copy from."""
    import databases

    with django_db_blocker.unblock(), databases.template(tmp_path_factory.mktemp("migrated")) as name:
        yield name


@pytest.fixture(scope="session")
def built(migrated, django_db_blocker, tmp_path_factory) -> Iterator[tuple[str, object, Path]]:
    """A committed database in which Lee may post on Hill's account: its name, the house, and where its files are."""
    import cast as stage
    import databases
    from posts import post_stories as stories
    from posts.conftest import kept_in

    folder = tmp_path_factory.mktemp("built")
    with django_db_blocker.unblock(), databases.copied(migrated, folder) as name:
        # Only while it is built is Django pointed at it: other tests of this process have databases of their own.
        with databases.named(name), kept_in(folder):
            made = stories.house(stage.everybody())
        yield name, made, folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("early") is None)


def pytest_report_header() -> str:
    """Name the code under test: the saboteurs rely on it being their own patched copy."""
    return f"countersign: {countersign.__path__[0]}"
