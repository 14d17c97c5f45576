"""The loopback Bluesky server as a process that can be killed, and what tests do on it as people do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from countersign.connectors.interface import AccountSettings

HERE = Path(__file__).parent
APP_PASSWORD, MAIN_PASSWORD = "abcd-efgh-ijkl-mnop", "the main password"
DIDS = {"hill-doc.test": "did:plc:hill", "pat.test": "did:plc:pat"}


class BlueskyProcess:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, 0
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "bluesky_server.py"), str(self.folder), str(self.port)],
            stdout=subprocess.PIPE,
            stderr=(self.folder / "log").open("ab"),
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, (self.folder / "log").read_text()
        self.port = json.loads(line)["port"]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()

    def session(self, handle: str) -> dict[str, str]:
        """The credentials that are kept after signing in."""
        told = self.ask("com.atproto.server.createSession", {"identifier": handle, "password": APP_PASSWORD})
        tokens = {"access_jwt": told["accessJwt"], "refresh_jwt": told["refreshJwt"]}
        return {"did": told["did"], "app_password": APP_PASSWORD, **tokens}

    def settings(self, handle: str = "hill-doc.test", *, base_url: str | None = None, **credentials: str) -> Any:
        kept = credentials or self.session(handle)
        return AccountSettings("bluesky", handle, base_url or self.url, kept, ("bsky.app",))

    def ask(self, method: str, body: Any = None, token: str = "", **params: str) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        verb = "GET" if body is None else "POST"
        answer = httpx.request(verb, f"{self.url}/xrpc/{method}", json=body, params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def posts(self, handle: str = "hill-doc.test") -> list[Any]:
        """Every post of an account, as anybody can list them."""
        found: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            given = {"repo": DIDS[handle], "collection": "app.bsky.feed.post", "limit": "100"}
            part = self.ask("com.atproto.repo.listRecords", **given, **cursor)
            found += part["records"]
            if "cursor" not in part:
                return found
            cursor = {"cursor": part["cursor"]}

    def says_it_is(self, address: str) -> None:
        """What the server gives as the accounts' own server."""
        httpx.get(f"{self.url}/test/address", params={"is": address})

    def network(self, on: bool) -> None:
        httpx.get(f"{self.url}/test/network", params={"on": "yes" if on else "no"})


_running: dict[str, BlueskyProcess] = {}


def shared(request: pytest.FixtureRequest) -> BlueskyProcess:
    """One server for all tests of a run that leave it running."""
    if not _running:
        folder = request.getfixturevalue("tmp_path_factory").mktemp("bluesky")
        _running["one"] = BlueskyProcess(folder)
        request.session.addfinalizer(lambda: _running.pop("one").kill())
    return _running["one"]
