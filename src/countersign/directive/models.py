"""A directive's versions as they were brought in, the doubts that people settled, and how clauses are read."""

from __future__ import annotations

from typing import Any

from django.db import models

LONGEST_NOTE = 2000
"""Characters of a note."""


class Language(models.TextChoices):
    """The languages of texts and notes."""

    EN = "en", "English"
    ES = "es", "Español"


class Version(models.Model):
    """One dated issue of the text: the file as it came, and the tree read from it under the hash that is signed.

    `before` is the version whose place it took. What the text does not say is empty.
    """

    class State(models.TextChoices):
        """Where it stands; whether it is signed is a matter of the signatures on its hash."""

        IMPORTED = "imported"
        IN_FORCE = "in_force"
        SUPERSEDED = "superseded"

    number = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=300, blank=True)
    effective = models.DateField(null=True)
    supersedes = models.DateField(null=True)
    language = models.CharField(max_length=8, choices=Language)
    file = models.CharField(max_length=64)
    frozen_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.IMPORTED)
    before = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="after")
    imported_seq = models.BigIntegerField(null=True)
    imported_at = models.DateTimeField()
    in_force_seq = models.BigIntegerField(null=True)
    in_force_at = models.DateTimeField(null=True)
    superseded_seq = models.BigIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="in_force"), name="one_version_in_force"
            ),
            models.CheckConstraint(
                condition=models.Q(state="imported", in_force_at=None, superseded_at=None)
                | models.Q(state="in_force", in_force_at__isnull=False, superseded_at=None)
                | models.Q(state="superseded", in_force_at__isnull=False, superseded_at__isnull=False),
                name="a_version_says_when_it_came_and_went",
            ),
        ]
        indexes = [models.Index(fields=["in_force_at"], name="version_by_time_in_force")]

    def __str__(self) -> str:
        return f"{self.number or self.title} of {self.effective or 'an unknown day'}"


class DoubtSettled(models.Model):
    """How somebody settled one doubt about a version's text. Part of what is signed, repeated here to be listed."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="settled")
    line = models.PositiveIntegerField()
    text = models.TextField()
    why = models.TextField()
    how = models.CharField(max_length=16)
    clause = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "line", "why"], name="a_doubt_is_settled_once")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.how}"


class InterpretationNote(models.Model):
    """How this agency reads a clause, from one ledger row until another."""

    clause = models.CharField(max_length=100)
    en = models.TextField(max_length=LONGEST_NOTE)
    es = models.TextField(max_length=LONGEST_NOTE, blank=True)
    written_seq = models.BigIntegerField(null=True)
    written_at = models.DateTimeField()
    ended_seq = models.BigIntegerField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        indexes = [models.Index(fields=["clause"], condition=models.Q(ended_seq=None), name="note_by_clause")]

    def __str__(self) -> str:
        return f"note on {self.clause}"


class ImportDraft(models.Model):
    """A file somebody is about to bring in, with the doubts settled so far. Not governed: nothing follows from it."""

    person = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    file = models.CharField(max_length=64)
    language = models.CharField(max_length=8, choices=Language)
    settled: Any = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
