"""The driver that hands the work to a Dask cluster. Needs the extra ``cluster``, here and on the workers.

Every worker process builds the ``Screen`` once, also one that joins later or replaces a lost one. Parts
travel with the tasks and live on the scheduler until they are done: when a worker dies, Dask gives its
parts to another.
"""

import logging
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import dask.config
from distributed import Client, Future, LocalCluster, Worker, WorkerPlugin
from distributed.scheduler import KilledWorker

from .drivers import AHEAD_PER_WORKER, Part, Result, WorkersLost
from .screen import RULES_VERSION, Screen

LOCAL = "local"
"""Instead of an address: a cluster on this machine for the length of the run."""

_ADDRESS = re.compile(r"((tcp|tls)://)?[^/\s]+:\d+")
_PATIENCE_S = 30
_SILENT = logging.CRITICAL + 1
_COUNT_WORKERS_EVERY = 64


@dataclass(frozen=True, slots=True)
class Cluster:
    """The driver for the scheduler at ``address`` (``tcp://host:8786``; ``tls://`` as Dask is configured).

    Workers must have this version of Countersign. ``workers`` counts the processes of a ``LOCAL`` cluster.
    """

    address: str
    workers: int | None = None

    def __call__(
        self, work: Callable[[Screen, Part], Result], screen: Screen, parts: Iterable[Part]
    ) -> Iterator[Result]:
        """See ``Driver``. Also raises ``WorkersLost`` where no scheduler or no worker answers within 30 s."""
        with ExitStack() as closing:
            # Dask keeps its last thousand messages to look at, and ours carry the parts.
            closing.enter_context(dask.config.set({"distributed.admin.low-level-log-length": 0}))
            client = self._client(closing)
            name = f"countersign-screening-{uuid4()}"
            under_way: deque[Future[Result]] = deque()
            closing.callback(_leave_nothing_behind, client, name, under_way)
            try:
                client.register_plugin(_Equipment(name, screen), name=name)
            except Exception as fault:  # whatever goes wrong on another machine: most likely another installation
                raise WorkersLost(f"a worker at {self.address} cannot screen: {fault}") from None
            room = 0
            try:
                for number, part in enumerate(parts):
                    if number % _COUNT_WORKERS_EVERY == 0:
                        room = max(1, sum(client.nthreads().values())) * AHEAD_PER_WORKER
                    under_way.append(client.submit(_do, name, work, part, key=f"{name}-{number}", pure=False))
                    while len(under_way) >= room:
                        yield under_way[0].result()
                        under_way.popleft()
                while under_way:
                    yield under_way[0].result()
                    under_way.popleft()
            except KilledWorker:
                raise WorkersLost("a part of the work ended every worker that it was given to") from None
            except CancelledError:
                raise WorkersLost(f"the scheduler at {self.address} was lost") from None

    def _client(self, closing: ExitStack) -> Client:
        address = self.address
        if address == LOCAL:
            local = LocalCluster(
                n_workers=self.workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                silence_logs=_SILENT,
            )
            address = closing.enter_context(local).scheduler_address
        elif not _ADDRESS.fullmatch(address):
            raise WorkersLost(f"{address} is not a scheduler's address, such as tcp://host:8786")
        try:
            client: Client = closing.enter_context(Client(address, timeout=_PATIENCE_S, set_as_default=False))
            client.wait_for_workers(1, timeout=_PATIENCE_S)
        except (OSError, ValueError) as fault:
            raise WorkersLost(f"no scheduler with workers answers at {self.address}: {fault}") from None
        return client


def keep_dask_quiet() -> None:
    """Dask speaks to standard error of its own accord; a command keeps that for what it says itself."""
    for name in ("distributed", "distributed.client", "tornado"):
        logging.getLogger(name).setLevel(_SILENT)


def _leave_nothing_behind(client: Client, name: str, under_way: Iterable[Future[Any]]) -> None:
    with suppress(Exception):  # a scheduler that is gone has nothing left to take back
        client.cancel(list(under_way), force=True)
        client.unregister_worker_plugin(name)


_screens: dict[str, Screen] = {}


class _Equipment(WorkerPlugin):
    """What a worker needs for one run."""

    def __init__(self, name: str, screen: Screen) -> None:
        self._name, self._screen = name, screen
        self._rules = RULES_VERSION

    def setup(self, worker: Worker) -> None:
        if self._rules != RULES_VERSION:
            raise RuntimeError(f"the worker {worker.address} has {RULES_VERSION} where {self._rules} is asked for")
        _screens[self._name] = self._screen

    def teardown(self, worker: Worker) -> None:
        _screens.pop(self._name, None)


def _do(name: str, work: Callable[[Screen, Part], Result], part: Part) -> Result:
    return work(_screens[name], part)
