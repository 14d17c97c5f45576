"""Pictures as single platforms take them, and how large a platform said they may be.

None of it is governed: what counts is what a revision froze, by commitment and digest.
"""

from __future__ import annotations

from typing import Any

from django.db import models


class Fitted(models.Model):
    """A picture of the library made to fit: `recipe` names the limit it was made for, and is made for once."""

    media = models.ForeignKey("posts.Media", on_delete=models.CASCADE, related_name="fitted")
    recipe = models.CharField(max_length=200)
    content = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=32)
    size_bytes = models.BigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["media", "recipe"], name="fitted_once_per_limit")]
        indexes = [models.Index(fields=["media", "sha256"], name="fitted_by_digest")]

    def __str__(self) -> str:
        return f"{self.media_id} as {self.recipe}"


class AskedLimit(models.Model):
    """How large a picture may be on an account, as its platform said when it was last asked.

    `kind` is the connector that asked: what one platform said holds for no other.
    """

    account = models.CharField(primary_key=True, max_length=64)
    kind = models.CharField(max_length=32)
    mimes: Any = models.JSONField()
    max_bytes = models.BigIntegerField()
    max_pixels = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pictures on {self.account}"
