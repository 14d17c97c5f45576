"""What was kept as proof: contents, captures of what a platform held, gaps, exchanges with platforms."""

from __future__ import annotations

from typing import Any

from django.db import models


class Content(models.Model):
    """Bytes kept under a salted commitment. Disposal destroys bytes and salt; the commitment stays."""

    class State(models.TextChoices):
        """Whether the bytes are there."""

        LIVE = "live"
        SEALED = "sealed"
        DISPOSED = "disposed"

    commitment = models.CharField(max_length=64, primary_key=True)
    salt = models.BinaryField(null=True)
    media_type = models.CharField(max_length=100)
    size_bytes = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.LIVE)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="disposed", salt=None)
                | (~models.Q(state="disposed") & models.Q(salt__isnull=False)),
                name="disposed_content_has_no_salt",
            )
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.commitment[:12]}"


class Capture(models.Model):
    """What a platform held at a moment: raw bytes, and the same in neutral ActivityStreams 2.0."""

    account = models.CharField(max_length=64)
    remote_id = models.CharField(max_length=500)
    at = models.DateTimeField()
    how = models.CharField(max_length=16)
    raw = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="captures_raw")
    neutral: Any = models.JSONField()
    seq = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["account", "remote_id", "at"], name="capture_by_item")]

    def __str__(self) -> str:
        return f"{self.account} {self.remote_id} at {self.at:%Y-%m-%d %H:%M}"


class Gap(models.Model):
    """A time in which nothing could be captured, and why. Known absence is a record too."""

    account = models.CharField(max_length=64)
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    why = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=models.Q(ends=None), name="one_open_gap_per_account")
        ]

    def __str__(self) -> str:
        return f"gap of {self.account} from {self.begins:%Y-%m-%d %H:%M}"


class Exchange(models.Model):
    """One request to a platform and its answer, tokens taken out before anything is stored.

    Bodies that are no text (pictures, uploads) are told by size and SHA-256; what was sent is kept as evidence anyway.
    """

    account = models.CharField(max_length=64)
    attempt = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    url = models.TextField()
    status = models.PositiveSmallIntegerField(null=True)
    took_ms = models.PositiveIntegerField()
    error = models.CharField(max_length=200, blank=True)
    request = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="as_request")
    response = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, related_name="as_response")
    request_size_bytes = models.BigIntegerField(default=0)
    request_sha256 = models.CharField(max_length=64, blank=True)
    response_size_bytes = models.BigIntegerField(default=0)
    response_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="exchange_by_account"),
            models.Index(fields=["attempt"], condition=~models.Q(attempt=""), name="exchange_by_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.url} {self.status}"
