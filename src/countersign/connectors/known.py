"""How much fits on platforms to which no connector of ours leads, so that what a person posts by hand fits too.

The figures are the platforms' own published ones; where a platform publishes none, what its page takes.
"""

from __future__ import annotations

from collections.abc import Mapping

from countersign.connectors.limits import Limits, MediaLimit, TextLimit, Unit

_MB = 1024 * 1024
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_VIDEOS = frozenset({"video/mp4", "video/quicktime", "video/webm"})


def _limits(
    *text: TextLimit, alt: int, pictures: int, picture_mb: int, video_mb: int, video_s: float, needs_media: bool = False
) -> Limits:
    return Limits(
        text=text,
        alt=(TextLimit(Unit.CODE_POINTS, alt),),
        media=(MediaLimit(_PICTURES, picture_mb * _MB), MediaLimit(_VIDEOS, video_mb * _MB, video_s)),
        media_most=pictures,
        media_required=needs_media,
    )


def _points(most: int) -> TextLimit:
    return TextLimit(Unit.CODE_POINTS, most)


USUAL: Mapping[str, Limits] = {
    "x": _limits(TextLimit(Unit.X_WEIGHTED, 280), alt=1000, pictures=4, picture_mb=5, video_mb=512, video_s=140.0),
    "facebook": _limits(_points(63_206), alt=1000, pictures=10, picture_mb=10, video_mb=4096, video_s=14_400.0),
    "instagram": _limits(
        _points(2_200), alt=1000, pictures=10, picture_mb=8, video_mb=1024, video_s=900.0, needs_media=True
    ),
    "linkedin": _limits(_points(3_000), alt=1000, pictures=20, picture_mb=5, video_mb=5120, video_s=600.0),
    "reddit": _limits(_points(40_000), alt=1000, pictures=20, picture_mb=20, video_mb=1024, video_s=900.0),
    "tumblr": _limits(_points(4_096), alt=4_096, pictures=30, picture_mb=20, video_mb=500, video_s=600.0),
    "whatsapp": _limits(_points(4_096), alt=1000, pictures=10, picture_mb=5, video_mb=16, video_s=180.0),
    "youtube": _limits(
        _points(5_000),
        TextLimit(Unit.BYTES, 5_000),
        alt=1000,
        pictures=1,
        picture_mb=16,
        video_mb=262_144,
        video_s=43_200.0,
    ),
    "mastodon": _limits(TextLimit(Unit.SHORTENED, 500), alt=1500, pictures=4, picture_mb=16, video_mb=99, video_s=3600),
    "bluesky": _limits(
        TextLimit(Unit.GRAPHEMES, 300),
        TextLimit(Unit.BYTES, 3_000),
        alt=2000,
        pictures=4,
        picture_mb=2,
        video_mb=300,
        video_s=180.0,
    ),
}
"""By the platform's id, as packs name it."""
