"""A proof for one row, complete in itself: the body with its salt, the leaf, the way to the root, the checkpoint.

It discloses that one body and nothing of any other row. Whoever checks it needs the log's key, from elsewhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from countersign.ledger import leaf, tree
from countersign.ledger.checkpoint import Checkpoint, open_checkpoint
from countersign.ledger.notes import NoteError, Verifier

KIND = "countersign-ledger-proof"
_TEXTS = ("body", "checkpoint", "leaf", "salt")


class ProofError(ValueError):
    """A proof that cannot be made or read; the message says why."""


@dataclass(frozen=True)
class Proof:
    """All parts of a proof."""

    body: bytes
    salt: bytes
    leaf: bytes
    path: tuple[bytes, ...]
    checkpoint: bytes

    def to_json(self) -> str:
        """As JSON text; the body, itself JSON, is a string in it, for its bytes are what was committed to."""
        return json.dumps(
            {
                "kind": KIND,
                "v": 1,
                "body": self.body.decode(),
                "salt": self.salt.hex(),
                "leaf": self.leaf.decode(),
                "path": [step.hex() for step in self.path],
                "checkpoint": self.checkpoint.decode(),
            },
            ensure_ascii=False,
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> Proof:
        """Inverse of :meth:`to_json`; :class:`ProofError` for missing, further or repeated members."""
        try:
            data = json.loads(text, object_pairs_hook=_members)
            if not isinstance(data, dict) or data.keys() != {"kind", "v", "path", *_TEXTS}:
                raise ProofError("does not have the members of a proof")
            if data["kind"] != KIND or data["v"] != 1:
                raise ProofError("is not a proof of this kind and version")
            if not isinstance(data["path"], list) or not all(isinstance(s, str) for s in data["path"]):
                raise ProofError("its path is not a list of hashes")
            if not all(isinstance(data[name], str) for name in _TEXTS):
                raise ProofError("a member that should be text is not")
            return cls(
                data["body"].encode(),
                bytes.fromhex(data["salt"]),
                data["leaf"].encode(),
                tuple(bytes.fromhex(step) for step in data["path"]),
                data["checkpoint"].encode(),
            )
        except ProofError:
            raise
        except (ValueError, RecursionError) as error:
            raise ProofError("cannot be read as a proof") from error


@dataclass(frozen=True)
class ProofReport:
    """What a proof shows: if :attr:`ok`, that row ``seq`` of log ``origin`` had exactly this body."""

    faults: tuple[str, ...]
    origin: str = ""
    size: int = 0
    seq: int | None = None
    body: bytes = b""

    @property
    def ok(self) -> bool:
        """Whether the proof holds."""
        return not self.faults


def make_proof(
    seq: int, salt: bytes, body: bytes, checkpoint: bytes, verifier: Verifier, read: tree.HashReader
) -> Proof:
    """A proof that row ``seq`` is in the checkpoint's tree, whose hashes ``read`` gives.

    Checked before it is given away: :class:`ProofError` when the row is not in that tree with that body.
    """
    try:
        head, _ = open_checkpoint(checkpoint, verifier)
        path = tree.inclusion_proof(seq, head.size, read)
        entry = leaf.leaf_bytes(seq, leaf.commit(salt, body))
        body.decode()
    except ValueError as error:
        raise ProofError(str(error)) from error
    proof = Proof(body, salt, entry, tuple(path), checkpoint)
    report = verify_proof(proof, verifier.vkey)
    if not report.ok:
        raise ProofError("; ".join(report.faults))
    return proof


def verify_proof(proof: Proof | str | bytes, vkey: str) -> ProofReport:
    """Check a proof (an object or its JSON text) with the log's key; every fault is listed, none is raised."""
    faults: list[str] = []
    try:
        if not isinstance(proof, Proof):
            proof = Proof.from_json(proof)
    except ProofError as error:
        return ProofReport((f"the proof {error}",))
    head = _head(proof, vkey, faults)
    seq: int | None = None
    try:
        published = leaf.parse(proof.leaf)
        seq = published.seq
        if len(proof.salt) != leaf.SALT_SIZE or leaf.commit(proof.salt, proof.body) != published.commitment:
            faults.append("the body and salt are not what the leaf commits to")
    except leaf.LeafError as error:
        faults.append(f"the leaf is {error}")
    if head is None or seq is None:
        return ProofReport(tuple(faults))
    if not tree.verify_inclusion(tree.leaf_hash(proof.leaf), seq, head.size, proof.path, head.root):
        faults.append(f"the path does not lead from row {seq} to the signed root")
    return ProofReport(tuple(faults), head.origin, head.size, seq, proof.body)


def _head(proof: Proof, vkey: str, faults: list[str]) -> Checkpoint | None:
    try:
        return open_checkpoint(proof.checkpoint, Verifier.parse(vkey))[0]
    except NoteError as error:
        faults.append(f"the checkpoint cannot be trusted: {error}")
        return None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ProofError("names a member twice")
    return members
