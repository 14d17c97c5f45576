"""The tables of moves of this room: which act leads from which state to which. None is *not there yet*."""

from __future__ import annotations

from countersign.gate.act import Moves

SUBMITTED, SIGNED, RETURNED, REFUSED = "submitted", "signed", "returned", "refused"
SCHEDULED, PUBLISHED, WITHDRAWN = "scheduled", "published", "withdrawn"
FILLED, DISCARDED = "filled", "discarded"
POST: Moves = {
    (None, "submit_post"): SUBMITTED,
    # A changed character is a new revision, which nobody has signed yet.
    (SUBMITTED, "submit_post"): SUBMITTED,
    (SUBMITTED, "sign_post"): SIGNED,
    (SUBMITTED, "return_post"): RETURNED,
    (SUBMITTED, "refuse_post"): REFUSED,
    (RETURNED, "submit_post"): SUBMITTED,
    (SIGNED, "submit_post"): SUBMITTED,
    # A second signature: of another office, or after one was withdrawn.
    (SIGNED, "sign_post"): SIGNED,
    (SIGNED, "return_post"): RETURNED,
    (SIGNED, "refuse_post"): REFUSED,
    (SIGNED, "schedule_post"): SCHEDULED,
    (SCHEDULED, "sign_post"): SCHEDULED,
    # Again: another time, or after a placement was held.
    (SCHEDULED, "schedule_post"): SCHEDULED,
    (SCHEDULED, "unschedule_post"): SIGNED,
    # What was not sent, or was taken off the schedule, on some of its accounts.
    (PUBLISHED, "schedule_post"): SCHEDULED,
    # An edit: a new revision of what is public goes the whole way again.
    (PUBLISHED, "submit_post"): SUBMITTED,
    # A filled template: signed as such beforehand, so that a second person's confirmation is all it waits for.
    (None, "fill_blanket"): FILLED,
    (FILLED, "confirm_blanket"): SCHEDULED,
    (FILLED, "discard_filling"): DISCARDED,
    # Again: after the confirmation was withdrawn before it went out.
    (SCHEDULED, "confirm_blanket"): SCHEDULED,
}
"""What became of the placements moves a scheduled post on: see `outcomes.follow`."""

UNSENT, DUE, SENDING, LIVE = "unsent", "scheduled", "publishing", "published"
TURNED_DOWN, UNSURE, GOING, GONE = "rejected", "unknown", "withdrawing", "withdrawn"
PLACEMENT: Moves = {
    (DUE, "publish_post"): SENDING,
    (LIVE, "publish_post"): SENDING,
    # The outcome says which: see `outcomes.AFTER`.
    (SENDING, "record_outcome"): LIVE,
    (GOING, "record_outcome"): GONE,
    (SENDING, "settle_attempt"): LIVE,
    (UNSURE, "settle_attempt"): LIVE,
    (LIVE, "record_read_back"): LIVE,
    (LIVE, "withdraw_post"): GOING,
}
HELD = "held"
"""Shown instead of *scheduled* while something stands in the way; see `models.Work`."""

CREATE, EDIT, DELETE = "create", "edit", "delete"
ARMED, NOT_SENT = "armed", "not_sent"
OUTCOMES = (LIVE, TURNED_DOWN, NOT_SENT, UNSURE)
"""How an attempt can end: it is there (or, for one to delete, gone), refused, not sent at all, not known."""
IN_FLIGHT = (ARMED, UNSURE)
"""Attempts of which something may still become public, or may be without our knowing."""

GIVEN, TAKEN_BACK = "given", "withdrawn"
CONSENT: Moves = {(None, "record_consent"): GIVEN, (GIVEN, "withdraw_consent"): TAKEN_BACK}
RIGHTS: Moves = {(None, "record_rights"): GIVEN, (GIVEN, "withdraw_rights"): TAKEN_BACK}

ENDED = "ended"
BLANKET: Moves = {
    (None, "submit_blanket"): SUBMITTED,
    (SUBMITTED, "submit_blanket"): SUBMITTED,
    (SUBMITTED, "sign_blanket"): SIGNED,
    # A second signature: of another office, or after one was withdrawn.
    (SIGNED, "sign_blanket"): SIGNED,
    (SUBMITTED, "end_blanket"): ENDED,
    (SIGNED, "end_blanket"): ENDED,
}

RUNNING, PAUSED = "running", "paused"
PAUSE: Moves = {(RUNNING, "pause_publishing"): PAUSED, (PAUSED, "resume_publishing"): RUNNING}
PUBLISHING = "publishing"
"""The id of the one pause there can be: over all publishing."""

ASKED, TOLD, FAILED = "asked", "told", "failed"
# What was recorded may be no opinion: see `acts.asking`.
OPINION: Moves = {(None, "ask_second_reader"): ASKED, (ASKED, "record_opinion"): TOLD}

LABELS = "all"
"""The id of all that was said of findings: it is handed out as a whole."""
RESCREENING: Moves = {(None, "rescreen_archive"): "recorded"}
