"""Who had which revision before them: nobody signs together with others what they never opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from countersign.posts.models import Opened


def note(person: str, revision: int, at: datetime) -> None:
    """Note that somebody has exactly this revision before them."""
    Opened.objects.update_or_create(person=person, revision_id=revision, defaults={"at": at})


def by(person: str, posts: Iterable[str]) -> frozenset[str]:
    """Those of these posts whose present revision this person has had before them."""
    ids = [int(p) for p in posts]
    # The present revision of a post is one of its own; an earlier one that was opened does not count.
    found = Opened.objects.filter(person=person, revision__post__in=ids)
    pairs = found.values_list("revision_id", "revision__post_id", "revision__post__revision_id")
    return frozenset(str(post) for opened, post, present in pairs if opened == present)
