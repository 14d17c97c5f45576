"""Merkle tree over SHA-256 as in RFC 9162, section 2.1.

Leaves enter as entry bytes hashed by :func:`leaf_hash`. Proofs are made from a :data:`HashReader`, which may stand
on a list of leaf hashes (:func:`leaves_reader`) or on published tiles (``tiles.TileReader``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

HashReader = Callable[[int, int], bytes]
"""``read(height, index)`` gives the hash of the perfect subtree over leaves ``index * 2**height`` up to, not
including, ``(index + 1) * 2**height``."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry; the prefix keeps a leaf from ever passing as a node."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """Root over a power of two of sibling hashes; ``ValueError`` for any other number."""
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise ValueError(f"{len(hashes)} hashes do not make a perfect subtree")
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


@dataclass(frozen=True)
class Frontier:
    """All that must be kept of a tree to append to it and to know its root: one hash per set bit of its size.

    ``peaks`` are the roots of the perfect subtrees that make up the tree, widest (leftmost) first. Appending costs
    O(log size) hashes and returns a new frontier.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves has {self.size.bit_count()} peaks, not {len(self.peaks)}")
        if any(len(peak) != HASH_SIZE for peak in self.peaks):
            raise ValueError("a peak is not a SHA-256 hash")

    def append(self, leaf: bytes) -> Frontier:
        """The frontier after one more leaf, given by its *hash*."""
        peaks, merging = list(self.peaks), self.size
        while merging & 1:
            leaf = node_hash(peaks.pop(), leaf)
            merging >>= 1
        return Frontier(self.size + 1, (*peaks, leaf))

    def root(self) -> bytes:
        """Root hash of the tree."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def to_hex(self) -> list[str]:
        """The peaks as hex strings, to be stored beside the size."""
        return [peak.hex() for peak in self.peaks]

    @classmethod
    def from_hex(cls, size: int, peaks: Iterable[str]) -> Frontier:
        """Inverse of :meth:`to_hex`; ``ValueError`` when the peaks do not fit the size."""
        return cls(size, tuple(bytes.fromhex(peak) for peak in peaks))


def leaves_reader(leaves: Sequence[bytes]) -> HashReader:
    """A reader over the full list of leaf hashes."""

    def read(height: int, index: int) -> bytes:
        start, end = index << height, (index + 1) << height
        if not 0 <= start < end <= len(leaves):
            raise ValueError(f"leaves {start} to {end} are outside a tree of {len(leaves)}")
        return perfect_root(leaves[start:end])

    return read


def root(size: int, read: HashReader) -> bytes:
    """Root of the tree of the first ``size`` leaves."""
    return _range_hash(0, size, read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: HashReader) -> list[bytes]:
    """Sibling hashes from leaf ``index`` up to the root of the tree of ``size`` leaves (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, read))
            end = middle
        else:
            path.append(_range_hash(start, middle, read))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, read: HashReader) -> list[bytes]:
    """Hashes that show the tree of ``new`` leaves to begin with the tree of ``old`` (RFC 9162, 2.1.4.1).

    Empty when the sizes are equal or the old tree is empty: then the two roots speak for themselves.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} leaves cannot extend one of {old}")
    if old in (0, new):
        return []
    proof: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_hash(middle, end, read))
            end = middle
        else:
            proof.append(_range_hash(start, middle, read))
            start = middle
    if start:
        # The old tree's own root is not sent: whoever checks has it. A part of it is not known to them.
        proof.append(_range_hash(start, end, read))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` leads from leaf *hash* ``leaf`` at ``index`` to ``root`` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, value = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if position & 1 or position == last:
            value = node_hash(sibling, value)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and value == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that nothing of the old tree was changed in the new one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not proof and old_root == new_root
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]
    if not hashes:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    was = now = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and was == old_root and now == new_root


def _split(count: int) -> int:
    """The largest power of two below ``count`` (which is at least 2)."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_hash(start: int, end: int, read: HashReader) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return read(height, start >> height)
    middle = start + _split(count)
    return node_hash(_range_hash(start, middle, read), _range_hash(middle, end, read))
