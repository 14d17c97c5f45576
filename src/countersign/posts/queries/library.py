"""The media library: searched by words and by what is known of each picture or video."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from countersign.people.queries import Page, page_of
from countersign.posts.models import Media, Post
from countersign.posts.ocr import kept
from countersign.posts.queries.sight import visible

UNANSWERED = Q(people="unanswered") | Q(source="unanswered")


def library(text: str = "", page: int = 1, *, kind: str = "", known: str = "") -> Page[Media]:
    """What is in the library, the latest first. `kind` is `picture` or `video`; `known` is `ready` (everything said,
    and a consent for everybody pictured), `unanswered` or `no_alt`. Words are looked for in title, alternative text,
    credit, the holder of its licence, and what was read in the picture itself."""
    found = Media.objects.all()
    for word in text.split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(alt__icontains=word)
            | Q(credit__icontains=word)
            | Q(rights__holder__icontains=word)
            | Q(sha256__in=kept.holding(word))
        )
    if kind == "video":
        found = found.filter(mime__startswith="video/")
    elif kind == "picture":
        found = found.exclude(mime__startswith="video/")
    if known == "unanswered":
        found = found.filter(UNANSWERED)
    elif known == "no_alt":
        found = found.filter(alt="")
    elif known == "ready":
        found = _ready(found)
    return page_of(found.order_by("-added_at", "-pk"), page, list)


def _ready(found: QuerySet[Media]) -> QuerySet[Media]:
    given = Count("consents", filter=Q(consents__withdrawn_at=None))
    licensed = Q(source="own") | Q(rights__isnull=False, rights__withdrawn_at=None)
    counted = found.exclude(alt="").exclude(UNANSWERED).filter(licensed).annotate(given=given)
    return counted.filter(Q(people="no") | Q(given__gte=F("pictured")))


def consents_missing(media: Media) -> int:
    """How many people in it have no consent on record that still counts."""
    if media.people != "yes":
        return 0
    given: int = media.consents.filter(withdrawn_at=None).count()
    return max(0, media.pictured - given)


def seen_by(viewer: str, at: datetime) -> QuerySet[Post, int]:
    """The posts that somebody may see, for narrowing other lists."""
    return Post.objects.filter(visible(viewer, at)).values_list("pk", flat=True)
