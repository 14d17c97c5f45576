"""A server with Mastodon's interface that others wrote, in an environment of its own, two accounts on it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from countersign.connectors import found
from countersign.connectors.interface import AccountSettings, Attempt, Connector, Draft, Exchange, Op, payload_hash

HERE = Path(__file__).parent
HOUSE = HERE.parents[2] / ".live" / "mastodon"
_numbers = count(1)


@dataclass
class Server:
    """Where it is."""

    url: str

    def browser_agrees(self, url: str, username: str) -> dict[str, str]:
        """What a person's browser brings back after they chose their account on the server's own page."""
        with httpx.Client(trust_env=False) as browser:
            assert browser.get(url).status_code == 200
            form = {**dict(parse_qsl(urlsplit(url).query)), "username": username}
            answer = browser.post(f"{self.url}oauth/authorize", data=form)
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    program = HOUSE / "bin" / "mastodon_mock"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOUSE)], check=True)
        wanted = ["install", "--quiet", "-r", str(HERE / "requirements.txt")]
        subprocess.run([str(HOUSE / "bin" / "python"), "-m", "pip", *wanted], check=True)
    folder = tmp_path_factory.mktemp("mastodon")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "config.toml").write_text(
        f'domain = "127.0.0.1:{port}"\nurl_scheme = "http"\nmedia_storage_path = "{folder}/media"\n'
        '[[seed.accounts]]\nusername = "hill"\naccess_token = "token-of-hill-0001"\n'
        '[[seed.accounts]]\nusername = "pat"\ndisplay_name = "Pat"\naccess_token = "token-of-pat-0001"\n'
    )
    told = [
        "--config",
        "config.toml",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--in-memory",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen([str(program), "serve", *told], cwd=folder)
    try:
        url = f"http://127.0.0.1:{port}/"
        for _ in range(200):
            try:
                if httpx.get(f"{url}api/v2/instance", trust_env=False).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield Server(url)
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def exchanges() -> list[Exchange]:
    return []


@pytest.fixture
def connect(server: Server, exchanges: list[Exchange]) -> Iterator[Callable[..., Connector]]:
    """Connects an account of the server."""
    with httpx.Client(trust_env=False) as client:

        def connected(handle: str = "hill", base_url: str = "", **credentials: str) -> Connector:
            given = credentials or {"token": f"token-of-{handle}-0001"}
            account = AccountSettings("mastodon", handle, base_url or server.url, given)
            return found.connect(account, client=client, clock=lambda: datetime.now(UTC), record=exchanges.append)

        yield connected


@pytest.fixture
def arm() -> Callable[..., Attempt]:
    def armed(draft: Draft, op: Op = Op.CREATE, remote_id: str | None = None) -> Attempt:
        marker = f"live-{datetime.now(UTC):%H%M%S%f}-{next(_numbers)}"
        return Attempt(marker, datetime.now(UTC), payload_hash(draft), op, remote_id)

    return armed


@pytest.fixture
def send(arm: Any) -> Callable[[Connector, Draft], Any]:
    def sent(connector: Connector, draft: Draft) -> Any:
        attempt = arm(draft)
        return connector.commit(connector.prepare(draft, attempt.id), attempt)

    return sent
