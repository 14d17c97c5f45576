"""Readings of the archive, what came of each text, and comparisons of two readings. None of it is governed."""

from __future__ import annotations

from typing import Any

from django.db import models


class Walk(models.Model):
    """Work that goes through many rows in a fixed order and may break off anywhere. The row is the job.

    Whoever holds the lease goes on from `after`; `token` grows with each holder, so that one who was thought lost
    writes nothing more. `faults` counts beginnings since something was last done. `busy_s` is the time spent.
    """

    class State(models.TextChoices):
        """Where it is. `read` is read to its end and not recorded in the ledger yet."""

        WAITING = "waiting"
        RUNNING = "running"
        PAUSED = "paused"
        READ = "read"
        DONE = "done"
        CANCELLED = "cancelled"
        FAILED = "failed"

    person = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    lease_until = models.DateTimeField(null=True)
    token = models.PositiveIntegerField(default=0)
    faults = models.PositiveSmallIntegerField(default=0)
    after = models.BigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    busy_s = models.FloatField(default=0.0)
    index = models.CharField(max_length=64, blank=True)
    manifest = models.CharField(max_length=64, blank=True)
    why = models.CharField(max_length=32, blank=True)

    class Meta:
        abstract = True


class Rescreening(Walk):
    """One reading of everything with one screen. `done` and `total` count rows, `texts` the texts in them.

    `screen` describes what reads: see `screens.describe`. `sources` are the rooms whose texts are read, each with the
    number of its last row at the beginning; `source` is the one that is being read.
    """

    offered = models.CharField(max_length=120)
    screen: Any = models.JSONField()
    sources: Any = models.JSONField(default=list)
    source = models.PositiveSmallIntegerField(default=0)
    texts = models.PositiveBigIntegerField(default=0)
    unread = models.PositiveBigIntegerField(default=0)
    severities: Any = models.JSONField(default=dict)
    categories: Any = models.JSONField(default=dict)
    seq = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "lease_until"], name="rescreening_due")]

    def __str__(self) -> str:
        return f"reading {self.pk}"


class Outcome(models.Model):
    """What came of one text in one reading: `seen` is its severity and categories in one, as `review|hate,violence`.

    `scores` holds those of the categories that were raised.
    """

    run = models.ForeignKey(Rescreening, on_delete=models.CASCADE, related_name="outcomes")
    source = models.CharField(max_length=16)
    ref = models.CharField(max_length=160)
    seen = models.CharField(max_length=200)
    scores: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "source", "ref"], name="read_once_in_a_run")]

    def __str__(self) -> str:
        return f"{self.source} {self.ref}: {self.seen}"


class Comparison(Walk):
    """What the later of two readings says differently. `both` counts the texts that both have read.

    `gained` and `lost` count texts by category: raised only by the later, raised only by the earlier.
    """

    before = models.ForeignKey(Rescreening, on_delete=models.CASCADE, related_name="+")
    later = models.ForeignKey(Rescreening, on_delete=models.CASCADE, related_name="+")
    both = models.PositiveBigIntegerField(default=0)
    differing = models.PositiveBigIntegerField(default=0)
    gained: Any = models.JSONField(default=dict)
    lost: Any = models.JSONField(default=dict)
    graver = models.PositiveBigIntegerField(default=0)
    milder = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "lease_until"], name="comparison_due")]

    def __str__(self) -> str:
        return f"comparison {self.pk}"


class Difference(models.Model):
    """One text of which two readings say different things. `gained` and `lost` are categories between commas.

    `change` is how much graver the later one is: below 0 it is milder.
    """

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="differences")
    source = models.CharField(max_length=16)
    ref = models.CharField(max_length=160)
    before = models.CharField(max_length=200)
    later = models.CharField(max_length=200)
    scores_before: Any = models.JSONField(default=dict)
    scores_later: Any = models.JSONField(default=dict)
    gained = models.CharField(max_length=200, blank=True)
    lost = models.CharField(max_length=200, blank=True)
    change = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comparison", "source", "ref"], name="differs_once")]
        indexes = [models.Index(fields=["comparison", "change"], name="difference_by_change")]

    def __str__(self) -> str:
        return f"{self.source} {self.ref}: {self.before} → {self.later}"
