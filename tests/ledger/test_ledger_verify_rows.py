from __future__ import annotations

import random

import pytest
from ledger_rows import SIGNER, Rows

from countersign.ledger.checkpoint import sign_checkpoint
from countersign.ledger.notes import Signer
from countersign.ledger.report import MAX_FAULTS
from countersign.ledger.tree import Frontier
from countersign.ledger.verify_rows import Row, verify_rows


@pytest.fixture
def rows():
    return Rows(150)


def check(rows: Rows, **given):
    return verify_rows(iter(rows.rows), rows.frontier, verifier=SIGNER.verifier, **given)


def said(report) -> list[str]:
    return [str(fault) for fault in report.faults]


def test_a_whole_database_is_found_whole(rows):
    old = [sign_checkpoint(n, rows.first(n).frontier.root(), SIGNER) for n in (0, 1, 90, 150)]
    report = check(rows, old=old)
    assert report.ok
    assert (report.rows, report.disposed, report.older_checkpoints) == (150, 0, 4)


def test_a_disposed_body_is_counted_and_proves_as_before(rows):
    rows.rows[7] = rows.rows[7]._replace(salt=None, body=None)
    report = check(rows, old=[sign_checkpoint(*rows.head(), SIGNER)])
    assert report.ok
    assert report.disposed == 1
    assert "1 bodies disposed" in report.lines()[1]
    assert check(rows, disposal_known=lambda seq: seq == 7).ok
    assert said(check(rows, disposal_known=lambda seq: False)) == ["row 7: its body is gone and no act disposed of it"]


def test_half_a_disposal_is_found(rows):
    rows.rows[7] = rows.rows[7]._replace(body=None)
    rows.rows[8] = rows.rows[8]._replace(salt=None)
    assert said(check(rows)) == [
        "row 7: its body is gone but its salt is not, so that the body can still be guessed",
        "row 8: its salt is gone but its body is not",
    ]


def test_one_changed_byte_in_a_row_is_found(how_many, say):
    rows = Rows(150)
    pick, found = random.Random(29), 0
    count = how_many(60, 1000, "changed_bytes", 29)
    for case in range(count):
        seq, name = pick.randrange(150), ("commitment", "salt", "body")[case % 3]
        original = rows.rows[seq]
        value = bytearray(getattr(original, name))
        value[pick.randrange(len(value))] ^= pick.randrange(1, 256)
        rows.rows[seq] = original._replace(**{name: bytes(value)})
        report = check(rows)
        assert said(report)[0] == f"row {seq}: its body is not what was committed to"
        assert (said(report)[1:] == ["head: does not follow from the rows"]) == (name == "commitment")
        found += not report.ok
        rows.rows[seq] = original
    say(f"{found} of {count} single-byte changes in rows found")


def test_a_missing_doubled_or_misplaced_row_is_found(rows):
    whole = list(rows.rows)
    rows.rows = whole[:5] + whole[6:]
    assert said(check(rows)) == [
        "row 6: comes where row 5 was expected",
        "head: says 150 rows, but there are 149",
    ]
    rows.rows = whole[:5] + whole[4:]
    assert said(check(rows))[0] == "row 4: comes where row 5 was expected"
    rows.rows = [*whole[:5], whole[6], whole[5], *whole[7:]]
    assert len(check(rows).faults) == 4
    rows.rows = whole[:-1]
    assert said(check(rows)) == ["head: says 150 rows, but there are 149"]


def test_a_row_that_cannot_be_a_leaf_is_found(rows):
    rows.rows[3] = Row(3, b"short", None, None)
    assert said(check(rows)) == [
        "row 3: a commitment has 32 bytes, not 5",
        "head: does not follow from the rows",
    ]


def test_a_head_whose_peaks_are_wrong_is_found(rows):
    rows.frontier = Frontier(150, tuple(reversed(rows.frontier.peaks)))
    assert said(check(rows)) == ["head: does not follow from the rows"]


def test_history_rewritten_with_the_head_is_found_against_an_older_checkpoint(rows):
    old = sign_checkpoint(*rows.head(), SIGNER)
    for more in (0, 30):
        forged = rows.rewritten(40).add(more)
        assert check(forged).ok
        assert said(check(forged, old=[old])) == [
            "older checkpoint of 150 rows: history was rewritten: these rows are no longer those that were signed"
        ]
    assert said(check(rows.first(149), old=[old])) == [
        "older checkpoint of 150 rows: the log was cut back: only 149 rows are left"
    ]


def test_an_older_checkpoint_needs_the_logs_key(rows):
    old = sign_checkpoint(*rows.head(), Signer.generate(SIGNER.name))
    assert said(check(rows, old=[old])) == ["older checkpoint: cannot be trusted: no trusted key has signed this"]
    assert "no key was given" in said(verify_rows(rows.rows, rows.frontier, old=[old]))[0]


def test_reading_stops_after_enough_faults():
    rows = Rows(MAX_FAULTS + 50)
    rows.rows = [row._replace(body=b"x") for row in rows.rows]
    assert len(check(rows).faults) == MAX_FAULTS
