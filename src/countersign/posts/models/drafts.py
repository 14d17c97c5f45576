"""What is written before it is a post: drafts, who writes on them, what is said about them, and usual times.

None of it is governed: what counts is what a revision froze.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from countersign.posts.models.posts import Post


class Draft(models.Model):
    """A post while it is written: its author's, and those colleagues' whom the author shares it with.

    `version` counts the times it was saved, `window` is the open page that saved it last, `saved_by` who. `post` is the
    post it would become a new revision of; `beside` the draft it was kept beside, because both were saved from the same
    version. A template has a `title` and is copied, never submitted. `first_replies` are those of single accounts.
    """

    author = models.CharField(max_length=64)
    template = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    saved_by = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    window = models.CharField(max_length=36, blank=True)
    text = models.TextField(blank=True)
    variants: Any = models.JSONField(default=dict)
    accounts: Any = models.JSONField(default=list)
    purposes: Any = models.JSONField(default=list)
    campaign = models.CharField(max_length=64, blank=True)
    opens = models.DateTimeField(null=True)
    closes = models.DateTimeField(null=True)
    media: Any = models.JSONField(default=list)
    first_reply = models.TextField(blank=True)
    first_replies: Any = models.JSONField(default=dict)
    card: Any = models.JSONField(null=True)
    reply_to = models.CharField(max_length=500, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="drafts")
    beside = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="others")
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["author", "saved_at"], name="draft_by_author"),
            models.Index(fields=["template", "title"], name="draft_templates"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Shared(models.Model):
    """A colleague whom an author lets write on a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="shared")
    person = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "person"], name="draft_shared_once")]
        indexes = [models.Index(fields=["person"], name="draft_shared_with")]

    def __str__(self) -> str:
        return f"draft {self.draft_id} shared with {self.person}"


class Remark(models.Model):
    """What somebody who may see a draft says about it. It goes with the draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="remarks")
    person = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["draft", "at"], name="remark_by_draft")]

    def __str__(self) -> str:
        return f"remark {self.pk} on draft {self.draft_id}"


class Slot(models.Model):
    """A time of the week at which posts usually go out, by its name. It proposes; nothing follows from it.

    `weekdays` are 0 (Monday) to 6; `at` is in the agency's zone.
    """

    name = models.CharField(max_length=80, unique=True)
    weekdays: Any = models.JSONField()
    at = models.TimeField()

    class Meta:
        ordering = ("at", "name")

    def __str__(self) -> str:
        return self.name
