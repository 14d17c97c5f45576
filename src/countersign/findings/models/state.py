"""One row that changes with everything that decides how texts are screened."""

from __future__ import annotations

from django.db import models


class ScreeningState(models.Model):
    """The stamp of the last change, one row."""

    ONLY = "screening"

    id = models.CharField(primary_key=True, max_length=16, default=ONLY)
    stamp = models.CharField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id="screening"), name="one_screening_state")]

    def __str__(self) -> str:
        return self.stamp
