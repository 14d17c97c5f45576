"""A practice platform in its own process, a faulty network before it, and for every kind of connector its world."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from countersign.connectors import found
from countersign.connectors.interface import AccountSettings, Attempt, Connector, Draft, Exchange, Op, payload_hash
from countersign.connectors.transport import Bounds

HERE = Path(__file__).parent


def load(name: str) -> ModuleType:
    """A helper beside the tests, by its path (tests are no package)."""
    full = "connectors_tests_" + name.replace("/", "_")
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, HERE / f"{name}.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


class PracticeProcess:
    """The practice platform, running; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "practice_server.py"), str(self.folder), "hill", "pia"],
            stdout=subprocess.PIPE,
            stderr=(self.folder / "log").open("ab"),
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, (self.folder / "log").read_text()
        told = json.loads(line)
        self.port: int = told["port"]
        self.tokens: dict[str, str] = told["tokens"]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/practice/"

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()

    def settings(self, handle: str = "hill", *, base_url: str | None = None, token: str | None = None) -> Any:
        credentials = {"token": self.tokens[handle] if token is None else token}
        return AccountSettings("practice", handle, base_url or self.url, credentials)


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeProcess]:
    process = PracticeProcess(tmp_path_factory.mktemp("practice"))
    yield process
    process.kill()


@pytest.fixture(scope="session")
def mastodon() -> Iterator[Any]:
    """A server with Mastodon's interface."""
    server = load("mastodon_http").Server()
    yield server
    server.close()


@pytest.fixture
def exchanges() -> list[Exchange]:
    """Everything that went over the wire in this test, as it is put on record."""
    return []


@pytest.fixture
def connect(exchanges: list[Exchange]) -> Iterator[Callable[..., Connector]]:
    """Connects an account over a real socket, with short waits."""
    bounds = Bounds(connect_s=2.0, read_s=5.0, whole_s=10.0, read_waits_s=(0.01, 0.02))
    with httpx.Client(trust_env=False) as client:

        def connected(account: AccountSettings, **changed: Any) -> Connector:
            given: dict[str, Any] = {"client": client, "record": exchanges.append, "bounds": bounds}
            return found.connect(account, **{"clock": lambda: datetime.now(UTC), **given, **changed})

        yield connected


_numbers = count(1)


@pytest.fixture
def arm() -> Callable[..., Attempt]:
    """An attempt for a draft, armed now, with an id of its own."""

    def armed(draft: Draft, op: Op = Op.CREATE, remote_id: str | None = None) -> Attempt:
        marker = f"attempt-{datetime.now(UTC):%H%M%S%f}-{next(_numbers)}"
        return Attempt(marker, datetime.now(UTC), payload_hash(draft), op, remote_id)

    return armed


@pytest.fixture
def faulty(practice: PracticeProcess) -> Iterator[Callable[..., Any]]:
    """A faulty proxy before the practice platform, or before another address on this machine."""
    proxies = []

    def before(choose: Callable[[str, str], Any], url: str = "") -> Any:
        parts = urlsplit(url or practice.url)
        proxy = load("faulty").FaultyProxy(parts.port, choose, parts.path)
        proxies.append(proxy)
        return proxy

    yield before
    for proxy in proxies:
        proxy.close()


@pytest.fixture(scope="session")
def helper() -> Callable[[str], ModuleType]:
    return load


@pytest.fixture(params=found.kinds())
def world(request: pytest.FixtureRequest, connect: Any, exchanges: list[Exchange]) -> Any:
    """The world of one kind of connector: `worlds/<kind>.py`. A new connector brings its own and is found by it."""
    return load(f"worlds/{request.param}").World(request, connect, exchanges)
