"""The published files of a log (c2sp.org/tlog-tiles): where they lie, what is in them, how they grow.

A tile holds up to 256 hashes of one level; each hash of the level above is the root over one *full* tile below. An
entry bundle holds the entries behind one tile of level 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from countersign.ledger.tree import HASH_SIZE, Frontier, leaf_hash, perfect_root

WIDTH = 256
"""Hashes in a full tile, entries in a full bundle."""

TILE_HEIGHT = 8
"""Tree levels that one tile spans."""

ENTRIES = -1
"""The level of entry bundles."""

MAX_ENTRY_BYTES = 65_535

_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class TileError(ValueError):
    """A tile or bundle that is missing, has the wrong length, or cannot be read; the message says which."""


@dataclass(frozen=True)
class Tile:
    """One file of the log: a tile, or with ``level == ENTRIES`` an entry bundle."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Path below the log's prefix, such as ``tile/0/x001/x234/067`` or ``tile/entries/000.p/3``."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        return f"tile/{level}/{name}" + (f".p/{self.width}" if self.width < WIDTH else "")

    def at_width(self, width: int) -> Tile:
        """The narrower or wider file at the same place."""
        return replace(self, width=width)

    @property
    def partials(self) -> str:
        """Path of the folder that holds the partial tiles at this place."""
        return f"{self.at_width(WIDTH).path}.p"

    @property
    def leaves_needed(self) -> int:
        """The smallest tree that has this tile."""
        return (self.index * WIDTH + self.width) * _leaves_per_hash(self.level)

    @classmethod
    def parse(cls, path: str) -> Tile:
        """Inverse of :attr:`path`; :class:`TileError` for any other spelling."""
        match = _PATH.fullmatch(path)
        if match is None:
            raise TileError(f"{path} is not the path of a tile")
        level = ENTRIES if match[1] == "entries" else int(match[1])
        tile = cls(level, int(re.sub(r"[x/]", "", match[2])), int(match[3] or WIDTH))
        if tile.path != path or level > 63:
            raise TileError(f"{path} is not the path of a tile")
        return tile


