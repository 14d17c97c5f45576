"""What people keep for themselves about posts: views of the calendar, their feed, which revision they opened.

None of it is governed: it gives nobody anything, and what a person may see or do is asked again each time.
"""

from __future__ import annotations

from django.db import models


class SavedView(models.Model):
    """A view of the calendar that somebody named: its filters as a query, without any date."""

    person = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_views_have_names")]

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """The secret address under which one person's calendar can be read by a calendar program.

    Only the digest of the secret is kept: the address is shown once, and renewing it ends the one before. Without
    `words` the feed tells of posts that are not public yet when and where, and not what they say.
    """

    person = models.CharField(primary_key=True, max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    words = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"feed of {self.person}"


class Opened(models.Model):
    """Somebody had the review page of exactly this revision before them, the last time at `at`."""

    person = models.CharField(max_length=64)
    revision = models.ForeignKey("posts.Revision", on_delete=models.CASCADE, related_name="opened")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "revision"], name="opened_once_a_person")]

    def __str__(self) -> str:
        return f"revision {self.revision_id} opened by {self.person}"


class InCampaign(models.Model):
    """The campaign that the present revision of a post names, taken from the ledger so that lists can be narrowed."""

    post = models.OneToOneField("posts.Post", on_delete=models.CASCADE, primary_key=True, related_name="in_campaign")
    campaign = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"post {self.post_id} in {self.campaign}"
