"""Pages that are not ours: reported by employees, and told of by the public."""

from __future__ import annotations

from django.db import models

from countersign.accounts import states


class Impostor(models.Model):
    """A page that somebody may take for ours: reported, then listed as not ours or dismissed."""

    platform = models.CharField(max_length=64, blank=True)
    handle = models.CharField(max_length=100, blank=True)
    name_key = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=400, blank=True)
    url_key = models.CharField(max_length=400, blank=True)
    note = models.TextField(blank=True)
    evidence = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16)
    reporter = models.CharField(max_length=64)
    reported_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(url_key="") | ~models.Q(name_key=""), name="an_impostor_can_be_found"
            ),
            models.CheckConstraint(
                condition=models.Q(state=states.REPORTED) | models.Q(decided_at__isnull=False),
                name="a_decided_impostor_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "reported_at"], name="impostor_by_state"),
            models.Index(fields=["name_key"], name="impostor_by_handle"),
            models.Index(fields=["url_key"], name="impostor_by_url"),
        ]

    def __str__(self) -> str:
        return self.url or self.handle


class Tip(models.Model):
    """What somebody from the public told us about a page, without signing in. It decides nothing and is no act."""

    url = models.CharField(max_length=400, blank=True)
    handle = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=400, unique=True)
    note = models.TextField(blank=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["settled", "last_at"], name="tip_open")]

    def __str__(self) -> str:
        return self.url or self.handle
