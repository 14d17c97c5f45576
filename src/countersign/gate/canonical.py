"""Canonical JSON (RFC 8785) under a salted hash: the one way in which something is frozen or ledgered."""

from __future__ import annotations

from typing import Any

import rfc8785

from countersign.ledger import leaf
from countersign.rules.codec import plain

new_salt = leaf.new_salt


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of `value`: dataclasses as objects, moments as UTC ISO 8601 with Z.

    Raises `rfc8785.CanonicalizationError` for what has no such form.
    """
    return rfc8785.dumps(plain(value))


def commit(salt: bytes, content: bytes) -> str:
    """`SHA-256(salt || content)` in hexadecimal: a bare hash of a short text could be guessed."""
    return leaf.commit(salt, content).hex()
