"""Signed notes (c2sp.org/signed-note) with Ed25519 keys, and witnesses' cosignatures (c2sp.org/tlog-cosignature).

A note is text, an empty line, and signature lines. Reading is strict where the specification leaves freedom that
would let two different byte strings pass as one note (unused bits in base64, upper-case hex in keys).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
"""Timestamped Ed25519 signature by a witness."""

MAX_NOTE_BYTES = 1_000_000
_ALGORITHMS = (ED25519, COSIGNATURE)
_KEY_HASH = re.compile(r"[0-9a-f]{8}")
_DASH = "\N{EM DASH} "


class NoteError(ValueError):
    """A note or key that cannot be read, or whose signatures do not hold; the message says why."""


@dataclass(frozen=True)
class Verifier:
    """A public key with the name it signs under."""

    name: str
    public: bytes
    algorithm: int = ED25519

    def __post_init__(self) -> None:
        _check_name(self.name)
        if self.algorithm not in _ALGORITHMS:
            raise NoteError(f"signature algorithm {self.algorithm} is not known here")
        if len(self.public) != 32:
            raise NoteError("an Ed25519 public key has 32 bytes")

    @classmethod
    def parse(cls, vkey: str) -> Verifier:
        """Read ``name+hash+base64``; :class:`NoteError` unless it is exactly what :attr:`vkey` writes."""
        parts = vkey.split("+", 2)
        if len(parts) != 3 or not _KEY_HASH.fullmatch(parts[1]):
            raise NoteError("not a verifier key: expected name+hash+base64")
        material = _decode(parts[2])
        verifier = cls(parts[0], material[1:], material[0] if material else 0)
        if verifier.vkey != vkey:
            raise NoteError("the verifier key's hash does not belong to its name and key")
        return verifier

    @property
    def key_id(self) -> bytes:
        """Four bytes that, with the name, say which key made a signature line."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as one line of text, as Go's ``note`` package reads it."""
        return f"{self.name}+{self.key_id.hex()}+{_encode(bytes([self.algorithm]) + self.public)}"

    def holds(self, text: bytes, signature: bytes) -> bool:
        """Whether ``signature`` (without key id) is this key's over ``text``."""
        if self.algorithm == COSIGNATURE:
            if len(signature) != 72:
                return False
            text, signature = _cosigned(text, int.from_bytes(signature[:8])), signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key with the name it signs under. Its ``repr`` does not show the key."""

    name: str
    seed: bytes = field(repr=False)
    algorithm: int = ED25519

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
            raise NoteError("an Ed25519 private key has 32 bytes")
        _ = self.verifier

    @classmethod
    def generate(cls, name: str, algorithm: int = ED25519) -> Signer:
        """A new key from the operating system's randomness."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw(), algorithm)

    @classmethod
    def parse(cls, skey: str) -> Signer:
        """Read ``PRIVATE+KEY+name+hash+base64``; the error never repeats the key."""
        parts = skey.split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise NoteError("not a signing key: expected PRIVATE+KEY+name+hash+base64")
        material = _decode(parts[4])
        signer = cls(parts[2], material[1:], material[0] if material else 0)
        if signer.skey != skey:
            raise NoteError("the signing key's hash does not belong to its name and key")
        return signer

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return Verifier(self.name, public, self.algorithm)

    @property
    def skey(self) -> str:
        """The key as one line of text, as Go's ``note`` package reads it. Secret."""
        secret = _encode(bytes([self.algorithm]) + self.seed)
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{secret}"

    def line(self, text: bytes, *, at_s: int | None = None) -> str:
        """One signature line over ``text``; a witness's key needs ``at_s``, the POSIX time, an ordinary key none."""
        if (self.algorithm == COSIGNATURE) != (at_s is not None):
            raise NoteError("a cosignature, and nothing else, carries a time")
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        if at_s is None:
            signature = key.sign(text)
        else:
            signature = at_s.to_bytes(8) + key.sign(_cosigned(text, at_s))
        return f"{_DASH}{self.name} {_encode(self.verifier.key_id + signature)}\n"


@dataclass(frozen=True)
class Signature:
    """One signature line: who, which key, and the signature without its key id."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class Note:
    """A note at least one trusted key signed. Lines by keys nobody here knows are in ``unknown``, unchecked."""

    text: bytes
    verified: tuple[Signature, ...]
    unknown: tuple[Signature, ...]


def sign_note(text: bytes, *signers: Signer) -> bytes:
    """``text`` with the signers' lines under it."""
    note = text + b"\n" + "".join(signer.line(text) for signer in signers).encode()
    open_note(note, [signer.verifier for signer in signers])
    return note


def add_line(note: bytes, line: str) -> bytes:
    """The note with one more signature line, such as a witness sends back; lines already there stay."""
    _, lines = _divide(note)
    if line.count("\n") != 1 or not line.endswith("\n"):
        raise NoteError("a signature line ends in one newline")
    _signature(line[:-1])
    return note if line[:-1] in lines else note + line.encode()


def open_note(note: bytes, trusted: Iterable[Verifier]) -> Note:
    """Check a note against the keys one trusts.

    :class:`NoteError` when it is malformed, when any line of a trusted key does not hold, or when no trusted key
    signed it at all. Signatures by other keys are kept but mean nothing.
    """
    text, lines = _divide(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in trusted}
    verified: list[Signature] = []
    unknown: list[Signature] = []
    for line in lines:
        signature = _signature(line)
        verifier = known.get((signature.name, signature.key_id))
        if verifier is None:
            unknown.append(signature)
        elif verifier.holds(text, signature.signature):
            verified.append(signature)
        else:
            raise NoteError(f"the signature of {signature.name} does not hold for this text")
    if not verified:
        raise NoteError("no trusted key has signed this")
    return Note(text, tuple(verified), tuple(unknown))


def _divide(note: bytes) -> tuple[bytes, list[str]]:
    if len(note) > MAX_NOTE_BYTES:
        raise NoteError(f"longer than {MAX_NOTE_BYTES} bytes")
    try:
        decoded = note.decode()
    except UnicodeDecodeError as error:
        raise NoteError("not UTF-8") from error
    if any(ord(character) < 0x20 and character != "\n" for character in decoded):
        raise NoteError("contains a control character")
    text, gap, signatures = decoded.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise NoteError("not a signed note: no signature lines after an empty line")
    return f"{text}\n".encode(), signatures[:-1].split("\n")


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH):
        raise NoteError("a signature line does not begin with an em dash and a space")
    _check_name(name)
    raw = _decode(encoded)
    if len(raw) < 5:
        raise NoteError(f"the signature line of {name} is too short")
    return Signature(name, raw[:4], raw[4:])


def _check_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() or ord(c) < 0x20 for c in name):
        raise NoteError("a key's name must not be empty or hold spaces, plus signs or control characters")


def _cosigned(text: bytes, at_s: int) -> bytes:
    return b"cosignature/v1\ntime %d\n%s" % (at_s, text)


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(encoded: str) -> bytes:
    """Standard base64, refusing the spellings a lax decoder reads as the same bytes."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not base64") from error
    if _encode(raw) != encoded:
        raise NoteError("base64 in a non-standard spelling")
    return raw
