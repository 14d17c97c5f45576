"""Templates for blanket approvals, what they were filled with, and the note that follows each use.

All of it is governed. Frozen templates and signatures are the gate's; a filled template is a post like any other.
"""

from __future__ import annotations

from typing import Any

from django.db import models


class Blanket(models.Model):
    """A template with its allowed blanks and a period. `hash` is its frozen form; columns beside it are for lists.

    `findings` are screening's on the template's own words, its options included.
    """

    author = models.CharField(max_length=64)
    state = models.CharField(max_length=16)
    hash = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=120)
    category = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    accounts: Any = models.JSONField()
    findings: Any = models.JSONField(default=list)
    through_pause = models.BooleanField(default=False)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    submitted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="blanket_ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["state", "ends"], name="blanket_by_state")]

    def __str__(self) -> str:
        return f"template {self.pk}"


class BlanketAnswer(models.Model):
    """What a signer said to a finding in a template: by its category and words, which is how a filling meets it."""

    blanket = models.ForeignKey(Blanket, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=120)
    category = models.CharField(max_length=32)
    words = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    person = models.CharField(max_length=64)
    seq = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seq", "key"], name="blanket_answered_once_per_signature")]

    def __str__(self) -> str:
        return f"answer to {self.key}"


class Filling(models.Model):
    """A filled template: which one, in which frozen form, with what. `revision_hash` is the form that came of it.

    `report` is the commitment of the document that both offices get. It is made before the confirmation, and without
    it there is none.
    """

    post = models.OneToOneField("posts.Post", on_delete=models.PROTECT, related_name="filling")
    blanket = models.ForeignKey(Blanket, on_delete=models.PROTECT, related_name="fillings")
    blanket_hash = models.CharField(max_length=64)
    revision_hash = models.CharField(max_length=64, unique=True)
    person = models.CharField(max_length=64)
    at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    report = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["confirmed_at", "at"], name="filling_open")]

    def __str__(self) -> str:
        return f"filling of {self.blanket_id} as post {self.post_id}"


class AfterAction(models.Model):
    """What happened when a template was used, written afterwards. There may be several; the first meets the duty."""

    filling = models.ForeignKey(Filling, on_delete=models.PROTECT, related_name="notes")
    person = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"note on filling {self.filling_id}"
