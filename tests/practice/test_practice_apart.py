"""The practice platform stands alone, is reached in process like any platform, and its colours can be read."""

from __future__ import annotations

import ast
import re
import sys
import types
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation

import countersign.practice
from countersign.connectors import found
from countersign.connectors.compare import Sameness, compare
from countersign.connectors.errors import Unavailable
from countersign.connectors.interface import AccountSettings, Attempt, Draft, Media, Published, payload_hash
from countersign.practice.clock import now
from countersign.practice.inprocess import InProcessTransport
from countersign.practice.models import Account, Post

HOME = Path(countersign.practice.__file__).parent


def test_it_imports_nothing_of_the_rest_of_the_house():
    files = list(HOME.rglob("*.py"))
    assert len(files) > 8
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            ours = [name for name in names if name.startswith("countersign")]
            assert all(name.startswith("countersign.practice") for name in ours), (file.name, ours)
            assert not (isinstance(node, ast.ImportFrom) and node.level), file.name


@pytest.mark.django_db
def test_its_migrations_say_what_its_models_say():
    call_command("makemigrations", "practice", "--check", "--dry-run", verbosity=0)


def test_an_installation_may_bring_its_own_clock(settings, monkeypatch):
    new_year = datetime(2025, 1, 1, tzinfo=UTC)
    agency = types.ModuleType("agency_clock")
    agency.read = lambda: new_year
    monkeypatch.setitem(sys.modules, agency.__name__, agency)
    settings.PRACTICE_CLOCK = "agency_clock.read"
    assert now() == new_year
    settings.PRACTICE_CLOCK = None
    assert now() > new_year


@pytest.fixture
def in_process(hill):
    """The ordinary connector, over a transport that ends in this process."""
    exchanges: list = []
    account = AccountSettings("practice", "hill", "http://localhost:8000/practice/", {"token": hill.token})
    with httpx.Client(transport=InProcessTransport()) as client:
        yield found.connect(account, client=client, clock=lambda: datetime.now(UTC), record=exchanges.append), exchanges


@pytest.mark.django_db
@pytest.mark.storage
def test_a_post_travels_in_process_as_over_a_network(hill, in_process, png, client):
    connector, exchanges = in_process
    draft = Draft("Visiting hours 8–3.", (Media(png, "image/png", "A sign"),))
    attempt = Attempt("in-process.1", datetime.now(UTC), payload_hash(draft))
    done = connector.commit(connector.prepare(draft, attempt.id), attempt)
    assert connector.recover(attempt) == done and isinstance(done, Published)
    assert done.url == f"http://localhost:8000/practice/@hill/posts/{Post.objects.get().pk}/"
    assert "Visiting hours 8–3." in client.get(done.url.removeprefix("http://localhost:8000")).content.decode()
    assert compare(draft, connector.fetch(done.remote_id), connector.rewritings).outcome is Sameness.SAME
    assert [exchange.status for exchange in exchanges] == [201, 201, 200, 200, 200]
    assert hill.token not in repr([vars(exchange) for exchange in exchanges])


@pytest.mark.django_db
@pytest.mark.storage
def test_a_call_in_process_leaves_the_callers_transaction_and_language_alone(in_process):
    connector, _ = in_process
    with translation.override("es"), transaction.atomic():
        before = Post.objects.create(account=Account.objects.get(), text="being written", created_at=now())
        assert connector.whoami().handle == "hill"
        assert translation.get_language() == "es"
        assert Post.objects.get() == before and connection.in_atomic_block


@pytest.mark.django_db
def test_nothing_but_the_practice_platform_is_reached_in_process(hill):
    account = AccountSettings("practice", "hill", "http://localhost:8000/", {"token": hill.token})
    with httpx.Client(transport=InProcessTransport()) as client:
        connector = found.connect(account, client=client, clock=lambda: datetime.now(UTC), record=lambda exchange: None)
        with pytest.raises(Unavailable, match="Only the practice platform"):
            connector.whoami()
        with pytest.raises(httpx.ConnectError):
            client.get("http://localhost:8000/sign-in/")
        assert client.get("http://localhost:8000/practice/@nobody/").status_code == 404


def _luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        ("--ink", "#f4f3f8", 4.5),
        ("--ink", "--note", 4.5),
        ("--soft", "#ffffff", 4.5),
        ("--soft", "#f4f3f8", 4.5),
        ("--link", "#ffffff", 4.5),
        ("--link", "#f4f3f8", 4.5),
        ("#a3162f", "#ffffff", 4.5),
        ("#6b6b78", "#ffffff", 3.0),
    ],
)
def test_colours_have_the_contrast_that_wcag_aa_asks(ink, paper, least):
    css = (HOME / "static/practice/practice.css").read_text()
    named = dict(re.findall(r"(--\w+): (#[0-9a-f]{6})", css))
    light, dark = sorted((_luminance(named.get(c, c).lstrip("#")) for c in (ink, paper)), reverse=True)
    assert all(named.get(c, c) in css or c == "#ffffff" for c in (ink, paper))
    assert (light + 0.05) / (dark + 0.05) >= least
