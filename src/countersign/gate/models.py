"""What the gate stores: the ledger's rows and head, guards, frozen forms, signatures, questions, duties, cursors."""

from __future__ import annotations

from typing import Any

from django.db import models


class Installation(models.Model):
    """This installation, one row. `demo` is set when the database is made and never changes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    origin = models.CharField(max_length=200)
    demo = models.BooleanField(default=False)
    clock_offset_s = models.FloatField(default=0.0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_installation"),
            models.CheckConstraint(
                condition=models.Q(demo=True) | models.Q(clock_offset_s=0.0), name="clock_moves_only_in_a_demo"
            ),
        ]

    def __str__(self) -> str:
        return self.origin

    @classmethod
    def demo_offset_s(cls) -> float | None:
        """Seconds by which the clock of a demonstration is moved; None in any other installation."""
        return cls.objects.filter(demo=True).values_list("clock_offset_s", flat=True).first()


class LedgerHead(models.Model):
    """How large the log is and what its tree hashes to, one row, locked while a row is appended."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier: Any = models.JSONField(default=list)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_ledger_head")]

    def __str__(self) -> str:
        return f"ledger of {self.size} rows"


class LedgerLeaf(models.Model):
    """The published part of a row: its number and a commitment, nothing else. Append-only by trigger."""

    seq = models.BigIntegerField(primary_key=True)
    commitment = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"leaf {self.seq}"


class LedgerBody(models.Model):
    """The content of a row, with its salt. Columns beside `body` are derived from it and re-checked by verify."""

    seq = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField(null=True)
    body = models.BinaryField(null=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=64)
    actor = models.CharField(max_length=64)
    result = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    subject_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "seq"], name="body_by_subject"),
            models.Index(fields=["actor", "seq"], name="body_by_actor"),
            models.Index(fields=["act", "seq"], name="body_by_act"),
        ]

    def __str__(self) -> str:
        return f"row {self.seq}: {self.act}"


class Guard(models.Model):
    """How often a thing was changed by an act: the *state number* that answers without a hash are bound to."""

    key = models.CharField(max_length=80, primary_key=True)
    version = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.key}@{self.version}"


class Frozen(models.Model):
    """Content that can be signed, in canonical form under one salted hash. Never changed."""

    hash = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=32)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    canonical = models.BinaryField()
    salt = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="frozen_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.hash[:12]}"


class Signature(models.Model):
    """One person's approval of one frozen hash. Name and office as they were: nothing here can go null."""

    seq = models.BigIntegerField(primary_key=True)
    frozen_hash = models.CharField(max_length=64, db_index=True)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    person = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    office = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    mandate = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    withdrawn_seq = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="signature_by_subject")]

    def __str__(self) -> str:
        return f"{self.name} on {self.frozen_hash[:12]}"


class Question(models.Model):
    """A *needs a person* made concrete: which requirement, bound to which hash or state, who may answer."""

    opened_seq = models.BigIntegerField()
    act = models.CharField(max_length=64)
    requirement = models.CharField(max_length=64)
    clauses: Any = models.JSONField()
    missing: Any = models.JSONField()
    fact = models.CharField(max_length=64, blank=True)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    bound_to = models.CharField(max_length=80)
    offices: Any = models.JSONField()
    units: Any = models.JSONField()
    own: Any = models.JSONField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answered_seq = models.BigIntegerField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    holds = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "requirement", "bound_to"], name="one_question_per_requirement"
            )
        ]
        indexes = [models.Index(fields=["answered_seq", "due_at"], name="question_open")]

    def __str__(self) -> str:
        return f"{self.requirement} of {self.subject_kind} {self.subject_id}"


class Duty(models.Model):
    """Something owed by a date by an office: due until met; overdue is a matter of the clock, not of a flag."""

    duty = models.CharField(max_length=64)
    clause = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    unit = models.CharField(max_length=64, blank=True)
    owner_office = models.CharField(max_length=64)
    opened_seq = models.BigIntegerField()
    due_at = models.DateTimeField()
    met_seq = models.BigIntegerField(null=True)
    met_at = models.DateTimeField(null=True)
    dropped_seq = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "subject_kind", "subject_id"],
                condition=models.Q(met_seq=None, dropped_seq=None),
                name="one_open_duty_per_subject",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(met_seq=None, dropped_seq=None), name="duty_open"),
            models.Index(fields=["clause", "due_at"], name="duty_by_clause"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} of {self.subject_kind} {self.subject_id}"


class Adoption(models.Model):
    """A pack put in force by an act; the last one is in force. Its frozen form lets old decisions be derived again."""

    seq = models.BigIntegerField(primary_key=True)
    pack_id = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    frozen_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pack_id}@{self.version}"


class Cursor(models.Model):
    """How far a follower has come: it has seen every row below `seq`."""

    follower = models.CharField(max_length=64, primary_key=True)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.follower} at {self.seq}"


class SetAside(models.Model):
    """A row that a follower could not handle after several tries: put aside so that the rest goes on."""

    follower = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField()
    at = models.DateTimeField()
    settled = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "seq"], name="set_aside_once")]

    def __str__(self) -> str:
        return f"{self.follower} row {self.seq}"
