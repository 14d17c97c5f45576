"""The tables of moves of this room: which act leads from which state to which. None is *not there yet*."""

from __future__ import annotations

from countersign.gate.act import Moves

KEPT, ENDED = "kept", "ended"
WATCH_LIST: Moves = {
    (None, "start_watch_list"): KEPT,
    (KEPT, "change_watch_list"): KEPT,
    (KEPT, "read_watch_list"): KEPT,
    (KEPT, "end_watch_list"): ENDED,
}
