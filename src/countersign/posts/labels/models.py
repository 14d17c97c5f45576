"""What somebody said of a finding, or of what was not found. It names a text by its frozen form and holds none."""

from __future__ import annotations

from django.db import models


class Label(models.Model):
    """One answer on one finding, or one thing that screening missed; written by the act whose row is `seq`.

    `hash` is the frozen form and `where` the text in it; `start` and `end` count code points of that text, both null
    when it is about the whole. `by`, `why_key` and `version` say what found it, and are empty for what was missed.
    """

    class Verdict(models.TextChoices):
        """What was said."""

        RIGHT = "right"
        WRONG = "wrong"
        MISSED = "missed"

    kind = models.CharField(max_length=8)
    hash = models.CharField(max_length=64)
    where = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    category = models.CharField(max_length=32)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    verdict = models.CharField(max_length=8, choices=Verdict)
    by = models.CharField(max_length=8, blank=True)
    why_key = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=64, blank=True)
    person = models.CharField(max_length=64)
    at = models.DateTimeField()
    seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seq", "key"], name="said_once_in_a_row")]
        indexes = [
            models.Index(fields=["hash", "where"], name="label_by_text"),
            models.Index(fields=["category", "verdict"], name="label_by_category"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict}: {self.category} in {self.hash[:8]} {self.where}"
