from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from ledger_rows import SIGNER, Rows

from countersign.ledger import leaf, tree
from countersign.ledger.checkpoint import sign_checkpoint
from countersign.ledger.notes import Signer
from countersign.ledger.proof import Proof, ProofError, make_proof, verify_proof
from countersign.ledger.publish import publish
from countersign.ledger.tiles import TileReader

VKEY = SIGNER.verifier.vkey


def proof_of(rows: Rows, seq: int) -> Proof:
    row = rows.rows[seq]
    checkpoint = sign_checkpoint(*rows.head(), SIGNER)
    return make_proof(seq, row.salt, row.body, checkpoint, SIGNER.verifier, tree.leaves_reader(rows.leaf_hashes()))


def test_a_proof_from_published_tiles_shows_one_row_to_whoever_has_the_key(tmp_path):
    rows = Rows(400)
    checkpoint = publish(tmp_path, rows, SIGNER).checkpoint
    for seq in (0, 255, 256, 399):
        row = rows.rows[seq]
        proof = make_proof(seq, row.salt, row.body, checkpoint, SIGNER.verifier, TileReader(tmp_path, 400))
        report = verify_proof(proof.to_json(), VKEY)
        assert report.ok
        assert (report.seq, report.body, report.size, report.origin) == (seq, row.body, 400, SIGNER.name)
        assert Proof.from_json(proof.to_json()) == proof


def test_a_proof_discloses_no_other_rows_salt_or_body():
    rows = Rows(9)
    text = proof_of(rows, 4).to_json()
    for row in rows.rows:
        assert (row.salt.hex() in text) == (row.seq == 4)
        assert (json.dumps(row.body.decode()) in text) == (row.seq == 4)


def test_a_body_outside_ascii_keeps_its_bytes():
    rows = Rows(1)
    body = '{"text":"¿Quién? 😀 \u2028"}'.encode()
    rows.rows[0] = rows.rows[0]._replace(body=body, commitment=leaf.commit(rows.rows[0].salt, body))
    rows.rebuild()
    assert verify_proof(proof_of(rows, 0).to_json().encode(), VKEY).body == body


def test_each_false_part_is_named():
    rows = Rows(20)
    proof, other = proof_of(rows, 5), proof_of(rows, 6)
    wrong = {
        "the body and salt": [
            replace(proof, body=other.body),
            replace(proof, salt=other.salt),
            replace(proof, salt=proof.salt[:-1], body=proof.salt[-1:] + proof.body),
        ],
        "the path does not lead": [replace(proof, path=other.path), replace(proof, path=())],
        "the leaf is not a leaf": [replace(proof, leaf=proof.leaf + b" ")],
        "the checkpoint cannot be trusted": [
            replace(proof, checkpoint=sign_checkpoint(*rows.head(), Signer.generate(SIGNER.name))),
            replace(proof, checkpoint=proof.checkpoint[:-2]),
        ],
    }
    for said, proofs in wrong.items():
        for false in proofs:
            assert [said] == [fault[: len(said)] for fault in verify_proof(false, VKEY).faults]
    assert not verify_proof(proof, "nonsense").ok
    both = verify_proof(replace(proof, body=b"{}", path=()), VKEY)
    assert len(both.faults) == 2


def test_a_changed_byte_of_a_proof_is_found_or_means_the_same(how_many, say):
    proof = proof_of(Rows(40), 5)
    text = proof.to_json().encode()
    pick, found, same = random.Random(31), 0, 0
    count = how_many(300, 20_000, "changed_bytes", 31)
    for _ in range(count):
        at, change = pick.randrange(len(text)), pick.randrange(1, 256)
        changed = text[:at] + bytes([text[at] ^ change]) + text[at + 1 :]
        if verify_proof(changed, VKEY).ok:
            assert Proof.from_json(changed) == proof
            same += 1
        else:
            found += 1
    say(f"{count} changed bytes of a proof: {found} found, {same} that say the same in other JSON")


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d | {"more": 1},
        lambda d: {k: v for k, v in d.items() if k != "salt"},
        lambda d: d | {"v": 2},
        lambda d: d | {"kind": "another"},
        lambda d: d | {"path": "ab"},
        lambda d: d | {"path": [1]},
        lambda d: d | {"salt": 5},
        lambda d: d | {"salt": "xyz"},
        lambda d: [d],
    ],
)
def test_what_is_not_a_proof_is_a_fault_and_not_a_crash(change):
    data = json.loads(proof_of(Rows(3), 1).to_json())
    assert len(verify_proof(json.dumps(change(data)), VKEY).faults) == 1


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, b"\xff\xfe", '{"v":1,"v":1}', '{"body":"\\ud800"}'])
def test_text_that_is_not_a_proof_is_a_fault_and_not_a_crash(text):
    assert len(verify_proof(text, VKEY).faults) == 1


def test_a_member_named_twice_is_a_fault():
    text = proof_of(Rows(3), 1).to_json()
    assert verify_proof(text.replace("{", '{"body":"what a hasty reader sees",', 1), VKEY).faults == (
        "the proof names a member twice",
    )


def test_a_lone_surrogate_in_a_body_is_a_fault_and_not_a_crash():
    text = proof_of(Rows(3), 1).to_json().replace('"body": "', '"body": "\\ud800')
    assert verify_proof(text, VKEY).faults == ("the proof cannot be read as a proof",)


def test_a_false_proof_is_not_even_made():
    rows = Rows(9)
    row, read = rows.rows[4], tree.leaves_reader(rows.leaf_hashes())
    checkpoint = sign_checkpoint(*rows.head(), SIGNER)
    for seq, salt, body, signed in (
        (5, row.salt, row.body, checkpoint),
        (9, row.salt, row.body, checkpoint),
        (4, row.salt[1:], row.body, checkpoint),
        (4, row.salt, b"{}", checkpoint),
        (4, row.salt, b"\xff", checkpoint),
        (4, row.salt, row.body, sign_checkpoint(9, tree.EMPTY_ROOT, SIGNER)),
        (4, row.salt, row.body, b"nonsense"),
    ):
        with pytest.raises(ProofError):
            make_proof(seq, salt, body, signed, SIGNER.verifier, read)
