"""Secrets at rest: encrypted before they are stored, opened only to be used, each bound to what it is for.

The keys are `$COUNTERSIGN_CREDENTIALS_KEY` (several with commas between) or the lines of a file of its own in the data
folder, made on first use; the newest stands first. The newest encrypts, all of them open, so a key can be changed
while everything runs. Whoever has the database alone can open nothing; whoever loses the keys connects the accounts
again.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
VARIABLE = "COUNTERSIGN_CREDENTIALS_KEY"


class Unreadable(LookupError):
    """A stored secret does not open: another key, another account, or changed bytes."""


def seal(account: str, token: str) -> bytes:
    """The secret, encrypted with the newest key for this account (or whatever else `account` names)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_key(_secrets()[0])).encrypt(nonce, token.encode(), account.encode())


def unseal(account: str, sealed: bytes) -> str:
    """The secret of this account, by whichever key opens it. Raises `Unreadable`."""
    for secret in _secrets():
        try:
            opened = AESGCM(_key(secret)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], account.encode())
            return opened.decode()
        except (InvalidTag, ValueError):
            continue
    raise Unreadable(f"the credential of account {account} cannot be opened with this installation's keys")


def newest() -> str:
    """The name of the key that encrypts now: a digest, from which the key cannot be told."""
    return name_of(_secrets()[0])


def name_of(secret: str) -> str:
    """What a key is called where it must be told from others."""
    return HKDF(hashes.SHA256(), 6, salt=None, info=b"countersign key name").derive(secret.encode()).hex()


def from_environment() -> bool:
    """Whether the keys are handed in, so that changing them is somebody else's."""
    return bool(os.environ.get(VARIABLE, "").strip(", "))


def add_key() -> str:
    """Put a new key before those in the file; from the next use on it encrypts. Returns its name.

    Raises PermissionError when the keys come from the environment.
    """
    if from_environment():
        raise PermissionError(f"the keys come from {VARIABLE}: put the new one first there")
    made = secrets.token_urlsafe(48)
    _write([made, *_secrets()])
    return name_of(made)


def drop_old_keys() -> int:
    """Forget every key of the file but the newest. What is still encrypted with them opens no more. How many went."""
    if from_environment():
        raise PermissionError(f"the keys come from {VARIABLE}: take the old ones out there")
    kept, *old = _secrets()
    if old:
        _write([kept])
    return len(old)


def _key(secret: str) -> bytes:
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"countersign account credentials")
    return derived.derive(secret.encode())


def _secrets() -> list[str]:
    """The keys, the newest first. Read anew each time, so that a changed file counts at once in every process."""
    if from_environment():
        return [key.strip() for key in os.environ[VARIABLE].split(",") if key.strip()]
    path = _file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written whole beside it and linked: of two processes that start together both read the same key.
        made = _beside(path, [secrets.token_urlsafe(48)])
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text().split()


def _write(keys: list[str]) -> None:
    path = _file()
    _beside(path, keys).replace(path)


def _beside(path: Path, keys: list[str]) -> Path:
    """The keys in a file of another name in the same folder, on disk, for its owner alone."""
    made = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("\n".join(keys))
        file.flush()
        os.fsync(file.fileno())
    return made


def _file() -> Path:
    return Path(settings.DATA) / "keys" / "credentials_key"
