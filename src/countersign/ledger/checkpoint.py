"""Checkpoints (c2sp.org/tlog-checkpoint): a signed note that says which log, how many rows, which root."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from countersign.ledger.notes import Note, NoteError, Signer, Verifier, open_note, sign_note
from countersign.ledger.tree import HASH_SIZE

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log at one size. ``origin`` names the log and equals the name of its key."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> bytes:
        """The note text: origin, size, base64 root, and extension lines if there are any."""
        if self.size < 0 or len(self.root) != HASH_SIZE:
            raise NoteError("a checkpoint needs a size of 0 or more and a 32-byte root")
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        if any(not line or "\n" in line for line in lines):
            raise NoteError("a checkpoint's lines must not be empty")
        return "".join(f"{line}\n" for line in lines).encode()

    @classmethod
    def parse(cls, text: bytes) -> Checkpoint:
        """Read a note text; :class:`NoteError` unless it is exactly what :meth:`text` writes."""
        lines = text.decode().removesuffix("\n").split("\n")
        if len(lines) < 3 or not _SIZE.fullmatch(lines[1]):
            raise NoteError("not a checkpoint: expected origin, size and root")
        try:
            root = base64.b64decode(lines[2], validate=True)
        except ValueError as error:
            raise NoteError("the checkpoint's root is not base64") from error
        checkpoint = cls(lines[0], int(lines[1]), root, tuple(lines[3:]))
        if checkpoint.text() != text:
            raise NoteError("the checkpoint's root is base64 in a non-standard spelling")
        return checkpoint


def sign_checkpoint(size: int, root: bytes, signer: Signer) -> bytes:
    """The signed checkpoint as published. Whoever calls answers for never signing two histories."""
    return sign_note(Checkpoint(signer.name, size, root).text(), signer)


def open_checkpoint(data: bytes, verifier: Verifier, witnesses: Sequence[Verifier] = ()) -> tuple[Checkpoint, Note]:
    """Read a checkpoint signed by the log's own key; witnesses' lines are checked where their keys are given.

    :class:`NoteError` when it is malformed, the log's key has not signed it, a witness's line does not hold, or it
    is another log's.
    """
    note = open_note(data, [verifier, *witnesses])
    if not any((line.name, line.key_id) == (verifier.name, verifier.key_id) for line in note.verified):
        raise NoteError("the log's own key has not signed this checkpoint")
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != verifier.name:
        raise NoteError(f"this is a checkpoint of {checkpoint.origin}, not of {verifier.name}")
    return checkpoint, note
