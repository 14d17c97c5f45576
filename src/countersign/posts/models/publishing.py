"""A post's places on accounts, every attempt to send it there, and the pause that stops them all.

`Work` is not governed: it tells a worker where to go on.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from countersign.posts import states
from countersign.posts.models.posts import Post, Revision


class Placement(models.Model):
    """A post's place on one account. `revision` is what is to be there; `shown` is the revision that is there.

    `due_at` is set while something is to be sent. `wanted_down_seq` is the row after which it should be taken down.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="placements")
    account = models.CharField(max_length=64)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="placements")
    shown = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="shown_at")
    state = models.CharField(max_length=16)
    by_hand = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    remote_id = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True)
    sameness = models.CharField(max_length=32, blank=True)
    comparison: Any = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True)
    wanted_down_seq = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "account"], name="one_placement_per_account"),
            models.CheckConstraint(
                condition=~models.Q(state=states.LIVE) | ~models.Q(remote_id=""), name="published_somewhere"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="placement_due"),
            models.Index(fields=["state", "read_at"], name="placement_unread"),
            models.Index(fields=["account", "published_at"], name="placement_by_account"),
            models.Index(fields=["published_at"], name="placement_by_time"),
            models.Index(fields=["due_at"], name="placement_by_due"),
            models.Index(
                fields=["state", "wanted_down_seq"],
                condition=models.Q(wanted_down_seq__isnull=False),
                name="placement_wanted_down",
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.post_id} on {self.account}"


class Attempt(models.Model):
    """One armed try to create, edit or delete. There is never a second one while the end of one is not known.

    `part` is which part of a thread it is about: 0 is the post itself, the others answer the one before them. `marker`
    is what the platform knows it by: the same again when an attempt that was not sent is repeated, so that a request
    that arrives late after all makes no second post.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    marker = models.UUIDField()
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="attempts")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="attempts")
    op = models.CharField(max_length=8)
    part = models.PositiveSmallIntegerField(default=0)
    payload_hash = models.CharField(max_length=64)
    by_hand = models.BooleanField(default=False)
    person = models.CharField(max_length=64)
    armed_at = models.DateTimeField()
    armed_seq = models.BigIntegerField()
    outcome = models.CharField(max_length=16, default=states.ARMED)
    settled_seq = models.BigIntegerField(null=True)
    said = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement"],
                condition=models.Q(outcome__in=states.IN_FLIGHT),
                name="one_attempt_in_flight_per_placement",
            ),
            models.UniqueConstraint(
                fields=["placement", "part"],
                condition=models.Q(op=states.CREATE, outcome=states.LIVE),
                name="created_once_per_placement",
            ),
        ]
        indexes = [models.Index(fields=["outcome", "armed_at"], name="attempt_in_flight")]

    def __str__(self) -> str:
        return f"{self.op} of {self.placement_id}"


class Part(models.Model):
    """A part of a thread where it is public: the second and further parts, and the first reply after them.

    The post itself is part 0 and stands in its placement. `revision` is the one whose text is there.
    """

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="parts")
    remote_id = models.CharField(max_length=500)
    url = models.CharField(max_length=2000, blank=True)
    published_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    sameness = models.CharField(max_length=32, blank=True)
    comparison: Any = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["placement", "number"], name="parts_are_numbered")]

    def __str__(self) -> str:
        return f"part {self.number} of placement {self.placement_id}"


class Work(models.Model):
    """What a worker needs to know about a placement, and nothing that gives anybody a right.

    A lease keeps two workers apart. `attempt` and `prepared` are what was made ready and is not armed yet. `held_seq`
    is the row that stood in the way; held means only that nobody tries again before it is scheduled anew.
    """

    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, primary_key=True, related_name="work")
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    attempt = models.UUIDField(null=True)
    prepared: Any = models.JSONField(null=True)
    held_seq = models.BigIntegerField(null=True)
    held_why = models.TextField(blank=True)
    held_clauses: Any = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"work on placement {self.placement_id}"


class Incident(models.Model):
    """Something that went wrong with a placement and must be put right; closed by the act that did."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=16)
    opened_seq = models.BigIntegerField()
    closed_seq = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "kind"], condition=models.Q(closed_seq=None), name="one_open_incident_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of placement {self.placement_id}"


class Pause(models.Model):
    """A crisis pause over all publishing, from one row of the ledger to another."""

    over = models.CharField(max_length=16, default=states.PUBLISHING)
    reason = models.TextField()
    person = models.CharField(max_length=64)
    at = models.DateTimeField()
    started_seq = models.BigIntegerField(null=True)
    ended_seq = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["over"], condition=models.Q(ended_at=None), name="one_pause_at_a_time")
        ]

    def __str__(self) -> str:
        return f"pause of {self.at:%Y-%m-%d %H:%M}"
