"""Another time for a post: within what was signed a new schedule does; outside it a new revision is signed again."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any

from countersign.posts import drafting, form, states
from countersign.posts.acts import SubmitPost
from countersign.posts.models import Post, Revision

LATER = timedelta(days=1)
"""How long after now a new time is proposed for a post whose own time is over."""
CHANGES = (states.SUBMITTED, states.RETURNED, states.SIGNED)
"""States from which a post goes on as a new revision with another time."""


def fits(revision: Revision, due: datetime) -> bool:
    """Whether `due` lies within the time that was signed."""
    early = revision.opens is not None and due < revision.opens
    late = revision.closes is not None and due >= revision.closes
    return not (early or late)


def again(post: Post, opens: datetime | None, closes: datetime | None) -> SubmitPost:
    """The act that submits exactly what the present revision says, with another time.

    Raises LookupError for a post that has no revision.
    """
    if post.revision is None:
        raise LookupError(f"post {post.pk} has no revision")
    now = form.read(post.revision.hash)
    # Whatever a form holds is carried over: only the time is another.
    same: dict[str, Any] = {f.name: getattr(now, f.name) for f in fields(SubmitPost) if hasattr(now, f.name)}
    same |= {
        "pictures": drafting.shown_in(now),
        "card": replace(now.card, picture=None) if now.card else None,
        "opens": opens,
        "closes": closes,
        "post": str(post.pk),
    }
    return SubmitPost(**same)


def proposed(
    revision: Revision, at: datetime, wanted: datetime | None = None
) -> tuple[datetime | None, datetime | None]:
    """The time to propose: the same span, moved so that it ends (without an end: begins) at `wanted` or a day on."""
    opens, closes = revision.opens, revision.closes
    anchor = closes or opens
    to = wanted or max(anchor or at, (at + LATER).replace(second=0, microsecond=0))
    if anchor is None:
        return to, None
    by = to - anchor
    return (opens + by if opens else None), (closes + by if closes else None)
