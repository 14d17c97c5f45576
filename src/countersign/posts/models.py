"""Posts and their frozen revisions, placements and attempts, pictures with consents and rights, replies, the pause.

People, accounts and platforms are named by id; the rooms below keep them. Frozen forms and signatures are the gate's.
Not governed: drafts, pictures in the library, `Work`, replies and how far they were read.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from countersign.posts import blanket_models as _blankets  # noqa: F401, its tables belong to this room too
from countersign.posts import fitted_models as _fitted  # noqa: F401, its tables belong to this room too
from countersign.posts import marks as _marks  # noqa: F401, its tables belong to this room too
from countersign.posts import states
from countersign.posts.history.models import HistoryItem as HistoryItem
from countersign.posts.history.models import HistoryRun as HistoryRun


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

    `rests_on` are the guard keys of its consents and licences.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64, unique=True)
    findings: Any = models.JSONField(default=list)
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


class Draft(models.Model):
    """A post while it is written: its author's, and those colleagues' whom the author shares it with.

    `version` counts the times it was saved, `window` is the open page that saved it last, `saved_by` who. `post` is the
    post it would become a new revision of; `beside` the draft it was kept beside, because both were saved from the same
    version. A template has a `title` and is copied, never submitted. `first_replies` are those of single accounts.
    """

    author = models.CharField(max_length=64)
    template = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    saved_by = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    window = models.CharField(max_length=36, blank=True)
    text = models.TextField(blank=True)
    variants: Any = models.JSONField(default=dict)
    accounts: Any = models.JSONField(default=list)
    purposes: Any = models.JSONField(default=list)
    campaign = models.CharField(max_length=64, blank=True)
    opens = models.DateTimeField(null=True)
    closes = models.DateTimeField(null=True)
    media: Any = models.JSONField(default=list)
    first_reply = models.TextField(blank=True)
    first_replies: Any = models.JSONField(default=dict)
    card: Any = models.JSONField(null=True)
    reply_to = models.CharField(max_length=500, blank=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="drafts")
    beside = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="others")
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["author", "saved_at"], name="draft_by_author"),
            models.Index(fields=["template", "title"], name="draft_templates"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Shared(models.Model):
    """A colleague whom an author lets write on a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="shared")
    person = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "person"], name="draft_shared_once")]
        indexes = [models.Index(fields=["person"], name="draft_shared_with")]

    def __str__(self) -> str:
        return f"draft {self.draft_id} shared with {self.person}"


class Remark(models.Model):
    """What somebody who may see a draft says about it. It goes with the draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="remarks")
    person = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["draft", "at"], name="remark_by_draft")]

    def __str__(self) -> str:
        return f"remark {self.pk} on draft {self.draft_id}"


class Slot(models.Model):
    """A time of the week at which posts usually go out, by its name. It proposes; nothing follows from it.

    `weekdays` are 0 (Monday) to 6; `at` is in the agency's zone.
    """

    name = models.CharField(max_length=80, unique=True)
    weekdays: Any = models.JSONField()
    at = models.TimeField()

    class Meta:
        ordering = ("at", "name")

    def __str__(self) -> str:
        return self.name


class Reply(models.Model):
    """What somebody wrote under a post of ours, as collected. `answer` is the post that answers it."""

    account = models.CharField(max_length=64)
    remote_id = models.CharField(max_length=500)
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, null=True, related_name="replies")
    author = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()
    raw = models.CharField(max_length=64)
    collected_at = models.DateTimeField()
    answer = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="answers_to")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "remote_id"], name="reply_collected_once")]
        indexes = [
            models.Index(fields=["account", "at"], name="reply_by_account"),
            models.Index(fields=["answer", "at"], name="reply_open"),
        ]

    def __str__(self) -> str:
        return f"reply {self.remote_id} on {self.account}"


class Collecting(models.Model):
    """How far the replies on an account were read, and when they are read again."""

    account = models.CharField(primary_key=True, max_length=64)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)
    failed = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="collecting_due")]

    def __str__(self) -> str:
        return f"replies on {self.account}"
