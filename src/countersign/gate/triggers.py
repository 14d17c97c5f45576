"""Database triggers that make the ledger append-only on both engines, also against raw SQL.

Rows of these tables can be inserted and nothing else; a signature can only gain the number of its withdrawal, a
cursor and the head only move. Dropping a trigger leaves the Merkle tree, which is checked from outside.
"""

from __future__ import annotations

from typing import Any

APPEND_ONLY = ("gate_ledgerleaf", "gate_ledgerbody", "gate_frozen", "gate_adoption")

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
_SQLITE_SIGNATURE = """
CREATE TRIGGER gate_signature_no_delete BEFORE DELETE ON gate_signature
BEGIN SELECT RAISE(ABORT, 'gate_signature is append-only'); END;
CREATE TRIGGER gate_signature_no_update BEFORE UPDATE ON gate_signature
WHEN OLD.withdrawn_seq IS NOT NULL OR NEW.withdrawn_seq IS NULL OR NEW.seq <> OLD.seq
  OR NEW.frozen_hash <> OLD.frozen_hash OR NEW.person <> OLD.person OR NEW.name <> OLD.name
  OR NEW.office <> OLD.office OR NEW.kind <> OLD.kind OR NEW.mandate <> OLD.mandate OR NEW.at <> OLD.at
  OR NEW.subject_kind <> OLD.subject_kind OR NEW.subject_id <> OLD.subject_id
BEGIN SELECT RAISE(ABORT, 'a signature can only be withdrawn'); END;
"""
_POSTGRES = """
CREATE FUNCTION gate_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE FUNCTION gate_signature_only_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.withdrawn_seq IS NOT NULL OR NEW.withdrawn_seq IS NULL
     OR (to_jsonb(NEW) - 'withdrawn_seq') <> (to_jsonb(OLD) - 'withdrawn_seq') THEN
    RAISE EXCEPTION 'a signature can only be withdrawn';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gate_signature_no_delete BEFORE DELETE ON gate_signature
FOR EACH ROW EXECUTE FUNCTION gate_append_only();
CREATE TRIGGER gate_signature_no_update BEFORE UPDATE ON gate_signature
FOR EACH ROW EXECUTE FUNCTION gate_signature_only_withdrawn();
CREATE TRIGGER gate_signature_no_truncate BEFORE TRUNCATE ON gate_signature
FOR EACH STATEMENT EXECUTE FUNCTION gate_append_only();
"""
_POSTGRES_TABLE = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION gate_append_only();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION gate_append_only();
"""


def statements(vendor: str) -> str:
    """The SQL that creates all triggers on this engine."""
    if vendor == "postgresql":
        return _POSTGRES + "".join(_POSTGRES_TABLE.format(table=t) for t in APPEND_ONLY)
    return _SQLITE_SIGNATURE + "".join(
        _SQLITE.format(table=t, verb=v) for t in APPEND_ONLY for v in ("UPDATE", "DELETE")
    )


def create(apps: Any, schema_editor: Any) -> None:
    """Migration step: put the triggers in place."""
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(statements(vendor), params=None)
        return
    for statement in statements(vendor).split("END;"):
        if statement.strip():
            schema_editor.execute(statement + "END;", params=None)


def drop(apps: Any, schema_editor: Any) -> None:
    """Migration step backwards, for development only."""
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(
            "DROP FUNCTION gate_append_only() CASCADE; DROP FUNCTION gate_signature_only_withdrawn() CASCADE;"
        )
        return
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")
    schema_editor.execute("DROP TRIGGER gate_signature_no_delete")
    schema_editor.execute("DROP TRIGGER gate_signature_no_update")
