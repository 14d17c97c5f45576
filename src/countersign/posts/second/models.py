"""An opinion that was asked for, and the job that fetches it."""

from __future__ import annotations

from typing import Any

from django.db import models

from countersign.posts import states
from countersign.posts.models.posts import Revision


class Opinion(models.Model):
    """What the second reader was asked about one finding of one revision, and what it thinks.

    It is no answer: nothing that decides about a post reads this table. `request` and `answer` are commitments of the
    bytes that were sent and that came back. `hidden` is what was taken out of the text first, how many of each kind.
    `why` is empty unless there is no opinion. `seq` and `told_seq` are the rows in which it was asked and told.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="opinions")
    finding = models.CharField(max_length=300)
    category = models.CharField(max_length=32)
    state = models.CharField(max_length=16)
    base_url = models.CharField(max_length=300)
    model = models.CharField(max_length=200)
    structured = models.BooleanField()
    prompt = models.CharField(max_length=32)
    hidden: Any = models.JSONField(default=dict)
    request = models.CharField(max_length=64)
    person = models.CharField(max_length=64)
    mandate = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    seq = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=64, blank=True)
    stance = models.CharField(max_length=16, blank=True)
    reason = models.TextField(blank=True)
    quote = models.TextField(blank=True)
    misquoted = models.BooleanField(default=False)
    why = models.CharField(max_length=32, blank=True)
    told_at = models.DateTimeField(null=True)
    told_seq = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["revision", "finding"], name="opinion_on_a_finding")]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "finding"],
                condition=models.Q(state=states.ASKED),
                name="asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=states.TOLD) | (~models.Q(answer="") & ~models.Q(stance="")),
                name="an_opinion_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} about {self.finding} of revision {self.revision_id}"


class Asking(models.Model):
    """The job behind an opinion: whoever holds its lease sends the request. It gives and takes no right.

    `answer` and `trouble` are what came of the call, before the act that records it. `lost` says that it could not be
    recorded, because whoever asked may not any more.
    """

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, primary_key=True, related_name="asking")
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    answer = models.CharField(max_length=64, blank=True)
    trouble = models.CharField(max_length=32, blank=True)
    lost = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["done_at", "due_at"], name="asking_due")]

    def __str__(self) -> str:
        return f"asking for opinion {self.opinion_id}"
