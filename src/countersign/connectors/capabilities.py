"""What a platform can do for us, with the reason wherever it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Cap(StrEnum):
    """One thing that a platform may or may not be able to do for us."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    CAPTIONS = "captions"
    CARD = "card"
    REPLY = "reply"
    THREAD = "thread"
    EDIT = "edit"
    DELETE = "delete"
    READ_BACK = "read_back"
    LIST_OWN = "list_own"
    LIST_COMMENTS = "list_comments"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE_COMMENT = "delete_comment"
    BLOCK = "block"
    UNBLOCK = "unblock"
    MUTE = "mute"
    UNMUTE = "unmute"
    PROFILE_READ = "profile_read"
    PROFILE_WRITE = "profile_write"
    IDENTITY = "identity"
    WEBHOOK = "webhook"
    SIGN_IN = "sign_in"
    REFRESH = "refresh"
    REVOKE = "revoke"
    NATIVE_IDEMPOTENCY = "native_idempotency"
    FIND_BY_MARKER = "find_by_marker"
    NEEDS_PUBLIC_MEDIA_URL = "needs_public_media_url"


class Can(StrEnum):
    """The three answers to "can this platform do that?"."""

    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"


@dataclass(frozen=True)
class Support:
    """Whether a platform can do one thing; anything but a plain yes carries the reason, in words for a person."""

    can: Can
    reason: str = ""

    def __post_init__(self) -> None:
        if self.can is not Can.YES and not self.reason:
            raise ValueError("a 'no' or 'conditional' needs its reason")

    @classmethod
    def yes(cls) -> Support:
        """Can do it, without conditions."""
        return cls(Can.YES)

    @classmethod
    def no(cls, reason: str) -> Support:
        """Cannot do it, and why."""
        return cls(Can.NO, reason)

    @classmethod
    def conditional(cls, reason: str) -> Support:
        """Can do it only sometimes or only in part; the reason says when."""
        return cls(Can.CONDITIONAL, reason)
