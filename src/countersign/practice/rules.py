"""What fits on the practice platform, and how a text is cleaned before it is kept."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

TEXT_MOST = 2_000
ALT_MOST = 1_500
MEDIA_MOST = 4
MEDIA_BYTES_MOST = 4 * 1024 * 1024
VIDEO_BYTES_MOST = 20 * 1024 * 1024
CAPTIONS_BYTES_MOST = 256 * 1024
CARD_MOST = {"url": 2_000, "title": 300, "description": 1_000}
PROFILE_MOST = {"display_name": 80, "bio": 1_000, "website": 200, "email": 200, "phone": 40}
COMMENT_MOST = 1_000
COMMENT_NAME_MOST = 60
MARKER_MOST = 128
PAGE_ITEMS = 50

# One visitor may write this many comments within each of these spans.
COMMENT_PACE = ((timedelta(minutes=1), 5), (timedelta(hours=1), 40))

HANDLE = r"[a-z0-9_]{2,30}"

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
MEDIA_TYPES = ("image/gif", "image/jpeg", "image/png", "image/webp")
VIDEO_TYPES = ("video/mp4", "video/webm")


def media_type(content: bytes) -> str | None:
    """The type of a picture or video by its first bytes, whatever the sender claims; None for anything else."""
    if content[4:8] == b"ftyp":
        return "video/mp4"
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for beginning, mime in _SIGNATURES if content.startswith(beginning)), None)


def cleaned(text: str) -> str:
    """The text as it is kept: plain line feeds, no space around it. These two changes are what we do to a text."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def storable(text: str) -> bool:
    """Whether a text holds only what can be stored and shown: no control characters, no half characters."""
    return re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", text) is None


def limits() -> dict[str, Any]:
    """All limits of a post and a profile, as the interface tells them."""
    return {
        "text": TEXT_MOST,
        "alt": ALT_MOST,
        "media_count": MEDIA_MOST,
        "media_bytes": MEDIA_BYTES_MOST,
        "media_types": list(MEDIA_TYPES),
        "video_bytes": VIDEO_BYTES_MOST,
        "video_types": list(VIDEO_TYPES),
        "captions_bytes": CAPTIONS_BYTES_MOST,
        "profile": PROFILE_MOST,
    }
