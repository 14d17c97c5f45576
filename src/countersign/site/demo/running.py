"""Making the demonstration, once, and serving it on this machine only."""

from __future__ import annotations

import shutil
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, connections

from countersign.gate import clock, row
from countersign.gate.models import Installation
from countersign.site import engine, serving
from countersign.site.demo import breakglass, channels, department, feed, troubles

DAYS = 120
"""How far back the demonstration's history goes."""

DONE = "demonstration-made"
"""A file in the data folder that says the department was built to its end."""


class NotHere(Exception):
    """The demonstration cannot be made in this place; the message says why."""


def serve(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Make the department unless it is there, then serve it on loopback until told to stop."""
    try:
        prepare(fresh=args.fresh, stdout=stdout)
        serving.serve(host=serving.LOOPBACK, port=args.port, worker=True, stdout=stdout)
    except (NotHere, serving.Busy) as error:
        print(f"Not started: {error}", file=stderr)
        return 2
    return 0


def prepare(*, fresh: bool, stdout: TextIO) -> None:
    """The department, built unless it is there. One that was cut short is begun again. Raises NotHere."""
    folder: Path = settings.DATA
    if connection.vendor != "sqlite":
        raise NotHere("the demonstration keeps its own SQLite file; start it without DATABASE_URL")
    _only_a_demonstration(folder)
    if fresh or not (folder / DONE).exists():
        clear(folder)
    call_command("migrate", verbosity=0)
    if (folder / DONE).exists():
        return
    print("Building an invented department, act by act …", file=stdout, flush=True)
    build(stdout)
    (folder / DONE).touch()


def build(stdout: TextIO, *, pack: str | None = None) -> None:
    """Found, staff and run the department through its first months, up to now."""
    beginning = clock.now() - timedelta(days=DAYS)
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("units, offices and employees", lambda: department.found(beginning, pack=pack or settings.FIRST_PACK)),
        ("the roster", department.staff),
        ("designees", department.designees),
        ("platforms and their terms", channels.platforms),
        ("the communication strategy", channels.strategy),
        ("accounts", channels.accounts),
        ("leave to post, by letter", feed.posters),
        ("weeks of posts", lambda: feed.past(beginning + timedelta(days=DAYS))),
        ("page checks", channels.looked_at_again),
        ("a picture with a consent, a post withdrawn", feed.pictured),
        ("break-glass templates, one of them used", breakglass.templates),
        ("what did not go as planned", troubles.all_of_them),
        ("what is on people's desks", feed.waiting),
        ("what the public answers", feed.comments),
        ("a filled template that waits for a second person", breakglass.waiting),
    )
    for name, step in steps:
        step()
        print(f"  {name}: {row.size()} rows in the ledger", file=stdout, flush=True)
    clock.catch_up()
    engine.publish_log()


def _only_a_demonstration(folder: Path) -> None:
    """Refuse a place that holds anything but a demonstration: it would be cleared."""
    if not any(folder.glob("*.sqlite3")):
        return
    try:
        real = Installation.objects.filter(demo=False).exists()
    except OperationalError:
        return  # no tables yet: nothing was ever installed here
    if real:
        raise NotHere(f"{folder} holds a real installation; set COUNTERSIGN_DATA to another folder")


def clear(folder: Path) -> None:
    """Remove what an earlier demonstration left; the keys of the running process stay."""
    connections.close_all()
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir() and path.name != "keys":
            shutil.rmtree(path)
        elif path.is_file():
            path.unlink()
    log_key = folder / "keys" / "log_key"
    log_key.unlink(missing_ok=True)
