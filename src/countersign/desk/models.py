"""Notices to people and the mail that carries them.

None of these tables is governed: a notice tells of an act, it gives nobody anything and takes nothing away. What a
person may see or do is asked again on the page that a notice leads to.
"""

from __future__ import annotations

from django.db import models


class Notice(models.Model):
    """One person is told of one row of the ledger. Ungoverned. It counts as read once its reader says so, acts
    on what it is about, or somebody else did what it asked for.

    `kind` says in which words (see `notices.WORDS`); the subject is where it leads. At most one of a kind for a person
    and a row, so that a row handed over twice tells nobody twice.
    """

    person = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=32)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "seq", "kind"], name="told_once_of_a_row")]
        indexes = [
            models.Index(fields=["person", "read_at", "-seq"], name="notice_by_person"),
            models.Index(fields=["subject_kind", "subject_id"], name="notice_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of row {self.seq}"


class Mail(models.Model):
    """A notice on its way to a work address: queued until a server took it, or failed with the reason.

    Ungoverned. It holds no words: they are made from the notice when it is sent. A lease keeps two workers apart.
    """

    class State(models.TextChoices):
        """Where it is."""

        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, primary_key=True, related_name="mail")
    to = models.EmailField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="queued"), name="mail_due"),
            models.Index(fields=["state", "-made_at"], name="mail_by_state"),
        ]

    def __str__(self) -> str:
        return f"mail for notice {self.pk}"


class Reading(models.Model):
    """How far the rows that were not allowed have been read for notices, one row. Ungoverned: gives nobody anything."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_reading")]

    def __str__(self) -> str:
        return f"read below {self.seq}"


class Reminder(models.Model):
    """That little time is left to sign a revision, or that its time passed unsigned, is to be told once.

    Ungoverned. `told_at` is set when everybody was told; a lease keeps two workers apart.
    """

    post = models.CharField(max_length=64)
    revision = models.CharField(max_length=64)
    kind = models.CharField(max_length=24)
    lease_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "kind"], name="reminded_once")]

    def __str__(self) -> str:
        return f"{self.kind} of post {self.post}"


class SingleKeys(models.Model):
    """Whether single keys do something for this person. Ungoverned; without a row they do."""

    person = models.CharField(primary_key=True, max_length=64)
    on = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"single keys of {self.person}: {'on' if self.on else 'off'}"
