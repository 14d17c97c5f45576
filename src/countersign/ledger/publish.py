"""Writing a log as static files: only what is new, each file whole or not at all, the checkpoint last.

A process killed anywhere leaves a directory that still proves its last checkpoint; the next run goes on from there
and ends with the same bytes. Before it signs, the writer rebuilds the new root from the tiles it published earlier
and the new entries: a database that no longer agrees with what was once signed is refused, never published over.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from countersign.ledger import leaf
from countersign.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from countersign.ledger.notes import NoteError, Signer
from countersign.ledger.tiles import WIDTH, Tile, TileBuilder, TileError
from countersign.ledger.tree import EMPTY_ROOT

CHECKPOINT = "checkpoint"
VKEY = "vkey"
LOCK = ".lock"
WRITING = ".writing"
"""Where the one file being written lies until it is whole."""


class PublishError(Exception):
    """Nothing was signed, because it would have contradicted what is already published; the message says how."""


class Source(Protocol):
    """Where the rows come from."""

    def head(self) -> tuple[int, bytes]:
        """Number of rows and root hash, read together."""
        ...

    def entries(self, start: int, end: int) -> Iterable[bytes]:
        """The leaves of rows ``start`` up to, not including, ``end``, in order, as ``leaf.leaf_bytes`` makes them."""
        ...


@dataclass(frozen=True)
class Published:
    """What a run did."""

    size: int
    previous_size: int
    checkpoint: bytes
    files_written: int


def publish(
    directory: Path, source: Source, signer: Signer, *, step: Callable[[str], None] = lambda _: None
) -> Published:
    """Bring ``directory`` up to the source's head.

    Takes the directory's lock first and the head after it, so runs at the same time follow one another. ``step`` is
    called with the name of each point where a crash would leave a different state. :class:`PublishError` when the
    directory and the source disagree, or the directory belongs to another key.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(directory):
        files = _Files(directory, step)
        size, root = source.head()
        old = _published(directory, signer)
        if old.size > size:
            raise PublishError(
                f"{old.size} rows are published but only {size} are left: rows were lost or an older copy restored"
            )
        # Once without writing: a tile that no honest head will ever cover must not be seen, however briefly.
        _grow(directory, source, old, size, root, lambda _tile, _data: None)
        files.put_text(VKEY, f"{signer.verifier.vkey}\n".encode())
        _grow(directory, source, old, size, root, lambda tile, data: files.put_tile(tile, data, signed_size=old.size))
        files.settle()
        # Left alone at the same size, for witnesses may have signed it.
        if old.size < size or not (directory / CHECKPOINT).exists():
            step("before checkpoint")
            files.replace(CHECKPOINT, sign_checkpoint(size, root, signer))
            files.settle()
            step("after checkpoint")
        return Published(size, old.size, (directory / CHECKPOINT).read_bytes(), files.written)


def _published(directory: Path, signer: Signer) -> Checkpoint:
    """The checkpoint there is, or that of an empty log."""
    try:
        data = (directory / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return Checkpoint(signer.name, 0, EMPTY_ROOT)
    try:
        return open_checkpoint(data, signer.verifier)[0]
    except NoteError as error:
        raise PublishError(f"the published checkpoint cannot be trusted: {error}") from error


def _grow(
    directory: Path, source: Source, old: Checkpoint, size: int, root: bytes, put: Callable[[Tile, bytes], None]
) -> None:
    """Carry the published tree on to the source's head and hand over each file on the way."""
    try:
        builder = TileBuilder.resume(directory, old.size)
    except TileError as error:
        raise PublishError(f"the published log is damaged: {error}") from error
    _check_old_root(builder, old)
    for entry in source.entries(builder.size, size):
        if leaf.parse(entry).seq != builder.size:
            raise PublishError(f"row {leaf.parse(entry).seq} came where row {builder.size} was expected")
        for tile, data in builder.append(entry):
            put(tile, data)
        _check_old_root(builder, old)
    if builder.size != size:
        raise PublishError(f"the head says {size} rows, but they end at {builder.size}")
    for tile, data in builder.partials():
        put(tile, data)
    if builder.root() != root:
        raise PublishError(
            f"the published rows and the new ones do not lead to the head of {size} rows: history was changed"
        )


def _check_old_root(builder: TileBuilder, old: Checkpoint) -> None:
    if builder.size == old.size and builder.root() != old.root:
        raise PublishError(f"the first {old.size} rows are no longer those that were published: history was changed")


class _Files:
    """Writes below one directory, durably and whole."""

    def __init__(self, directory: Path, step: Callable[[str], None]) -> None:
        self._directory = directory
        self._step = step
        self._touched: set[Path] = set()
        self.written = 0
        (directory / WRITING).unlink(missing_ok=True)

    def put_tile(self, tile: Tile, data: bytes, *, signed_size: int) -> None:
        """Write a tile unless it is there; another content is a contradiction even before it is signed.

        Partial tiles go when the full one is there, or when a killed run left them for a size beyond
        ``signed_size`` that was never signed.
        """
        try:
            there = (self._directory / tile.path).read_bytes()
        except FileNotFoundError:
            there = None
        if there is None:
            self.replace(tile.path, data)
        elif there != data:
            raise PublishError(f"{tile.path} is published with other content: history was changed")
        partials = self._directory / tile.partials
        if tile.width == WIDTH and partials.exists():
            self._step(f"removing {tile.partials}")
            shutil.rmtree(partials)
            self._touched.add(partials.parent)
        elif tile.width < WIDTH:
            self._drop_unsigned(tile, partials, signed_size)

    def _drop_unsigned(self, tile: Tile, partials: Path, signed_size: int) -> None:
        for file in partials.iterdir():
            width = int(file.name) if file.name.isdecimal() else tile.width
            if width != tile.width and tile.at_width(width).leaves_needed > signed_size:
                file.unlink()
                self._touched.add(partials)

    def put_text(self, name: str, data: bytes) -> None:
        """Write a small file once; another content is a contradiction."""
        path = self._directory / name
        if not path.exists():
            self.replace(name, data)
        elif path.read_bytes() != data:
            raise PublishError(f"{name} is published with other content: the directory belongs to another key")

    def replace(self, name: str, data: bytes) -> None:
        """Write a file beside its place and move it there."""
        target, writing = self._directory / name, self._directory / WRITING
        self._make_parents(target.parent)
        with writing.open("wb") as file:
            file.write(data)
            self._step(f"writing {name}")
            file.flush()
            os.fsync(file.fileno())
        self._step(f"written {name}")
        writing.replace(target)
        self._touched.add(target.parent)
        self.written += 1
        self._step(f"placed {name}")

    def settle(self) -> None:
        """Make the names durable, not only the contents."""
        for directory in sorted(self._touched):
            handle = os.open(directory, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        self._touched.clear()

    def _make_parents(self, directory: Path) -> None:
        if not directory.is_dir():
            self._make_parents(directory.parent)
            directory.mkdir(exist_ok=True)
            self._touched.add(directory.parent)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Hold the directory's lock; the system lets go of it when the process ends, however it ends."""
    with (directory / LOCK).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
