"""Platforms in the world outside, as an account of the house meets them: over a socket, through a network that fails.

Each knows what the public can read there, counted on the platform itself and not through a connector.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx

from connectors import bluesky_process, mastodon_http
from connectors.conftest import PracticeProcess
from connectors.faulty import FaultyProxy, Forward
from countersign.connectors import found
from countersign.connectors.interface import AccountSettings


class Outside:
    """One platform with one account of ours, behind a proxy that is told what to do to each request."""

    kind: str
    handle: str
    path: str
    creates: str
    """How the address ends that a new post is sent to."""

    def __init__(self, port: int) -> None:
        self.proxy = FaultyProxy(port, lambda method, path: Forward(), self.path)

    @property
    def page(self) -> str:
        """Where the public sees the account."""
        raise NotImplementedError

    def credentials(self) -> dict[str, str]:
        """What lets the house publish there."""
        raise NotImplementedError

    def texts(self) -> list[str]:
        """What the public can read there."""
        raise NotImplementedError

    def forget(self) -> None:
        """Be as on the first day."""
        raise NotImplementedError

    def close(self) -> None:
        self.proxy.close()


class Mastodon(Outside):
    kind, handle, path, creates = "mastodon", "hillcc", "/", "/api/v1/statuses"

    def __init__(self, folder: Path) -> None:
        self._server = mastodon_http.Server()
        self._world = self._server.world
        _, self._token = self._world.person(self.handle)
        super().__init__(self._server.port)

    @property
    def page(self) -> str:
        return f"{self._world.url}@{self.handle}"

    def credentials(self) -> dict[str, str]:
        return {"token": self._token}

    def texts(self) -> list[str]:
        with self._world.lock:
            return [str(status["text"]) for status in self._world.statuses.values()]

    def forget(self) -> None:
        with self._world.lock:
            for kept in (self._world.statuses, self._world.keys, self._world.media, self._world.files):
                kept.clear()

    def close(self) -> None:
        super().close()
        self._server.close()


class Bluesky(Outside):
    kind, handle, path, creates = "bluesky", "hill-doc.test", "/", "/com.atproto.repo.putRecord"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = bluesky_process.BlueskyProcess(folder)
        super().__init__(self._process.port)

    @property
    def page(self) -> str:
        return f"https://bsky.app/profile/{bluesky_process.DIDS[self.handle]}"

    def credentials(self) -> dict[str, str]:
        return self._process.session(self.handle)

    def texts(self) -> list[str]:
        return [str(post["value"]["text"]) for post in self._process.posts()]

    def forget(self) -> None:
        _emptied(self._folder / "pds.sqlite3", "record")

    def close(self) -> None:
        super().close()
        self._process.kill()


class Practice(Outside):
    kind, handle, path, creates = "practice", "hill", "/practice/", "/api/v1/posts"
    _KEPT = ("receipt", "comment", "version", "attachment", "post")

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = PracticeProcess(folder)
        super().__init__(self._process.port)

    @property
    def page(self) -> str:
        return f"{self.proxy.url}@{self.handle}/"

    def credentials(self) -> dict[str, str]:
        return {"token": self._process.tokens[self.handle]}

    def texts(self) -> list[str]:
        with closing(sqlite3.connect(self._folder / "practice.sqlite3", timeout=30)) as there:
            return [text for (text,) in there.execute("SELECT text FROM practice_post WHERE deleted_at IS NULL")]

    def forget(self) -> None:
        _emptied(self._folder / "practice.sqlite3", *(f"practice_{name}" for name in self._KEPT))

    def close(self) -> None:
        super().close()
        self._process.kill()


def _emptied(database: Path, *tables: str) -> None:
    with closing(sqlite3.connect(database, timeout=30)) as there, there:
        for table in tables:
            there.execute(f"DELETE FROM {table}")


def identity(account: AccountSettings) -> dict[str, str]:
    """Whose credentials the platform says these are, as the act of connecting takes it."""
    with httpx.Client(trust_env=False) as client:
        connector = found.connect(account, client=client, clock=lambda: datetime.now(UTC), record=lambda exchange: None)
        me = connector.whoami()
    return {"seen_handle": me.handle, "seen_id": me.remote_id, "seen_url": me.url}


def text_of(body: bytes) -> str:
    """The text of a request that makes a post; empty where it makes none."""
    told = json.loads(body)
    if isinstance(told.get("record"), dict):
        told = told["record"]
    return str(told.get("status") or told.get("text") or "")


PLATFORMS = {"mastodon": Mastodon, "bluesky": Bluesky, "practice": Practice}
