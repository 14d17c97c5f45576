"""A thread, or a post with its first reply: several drafts, each answering the one before.

Each part is a publication of its own, with its own attempt, its own one public request and its own outcome. The next
part is armed only when the one before is known to be there: a part whose outcome is unknown stops the thread until it
is recovered, so nothing is ever posted twice and no part answers something that is not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from countersign.connectors.seen import Published
from countersign.connectors.sent import Draft


def next_part(parts: Sequence[Draft], published: Sequence[Published]) -> Draft | None:
    """The part to prepare and arm next, answering the last one that is there; None when all are there.

    `published` are the outcomes of the first parts, in order. The first part keeps the `reply_to` it has. ValueError
    for a later part that answers something already, for a change of the profile, and for more outcomes than parts.
    """
    if len(published) > len(parts):
        raise ValueError("more parts are there than the thread has")
    if any(part.profile is not None for part in parts) or any(part.reply_to for part in parts[1:]):
        raise ValueError("the parts of a thread are posts, and only the first may answer something else")
    if len(published) == len(parts):
        return None
    part = parts[len(published)]
    return replace(part, reply_to=published[-1].remote_id) if published else part
