"""What lets us publish stands nowhere: not in a table, not in evidence, not in the published log, a page, a file that
can be taken along, or what is written to the log of the program. Every place is searched for every secret."""

import base64
import io
import json
import logging
import threading
from argparse import Namespace
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from django.apps import apps
from django.conf import settings as live
from django.test import Client
from django.urls import reverse

import cast as stage
from accounts import account_stories as accounts
from accounts.fake_mastodon import HOST, FakeMastodon, state_of
from countersign.accounts import vault
from countersign.gate import log
from countersign.posts import transports
from countersign.practice import services
from countersign.site import commands, outbound
from posts import post_stories as stories
from posts.conftest import database, house

__all__ = ["database", "house"]
pytestmark = pytest.mark.storage
PAGE = f"https://{HOST}/@hillcc"
PASTED = "pasted-and-wrong-77ab41"


@pytest.fixture
def server() -> Iterator[tuple[FakeMastodon, str]]:
    """The fake platform behind a real socket, reached by the client that real platforms are reached by."""
    fake = FakeMastodon()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = httpx.Request(self.command, f"https://{HOST}{self.path}", headers=dict(self.headers), content=body)
            told = fake.handle_request(asked)
            self.send_response(told.status_code)
            self.send_header("Content-Type", told.headers.get("content-type", "text/plain"))
            self.send_header("Content-Length", str(len(told.content)))
            self.end_headers()
            self.wfile.write(told.content)

        do_GET = do_POST = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            """The platform's own log is not ours."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    before = transports.way("mastodon")
    live.PRIVATE_HOSTS.append("127.0.0.1")
    transports.use("mastodon", outbound.client)
    yield fake, f"http://127.0.0.1:{listening.server_address[1]}/"
    live.PRIVATE_HOSTS.remove("127.0.0.1")
    transports._ways["mastodon"] = before
    listening.shutdown()


def forms(secret: str) -> set[bytes]:
    """A secret as it may be written down: plain, quoted, inside JSON, in base64."""
    return {
        secret.encode(),
        quote(secret, safe="").encode(),
        json.dumps(secret)[1:-1].encode(),
        base64.b64encode(secret.encode()).rstrip(b"=")[:-1],
    }


def holds(kept: object, secret: str) -> bool:
    """Whether a value of a table holds it."""
    data = bytes(kept) if isinstance(kept, bytes | memoryview) else str(kept).encode(errors="replace")
    return any(form in data for form in forms(secret))


def in_tables(secret: str) -> list[str]:
    """Every column of every table of the house and of the frameworks, sessions included."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*names):
            found += [f"{model._meta.label}.{n}" for n, value in zip(names, row, strict=True) if holds(value, secret)]
    return found


def in_files(folder: Path, secret: str) -> list[str]:
    """Every file under a folder, but for the keys themselves."""
    found = []
    for path in sorted(folder.rglob("*")):
        if (
            path.is_file()
            and "keys" not in path.parts
            and ".sqlite3" not in path.name
            and holds(path.read_bytes(), secret)
        ):
            found.append(str(path.relative_to(folder)))
    return found


def browser(by) -> Client:
    client = Client()
    assert client.post("/cast/", {"person": by.person}).status_code == 302
    return client


def pages(who, *accounts_: str) -> dict[str, str]:
    """What somebody can read that has to do with connecting: pages and files to take along."""
    client = browser(who)
    addresses = [
        reverse(n) for n in ("home", "notices", "accounts:index", "accounts:file", "posts:file", "posts:index")
    ]
    addresses += [reverse("posts:publishing_queue"), reverse("accounts:register_json"), "/log/"]
    for account in accounts_:
        addresses += [reverse("accounts:account", args=[account]), reverse("accounts:connect_account", args=[account])]
    shown = {}
    for address in addresses:
        answer = client.get(address, follow=True)
        shown[address] = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        assert answer.status_code == 200, address
    return shown


