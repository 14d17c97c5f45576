"""A scene that many tests begin with is acted out once in each process; the others begin with what it left behind.

The acts of a scene take longer than most tests that begin with it. What they leave is rows, files and the time: the
rows are inserted as they were, so every test still has a database of its own, which it may change as it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from django.core.cache import cache
from django.db import connection

from countersign.gate import clock

Made = TypeVar("Made")
Row = tuple[object, ...]
MOST_PARAMETERS = 900
"""How many values one statement may carry on either engine."""


@dataclass(frozen=True)
class Scene(Generic[Made]):
    """What a scene returned and left: rows by table, the files of its folder by name, and the time at its end."""

    made: Made
    rows: dict[str, list[Row]]
    files: dict[str, bytes]
    ended: datetime


_scenes: dict[str, Scene] = {}


def begin_with(name: str, play: Callable[[], Made], folder: Path) -> Made:
    """What `play` makes in this empty database and folder: acted out where it is the first time, else put there.

    `name` says which scene it is; scenes that are wired differently are different scenes.
    """
    # The people of a scene have the same ids every time: nothing may be remembered of them from another test.
    cache.clear()
    if name in _scenes:
        _put(_scenes[name], folder)
    else:
        before, there = _rows(), set(_files(folder))
        made = play()
        rows = {table: _added(table, before[table], after) for table, after in _rows().items()}
        files = {path: content for path, content in _files(folder).items() if path not in there}
        _scenes[name] = Scene(made, {table: new for table, new in rows.items() if new}, files, clock.now())
    return _scenes[name].made


def _put(scene: Scene, folder: Path) -> None:
    with connection.cursor() as cursor:
        for table, rows in scene.rows.items():
            for some in _portions(rows):
                line = f"({', '.join(['%s'] * len(some[0]))})"
                lines = ", ".join([line] * len(some))
                cursor.execute(f'INSERT INTO "{table}" VALUES {lines}', [value for row in some for value in row])
    for path, content in scene.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    clock.move(scene.ended)


def _portions(rows: list[Row]) -> Iterator[list[Row]]:
    size = max(1, MOST_PARAMETERS // len(rows[0]))
    yield from (rows[at : at + size] for at in range(0, len(rows), size))


def _rows() -> dict[str, list[Row]]:
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = cursor.fetchall()
    return found


def _added(table: str, before: list[Row], after: list[Row]) -> list[Row]:
    """The rows that were added. A scene changes none of those that a migrated database begins with."""
    known = set(map(repr, before))
    new = [row for row in after if repr(row) not in known]
    assert len(new) == len(after) - len(before), f"a scene changed what stood in {table}"
    return new


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
