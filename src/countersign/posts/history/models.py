"""An archive that is being tried, and what was found in it. Neither is governed: what counts are the captures."""

from __future__ import annotations

from typing import Any

from django.db import models

from countersign.evidence.models import Content


class HistoryRun(models.Model):
    """One archive and how far it is. The row is the job: whoever holds its lease reads the file.

    `path` is where the file lies until it is read. `why` is a sentence for a translator, `why_values` fill it.
    `seq` is the ledger row that took it over.
    """

    class State(models.TextChoices):
        """Where it is."""

        WAITING = "waiting"
        READING = "reading"
        ASKING = "asking"
        TRIED = "tried"
        TAKEN = "taken"
        REFUSED = "refused"
        DISCARDED = "discarded"

    account = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=1000, blank=True)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    person = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    questions: Any = models.JSONField(default=list)
    answers: Any = models.JSONField(default=dict)
    read = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    faults: Any = models.JSONField(default=list)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    manifest = models.CharField(max_length=64, blank=True)
    why = models.CharField(max_length=300, blank=True)
    why_values: Any = models.JSONField(default=dict)
    seq = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "lease_until"], name="history_due")]

    def __str__(self) -> str:
        return f"{self.name} for {self.account}"


class HistoryItem(models.Model):
    """One new item of an archive. Its raw bytes are a part of a piece that is kept as evidence together.

    `commitment` is `SHA-256(salt || raw)`: one item can be proved, or disposed of, without its neighbours. `neutral`
    moves to the capture when the archive is taken over.
    """

    run = models.ForeignKey(HistoryRun, on_delete=models.CASCADE, related_name="items")
    remote_id = models.CharField(max_length=500)
    commitment = models.CharField(max_length=64)
    salt = models.BinaryField()
    piece = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="history_items")
    begins = models.PositiveIntegerField()
    size_bytes = models.PositiveIntegerField()
    neutral: Any = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["remote_id"], name="history_by_item")]

    def __str__(self) -> str:
        return f"{self.remote_id} of archive {self.run_id}"
