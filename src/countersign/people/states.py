"""The tables of moves of this room: which act leads from which state to which. None is *not there yet*."""

from __future__ import annotations

from countersign.gate.act import Moves

INSTALLED = "installed"
AGENCY: Moves = {(None, "install"): INSTALLED, (INSTALLED, "change_agency"): INSTALLED}

IN_USE, EMPTY, CLOSED = "in use", "empty", "closed"
UNIT: Moves = {
    (None, "add_unit"): EMPTY,
    (IN_USE, "change_unit"): IN_USE,
    (EMPTY, "change_unit"): EMPTY,
    # Only what is empty is closed: nobody may be left working in a place that is no more.
    (EMPTY, "close_unit"): CLOSED,
}

EMPLOYED, LEFT, MERGED = "employed", "left", "merged"
PERSON: Moves = {
    (None, "hire"): EMPLOYED,
    # Who comes back is the same person.
    (LEFT, "hire"): EMPLOYED,
    (EMPLOYED, "change_person"): EMPLOYED,
    (EMPLOYED, "end_employment"): LEFT,
    (EMPLOYED, "merge_people"): MERGED,
    (LEFT, "merge_people"): MERGED,
}

CURRENT, STALE, IMPORTED = "current", "overtaken by other changes", "imported"
ROSTER: Moves = {(CURRENT, "import_roster"): IMPORTED}

ASKED, RUNNING, RENEWED, ENDED = "asked for", "given", "renewed", "ended"
APPOINTMENT: Moves = {(None, "appoint"): RUNNING, (RUNNING, "end_appointment"): ENDED}
DELEGATION: Moves = {
    (None, "delegate"): RUNNING,
    (RUNNING, "end_delegation"): ENDED,
    (RUNNING, "return_delegation"): ENDED,
}
AUTHORIZATION: Moves = {
    (None, "request_authorization"): ASKED,
    (None, "authorize"): RUNNING,
    (ASKED, "authorize"): RUNNING,
    # A renewal is about the period it goes on from, which stays on record.
    (RUNNING, "renew_authorization"): RENEWED,
    (ASKED, "end_authorization"): ENDED,
    (ASKED, "withdraw_authorization_request"): ENDED,
    (RUNNING, "end_authorization"): ENDED,
    (RENEWED, "end_authorization"): ENDED,
}

ORDINARY, PERSONAL = "ordinary", "personal"
POWER: Moves = {(ORDINARY, "mark_personal"): PERSONAL, (PERSONAL, "mark_personal"): ORDINARY}
