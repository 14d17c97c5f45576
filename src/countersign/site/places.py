"""Where an installation keeps its data, and what the environment says about it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


def data_folder() -> Path:
    """`$COUNTERSIGN_DATA`, else `countersign-data` in the current directory."""
    return Path(os.environ.get("COUNTERSIGN_DATA") or "countersign-data").absolute()


def secret(name: str, folder: Path) -> str:
    """A secret of this installation: from `COUNTERSIGN_<NAME>` or a file of its own, made on first use."""
    given = os.environ.get(f"COUNTERSIGN_{name.upper()}")
    if given:
        return given
    path = folder / "keys" / name
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    value = secrets.token_urlsafe(48)
    # O_EXCL: of two processes that start together, one makes the secret and the other reads it.
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(value)
    return value


def mail_security() -> str:
    """How the mail server is spoken to, from `$COUNTERSIGN_MAIL_TLS`: `starttls`, `tls` or `none`.

    Raises ValueError for anything else: mail must not go out in the clear because of a slip.
    """
    wanted = os.environ.get("COUNTERSIGN_MAIL_TLS") or "starttls"
    if wanted not in ("starttls", "tls", "none"):
        raise ValueError(f"COUNTERSIGN_MAIL_TLS is starttls, tls or none, not {wanted}")
    return wanted


def prepared_statements() -> bool:
    """Whether the server may keep statements and cursors between transactions, from `$COUNTERSIGN_PREPARED_STATEMENTS`.

    `on` without it. Raises ValueError for anything but `on` and `off`.
    """
    wanted = os.environ.get("COUNTERSIGN_PREPARED_STATEMENTS") or "on"
    if wanted not in ("on", "off"):
        raise ValueError(f"COUNTERSIGN_PREPARED_STATEMENTS is on or off, not {wanted}")
    return wanted == "on"


def database(folder: Path) -> dict[str, object]:
    """Django's description of the database that `$DATABASE_URL` names; without it, one SQLite file in `folder`.

    Raises ValueError for a URL that is neither PostgreSQL nor SQLite.
    """
    kept = prepared_statements()
    url = os.environ.get("DATABASE_URL")
    if not url:
        return sqlite(folder / "countersign.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL must begin with postgresql:// or sqlite://, not {parts.scheme}://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Statements are prepared by the server after their fifth use, which spares it the planning. Behind a pooler
        # that gives each transaction another connection, they would be missing there, or another client's.
        "OPTIONS": {"server_side_binding": kept, "prepare_threshold": 5 if kept else None, **options},
        "DISABLE_SERVER_SIDE_CURSORS": not kept,
    }


def sqlite(path: Path) -> dict[str, object]:
    """SQLite as one machine's database of record: a commit that was answered survives a power cut (synchronous FULL).

    Write transactions take the lock at their start (IMMEDIATE), so that what a transaction read cannot change
    before it writes, and two writers wait for each other instead of failing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
        # The test database is a file: in memory, threads and processes could not share it.
        "TEST": {"NAME": str(path.with_name("test-" + path.name))},
    }
