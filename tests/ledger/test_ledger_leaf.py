from __future__ import annotations

import json
from hashlib import sha256

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from countersign.ledger import leaf

ONE = b'{"commitment":"' + b"0a" * 32 + b'","seq":7,"v":1}'


def test_a_leaf_holds_commitment_number_and_version_and_nothing_else():
    assert leaf.leaf_bytes(7, b"\x0a" * 32) == ONE
    assert leaf.parse(ONE) == leaf.Leaf(7, b"\x0a" * 32)


@given(st.integers(0, leaf.MAX_SEQ), st.binary(min_size=32, max_size=32))
def test_a_leaf_is_in_canonical_json_and_reads_back(seq, commitment):
    data = leaf.leaf_bytes(seq, commitment)
    assert data == rfc8785.dumps({"v": 1, "seq": seq, "commitment": commitment.hex()})
    assert leaf.parse(data) == leaf.Leaf(seq, commitment)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        ONE + b"\n",
        ONE.replace(b":7", b": 7"),
        ONE.replace(b":7", b":07"),
        ONE.replace(b":7", b":-7"),
        ONE.replace(b":7", b":7.0"),
        ONE.replace(b":7", b':"7"'),
        ONE.replace(b"0a", b"0A", 1),
        ONE.replace(b"0a", b"", 1),
        ONE.replace(b'"v":1', b'"v":2'),
        ONE.replace(b'"v":1', b'"v":1,"w":1'),
        ONE.replace(b":7", b":9007199254740992"),
        json.dumps({"seq": 7, "commitment": "0a" * 32, "v": 1}).encode(),
    ],
)
def test_any_other_spelling_is_not_a_leaf(data):
    with pytest.raises(leaf.LeafError):
        leaf.parse(data)


def test_a_commitment_is_the_hash_of_salt_and_body():
    salt = bytes(32)
    assert leaf.commit(salt, b"{}") == sha256(salt + b"{}").digest()
    assert leaf.new_salt() != leaf.new_salt()
    assert len(leaf.new_salt()) == 32


def test_a_salt_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        leaf.commit(bytes(31), b"{}")
    with pytest.raises(ValueError, match="not a row number"):
        leaf.leaf_bytes(-1, bytes(32))
    with pytest.raises(ValueError, match="32 bytes, not 3"):
        leaf.leaf_bytes(0, b"abc")
