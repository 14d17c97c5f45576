"""Reads for pages and for the rooms above.

Functions that take a `viewer` show what that person may see; the others are for rooms and pages that scope what they
show themselves.
"""

from countersign.posts.queries.lists import (
    SORTS,
    Page,
    PlacementLine,
    PostLine,
    by_hand,
    calendar,
    drafts,
    held,
    in_flight,
    incidents,
    library,
    names_of,
    pause,
    placement_lines,
    posts,
    replies,
    to_review,
    to_take_down,
    unsettled,
)
from countersign.posts.queries.sight import visible

__all__ = [
    "SORTS",
    "Page",
    "PlacementLine",
    "PostLine",
    "by_hand",
    "calendar",
    "drafts",
    "held",
    "in_flight",
    "incidents",
    "library",
    "names_of",
    "pause",
    "placement_lines",
    "posts",
    "replies",
    "to_review",
    "to_take_down",
    "unsettled",
    "visible",
]
