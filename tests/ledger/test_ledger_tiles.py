from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_rows import SIGNER, Rows

from countersign.ledger import tree
from countersign.ledger.publish import publish
from countersign.ledger.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    TileBuilder,
    TileError,
    TileReader,
    decode_bundle,
    encode_bundle,
    read_tile,
    tile_at,
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(2, 999), "tile/2/999"),
        (Tile(1, 1000), "tile/1/x001/000"),
        (Tile(ENTRIES, 1234067, 3), "tile/entries/x001/x234/067.p/3"),
        (Tile(63, 5, 255), "tile/63/005.p/255"),
    ],
)
def test_a_tile_lies_where_the_specification_says(tile, path):
    assert tile.path == path
    assert Tile.parse(path) == tile


@given(st.integers(-1, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_every_path_reads_back(level, index, width):
    assert Tile.parse(Tile(level, index, width).path) == Tile(level, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/1234",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/1/",
        "tile/data/000",
        "tile/-1/000",
        "tile/0/000\n",
        "tile/0/001/002",
        "/tile/0/000",
    ],
)
def test_any_other_path_is_not_a_tile(path):
    with pytest.raises(TileError):
        Tile.parse(path)


def test_a_log_of_70000_rows_has_the_tiles_the_specification_counts():
    builder, full = TileBuilder(), []
    frontier = tree.Frontier()
    for n in range(70_000):
        entry = b"%d" % n
        full += [tile for tile, _ in builder.append(entry)]
        frontier = frontier.append(tree.leaf_hash(entry))
    assert sum(t.level == 0 for t in full) == sum(t.level == ENTRIES for t in full) == 273
    assert [t for t in full if t.level > 0] == [Tile(1, 0)]
    partial = [tile for tile, _ in builder.partials()]
    assert partial == [Tile(ENTRIES, 273, 112), Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert builder.root() == frontier.root()
    for tile in [*full, *partial]:
        assert tile_at(tile.level, tile.index, 70_000) == tile
        assert tile.leaves_needed <= 70_000
        assert tile_at(tile.level, tile.index, tile.leaves_needed) == tile
        assert tile_at(tile.level, tile.index, tile.leaves_needed - 1) != tile
    assert tile_at(3, 0, 70_000) is None


def test_a_tree_of_256_has_one_full_tile_and_one_hash_above_it():
    builder = TileBuilder()
    full = [tile for n in range(WIDTH) for tile, _ in builder.append(b"%d" % n)]
    assert full == [Tile(ENTRIES, 0), Tile(0, 0)]
    assert [tile for tile, _ in builder.partials()] == [Tile(1, 0, 1)]


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_a_bundle_reads_back_and_no_byte_can_be_missing_or_more(entries):
    data = encode_bundle(entries)
    assert decode_bundle(data, len(entries)) == entries
    with pytest.raises(TileError):
        decode_bundle(data + b"\0", len(entries))
    with pytest.raises(TileError, match="ends within entry"):
        decode_bundle(data, len(entries) + 1)
    if data:
        with pytest.raises(TileError, match="ends within entry"):
            decode_bundle(data[:-1], len(entries))


def test_an_entry_too_long_for_its_length_field_is_refused():
    assert len(encode_bundle([bytes(65_535)])) == 65_537
    with pytest.raises(TileError, match="65536 bytes"):
        encode_bundle([bytes(65_536)])


def test_a_builder_starts_only_where_a_bundle_begins():
    with pytest.raises(ValueError, match="bundle begins"):
        TileBuilder(5, [[]])


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    directory, rows = tmp_path_factory.mktemp("log"), Rows(700)
    publish(directory, rows, SIGNER)
    publish(directory, rows.add(600), SIGNER)
    return directory, rows


def test_proofs_read_from_tiles_are_those_from_the_leaves(log):
    directory, rows = log
    leaves = tree.leaves_reader(rows.leaf_hashes())
    pick = random.Random(5)
    for _ in range(60):
        size = pick.randint(1, 1300)
        index, old = pick.randrange(size), pick.randint(1, size)
        tiles = TileReader(directory, 1300)
        assert tree.root(size, tiles) == tree.root(size, leaves)
        assert tree.inclusion_proof(index, size, tiles) == tree.inclusion_proof(index, size, leaves)
        assert tree.consistency_proof(old, size, tiles) == tree.consistency_proof(old, size, leaves)
    # A reader of an older size finds the full tiles where its partial ones have gone.
    assert not (directory / "tile/0/002.p").exists()
    assert tree.root(700, TileReader(directory, 700)) == tree.root(700, leaves)


def test_a_reader_says_what_is_not_there(log, tmp_path):
    directory, _ = log
    with pytest.raises(TileError, match="no hash 1 at height 10"):
        TileReader(directory, 1300)(10, 1)
    with pytest.raises(TileError, match=r"tile/0/000\.p/3 is missing"):
        read_tile(tmp_path, Tile(0, 0, 3))
    with pytest.raises(TileError, match="cannot be read"):
        (tmp_path / "tile/0/000").mkdir(parents=True)
        read_tile(tmp_path, Tile(0, 0))


def test_a_partial_tile_is_cut_from_the_full_one_that_replaced_it(log):
    directory, rows = log
    assert read_tile(directory, Tile(0, 2, 7)) == b"".join(rows.leaf_hashes()[512:519])
    assert read_tile(directory, Tile(ENTRIES, 2, 7)) == encode_bundle([rows.leaf(n) for n in range(512, 519)])
