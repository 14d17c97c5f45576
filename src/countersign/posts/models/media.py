"""Pictures and videos of the library, and the leave they are shown under: consents and licences.

The library's own rows are not governed; consents and licences are.
"""

from __future__ import annotations

from typing import Any

from django.db import models


class Media(models.Model):
    """A picture or video in the library: the untouched original as evidence, and what is sent, without metadata.

    The answers here are proposals for the next post; what counts is what a revision froze. Of a video, `checked` says
    who looked into it: the program `ffprobe`, or the person who added it. `captions` is the commitment of its WebVTT,
    `captions_language` the language they are in (BCP 47).
    """

    original = models.CharField(max_length=64)
    sent = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=32)
    size_bytes = models.BigIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    duration_s = models.FloatField(null=True)
    checked = models.CharField(max_length=12, blank=True)
    captions = models.CharField(max_length=64, blank=True)
    captions_sha256 = models.CharField(max_length=64, blank=True)
    captions_language = models.CharField(max_length=12, blank=True, default="en")
    title = models.CharField(max_length=200, blank=True)
    alt = models.TextField(blank=True)
    people = models.CharField(max_length=12, default="unanswered")
    pictured = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=12, default="unanswered")
    credit = models.CharField(max_length=300, blank=True)
    consents: Any = models.ManyToManyField("Consent", related_name="pictures")
    rights = models.ForeignKey("Rights", on_delete=models.PROTECT, null=True, related_name="material")
    owner = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people__in=("yes", "no", "unanswered")), name="media_people_is_an_answer"
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=("own", "third_party", "unanswered")), name="media_source_is_an_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"picture {self.pk}"


class Leave(models.Model):
    """What a consent and a licence have in common: for where, on what paper, from when to when, taken back or not.

    `accounts` or `purposes` null means all.
    """

    accounts: Any = models.JSONField(null=True)
    number = models.CharField(max_length=200)
    document = models.CharField(max_length=64, blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    recorded_seq = models.BigIntegerField(null=True)
    withdrawn_seq = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Consent(Leave):
    """A pictured person's leave, under a pseudonymous label, or for an employee under their id."""

    label = models.CharField(max_length=200)
    person = models.CharField(max_length=64, blank=True)
    standing = models.CharField(max_length=12)
    purposes: Any = models.JSONField(null=True)
    guardian = models.CharField(max_length=200, blank=True)
    voluntary = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(standing__in=("employee", "custody", "public", "minor")), name="consent_standing"
            )
        ]

    def __str__(self) -> str:
        return f"consent of {self.label}"


class Rights(Leave):
    """The licence under which third-party material is used."""

    holder = models.CharField(max_length=200)
    licence = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.licence} of {self.holder}"
