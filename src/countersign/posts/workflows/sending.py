"""Making ready, arming and the one public request: to create, to edit, to take down."""

from __future__ import annotations

import logging
import uuid

from django.db import IntegrityError
from django.utils.translation import gettext_noop as _

from countersign.connectors import errors
from countersign.connectors import interface as remote
from countersign.gate import clock, points
from countersign.gate.act import Malformed, NotNow, NotYours
from countersign.gate.door import perform
from countersign.posts import acts, authority, connecting, form, leases, parts, states
from countersign.posts.given import number
from countersign.posts.models import Attempt, Placement, Work
from countersign.posts.workflows.common import (
    NOTHING_HAPPENED,
    armed,
    held,
    later,
    outcome_of,
    placement_of,
    published,
    record,
)

log = logging.getLogger(__name__)
TOO_LATE = _("The time in which it could be sent was over.")
BY_HAND = "manual"
BECAME_BY_HAND = _("The account is now posted to by hand: schedule it again.")


def prepare(placement: str) -> None:
    """Do all that is not public; keep what came of it for the next step."""
    found = _sendable(placement)
    if found is None:
        return
    due = parts.next_of(found)
    if due is None:
        leases.release(placement, again_after=leases.pause_before_next(placement), at=clock.now())
        return
    marker = _marker(found, due.part)
    try:
        draft = form.whole(form.read(found.revision.hash), found.account, part=due.part, after=due.after)
        with connecting.connector(found.account, marker) as connector:
            if connector.kind == BY_HAND:
                held(placement, None, BECAME_BY_HAND)
                return
            connecting.check_identity(found.account, connector)
            prepared = connector.prepare(draft, marker)
    except errors.Rejected as error:
        # Nothing was armed, so there is no attempt to write an outcome for: somebody has to look.
        held(placement, None, str(error))
        return
    except (*NOTHING_HAPPENED, LookupError, form.NotTheSame) as error:
        later(placement, error)
        return
    made = {"attempt": uuid.uuid4(), "prepared": prepared.to_json()}
    Work.objects.update_or_create(placement_id=found.pk, defaults=made)


def send(placement: str) -> None:
    """Arm, send once, and write down what came of it."""
    work = Work.objects.filter(placement=number(placement)).first()
    found = _sendable(placement)
    if work is None or work.prepared is None or found is None:
        return
    prepared = remote.Prepared.from_json(work.prepared)
    # Used up before anything can happen: a step that runs twice finds nothing to send.
    if not Work.objects.filter(placement=number(placement), attempt=work.attempt).update(attempt=None, prepared=None):
        return
    if not _arm(found, str(work.attempt), prepared):
        return
    points.reach("armed")
    attempt = Attempt.objects.get(pk=str(work.attempt))
    outcome = _commit(found, attempt, prepared)
    points.reach("sent")
    if outcome is not None and record(found, outcome):
        points.reach("settled")


def _arm(found: Placement, attempt: str, prepared: remote.Prepared) -> bool:
    due = parts.next_of(found)
    part = due.part if due is not None else 0
    act = acts.PublishPost(str(found.pk), attempt, prepared.payload_hash, marker=prepared.attempt_id, part=part)
    by = authority.of_author(found.post.author, found.account, clock.now())
    try:
        done = perform(act, by=by)
    except NotYours as error:
        held(str(found.pk), error.seq, "", authority.clauses_of_leave())
        return False
    except (NotNow, Malformed, IntegrityError):
        # Somebody else is at it, or it was taken off the schedule meanwhile.
        leases.release(str(found.pk), at=clock.now())
        return False
    if not done.allowed:
        held(str(found.pk), done.seq, "", done.decision.clauses)
    return done.allowed


def _commit(found: Placement, attempt: Attempt, prepared: remote.Prepared) -> acts.RecordOutcome | None:
    """The one public request. None where its outcome is not known: then it is looked for later."""
    try:
        with connecting.connector(found.account, str(attempt.marker)) as connector:
            # Looked at last of all: renewing what lets us publish may have taken its time.
            if clock.now() - attempt.armed_at >= acts.ARMED_FOR:
                return outcome_of(attempt, states.NOT_SENT, TOO_LATE)
            answer = _sent(connector, prepared, armed(attempt, found))
    except errors.OutcomeUnknown as error:
        log.warning("the outcome of attempt %s is not known: %s", attempt.pk, error)
        leases.release(str(found.pk), again_after=acts.ARMED_FOR, at=clock.now())
        return None
    except errors.Rejected as error:
        return outcome_of(attempt, states.TURNED_DOWN, error.message)
    except (*NOTHING_HAPPENED, errors.HandNeeded, LookupError) as error:
        return outcome_of(attempt, states.NOT_SENT, str(error))
    return published(attempt, answer)


def _sent(connector: remote.Connector, prepared: remote.Prepared, attempt: remote.Attempt) -> remote.Published:
    try:
        return connector.commit(prepared, attempt)
    except (errors.ConnectorError, errors.HandNeeded):
        raise
    except Exception as error:
        # A fault of a connector's own says nothing about whether the request had left.
        raise errors.OutcomeUnknown(type(error).__name__) from error


def take_down(placement: str) -> None:
    """Send an attempt to delete until it worked: what is gone already counts as done."""
    attempt = Attempt.objects.filter(placement=number(placement), op=states.DELETE, outcome=states.ARMED).first()
    if attempt is None:
        return
    found = attempt.placement
    try:
        with connecting.connector(found.account, str(attempt.marker)) as connector:
            connector.delete(parts.remote_id(found, attempt.part), armed(attempt, found))
    except errors.Rejected as error:
        record(found, outcome_of(attempt, states.TURNED_DOWN, error.message))
        return
    except (*NOTHING_HAPPENED, errors.OutcomeUnknown, errors.HandNeeded, LookupError) as error:
        later(placement, error)
        return
    points.reach("sent")
    if record(found, outcome_of(attempt, states.LIVE, "")):
        points.reach("settled")


def _sendable(placement: str) -> Placement | None:
    found = placement_of(placement)
    if found is None or found.by_hand or found.state not in (states.DUE, states.LIVE):
        return None
    return found if found.due_at is not None and found.due_at <= clock.now() else None


def _marker(found: Placement, part: int) -> str:
    """A new marker; that of the last attempt again when it was the same content and was not sent."""
    last = found.attempts.filter(part=part).order_by("-armed_at").first()
    same = last is not None and last.outcome == states.NOT_SENT and last.revision_id == found.revision_id
    return str(last.marker) if last is not None and same and last.op != states.DELETE else str(uuid.uuid4())
