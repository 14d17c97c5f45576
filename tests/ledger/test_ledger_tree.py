from __future__ import annotations

import random
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

from countersign.ledger import tree
from countersign.ledger.tree import Frontier

sizes = st.integers(min_value=0, max_value=600)


def leaves(count: int) -> list[bytes]:
    return [tree.leaf_hash(b"entry %d" % i) for i in range(count)]


def frontier_of(hashes: list[bytes]) -> Frontier:
    frontier = Frontier()
    for leaf in hashes:
        frontier = frontier.append(leaf)
    return frontier


def leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def test_the_seven_leaf_tree_of_the_standard_has_the_proofs_worked_out_by_hand():
    # The shape drawn in RFC 9162, 2.1.5, hashed here without the code under test.
    a, b, c, d, e, f, j = (leaf(bytes([i])) for i in range(7))
    g, h, i = node(a, b), node(c, d), node(e, f)
    k, m = node(g, h), node(i, j)
    root = node(k, m)
    hashes = [tree.leaf_hash(bytes([n])) for n in range(7)]
    read = tree.leaves_reader(hashes)
    assert tree.root(7, read) == frontier_of(hashes).root() == root
    assert tree.inclusion_proof(0, 7, read) == [b, h, m]
    assert tree.inclusion_proof(3, 7, read) == [c, g, m]
    assert tree.inclusion_proof(4, 7, read) == [f, j, k]
    assert tree.inclusion_proof(6, 7, read) == [i, k]
    assert tree.consistency_proof(3, 7, read) == [c, d, g, m]
    assert tree.consistency_proof(4, 7, read) == [m]
    assert tree.consistency_proof(6, 7, read) == [i, j, k]
    assert frontier_of(hashes).peaks == (k, i, j)


def test_an_empty_tree_has_the_hash_of_nothing():
    assert Frontier().root() == tree.root(0, tree.leaves_reader([])) == sha256(b"").digest()


def test_roots_and_proofs_agree_with_pymerkle(how_many, say):
    pick = random.Random(7)
    count = how_many(60, 10_000, "trees", 7)
    for case in range(count):
        size = pick.randint(1, 40 if case % 4 else 700)
        other, ours = InmemoryTree(algorithm="sha256"), Frontier()
        hashes = leaves(size)
        for n in range(size):
            other.append_entry(b"entry %d" % n)
            ours = ours.append(hashes[n])
        read = tree.leaves_reader(hashes)
        root = ours.root()
        assert root == other.get_root() == tree.root(size, read)
        index, old = pick.randrange(size), pick.randint(1, size)
        theirs = other.prove_inclusion(index + 1, size)  # it counts from one
        verify_inclusion(hashes[index], root, theirs)
        path = tree.inclusion_proof(index, size, read)
        assert sorted([hashes[index], *path]) == sorted(bytes.fromhex(h) for h in theirs.serialize()["path"])
        assert tree.verify_inclusion(hashes[index], index, size, path, root)
        old_root = tree.root(old, read)
        assert old_root == other.get_root(old)
        verify_consistency(old_root, root, other.prove_consistency(old, size))
        assert tree.verify_consistency(old, size, old_root, root, tree.consistency_proof(old, size, read))
    say(f"{count} random trees agree with pymerkle")


