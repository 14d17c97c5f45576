"""The tables of moves of this room: which act leads from which state to which. None is *not there yet*."""

from __future__ import annotations

from countersign.gate.act import Moves

IMPORTED, IN_FORCE, SUPERSEDED = "imported", "in_force", "superseded"
DIRECTIVE: Moves = {
    (None, "import_directive"): IMPORTED,
    (IMPORTED, "sign_directive"): IMPORTED,
    # The version in force before becomes superseded by the same act.
    (IMPORTED, "adopt_directive"): IN_FORCE,
}

STANDING, ENDED = "standing", "ended"
NOTE: Moves = {
    (None, "write_note"): STANDING,
    # Written anew or taken back: the one that stood stays on record.
    (STANDING, "write_note"): ENDED,
}