def tile_at(level: int, index: int, size: int) -> Tile | None:
    """The widest form of a tile in a tree of ``size`` leaves; ``None`` where the tree does not reach."""
    width = min(size // _leaves_per_hash(level) - index * WIDTH, WIDTH)
    return Tile(level, index, width) if width > 0 else None


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Entries, each with its length before it in two bytes."""
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise TileError(f"an entry has {len(entry)} bytes; at most {MAX_ENTRY_BYTES} fit")
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def decode_bundle(data: bytes, width: int) -> list[bytes]:
    """The first ``width`` entries of a bundle; :class:`TileError` when it is cut short or has more behind them."""
    entries, at = split_bundle(data, width)
    if at != len(data):
        raise TileError(f"has {len(data) - at} bytes more than its {width} entries")
    return entries


def split_bundle(data: bytes, width: int) -> tuple[list[bytes], int]:
    """The first ``width`` entries and where they end."""
    entries: list[bytes] = []
    at = 0
    for _ in range(width):
        end = at + 2 + int.from_bytes(data[at : at + 2])
        if end > len(data):
            raise TileError(f"ends within entry {len(entries)} of {width}")
        entries.append(data[at + 2 : end])
        at = end
    return entries, at


def read_tile(directory: Path, tile: Tile) -> bytes:
    """The bytes of a tile or bundle; a partial one that has given way to its full tile is cut out of that.

    :class:`TileError` when neither file is there or the length is wrong.
    """
    for candidate in (tile, tile.at_width(WIDTH)):
        try:
            data = (directory / candidate.path).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise TileError(f"{candidate.path} cannot be read: {error.strerror}") from error
        return cut(_checked(data, candidate), tile)
    raise TileError(f"{tile.path} is missing")


def cut(data: bytes, tile: Tile) -> bytes:
    """The part of a wider form of ``tile`` that belongs to it."""
    return data[: split_bundle(data, tile.width)[1] if tile.level == ENTRIES else tile.width * HASH_SIZE]


def split_hashes(data: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]


class TileReader:
    """A :data:`tree.HashReader` over the published tiles of a log of ``size`` leaves."""

    def __init__(self, directory: Path, size: int) -> None:
        self._directory = directory
        self._size = size
        self._held: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, height: int, index: int) -> bytes:
        """Hash of a perfect subtree; :class:`TileError` when its tile is missing or the tree does not reach."""
        level, inside = divmod(height, TILE_HEIGHT)
        tile_index, start = divmod(index << inside, WIDTH)
        hashes = self._hashes(level, tile_index)[start : start + (1 << inside)]
        if len(hashes) != 1 << inside:
            raise TileError(f"a log of {self._size} rows has no hash {index} at height {height}")
        return perfect_root(hashes)

    def _hashes(self, level: int, index: int) -> list[bytes]:
        held = self._held.get((level, index))
        if held is None:
            tile = tile_at(level, index, self._size)
            held = split_hashes(read_tile(self._directory, tile)) if tile else []
            if len(self._held) >= WIDTH:
                self._held.clear()
            self._held[level, index] = held
        return held


class TileBuilder:
    """Turns a stream of entries into tiles, keeping one unfinished tile per level and nothing else.

    ``levels`` are the hashes of the unfinished tiles of a tree of ``size`` leaves, level 0 first. A builder can be
    taken up again only where a bundle begins (``size`` a multiple of 256), for it must hold the bundle's entries.
    """

    def __init__(self, size: int = 0, levels: Sequence[Sequence[bytes]] = ()) -> None:
        if size % WIDTH:
            raise ValueError("a builder starts where a bundle begins")
        self.size = size
        self._bundle: list[bytes] = []
        self._levels = [list(hashes) for hashes in levels] or [[]]

    @classmethod
    def resume(cls, directory: Path, size: int) -> TileBuilder:
        """A builder at the start of the bundle that holds leaf ``size``, from the published tiles."""
        start = size - size % WIDTH
        levels: list[list[bytes]] = [[]]
        while (below := start // WIDTH ** len(levels)) > 0:
            tile = tile_at(len(levels), below // WIDTH, start)
            levels.append(split_hashes(read_tile(directory, tile)) if tile else [])
        return cls(start, levels)

    def append(self, entry: bytes) -> Iterator[tuple[Tile, bytes]]:
        """Add one entry; gives the files that it completes (to be run through even when they are not wanted)."""
        self._bundle.append(entry)
        self._levels[0].append(leaf_hash(entry))
        self.size += 1
        if len(self._bundle) == WIDTH:
            yield Tile(ENTRIES, self.size // WIDTH - 1), encode_bundle(self._bundle)
            self._bundle.clear()
        level = 0
        while len(self._levels[level]) == WIDTH:
            hashes = self._levels[level]
            yield Tile(level, self.size // _leaves_per_hash(level + 1) - 1), b"".join(hashes)
            if level + 1 == len(self._levels):
                self._levels.append([])
            self._levels[level + 1].append(perfect_root(hashes))
            hashes.clear()
            level += 1

    def partials(self) -> Iterator[tuple[Tile, bytes]]:
        """The unfinished files at this size."""
        if self._bundle:
            yield Tile(ENTRIES, self.size // WIDTH, len(self._bundle)), encode_bundle(self._bundle)
        for level, hashes in enumerate(self._levels):
            if hashes:
                yield Tile(level, self.size // _leaves_per_hash(level + 1), len(hashes)), b"".join(hashes)

    def root(self) -> bytes:
        """Root of the tree built so far."""
        peaks: list[bytes] = []
        for hashes in reversed(self._levels):
            at = 0
            for bit in reversed(range(TILE_HEIGHT)):
                if len(hashes) & (1 << bit):
                    peaks.append(perfect_root(hashes[at : at + (1 << bit)]))
                    at += 1 << bit
        return Frontier(self.size, tuple(peaks)).root()


def _leaves_per_hash(level: int) -> int:
    return 1 if level == ENTRIES else WIDTH**level


def _checked(data: bytes, tile: Tile) -> bytes:
    if tile.level != ENTRIES and len(data) != tile.width * HASH_SIZE:
        raise TileError(f"{tile.path} has {len(data)} bytes instead of {tile.width * HASH_SIZE}")
    if tile.level == ENTRIES:
        try:
            decode_bundle(data, tile.width)
        except TileError as error:
            raise TileError(f"{tile.path} {error}") from error
    return data
