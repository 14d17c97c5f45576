"""What the steps have in common: what a placement is, what came of an attempt, how it is written down or put off."""

from __future__ import annotations

import logging

from countersign.connectors import errors
from countersign.connectors import interface as remote
from countersign.gate import clock
from countersign.gate.act import Act, By, Malformed, NotNow, NotYours
from countersign.gate.door import Done, perform
from countersign.posts import acts, authority, leases, parts, states
from countersign.posts.acts.publishing import hold
from countersign.posts.given import number
from countersign.posts.models import Attempt, Placement, Work

log = logging.getLogger(__name__)
NOTHING_HAPPENED = (
    errors.AuthExpired,
    errors.ScopeMissing,
    errors.RateLimited,
    errors.Unavailable,
    errors.Unsupported,
)


def placement_of(placement: str) -> Placement | None:
    """A placement with its post and revisions; None when there is none."""
    return Placement.objects.select_related("post", "revision", "shown").filter(pk=number(placement)).first()


def armed(attempt: Attempt, found: Placement) -> remote.Attempt:
    """An armed attempt as its connector is given it."""
    remote_id = parts.remote_id(found, attempt.part) if attempt.op != states.CREATE else None
    return remote.Attempt(str(attempt.marker), attempt.armed_at, attempt.payload_hash, remote.Op(attempt.op), remote_id)


def published(attempt: Attempt, answer: remote.Published) -> acts.RecordOutcome:
    """That it is public, and where, as the platform answered."""
    return acts.RecordOutcome(
        placement=str(attempt.placement_id),
        attempt=str(attempt.pk),
        outcome=states.LIVE,
        remote_id=answer.remote_id,
        url=answer.url,
        at=answer.at,
    )


def outcome_of(attempt: Attempt, outcome: str, said: str) -> acts.RecordOutcome:
    """What came of an attempt otherwise: one of the outcomes in `states`, and the platform's words."""
    return acts.RecordOutcome(str(attempt.placement_id), str(attempt.pk), outcome, said=said)


def record(found: Placement, act: acts.RecordOutcome) -> bool:
    """Write the outcome down, as the author. Where the author's leave is over by now, a person settles it."""
    by = authority.of_author(found.post.author, found.account, clock.now())
    done = perform_as(act, by.person, by.mandate)
    at = clock.now()
    placement = str(found.pk)
    if done is None or act.outcome == states.NOT_SENT:
        wait = None if leases.stopped(placement) else leases.pause_before_next(placement)
        leases.release(placement, again_after=wait, at=at)
    else:
        leases.release(placement, at=at)
        Work.objects.filter(placement=number(placement)).update(tries=0)
    return done is not None


def perform_as(act: Act, person: str, mandate: str | None) -> Done | None:
    """Perform an act of a worker's. None where it was not allowed or not possible; the log says why."""
    try:
        done = perform(act, by=By(person, mandate))
    except (NotYours, NotNow, Malformed) as error:
        log.warning("%s was not possible: %s", act.name, error)
        return None
    return done if done.allowed else None


def held(placement: str, seq: int | None, why: str, clauses: tuple[str, ...] = ()) -> None:
    """Nobody tries again before it is scheduled anew: `seq` is the row that stood in the way, if one did."""
    hold([number(placement)], seq if seq is not None else 0, why, clauses)
    leases.release(placement, at=clock.now())


def later(placement: str, error: Exception) -> None:
    """Nothing happened and it may be tried again. Pages say what it means; its own words are for the log."""
    log.warning("placement %s is tried again later: %s", placement, error)
    at = clock.now()
    wait = leases.pause_before_next(placement)
    if isinstance(error, errors.RateLimited):
        wait = max(wait, error.retry_at - at)
    leases.release(placement, again_after=None if leases.stopped(placement) else wait, at=at)
    Work.objects.filter(placement=number(placement)).update(held_why=str(error))
