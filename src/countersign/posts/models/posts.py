"""Posts, their frozen revisions, and what signers said to what was found in them.

People and accounts are named by id; the rooms below keep them. Frozen forms and signatures are the gate's.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from countersign.posts.models.media import Consent, Media, Rights


class Post(models.Model):
    """Anything the Department adds to a platform. `said` and `said_clauses` are why it was returned or refused."""

    author = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+")
    said = models.TextField(blank=True)
    said_clauses: Any = models.JSONField(default=list)
    submitted_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="post_by_state"),
            models.Index(fields=["author", "state"], name="post_by_author"),
            models.Index(fields=["submitted_at"], name="post_by_time"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"


class Revision(models.Model):
    """One frozen content of a post. Beside the hash stand columns taken from the form, for lists and guards.

    `rests_on` are the guard keys of its consents and licences. `gravity` is that of the gravest of its findings: 0 for
    none, 1 for one that a person must answer, 2 for one that must not go out.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64, unique=True)
    findings: Any = models.JSONField(default=list)
    gravity = models.PositiveSmallIntegerField(default=0)
    excerpt = models.CharField(max_length=200)
    accounts: Any = models.JSONField()
    rests_on: Any = models.JSONField(default=list)
    opens = models.DateTimeField(null=True)
    closes = models.DateTimeField(null=True)
    consents = models.ManyToManyField(Consent, related_name="revisions")
    rights = models.ManyToManyField(Rights, related_name="revisions")
    pictures = models.ManyToManyField(Media, related_name="revisions")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="revisions_are_numbered")]

    def __str__(self) -> str:
        return f"revision {self.number} of post {self.post_id}"


class Answer(models.Model):
    """What a signer said to a finding, by its key; under the key `judged`, that they affirmed the printed sentence."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=64)
    person = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seq", "key"], name="answered_once_per_signature")]

    def __str__(self) -> str:
        return f"answer to {self.key}"
