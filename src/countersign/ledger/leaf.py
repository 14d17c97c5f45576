"""What is published of a ledger row: its number and a salted commitment to its body, and nothing else.

The salt keeps a short body from being guessed from its hash, and destroying body and salt ends a record while the
leaf, and every proof over it, stays as it was.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

SALT_SIZE = 32
COMMITMENT_SIZE = 32

MAX_SEQ = 2**53 - 1
"""RFC 8785 numbers are IEEE 754 doubles: above this they are no longer exact."""

_LEAF = re.compile(rb'\{"commitment":"([0-9a-f]{64})","seq":(0|[1-9][0-9]{0,15}),"v":1\}')


class LeafError(ValueError):
    """Bytes that are not a leaf in its one allowed form."""


@dataclass(frozen=True)
class Leaf:
    """One published leaf."""

    seq: int
    commitment: bytes


def new_salt() -> bytes:
    """A fresh salt from the operating system's randomness."""
    return secrets.token_bytes(SALT_SIZE)


def commit(salt: bytes, body: bytes) -> bytes:
    """``SHA-256(salt || body)``; ``ValueError`` unless the salt has 32 bytes, for then the two could be re-divided."""
    if len(salt) != SALT_SIZE:
        raise ValueError(f"a salt has {SALT_SIZE} bytes, not {len(salt)}")
    return sha256(salt + body).digest()


def leaf_bytes(seq: int, commitment: bytes) -> bytes:
    """The leaf in canonical JSON (RFC 8785): keys sorted, no spaces, lower-case hex."""
    if len(commitment) != COMMITMENT_SIZE:
        raise ValueError(f"a commitment has {COMMITMENT_SIZE} bytes, not {len(commitment)}")
    if not 0 <= seq <= MAX_SEQ:
        raise ValueError(f"{seq} is not a row number")
    return b'{"commitment":"%s","seq":%d,"v":1}' % (commitment.hex().encode(), seq)


def parse(data: bytes) -> Leaf:
    """Read a leaf; :class:`LeafError` for anything but the exact canonical form."""
    match = _LEAF.fullmatch(data)
    if match is None:
        raise LeafError("not a leaf in canonical form")
    seq = int(match[2])
    if seq > MAX_SEQ:
        raise LeafError(f"{seq} is too large for a row number")
    return Leaf(seq, bytes.fromhex(match[1].decode()))
