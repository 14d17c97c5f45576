"""The offline verifier of a published log: trusts the log's public key and nothing else.

Every link is checked by itself, so that a fault names the file it is in: entry to leaf hash, tile to the tile above,
top tiles to the checkpoint's root, checkpoint to key, and older checkpoints to the same tiles. A history that was
rewritten and signed again with the true key passes all links but the last, which is why somebody else should keep
an older checkpoint.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from countersign.ledger import leaf, tree
from countersign.ledger.checkpoint import Checkpoint, open_checkpoint
from countersign.ledger.notes import NoteError, Verifier
from countersign.ledger.publish import CHECKPOINT, LOCK, VKEY, WRITING
from countersign.ledger.report import Report
from countersign.ledger.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    TileError,
    TileReader,
    cut,
    decode_bundle,
    read_tile,
    split_hashes,
    tile_at,
)

_WIDTH = re.compile(r"[1-9][0-9]{0,2}")


def verify_directory(
    directory: Path, *, vkey: str | None = None, old: Sequence[bytes] = (), witnesses: Sequence[Verifier] = ()
) -> Report:
    """Verify a published log completely.

    ``vkey`` is the log's key as known from elsewhere; without it the directory's own is used, and the report says
    so. ``old`` are older signed checkpoints of the same log, to be compared with the history as it is now.
    ``witnesses`` are keys whose cosignatures must hold where they occur.
    """
    report = Report()
    verifier = _verifier(directory, vkey, report)
    if verifier is None:
        return report
    report.origin = verifier.name
    checkpoint = _checkpoint(directory, verifier, witnesses, report)
    if checkpoint is None:
        return report
    report.size, report.root = checkpoint.size, checkpoint.root
    _Tiles(directory, checkpoint.size, report).check()
    _check_strays(directory, checkpoint.size, report)
    read = TileReader(directory, checkpoint.size)
    _check_root(read, checkpoint, report, CHECKPOINT, "the tiles do not lead to the root that was signed")
    for data in old:
        compare_older(data, verifier, read, checkpoint.size, report)
    return report


def compare_older(data: bytes, verifier: Verifier, read: tree.HashReader, size: int, report: Report) -> None:
    """Compare an older checkpoint with the tree as it is now and note what contradicts it."""
    try:
        older, _ = open_checkpoint(data, verifier)
    except NoteError as error:
        report.fault("older checkpoint", f"cannot be trusted: {error}")
        return
    report.older_checkpoints += 1
    where = f"older checkpoint of {older.size} rows"
    if older.size > size:
        report.fault(where, f"the log was cut back: only {size} rows are left")
    else:
        _check_root(
            read, older, report, where, "history was rewritten: these rows are no longer those that were signed"
        )


def _check_root(read: tree.HashReader, checkpoint: Checkpoint, report: Report, where: str, what: str) -> None:
    try:
        if tree.root(checkpoint.size, read) != checkpoint.root:
            report.fault(where, what)
    except TileError as error:
        report.fault(where, f"the root cannot be computed: {error}")


def _verifier(directory: Path, vkey: str | None, report: Report) -> Verifier | None:
    """The key to check against. The file beside the log must be right even where it is not what is trusted."""
    try:
        text = (directory / VKEY).read_bytes().decode()
        found = Verifier.parse(text.removesuffix("\n"))
        if text != f"{found.vkey}\n":
            raise NoteError("the file does not end in one newline")
    except OSError as error:
        report.fault(VKEY, f"cannot be read: {error.strerror}")
        found = None
    except (NoteError, UnicodeDecodeError) as error:
        report.fault(VKEY, f"cannot be read: {error}")
        found = None
    if vkey is None:
        if found:
            report.remarks.append(f"the key came with the log; compare it with one from elsewhere: {found.vkey}")
        return found
    try:
        trusted = Verifier.parse(vkey)
    except NoteError as error:
        report.fault("trusted key", f"cannot be read: {error}")
        return None
    if found and found != trusted:
        report.fault(VKEY, "is not the trusted key")
    return trusted


def _checkpoint(
    directory: Path, verifier: Verifier, witnesses: Sequence[Verifier], report: Report
) -> Checkpoint | None:
    try:
        checkpoint, note = open_checkpoint((directory / CHECKPOINT).read_bytes(), verifier, witnesses)
    except OSError as error:
        report.fault(CHECKPOINT, f"cannot be read: {error.strerror}")
        return None
    except NoteError as error:
        report.fault(CHECKPOINT, str(error))
        return None
    for signature in note.unknown:
        report.remarks.append(f"a signature named {signature.name} was not checked: its key is not known here")
    return checkpoint


class _Tiles:
    """One pass over the entries and one over each level of tiles."""

    def __init__(self, directory: Path, size: int, report: Report) -> None:
        self._directory = directory
        self._size = size
        self._report = report

    def check(self) -> None:
        roots = self._check_level(0, None)
        level = 1
        while roots:
            roots = self._check_level(level, roots)
            level += 1

    def _check_level(self, level: int, below: list[bytes | None] | None) -> list[bytes | None]:
        """Check one level against the roots of the full tiles below it; give the roots of its own full tiles.

        Goes on with the published hash where it differs, so that each broken link is reported once and where it is.
        """
        roots: list[bytes | None] = []
        index = 0
        while (tile := tile_at(level, index, self._size)) and not self._report.overflowing:
            at = index * WIDTH
            expected = self._leaf_hashes(index) if below is None else below[at : at + tile.width]
            data = self._read(tile)
            hashes: list[bytes | None] = list(expected) if data is None else [*split_hashes(data)]
            wrong = [i for i, (a, b) in enumerate(zip(expected, hashes, strict=True)) if a is not None and a != b]
            if wrong:
                self._report.fault(tile.path, _mismatch(level, at, wrong))
            if tile.width == WIDTH:
                known = [h for h in hashes if h is not None]
                roots.append(tree.perfect_root(known) if len(known) == WIDTH else None)
            index += 1
        return roots

    def _leaf_hashes(self, index: int) -> list[bytes | None]:
        """Leaf hashes of one bundle, after checking that it holds the leaves it should; None where unreadable."""
        bundle = tile_at(ENTRIES, index, self._size)
        if bundle is None:
            return []
        data = self._read(bundle)
        if data is None:
            return [None] * bundle.width
        entries = decode_bundle(data, bundle.width)
        self._report.rows += len(entries)
        faults = [f for i, entry in enumerate(entries) if (f := _leaf_fault(entry, index * WIDTH + i))]
        if faults:
            more = f" (and {len(faults) - 1} more in this file)" if len(faults) > 1 else ""
            self._report.fault(bundle.path, faults[0] + more)
        return [tree.leaf_hash(entry) for entry in entries]

    def _read(self, tile: Tile) -> bytes | None:
        """The bytes of a tile, its older partial forms checked against them."""
        try:
            data = read_tile(self._directory, tile)
        except TileError as error:
            self._report.fault(tile.path, str(error).removeprefix(tile.path).strip())
            return None
        folder = self._directory / tile.partials
        names = sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
        for width in (int(name) for name in names if _WIDTH.fullmatch(name)):
            partial = tile.at_width(width)
            if width < tile.width and not self._agrees(partial, cut(data, partial)):
                self._report.fault(partial.path, f"differs from {tile.path}, which replaced it")
        return data

    def _agrees(self, partial: Tile, data: bytes) -> bool:
        try:
            return (self._directory / partial.path).read_bytes() == data
        except FileNotFoundError:
            return True  # a publication that is running has just removed it
        except OSError:
            return False


def _leaf_fault(entry: bytes, seq: int) -> str:
    try:
        found = leaf.parse(entry).seq
    except leaf.LeafError as error:
        return f"row {seq}: {error}"
    return "" if found == seq else f"row {seq} is numbered {found}"


def _mismatch(level: int, first: int, wrong: list[int]) -> str:
    what = ", ".join(str(first + i) for i in wrong[:5]) + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else "")
    return f"hash {what} is not that of the " + ("published entry" if level == 0 else f"full tile of level {level - 1}")


def _check_strays(directory: Path, size: int, report: Report) -> None:
    """Everything else in the directory: tiles nobody should have, and what the log does not vouch for."""
    ahead = others = 0
    for file in directory.rglob("*"):
        name = file.relative_to(directory).as_posix()
        if file.is_dir() or name in (CHECKPOINT, VKEY, LOCK):
            continue
        if not name.startswith("tile/"):
            others += name != WRITING
            ahead += name == WRITING
            continue
        try:
            ahead += Tile.parse(name).leaves_needed > size
        except TileError:
            report.fault(name, "is not a file of the log")
    if ahead:
        report.remarks.append(f"{ahead} files are ahead of the checkpoint: a publication was interrupted or is running")
    if others:
        report.remarks.append(f"{others} files beside the log were not checked: they do not belong to it")
