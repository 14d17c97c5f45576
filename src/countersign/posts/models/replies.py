"""What people wrote under our posts, and how far that was read. Not governed: what was written is evidence."""

from __future__ import annotations

from django.db import models

from countersign.posts.models.posts import Post
from countersign.posts.models.publishing import Placement


class Reply(models.Model):
    """What somebody wrote under a post of ours, as collected. `answer` is the post that answers it."""

    account = models.CharField(max_length=64)
    remote_id = models.CharField(max_length=500)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, null=True, related_name="replies")
    author = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()
    raw = models.CharField(max_length=64)
    collected_at = models.DateTimeField()
    answer = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="answers_to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "remote_id"], name="reply_collected_once")]
        indexes = [
            models.Index(fields=["account", "at"], name="reply_by_account"),
            models.Index(fields=["answer", "at"], name="reply_open"),
        ]

    def __str__(self) -> str:
        return f"reply {self.remote_id} on {self.account}"


class Collecting(models.Model):
    """How far the replies on an account were read, and when they are read again."""

    account = models.CharField(primary_key=True, max_length=64)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)
    failed = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="collecting_due")]

    def __str__(self) -> str:
        return f"replies on {self.account}"
