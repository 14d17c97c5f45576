"""The tables of moves of this room: which act leads from which state to which. None is *not there yet*."""

from __future__ import annotations

from countersign.gate.act import Moves

NOT_APPROVED, APPROVED, WITHDRAWN = "not_approved", "approved", "withdrawn"
PLATFORM: Moves = {
    (NOT_APPROVED, "approve_platform"): APPROVED,
    (WITHDRAWN, "approve_platform"): APPROVED,
    (APPROVED, "withdraw_platform"): WITHDRAWN,
}

RECORDED, ACCEPTED, SUPERSEDED = "recorded", "accepted", "superseded"
TERMS: Moves = {(None, "record_terms"): RECORDED, (RECORDED, "accept_terms"): ACCEPTED}

SUBMITTED, SIGNED, ENDED = "submitted", "signed", "ended"
STRATEGY: Moves = {
    (None, "submit_strategy"): SUBMITTED,
    (SUBMITTED, "sign_strategy"): SIGNED,
    # Signed again after a signature was withdrawn.
    (SIGNED, "sign_strategy"): SIGNED,
    (SUBMITTED, "end_strategy"): ENDED,
    (SIGNED, "end_strategy"): ENDED,
}

APPLIED, RETURNED, TAKEN_BACK = "applied", "returned", "taken_back"
OPEN, SUSPENDED, CLOSED = "open", "suspended", "closed"
CONNECTABLE = (APPLIED, OPEN, SUSPENDED)
"""The states in which an account can be connected, and its connection is looked at."""
OFFICIAL = (OPEN, SUSPENDED, CLOSED)
"""The states of an account that is or was ours in the eyes of the public."""
ACCOUNT: Moves = {
    (None, "apply_for_account"): APPLIED,
    (APPLIED, "change_account"): APPLIED,
    (APPLIED, "sign_account"): APPLIED,
    (APPLIED, "return_account"): RETURNED,
    (APPLIED, "withdraw_application"): TAKEN_BACK,
    (APPLIED, "connect_account"): APPLIED,
    (APPLIED, "attest_page"): APPLIED,
    (APPLIED, "open_account"): OPEN,
    (RETURNED, "change_account"): APPLIED,
    (RETURNED, "withdraw_application"): TAKEN_BACK,
    # A changed account stays open, but in a form that nobody signed nothing is published from it.
    (OPEN, "change_account"): OPEN,
    (OPEN, "sign_account"): OPEN,
    (OPEN, "connect_account"): OPEN,
    (OPEN, "attest_page"): OPEN,
    (OPEN, "suspend_account"): SUSPENDED,
    (OPEN, "close_account"): CLOSED,
    (SUSPENDED, "change_account"): SUSPENDED,
    (SUSPENDED, "sign_account"): SUSPENDED,
    (SUSPENDED, "connect_account"): SUSPENDED,
    (SUSPENDED, "attest_page"): SUSPENDED,
    (SUSPENDED, "resume_account"): OPEN,
    (SUSPENDED, "close_account"): CLOSED,
}

REPORTED, LISTED, DISMISSED = "reported", "listed", "dismissed"
IMPOSTOR: Moves = {
    (None, "report_impostor"): REPORTED,
    # The act says which of the two it is: listed as not ours, or dismissed; either may be put right later.
    (REPORTED, "list_impostor"): LISTED,
    (LISTED, "list_impostor"): DISMISSED,
    (DISMISSED, "list_impostor"): LISTED,
}
