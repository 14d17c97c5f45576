"""Watch-lists: words that the agency asks to be warned about. The words themselves are stored sealed."""

from __future__ import annotations

from typing import Any

from django.db import models

from countersign.findings import states


class WatchList(models.Model):
    """A list: what it is for, under which category it warns, on which kinds of text, from when until when.

    `committed` is the salted commitment to its terms as they stand, the same as in the ledger row of the act that last
    changed them; the salt is sealed, or whoever guesses a term could try the guess.
    """

    name = models.CharField(max_length=120)
    category = models.CharField(max_length=32)
    kinds: Any = models.JSONField()
    note = models.TextField()
    starts = models.DateField()
    ends = models.DateField(null=True)
    state = models.CharField(max_length=16)
    terms_count = models.PositiveIntegerField()
    committed = models.CharField(max_length=64)
    salt = models.BinaryField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")),
                name="a_watch_list_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[states.KEPT, states.ENDED]), name="a_watch_list_is_kept_or_ended"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=states.ENDED) | models.Q(terms_count=0), name="an_ended_list_has_no_terms"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WatchedTerm(models.Model):
    """One term of a list, sealed with the installation's key. `key` names the key that opens it."""

    watch_list = models.ForeignKey(WatchList, on_delete=models.CASCADE, related_name="terms")
    sealed = models.BinaryField()
    key = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"a term of {self.watch_list_id}"
