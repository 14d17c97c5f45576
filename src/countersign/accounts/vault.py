"""Credentials of accounts: encrypted before they are stored, opened only to publish, bound to their account.

The key is `$COUNTERSIGN_CREDENTIALS_KEY` or a file of its own in the data folder, made on first use. Whoever has the
database alone cannot open them; whoever loses the key connects the accounts again.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class Unreadable(Exception):
    """A stored credential does not open: another key, another account, or changed bytes."""


def seal(account: str, token: str) -> bytes:
    """The token, encrypted for this account."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_key()).encrypt(nonce, token.encode(), account.encode())


def unseal(account: str, sealed: bytes) -> str:
    """The token of this account. Raises `Unreadable`."""
    try:
        return AESGCM(_key()).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], account.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable(
            f"the credential of account {account} cannot be opened with this installation's key"
        ) from error


def _key() -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"countersign account credentials").derive(_secret().encode())


def _secret() -> str:
    given = os.environ.get("COUNTERSIGN_CREDENTIALS_KEY")
    if given:
        return given
    path = Path(settings.DATA) / "keys" / "credentials_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written whole beside it and linked: of two processes that start together both read the same key.
        made = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text().strip()
