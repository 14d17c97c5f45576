"""Looking, and only looking, for what became of an attempt that nobody wrote an outcome for."""

from __future__ import annotations

from countersign.connectors import errors
from countersign.connectors import interface as remote
from countersign.evidence import store
from countersign.gate import clock
from countersign.posts import acts, connecting, form, leases, parts, states
from countersign.posts.given import number
from countersign.posts.models import Attempt, Placement, Work
from countersign.posts.workflows.common import NOTHING_HAPPENED, armed, outcome_of, published, record


def recover(placement: str) -> None:
    """Find out, reading only, what became of an attempt that nobody wrote an outcome for."""
    attempt = _unsettled(placement)
    if attempt is None or clock.now() - attempt.armed_at < acts.ARMED_FOR:
        return
    found = attempt.placement
    try:
        with connecting.connector(found.account, str(attempt.marker)) as connector:
            answer = connector.recover(armed(attempt, found), _draft(attempt))
    except (*NOTHING_HAPPENED, errors.Rejected) as error:
        _look_again(found, attempt, str(error))
        return
    except LookupError as error:
        record(found, outcome_of(attempt, states.UNSURE, str(error)))
        return
    if isinstance(answer, remote.Published):
        record(found, published(attempt, answer))
    elif isinstance(answer, remote.NotFound) and answer.may_resend:
        # It may go out after all, once everything was asked again and it is armed anew.
        record(found, outcome_of(attempt, states.NOT_SENT, answer.why))
    else:
        record(found, outcome_of(attempt, states.UNSURE, answer.why))


def _unsettled(placement: str) -> Attempt | None:
    armed = Attempt.objects.filter(placement=number(placement), outcome=states.ARMED, by_hand=False)
    return armed.exclude(op=states.DELETE).select_related("placement__post", "revision").first()


def _draft(attempt: Attempt) -> remote.Draft | None:
    """What an attempt was armed for; None where it cannot be put together any more, and so not be looked for."""
    frozen, account = form.read(attempt.revision.hash), attempt.placement.account
    try:
        draft = form.whole(frozen, account, part=attempt.part, after=parts.after(attempt.placement, attempt.part))
    except (form.NotTheSame, store.Gone, store.Damaged):
        return None
    return draft if remote.payload_hash(draft) == attempt.payload_hash else None


def _look_again(found: Placement, attempt: Attempt, why: str) -> None:
    """The platform could not be asked. After some tries a person has to look."""
    tries = Work.objects.filter(placement=found).values_list("tries", flat=True).first() or 0
    if tries >= leases.READ_TRIES:
        record(found, outcome_of(attempt, states.UNSURE, why))
    else:
        leases.release(str(found.pk), again_after=leases.pause_before_next(str(found.pk)), at=clock.now())
