"""How things are named on the AT Protocol (Bluesky): timestamp keys, record addresses.

Sources: the protocol's own specifications of TIDs, record keys and AT URIs (atproto.com/specs).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from countersign.connectors.errors import Rejected
from countersign.connectors.words import gettext_noop as _

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCK_BITS = 10
_TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_HANDLE = re.compile(rf"(?:{_LABEL}\.)+[a-zA-Z](?:[a-zA-Z0-9-]{{0,61}}[a-zA-Z0-9])?")
_COLLECTION = re.compile(r"[a-zA-Z](?:[a-zA-Z0-9-]*)(?:\.[a-zA-Z][a-zA-Z0-9-]*){2,}")
_KEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}")


def tid(at: datetime, marker: str) -> str:
    """The record key that belongs to this moment and marker: always the same one, and in the order of time.

    53 bits of microseconds since 1970, then ten bits (the protocol's "clock identifier") taken from the marker's hash.
    """
    micros = (at - _EPOCH) // timedelta(microseconds=1)
    clock = int.from_bytes(hashlib.sha256(marker.encode()).digest()[:2], "big") >> (16 - _CLOCK_BITS)
    number = (micros << _CLOCK_BITS) | clock
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(60, -1, -5))


def tid_time(key: str) -> datetime | None:
    """The moment in a timestamp key (aware, UTC); None where the key is another kind of key."""
    if not _TID.fullmatch(key):
        return None
    number = 0
    for character in key:
        number = (number << 5) | _ALPHABET.index(character)
    return _EPOCH + timedelta(microseconds=number >> _CLOCK_BITS)


def is_did(text: str) -> bool:
    """Whether this is a decentralised identifier, such as `did:plc:…`."""
    return bool(_DID.fullmatch(text)) and len(text) <= 2048


def is_handle(text: str) -> bool:
    """Whether this can be a handle: a domain name."""
    return bool(_HANDLE.fullmatch(text)) and len(text) <= 253


@dataclass(frozen=True)
class RecordName:
    """Where a record is: whose repository, which collection, which key. Written `at://did/collection/key`."""

    did: str
    collection: str
    key: str

    def __str__(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.key}"

    @classmethod
    def parse(cls, text: str) -> RecordName:
        """Inverse of `str`; Rejected("remote_id") for anything else."""
        parts = text.removeprefix("at://").split("/")
        if text.startswith("at://") and len(parts) == 3 and is_did(parts[0]):
            name = cls(*parts)
            if _COLLECTION.fullmatch(name.collection) and is_key(name.key):
                return name
        raise Rejected("remote_id", _("This is not the address of a record on Bluesky."))


def is_key(text: str) -> bool:
    """Whether this can be a record's key."""
    return bool(_KEY.fullmatch(text)) and text not in (".", "..")