def test_no_secret_stands_anywhere(house, server, settings, tmp_path, caplog, capfd, monkeypatch):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    for logger in logging.root.manager.loggerDict.values():
        # Libraries that set logging up for themselves switch other loggers off: here everything is to be heard.
        if isinstance(logger, logging.Logger):
            monkeypatch.setattr(logger, "disabled", False)
            monkeypatch.setattr(logger, "propagate", True)
            monkeypatch.setattr(logger, "level", logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("time.sleep", lambda s: None)
    fake, base = server
    accounts.ready_platform(house.ana, "mastodon")
    account = accounts.signed(house.people, platform="mastodon", handle="hillcc", url=PAGE)
    ana = browser(house.ana)
    where = reverse("accounts:connect_account", args=[account])
    given = {"identity": "social@doc.example.gov", "department_identity": "yes", "url": PAGE, "base_url": base}
    answers = [ana.post(where, {**given, "connector": "mastodon", "asked_token": PASTED})]
    start = ana.post(where, {**given, "connector": "mastodon:sign_in"})
    waiting = {**fake.secrets, "verifier and all": fake.secrets["client_secret"]}
    assert [in_tables(secret) for secret in waiting.values()] == [[]] * len(waiting)
    back = {"code": fake.secrets["code"], "state": state_of(start["Location"])}
    answers.append(ana.get("/accounts/connect/return/", back))
    assert [a.status_code for a in answers] == [422, 302]

    # Publishing, reading back, a token that dies, another one after it, and a key that is changed.
    token = services.renew_token("hillcc")
    practice = accounts.accounts_of(house.account)
    connected = {"connector": "practice", "base_url": practice.base_url, "url": practice.url, "credential": token}
    accounts.connect(house.account, house.ana, **connected, seen_handle="hillcc")
    stories.published(house)
    stories.work()
    later = services.renew_token("hillcc")
    stories.scheduled(house, "The second post.")
    fake.alive = False
    stage.pass_time(hours=25)
    stories.work()
    stories.work()
    answers.append(ana.post(where, {**given, "connector": "mastodon:sign_in"}))
    out = io.StringIO()
    key = (Path(settings.DATA) / "keys" / "credentials_key").read_text()
    assert commands.keys_rotate(Namespace(drop_old=False), out, out) == 0
    log.publish(tmp_path / "log", Path(settings.DATA) / "keys")

    said = caplog.text + "".join(capfd.readouterr()) + out.getvalue()
    shown = pages(house.ana, account, house.account) | pages(house.people.rita, account, house.account)
    secrets = {**fake.secrets, "pasted": PASTED, "token": token, "later token": later, "key": key, "new": newest()}
    for name, secret in secrets.items():
        assert in_tables(secret) == [], name
        assert in_files(Path(settings.DATA), secret) + in_files(tmp_path, secret) == [], name
        assert [address for address, page in shown.items() if secret in page] == [], name
        assert [a.status_code for a in answers if secret.encode() in a.content] == [], name
        assert secret not in said, name
    # What is searched is what was written: things that are no secret are found in each of these places.
    assert in_tables("social@doc.example.gov")
    assert in_tables(HOST)
    assert in_files(Path(settings.DATA), "[stripped]")
    assert "verify_credentials" in said


def newest() -> str:
    return vault._secrets()[0]


@pytest.mark.parametrize("how", [str.encode, lambda s: quote(s, safe="").encode(), lambda s: json.dumps(s).encode()])
def test_the_search_finds_what_it_is_to_find(house, tmp_path, how):
    secret = 'a "secret" of/ours+'
    from countersign.evidence import store

    kept = store.put(b"x" + how(secret) + b"y", "text/plain")
    assert f"evidence/{store.place(kept)}" in in_files(Path(live.DATA), secret)


def test_no_address_that_somebody_types_leads_into_a_private_network(server):
    _fake, base = server
    closed = httpx.Client(transport=outbound.Outbound([]))
    for address in (
        base,
        "http://localhost:1/",
        "http://10.0.0.1/",
        "http://[::1]:9/",
        "http://169.254.169.254/latest",
    ):
        with pytest.raises(httpx.ConnectError, match=r"private network|not known"):
            closed.get(address)
    assert httpx.Client(transport=outbound.Outbound(["127.0.0.1"])).get(base).status_code == 401
