"""Which model reads texts: a fact of history, the last choice counts."""

from __future__ import annotations

from django.db import models


class ModelChoice(models.Model):
    """A choice of the model that reads, by ledger number. No `version`: the rules alone read.

    `digest` is that of the model's files when it was chosen: other files under the same version are not used.
    """

    seq = models.BigIntegerField(primary_key=True)
    version = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    comparison = models.CharField(max_length=64, blank=True)
    reason = models.TextField()
    person = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version="", digest="") | (~models.Q(version="") & ~models.Q(digest="")),
                name="a_chosen_model_has_its_digest",
            )
        ]

    def __str__(self) -> str:
        return self.version or "rules alone"
