"""Reads for pages and for the rooms above.

Functions that take a `viewer` show what that person may see; the others are for rooms and pages that scope what they
show themselves.
"""

from countersign.posts.queries.calendar import Asked, Entry, authors, calendar
from countersign.posts.queries.library import consents_missing, library, seen_by
from countersign.posts.queries.lists import (
    SORTS,
    PlacementLine,
    PostLine,
    beginnings,
    by_hand,
    drafts,
    held,
    in_flight,
    incidents,
    is_late,
    late,
    names_of,
    next_to_review,
    pause,
    placement_lines,
    posts,
    replies,
    shared_drafts,
    to_be_signed_by,
    to_review,
    to_take_down,
    unsettled,
)
from countersign.posts.queries.queue import Queue, QueueLine, may_retry, overdue, whole_queue
from countersign.posts.queries.sight import visible

__all__ = [
    "SORTS",
    "Asked",
    "Entry",
    "PlacementLine",
    "PostLine",
    "Queue",
    "QueueLine",
    "authors",
    "beginnings",
    "by_hand",
    "calendar",
    "consents_missing",
    "drafts",
    "held",
    "in_flight",
    "incidents",
    "is_late",
    "late",
    "library",
    "may_retry",
    "names_of",
    "next_to_review",
    "overdue",
    "pause",
    "placement_lines",
    "posts",
    "replies",
    "seen_by",
    "shared_drafts",
    "to_be_signed_by",
    "to_review",
    "to_take_down",
    "unsettled",
    "visible",
    "whole_queue",
]
