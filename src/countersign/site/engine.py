"""The engine of background work: DBOS runs the steps, domain rows are the truth.

A sweep offers what is due, every second or as soon as an act is committed: it hands followers their rows and starts
one workflow for each row that a job claims. A workflow lasts minutes and never waits for a due time, since DBOS
takes up only those of the same application version; what a lost worker held is offered again when its lease ends.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from importlib.metadata import version

from dbos import DBOS, DBOSConfig
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from countersign.gate import clock, followers, log, row
from countersign.gate.wiring import house

SWEEP_S = 1.0
PUBLISH_S = 60.0
CLAIM = 20
AT_ONCE = 4
logger = logging.getLogger(__name__)
QUEUE, FIRST_QUEUE = "jobs", "first"
FIRST = frozenset({"publish", "recover", "take_down"})
"""Jobs with a queue of their own: what the public waits for stands behind no platform that answers slowly."""


@DBOS.workflow(name="job")
def _job(name: str, row: str) -> None:
    for step, run in house().jobs[name].steps:
        DBOS.run_step({"name": f"{name}.{step}"}, _in_a_thread_of_its_own, run, row)


def _in_a_thread_of_its_own(run: Callable[[str], None], row: str) -> None:
    """Database connections belong to threads; the engine's threads come and go."""
    close_old_connections()
    try:
        run(row)
    finally:
        connection.close()


def sweep() -> int:
    """Once: followers catch up, and what is due is started. Returns how much was handed out.

    A fault in one room's part is logged, and keeps none of the others waiting.
    """
    handed = 0
    with _on_its_own("followers"):
        handed += followers.catch_up()
    for job in house().jobs.values():
        with _on_its_own(job.name):
            for due in job.claim(clock.now(), CLAIM):
                DBOS.enqueue_workflow(FIRST_QUEUE if job.name in FIRST else QUEUE, _job, job.name, due)
                handed += 1
    return handed


@contextlib.contextmanager
def _on_its_own(name: str) -> Iterator[None]:
    try:
        yield
    except (InterfaceError, OperationalError):
        # The database itself is away: nobody else's part would do better.
        raise
    except Exception:
        logger.exception("%s could not be swept and will be tried again", name)


def publish_log() -> None:
    """Sign a new head and publish what is new of the ledger, if anything is."""
    if row.size():
        log.publish(settings.DATA / "log", settings.DATA / "keys")


def config() -> DBOSConfig:
    """DBOS keeps its own tables: beside the SQLite file, or in a schema of the PostgreSQL database."""
    found: DBOSConfig = {
        "name": "countersign",
        "system_database_url": _system_database(),
        "application_version": version("countersign"),
        # One embedded worker takes up its own work after a restart; of many, each leaves that to the leases.
        "executor_id": "embedded" if connection.vendor == "sqlite" else uuid.uuid4().hex,
        "enable_otlp": False,
        "log_level": "ERROR",
        "run_migrations": True,
    }
    if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        # A pooler hands out connections by the transaction: nothing may be kept on one, nor listened for.
        found["db_engine_kwargs"] = {"connect_args": {"prepare_threshold": None}}
        found["use_listen_notify"] = False
        found["sys_db_idle_transaction_timeout_sec"] = 0
    return found


def _system_database() -> str:
    described = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings.DATA / 'jobs.sqlite3'}"
    user, password = described["USER"], described["PASSWORD"]
    host = described["HOST"] or described["OPTIONS"].get("host", "")
    name, port = described["NAME"], described["PORT"] or 5432
    where = f"@/{name}?host={host}" if host.startswith("/") else f"@{host}:{port}/{name}"
    return f"postgresql+psycopg://{user}:{password}{where}"


@contextlib.contextmanager
def running() -> Iterator[threading.Event]:
    """Run the engine and its sweep until the block ends. Yields an event that stops the sweep."""
    DBOS(config=config())
    DBOS.launch()
    for queue in (FIRST_QUEUE, QUEUE):
        DBOS.register_queue(queue, worker_concurrency=AT_ONCE, polling_interval_sec=0.2)
    stop = threading.Event()
    thread = threading.Thread(target=_sweep_until, args=(stop,), name="sweep", daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        followers.wanted.set()
        thread.join(timeout=10)
        DBOS.destroy(workflow_completion_timeout_sec=5)


def _sweep_until(stop: threading.Event) -> None:
    published = 0.0
    while not stop.is_set():
        followers.wanted.clear()
        try:
            close_old_connections()
            sweep()
            if time.monotonic() - published > PUBLISH_S:
                publish_log()
                published = time.monotonic()
        except Exception:
            # The sweep is what brings everything back; it must outlive a database that is away for a moment.
            logger.exception("the sweep failed and will be tried again")
        followers.wanted.wait(SWEEP_S)
    connection.close()
