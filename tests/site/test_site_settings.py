"""Every setting has its paragraph, and every paragraph its setting; each one does what its paragraph says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import countersign

PACKAGE = Path(countersign.__path__[0])
PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
READ = re.compile(r"""(?:environ(?:\.get\(|\[)|getenv\()\s*f?["']([^"']+)["']""")
NAMED = re.compile(r"""^[A-Z]+ = "(COUNTERSIGN_\w+)"$""", re.MULTILINE)
SECRET = re.compile(r"""\bsecret\(\s*["'](\w+)["']""")


def read_in_code() -> set[str]:
    """The names that the code reads from its environment."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        found |= set(READ.findall(text)) | set(NAMED.findall(text))
        found |= {f"COUNTERSIGN_{name.upper()}" for name in SECRET.findall(text)}
    return {name for name in found if re.fullmatch(r"COUNTERSIGN_\w+|DATABASE_URL", name)}


def paragraphs() -> dict[str, str]:
    """What the page says under each setting's heading."""
    parts = re.split(r"^###? (.+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    named = zip(parts[::2], parts[1::2], strict=True)
    return {title: text.strip() for title, text in named if re.fullmatch(r"[A-Z_]+", title)}


def started(expression: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("COUNTERSIGN_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "-c", f"from countersign.site import settings as s; print({expression})"],
        env={**kept, "COUNTERSIGN_DATA": str(tmp_path), **environment}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_every_setting_that_the_code_reads_has_its_paragraph_and_no_other_has():
    assert read_in_code() == set(paragraphs())
    assert len(read_in_code()) >= 13


def test_every_paragraph_says_something():
    assert {name for name, text in paragraphs().items() if len(text) < 30} == set()


MAIL = "(s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL, s.DEFAULT_FROM_EMAIL)"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ("dummy", 587, True, False, "countersign@localhost")),
        ({"COUNTERSIGN_MAIL_HOST": "m.gov"}, ("smtp", 587, True, False, "countersign@localhost")),
        (
            {"COUNTERSIGN_MAIL_HOST": "m.gov", "COUNTERSIGN_MAIL_TLS": "tls", "COUNTERSIGN_URL": "https://c.gov"},
            ("smtp", 465, False, True, "countersign@c.gov"),
        ),
        (
            {"COUNTERSIGN_MAIL_HOST": "m.gov", "COUNTERSIGN_MAIL_TLS": "none", "COUNTERSIGN_MAIL_FROM": "a@c.gov"},
            ("smtp", 25, False, False, "a@c.gov"),
        ),
        (
            {"COUNTERSIGN_MAIL_HOST": "m.gov", "COUNTERSIGN_MAIL_PORT": "2525"},
            ("smtp", 2525, True, False, "countersign@localhost"),
        ),
    ],
)
def test_mail_is_set_by_the_environment(tmp_path, environment, expected):
    assert started(MAIL, tmp_path, **environment).stdout.strip() == str(expected)


def test_a_slip_in_how_mail_is_protected_stops_the_start(tmp_path):
    done = started("1", tmp_path, COUNTERSIGN_MAIL_TLS="yes")
    assert done.returncode != 0
    assert "COUNTERSIGN_MAIL_TLS is starttls, tls or none, not yes" in done.stderr


def test_secrets_are_made_once_and_only_their_owner_can_read_them(tmp_path):
    first, second = started("s.SECRET_KEY", tmp_path), started("s.SECRET_KEY", tmp_path)
    assert first.stdout == second.stdout
    assert len(first.stdout.strip()) > 40
    assert (tmp_path / "keys" / "session_key").stat().st_mode & 0o077 == 0
    assert started("s.SECRET_KEY", tmp_path, COUNTERSIGN_SESSION_KEY="given").stdout.strip() == "given"


def test_a_database_that_is_neither_is_refused(tmp_path):
    assert "must begin with postgresql:// or sqlite://" in started("1", tmp_path, DATABASE_URL="mysql://h/n").stderr
    where = "(s.DATABASES['default']['NAME'], s.DATABASES['default']['HOST'])"
    assert started(where, tmp_path, DATABASE_URL="postgresql://u:p@h:5432/n").stdout.strip() == "('n', 'h')"


POOLED = (
    "(lambda d: (d['OPTIONS']['server_side_binding'], d['OPTIONS']['prepare_threshold'], "
    "d['DISABLE_SERVER_SIDE_CURSORS']))(s.DATABASES['default'])"
)


def test_behind_a_pooler_nothing_is_kept_on_a_connection(tmp_path):
    url = {"DATABASE_URL": "postgresql://u:p@h:6432/n"}
    assert started(POOLED, tmp_path, **url).stdout.strip() == "(True, 5, False)"
    off = started(POOLED, tmp_path, **url, COUNTERSIGN_PREPARED_STATEMENTS="off")
    assert off.stdout.strip() == "(False, None, True)"
    slip = started("1", tmp_path, **url, COUNTERSIGN_PREPARED_STATEMENTS="no")
    assert slip.returncode != 0
    assert "COUNTERSIGN_PREPARED_STATEMENTS is on or off, not no" in slip.stderr


@pytest.mark.django_db
def test_the_engine_keeps_nothing_on_a_connection_either(monkeypatch):
    from django.db import connection

    from countersign.site import engine

    assert "use_listen_notify" not in engine.config()
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    pooled = engine.config()
    assert (pooled["use_listen_notify"], pooled["sys_db_idle_transaction_timeout_sec"]) == (False, 0)
    assert pooled["db_engine_kwargs"] == {"connect_args": {"prepare_threshold": None}}


@pytest.mark.django_db
def test_switched_off_the_server_prepares_no_statement():
    from django.db import connection

    if connection.vendor == "sqlite":
        assert "prepare_threshold" not in connection.settings_dict["OPTIONS"], "SQLite knows nothing of it"
        return
    assert prepared() > 0
    assert prepared(server_side_binding=False, prepare_threshold=None) == 0


def prepared(**options: object) -> int:
    """How many statements the server has prepared for a new connection that asked one of them ten times."""
    from django.db import connection

    own = connection.copy()
    own.settings_dict["OPTIONS"].update(options)
    try:
        with own.cursor() as cursor:
            for n in range(10):
                cursor.execute("SELECT %s::int", [n])
            cursor.execute("SELECT count(*) FROM pg_prepared_statements")
            return cursor.fetchone()[0]
    finally:
        own.close()


def test_cookies_are_for_encrypted_connections_where_the_address_says_so(tmp_path):
    assert started("s.SESSION_COOKIE_SECURE", tmp_path, COUNTERSIGN_URL="https://c.gov").stdout.strip() == "True"
    assert started("s.SESSION_COOKIE_SECURE", tmp_path).stdout.strip() == "False"
