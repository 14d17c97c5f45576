"""What the practice platform stores."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse

from countersign.practice import rules


class Account(models.Model):
    """An account with its profile. Only a digest of its token is kept."""

    handle = models.CharField(max_length=30, unique=True)
    display_name = models.CharField(max_length=rules.PROFILE_MOST["display_name"])
    bio = models.CharField(max_length=rules.PROFILE_MOST["bio"], blank=True, default="")
    website = models.CharField(max_length=rules.PROFILE_MOST["website"], blank=True, default="")
    email = models.CharField(max_length=rules.PROFILE_MOST["email"], blank=True, default="")
    phone = models.CharField(max_length=rules.PROFILE_MOST["phone"], blank=True, default="")
    avatar = models.ForeignKey("Media", null=True, blank=True, on_delete=models.SET_NULL, related_name="avatar_of")
    avatar_alt = models.CharField(max_length=rules.ALT_MOST, blank=True, default="")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"@{self.handle}"

    def get_absolute_url(self) -> str:
        """Its public-looking page."""
        return reverse("practice:account", args=[self.handle])


class Media(models.Model):
    """An uploaded picture or video; seen by nobody until a post or a profile holds it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="media")
    content = models.BinaryField()
    mime = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        """Where its bytes are."""
        return reverse("practice:media", args=[self.pk])


class Post(models.Model):
    """A post, or an answer to a post or comment. A deleted one keeps its number and its dates, and nothing else."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    text = models.TextField(blank=True)
    card = models.JSONField(null=True, blank=True)
    card_picture = models.ForeignKey("Media", null=True, blank=True, on_delete=models.SET_NULL, related_name="card_of")
    reply_to_post = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies")
    reply_to_comment = models.ForeignKey(
        "Comment", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies"
    )
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["account", "-id"], name="practice_post_of_account")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reply_to_post__isnull=True) | Q(reply_to_comment__isnull=True),
                name="practice_post_answers_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(text=""), name="practice_deleted_post_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.pk}"

    def get_absolute_url(self) -> str:
        """Its public-looking page."""
        return reverse("practice:post", args=[self.account.handle, self.pk])

    def card_picture_url(self) -> str:
        """Where the bytes of the card's picture are; empty for none. Reads nothing."""
        return reverse("practice:media", args=[self.card_picture_id]) if self.card_picture_id else ""


class Attachment(models.Model):
    """A picture's or video's place in a post, with the text for those who cannot see it, or cannot hear it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments")
    media = models.ForeignKey(Media, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=rules.ALT_MOST, blank=True)
    captions = models.TextField(blank=True, default="")
    captions_language = models.CharField(max_length=35, blank=True, default="")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["post", "position"], name="practice_one_picture_a_place")]

    def __str__(self) -> str:
        return f"{self.post_id}/{self.position}"

    def captions_url(self) -> str:
        """Where a video's captions are."""
        return reverse("practice:captions", args=[self.pk])

    @property
    def is_video(self) -> bool:
        """Whether it moves."""
        return self.media.mime in rules.VIDEO_TYPES


class Version(models.Model):
    """What a post said before an edit."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    text = models.TextField(blank=True)
    media = models.JSONField(default=list)
    card = models.JSONField(null=True, blank=True)
    until = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.post_id} until {self.until}"


class Comment(models.Model):
    """What a visitor wrote under a post. `sender` is a keyed digest of where it came from, for pacing only."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    display_name = models.CharField(max_length=rules.COMMENT_NAME_MOST)
    text = models.CharField(max_length=rules.COMMENT_MOST)
    sender = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sender", "created_at"], name="practice_comment_pace")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="practice_comment_says_something")]

    def __str__(self) -> str:
        return f"comment {self.pk} on {self.post_id}"

    def get_absolute_url(self) -> str:
        """Its place on the post's page."""
        return f"{self.post.get_absolute_url()}#comment-{self.pk}"


class Receipt(models.Model):
    """One change an account made under a marker of its own choosing: the same marker never changes anything twice."""

    class Op(models.TextChoices):
        """What was done."""

        CREATE = "create"
        EDIT = "edit"
        DELETE = "delete"
        PROFILE = "profile"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="receipts")
    marker = models.CharField(max_length=rules.MARKER_MOST)
    op = models.CharField(max_length=10, choices=Op.choices)
    request_sha256 = models.CharField(max_length=64)
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.CASCADE, related_name="receipts")
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "marker"], name="practice_marker_once")]

    def __str__(self) -> str:
        return f"{self.account} {self.op} {self.marker}"
