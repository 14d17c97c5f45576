"""The ledger: one row an act, gapless, append-only on both engines, and every changed byte found."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

import cast as stage
from countersign.gate import log, row
from countersign.gate.door import perform
from countersign.gate.models import LedgerBody, LedgerHead, LedgerLeaf, Signature
from countersign.people import acts

pytestmark = pytest.mark.storage


def execute(statement: str, *params: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def without_triggers(statement: str, *params: object) -> None:
    """What somebody with every right on the database could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement, params)
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(statement, params)


def test_every_act_leaves_one_row_and_the_numbers_have_no_gap(cast):
    numbers = list(LedgerBody.objects.order_by("seq").values_list("seq", flat=True))

    assert numbers == list(range(len(numbers)))
    assert numbers == list(LedgerLeaf.objects.order_by("seq").values_list("seq", flat=True))
    assert LedgerHead.objects.get().size == len(numbers)
    assert [r.act for r in row.rows()][:2] == ["install", "hire"]


def test_a_row_tells_who_in_which_capacity_did_what_on_which_facts(cast):
    done = perform(
        acts.Hire("4001", "Noor Haddad", "temporary", cast.hill), by=stage.acting(cast.rita, "administrator")
    )
    content = next(row.rows(done.seq)).content

    assert content["by"]["name"] == "Rita Lund"
    assert content["by"]["office"] == "administrator"
    assert content["subject"] == {"kind": "person", "id": done.subject_id, "hash": None, "state_no": 0}
    assert content["fields"]["employee_no"] == "4001"
    assert content["decision"]["result"] == "allowed"
    assert content["demo"] is True
    assert content["seq"] == done.seq


def test_the_leaf_holds_a_number_and_a_commitment_and_nothing_of_the_content(cast):
    fields = {f.name for f in LedgerLeaf._meta.get_fields()}

    assert fields == {"seq", "commitment"}


@pytest.mark.parametrize("table", ["gate_ledgerleaf", "gate_ledgerbody", "gate_frozen", "gate_adoption"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_raw_sql_cannot_change_or_delete_a_row(cast, table, statement):
    key = {"gate_frozen": "hash"}.get(table, "seq")
    before = _count(table)

    with pytest.raises(DatabaseError, match="append-only"):
        execute(statement.format(table, key))

    assert before > 0
    assert _count(table) == before


def test_a_signature_can_be_withdrawn_once_and_changed_in_no_other_way(cast):
    from countersign.gate import clock

    Signature.objects.create(
        seq=900, frozen_hash="a" * 64, subject_kind="pack", subject_id="p", person=cast.dov, name="Dov Okafor",
        office="director", kind="office", mandate="1", at=clock.now(),
    )  # fmt: skip

    with pytest.raises(DatabaseError, match="withdrawn"):
        execute("UPDATE gate_signature SET name = 'Ana Reyes' WHERE seq = 900")
    with pytest.raises(DatabaseError, match="append-only"):
        execute("DELETE FROM gate_signature WHERE seq = 900")
    execute("UPDATE gate_signature SET withdrawn_seq = 901 WHERE seq = 900")
    with pytest.raises(DatabaseError, match="withdrawn"):
        execute("UPDATE gate_signature SET withdrawn_seq = NULL WHERE seq = 900")


def test_an_untouched_ledger_verifies(cast):
    report = log.verify()

    assert report.ok, report.faults
    assert report.rows == row.size()


@pytest.mark.parametrize(
    "column, value",
    [("act", "'delegate'"), ("actor", "'9'"), ("result", "'refused'"), ("subject_id", "'77'"), ("at", "'2020-01-01'")],
)
def test_a_search_column_that_says_otherwise_than_its_body_is_found(cast, column, value):
    without_triggers(f"UPDATE gate_ledgerbody SET {column} = {value} WHERE seq = 1")

    report = log.verify()

    assert [f.where for f in report.faults] == ["row 1"]


def test_one_changed_byte_in_a_body_is_found(cast):
    kept = LedgerBody.objects.get(seq=2)
    changed = bytearray(bytes(kept.body))
    changed[len(changed) // 2] ^= 1
    without_triggers("UPDATE gate_ledgerbody SET body = %s WHERE seq = 2", bytes(changed))

    assert any(f.where == "row 2" for f in log.verify().faults)


@pytest.mark.parametrize("table", ["gate_ledgerleaf", "gate_ledgerbody"])
def test_a_deleted_row_is_found(cast, table):
    last = row.size() - 1
    without_triggers(f"DELETE FROM {table} WHERE seq = %s", last)

    assert not log.verify().ok


def test_a_history_rewritten_and_signed_again_with_the_true_key_is_found_against_an_older_checkpoint(cast, tmp_path):
    keys = tmp_path / "keys"
    published = log.publish(tmp_path / "log", keys)
    verifier = log.signer(keys).verifier
    _rewrite_the_ledger_with_another_name()

    alone = log.verify(verifier=verifier)
    against = log.verify(verifier=verifier, old=[published.checkpoint])

    assert alone.ok, "the forgery must be good enough to pass without the older checkpoint"
    assert not against.ok


def _rewrite_the_ledger_with_another_name() -> None:
    """Everything an insider with the database can do: bodies, leaves and head made anew, consistently."""
    from countersign.gate.canonical import canonical, commit
    from countersign.ledger.leaf import leaf_bytes
    from countersign.ledger.tree import Frontier, leaf_hash

    frontier = Frontier()
    for kept in LedgerBody.objects.order_by("seq"):
        content = json.loads(bytes(kept.body))
        if kept.seq == 1:
            content["by"]["name"] = "Somebody Else"
        body = canonical(content)
        commitment = commit(bytes(kept.salt), body)
        without_triggers("UPDATE gate_ledgerbody SET body = %s WHERE seq = %s", body, kept.seq)
        without_triggers("UPDATE gate_ledgerleaf SET commitment = %s WHERE seq = %s", commitment, kept.seq)
        frontier = frontier.append(leaf_hash(leaf_bytes(kept.seq, bytes.fromhex(commitment))))
    LedgerHead.objects.update(frontier=frontier.to_hex())


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
