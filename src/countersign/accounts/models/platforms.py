"""Platforms and their terms as they were decided about, and the communication strategy."""

from __future__ import annotations

from typing import Any

from django.db import models

from countersign.accounts import states


class Platform(models.Model):
    """What was decided about a platform. One that nobody decided about has no row and is not approved."""

    id = models.CharField(primary_key=True, max_length=64)
    state = models.CharField(max_length=16)
    decided_seq = models.BigIntegerField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=(states.APPROVED, states.WITHDRAWN)), name="platform_state_is_decided"
            )
        ]

    def __str__(self) -> str:
        return self.id


class Terms(models.Model):
    """A platform's terms of service as they were at a date: the text as evidence, what was looked at in it.

    `form_hash` freezes all of it. The `present` ones, recorded last, must be accepted before anything is published.
    """

    platform = models.CharField(max_length=64)
    version = models.CharField(max_length=100)
    dated = models.DateField()
    text = models.CharField(max_length=64)
    looked_at: Any = models.JSONField(default=list)
    open: Any = models.JSONField(default=list)
    form_hash = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()
    recorded_seq = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_seq = models.BigIntegerField(null=True)
    present = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["platform"], condition=models.Q(present=True), name="one_present_version_of_terms"
            )
        ]
        indexes = [models.Index(fields=["platform", "accepted_seq"], name="terms_by_platform")]

    def __str__(self) -> str:
        return f"{self.platform} {self.version}"


class Strategy(models.Model):
    """A communication strategy: a document for a period, with the campaigns that posts may serve."""

    title = models.CharField(max_length=200)
    document = models.CharField(max_length=64)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    campaigns: Any = models.JSONField(default=list)
    author = models.CharField(max_length=64)
    form_hash = models.CharField(max_length=64, blank=True)
    submitted_at = models.DateTimeField()
    signed_seq = models.BigIntegerField(null=True)
    ended_seq = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("starts")), name="strategy_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.title