@given(sizes)
@settings(max_examples=60, deadline=None)
def test_the_frontier_knows_the_same_root_as_the_full_tree_and_survives_storage(size):
    hashes = leaves(size)
    frontier = frontier_of(hashes)
    assert frontier.root() == tree.root(size, tree.leaves_reader(hashes))
    assert Frontier.from_hex(size, frontier.to_hex()) == frontier
    assert len(frontier.peaks) <= size.bit_length()


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_proof_holds_for_its_own_leaf_and_place_only(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    read = tree.leaves_reader(hashes)
    path, root = tree.inclusion_proof(index, size, read), tree.root(size, read)
    assert tree.verify_inclusion(hashes[index], index, size, path, root)
    assert not tree.verify_inclusion(tree.leaf_hash(b"another"), index, size, path, root)
    assert not tree.verify_inclusion(hashes[index], index, size, [*path, root], root)
    assert not tree.verify_inclusion(hashes[index], size, size, path, root)
    for elsewhere in range(size):
        assert (elsewhere == index) == tree.verify_inclusion(hashes[index], elsewhere, size, path, root)
    if path:
        assert not tree.verify_inclusion(hashes[index], index, size, path[:-1], root)
        turn = data.draw(st.integers(0, len(path) - 1))
        changed = [*path[:turn], tree.leaf_hash(path[turn]), *path[turn + 1 :]]
        assert not tree.verify_inclusion(hashes[index], index, size, changed, root)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_changed_leaf_is_never_consistent_with_the_old_root(data):
    new = data.draw(st.integers(1, 300))
    old = data.draw(st.integers(1, new))
    hashes = leaves(new)
    read = tree.leaves_reader(hashes)
    old_root, new_root = tree.root(old, read), tree.root(new, read)
    proof = tree.consistency_proof(old, new, read)
    assert tree.verify_consistency(old, new, old_root, new_root, proof)
    changed_at = data.draw(st.integers(0, old - 1))
    changed = [*hashes[:changed_at], tree.leaf_hash(b"changed"), *hashes[changed_at + 1 :]]
    forged = tree.leaves_reader(changed)
    forged_root = tree.root(new, forged)
    assert not tree.verify_consistency(old, new, old_root, forged_root, tree.consistency_proof(old, new, forged))
    assert not tree.verify_consistency(old, new, old_root, forged_root, proof)
    assert not tree.verify_consistency(old, new, tree.root(old, forged), new_root, proof)
    if proof:
        assert not tree.verify_consistency(old, new, old_root, new_root, proof[:-1])
        assert not tree.verify_consistency(old, new, old_root, new_root, [])
        assert not tree.verify_consistency(old, new, old_root, new_root, [*proof, new_root])


def test_consistency_at_the_edges():
    root = tree.root(5, tree.leaves_reader(leaves(5)))
    assert tree.verify_consistency(0, 5, tree.EMPTY_ROOT, root, [])
    assert not tree.verify_consistency(0, 5, root, root, [])
    assert not tree.verify_consistency(0, 0, tree.EMPTY_ROOT, root, [])
    assert tree.verify_consistency(5, 5, root, root, [])
    assert not tree.verify_consistency(5, 5, root, tree.EMPTY_ROOT, [])
    assert not tree.verify_consistency(5, 4, root, root, [])


def test_a_proof_of_the_wrong_length_for_the_size_it_names_is_refused():
    hashes = leaves(8)
    read = tree.leaves_reader(hashes)
    # Leaf 1 of 2 passed off as leaf 0 of 1: every hash is right, only the sizes tell.
    assert not tree.verify_inclusion(hashes[1], 0, 1, [hashes[0]], tree.root(2, read))
    # 2 to 3, passed off as 2 to 8.
    assert not tree.verify_consistency(2, 8, tree.root(2, read), tree.root(3, read), [hashes[2]])
    assert not tree.verify_consistency(5, 5, tree.root(5, read), tree.root(5, read), [hashes[5]])
    assert not tree.verify_consistency(4, 8, tree.root(4, read), tree.root(4, read), [])


def test_what_does_not_fit_is_refused():
    read = tree.leaves_reader(leaves(4))
    with pytest.raises(ValueError, match="2 peaks, not 1"):
        Frontier(3, (tree.EMPTY_ROOT,))
    with pytest.raises(ValueError, match="not a SHA-256 hash"):
        Frontier(1, (b"short",))
    with pytest.raises(ValueError, match="no leaf 4"):
        tree.inclusion_proof(4, 4, read)
    with pytest.raises(ValueError, match="cannot extend"):
        tree.consistency_proof(5, 4, read)
    with pytest.raises(ValueError, match="outside a tree of 4"):
        read(3, 0)
    with pytest.raises(ValueError, match="perfect subtree"):
        tree.perfect_root([tree.EMPTY_ROOT] * 3)
