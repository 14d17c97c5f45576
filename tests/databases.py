"""A database of a test's own, for tests that commit, use threads, or kill processes.

The ledger cannot be emptied (its triggers forbid it), so nothing is truncated: each such test gets a copy of a
migrated database.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.core.management import call_command
from django.db import connection, connections

MIGRATED = os.environ.get("COUNTERSIGN_TEST_MIGRATED", "")
"""An SQLite database migrated by whoever started these tests, to begin with instead of an empty one."""


@contextmanager
def template(folder: Path) -> Iterator[str]:
    """A migrated database with nothing in it, to copy from. Yields its name.

    Making one takes seconds. On SQLite it is a copy of the test database, where this process has one; PostgreSQL
    would go on counting where the tests before had been.
    """
    settings = connection.settings_dict
    before = settings["NAME"]
    if connection.vendor == "sqlite":
        name = str(folder / "template.sqlite3")
        if before == connection.creation._get_test_db_name():
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [name])
        elif MIGRATED:
            shutil.copyfile(MIGRATED, name)
    else:
        name = f"template_{uuid.uuid4().hex}"
        _on_server(f'CREATE DATABASE "{name}"')
    if not Path(name).exists():
        with named(name):
            call_command("migrate", verbosity=0)
    yield name
    assert settings["NAME"] == before
    if connection.vendor == "postgresql":
        _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def own_database(template: str, folder: Path) -> Iterator[str]:
    """Point Django at a copy of `template`. Yields its URL, for processes that are to share it."""
    with copied(template, folder) as name, named(name):
        yield url_of(name)


@contextmanager
def copied(template: str, folder: Path) -> Iterator[str]:
    """A copy of `template` that Django is not pointed at yet. Yields its name; it goes away afterwards."""
    if connection.vendor == "sqlite":
        name = str(folder / f"own-{uuid.uuid4().hex}.sqlite3")
        shutil.copyfile(template, name)
        yield name
        return
    name = f"own_{uuid.uuid4().hex}"
    _copy(template, name)
    yield name
    _on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


def refreshed(template: str, name: str) -> None:
    """Make the database `name` (a path, on SQLite) what `template` is, whatever it was. Nobody may be using it."""
    connections.close_all()
    if connection.vendor == "sqlite":
        for end in ("-wal", "-shm"):
            Path(name + end).unlink(missing_ok=True)
        shutil.copyfile(template, name)
        return
    _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _copy(template, name)


def url_of(name: str) -> str:
    """The URL of a database of this server, or of this file."""
    if connection.vendor == "sqlite":
        return f"sqlite://{name}"
    settings = connection.settings_dict
    socket = quote(settings["HOST"] or settings["OPTIONS"].get("host", ""), safe="")
    return f"postgresql://{settings['USER']}:{settings['PASSWORD']}@/{name}?host={socket}"


@contextmanager
def named(name: str) -> Iterator[None]:
    """Django works on the database of this name, in this thread and those it starts."""
    settings = connection.settings_dict
    before = settings["NAME"]
    connections.close_all()
    settings["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = before


def _copy(template: str, name: str) -> None:
    """Copied as files, also what a new connection would have to look up first; quick on a forgetful server."""
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')


def _on_server(statement: str) -> None:
    """Run a statement that needs no other connection to the database it copies or drops."""
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def environment(url: str, data: Path) -> dict[str, str]:
    """The environment of a process that shares this database."""
    return {**os.environ, "DATABASE_URL": url, "COUNTERSIGN_DATA": str(data)}
