"""What was read in a picture, once for its bytes. It is not governed: what counts is what a revision froze."""

from __future__ import annotations

from django.db import models


class PicturedWords(models.Model):
    """The words inside the picture with this digest. `known` is null while nobody has read it, false where it could not
    be read, true where it was.

    `read_by` names the program with its version and languages; `said_by` the person who looked where none could.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    content = models.CharField(max_length=64)
    known = models.BooleanField(null=True)
    words = models.TextField(blank=True)
    read_by = models.CharField(max_length=120, blank=True)
    said_by = models.CharField(max_length=64, blank=True)
    wanted_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["wanted_at"], condition=models.Q(known__isnull=True), name="picture_to_be_read"),
        ]

    def __str__(self) -> str:
        return f"words in {self.sha256[:8]}"
