"""Named points in the life of an act.

In production they do nothing. Tests stop a thread at one (a barrier) or kill the process there (a crash), which
is how *never slips between* and *no act without its row* are shown without sleeping.
"""

from __future__ import annotations

from collections.abc import Callable

POINTS = (
    "begun",
    "guards_taken",
    "facts_gathered",
    "effect_done",
    "head_taken",
    "row_written",
    "committed",
    "armed",
    "sent",
    "settled",
    "outcomes_kept",
)

_listener: Callable[[str], None] | None = None


def listen(listener: Callable[[str], None] | None) -> None:
    """Call `listener` with each point's name from now on; None stops it."""
    global _listener
    _listener = listener


def reach(point: str) -> None:
    """Say that this point of an act is reached."""
    if _listener is not None:
        _listener(point)
