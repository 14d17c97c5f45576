"""Publishing in steps. Rows are the truth: each step looks there what is done, and may run twice.

The order is: prepare (nothing public) → the act that arms, committed → the one public request → the act that writes
down its outcome → read back. Whoever dies in between leaves an armed attempt; once it is too old to be sent, somebody
looks for it, reading only, and never sends it again unless the platform says that it never had it.
"""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace

from django.db import IntegrityError
from django.utils.translation import gettext_noop as _

from countersign.connectors import errors
from countersign.connectors import interface as remote
from countersign.connectors.compare import compare
from countersign.evidence import store
from countersign.gate import clock, points
from countersign.gate.act import Act, By, Malformed, NotNow, NotYours
from countersign.gate.door import Done, perform
from countersign.gate.wiring import Job
from countersign.posts import acts, ahead, authority, connecting, form, leases, parts, replies, states, videos
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
                _held(placement, None, BECAME_BY_HAND)
                return
            connecting.check_identity(found.account, connector)
            prepared = connector.prepare(draft, marker)
    except errors.Rejected as error:
        # Nothing was armed, so there is no attempt to write an outcome for: somebody has to look.
        _held(placement, None, str(error))
        return
    except (*NOTHING_HAPPENED, LookupError, form.NotTheSame) as error:
        _later(placement, error)
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
    if outcome is not None and _record(found, outcome):
        points.reach("settled")


def _arm(found: Placement, attempt: str, prepared: remote.Prepared) -> bool:
    due = parts.next_of(found)
    part = due.part if due is not None else 0
    act = acts.PublishPost(str(found.pk), attempt, prepared.payload_hash, marker=prepared.attempt_id, part=part)
    by = authority.of_author(found.post.author, found.account, clock.now())
    try:
        done = perform(act, by=by)
    except NotYours as error:
        _held(str(found.pk), error.seq, "", authority.clauses_of_leave())
        return False
    except (NotNow, Malformed, IntegrityError):
        # Somebody else is at it, or it was taken off the schedule meanwhile.
        leases.release(str(found.pk), at=clock.now())
        return False
    if not done.allowed:
        _held(str(found.pk), done.seq, "", done.decision.clauses)
    return done.allowed


def _commit(found: Placement, attempt: Attempt, prepared: remote.Prepared) -> acts.RecordOutcome | None:
    """The one public request. None where its outcome is not known: then it is looked for later."""
    try:
        with connecting.connector(found.account, str(attempt.marker)) as connector:
            # Looked at last of all: renewing what lets us publish may have taken its time.
            if clock.now() - attempt.armed_at >= acts.ARMED_FOR:
                return _outcome(attempt, states.NOT_SENT, TOO_LATE)
            published = _sent(connector, prepared, _armed(attempt, found))
    except errors.OutcomeUnknown as error:
        log.warning("the outcome of attempt %s is not known: %s", attempt.pk, error)
        leases.release(str(found.pk), again_after=acts.ARMED_FOR, at=clock.now())
        return None
    except errors.Rejected as error:
        return _outcome(attempt, states.TURNED_DOWN, error.message)
    except (*NOTHING_HAPPENED, errors.HandNeeded, LookupError) as error:
        return _outcome(attempt, states.NOT_SENT, str(error))
    return _published(attempt, published)


def _sent(connector: remote.Connector, prepared: remote.Prepared, attempt: remote.Attempt) -> remote.Published:
    try:
        return connector.commit(prepared, attempt)
    except (errors.ConnectorError, errors.HandNeeded):
        raise
    except Exception as error:
        # A fault of a connector's own says nothing about whether the request had left.
        raise errors.OutcomeUnknown(type(error).__name__) from error


def recover(placement: str) -> None:
    """Find out, reading only, what became of an attempt that nobody wrote an outcome for."""
    attempt = _unsettled(placement)
    if attempt is None or clock.now() - attempt.armed_at < acts.ARMED_FOR:
        return
    found = attempt.placement
    try:
        with connecting.connector(found.account, str(attempt.marker)) as connector:
            answer = connector.recover(_armed(attempt, found), _draft(attempt))
    except (*NOTHING_HAPPENED, errors.Rejected) as error:
        _look_again(found, attempt, str(error))
        return
    except LookupError as error:
        _record(found, _outcome(attempt, states.UNSURE, str(error)))
        return
    if isinstance(answer, remote.Published):
        _record(found, _published(attempt, answer))
    elif isinstance(answer, remote.NotFound) and answer.may_resend:
        # It may go out after all, once everything was asked again and it is armed anew.
        _record(found, _outcome(attempt, states.NOT_SENT, answer.why))
    else:
        _record(found, _outcome(attempt, states.UNSURE, answer.why))


def take_down(placement: str) -> None:
    """Send an attempt to delete until it worked: what is gone already counts as done."""
    attempt = Attempt.objects.filter(placement=number(placement), op=states.DELETE, outcome=states.ARMED).first()
    if attempt is None:
        return
    found = attempt.placement
    try:
        with connecting.connector(found.account, str(attempt.marker)) as connector:
            connector.delete(parts.remote_id(found, attempt.part), _armed(attempt, found))
    except errors.Rejected as error:
        _record(found, _outcome(attempt, states.TURNED_DOWN, error.message))
        return
    except (*NOTHING_HAPPENED, errors.OutcomeUnknown, errors.HandNeeded, LookupError) as error:
        _later(placement, error)
        return
    points.reach("sent")
    if _record(found, _outcome(attempt, states.LIVE, "")):
        points.reach("settled")


def read_back(placement: str) -> None:
    """Keep what the platform holds and compare it with what was signed."""
    found = _placement(placement)
    if found is None or found.state != states.LIVE or found.shown is None:
        return
    part = parts.unread(found)
    if part is None:
        return
    there = found.parts.filter(number=part).select_related("revision").first() if part else None
    signed = form.read(there.revision.hash if there is not None else found.shown.hash)
    try:
        with connecting.connector(found.account) as connector:
            held = connector.fetch(parts.remote_id(found, part))
            if isinstance(held, remote.Gone):
                act = _differs(placement, held.why)
            else:
                draft = form.whole(signed, found.account, part=part, after=parts.after(found, part))
                act = _compared(placement, connector, draft, held)
            act = replace(act, part=part)
    except (*NOTHING_HAPPENED, errors.Rejected, LookupError, form.NotTheSame) as error:
        _later(placement, error)
        return
    by = authority.of_author(found.post.author, found.account, clock.now())
    if _perform(act, by.person, by.mandate) is None:
        leases.release(placement, again_after=leases.pause_before_next(placement), at=clock.now())
    else:
        leases.release(placement, at=clock.now())


def _compared(
    placement: str, connector: remote.Connector, signed: remote.Draft, held: remote.RemotePost
) -> acts.RecordReadBack:
    comparison = compare(signed, held, connector.rewritings, videos.stills)
    return acts.RecordReadBack(
        placement=placement,
        capture=store.put(held.raw, "application/json"),
        sameness=str(comparison.outcome),
        rewritings=comparison.rewritings,
        differences=tuple(d.where for d in comparison.differences),
        neutral=neutral(held),
    )


def _differs(placement: str, why: str) -> acts.RecordReadBack:
    return acts.RecordReadBack(
        placement=placement,
        capture=store.put(why.encode(), "text/plain"),
        sameness="differs",
        differences=("gone",),
        neutral={},
    )


def neutral(held: remote.RemotePost) -> dict[str, object]:
    """A post as a platform holds it, in ActivityStreams 2.0."""
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "Note",
        "id": held.url,
        "attributedTo": {"type": "Person", "name": held.author.name, "url": held.author.url},
        "published": held.at.isoformat() if held.at else None,
        "content": held.text,
        "inReplyTo": held.reply_to,
        "attachment": [
            {"type": "Image", "mediaType": m.mime, "url": m.url, "name": m.alt, "digest": m.sha256} for m in held.media
        ]
        + ([{"type": "Link", "href": held.card.url, "name": held.card.title}] if held.card else []),
    }


# What the steps have in common


def _placement(placement: str) -> Placement | None:
    return Placement.objects.select_related("post", "revision", "shown").filter(pk=number(placement)).first()


def _sendable(placement: str) -> Placement | None:
    found = _placement(placement)
    if found is None or found.by_hand or found.state not in (states.DUE, states.LIVE):
        return None
    return found if found.due_at is not None and found.due_at <= clock.now() else None


def _marker(found: Placement, part: int) -> str:
    """A new marker; that of the last attempt again when it was the same content and was not sent."""
    last = found.attempts.filter(part=part).order_by("-armed_at").first()
    same = last is not None and last.outcome == states.NOT_SENT and last.revision_id == found.revision_id
    return str(last.marker) if last is not None and same and last.op != states.DELETE else str(uuid.uuid4())


def _draft(attempt: Attempt) -> remote.Draft | None:
    """What an attempt was armed for; None where it cannot be put together any more, and so not be looked for."""
    frozen, account = form.read(attempt.revision.hash), attempt.placement.account
    try:
        draft = form.whole(frozen, account, part=attempt.part, after=parts.after(attempt.placement, attempt.part))
    except (form.NotTheSame, store.Gone, store.Damaged):
        return None
    return draft if remote.payload_hash(draft) == attempt.payload_hash else None


def _unsettled(placement: str) -> Attempt | None:
    armed = Attempt.objects.filter(placement=number(placement), outcome=states.ARMED, by_hand=False)
    return armed.exclude(op=states.DELETE).select_related("placement__post", "revision").first()


def _armed(attempt: Attempt, found: Placement) -> remote.Attempt:
    remote_id = parts.remote_id(found, attempt.part) if attempt.op != states.CREATE else None
    return remote.Attempt(str(attempt.marker), attempt.armed_at, attempt.payload_hash, remote.Op(attempt.op), remote_id)


def _published(attempt: Attempt, published: remote.Published) -> acts.RecordOutcome:
    return acts.RecordOutcome(
        placement=str(attempt.placement_id),
        attempt=str(attempt.pk),
        outcome=states.LIVE,
        remote_id=published.remote_id,
        url=published.url,
        at=published.at,
    )


def _outcome(attempt: Attempt, outcome: str, said: str) -> acts.RecordOutcome:
    return acts.RecordOutcome(str(attempt.placement_id), str(attempt.pk), outcome, said=said)


def _record(found: Placement, act: acts.RecordOutcome) -> bool:
    """Write the outcome down, as the author. Where the author's leave is over by now, a person settles it."""
    by = authority.of_author(found.post.author, found.account, clock.now())
    done = _perform(act, by.person, by.mandate)
    at = clock.now()
    placement = str(found.pk)
    if done is None or act.outcome == states.NOT_SENT:
        wait = None if leases.stopped(placement) else leases.pause_before_next(placement)
        leases.release(placement, again_after=wait, at=at)
    else:
        leases.release(placement, at=at)
        Work.objects.filter(placement=number(placement)).update(tries=0)
    return done is not None


def _perform(act: Act, person: str, mandate: str | None) -> Done | None:
    try:
        done = perform(act, by=By(person, mandate))
    except (NotYours, NotNow, Malformed) as error:
        log.warning("%s was not possible: %s", act.name, error)
        return None
    return done if done.allowed else None


def _held(placement: str, seq: int | None, why: str, clauses: tuple[str, ...] = ()) -> None:
    hold([number(placement)], seq if seq is not None else 0, why, clauses)
    leases.release(placement, at=clock.now())


def _later(placement: str, error: Exception) -> None:
    """Nothing happened and it may be tried again. Pages say what it means; its own words are for the log."""
    log.warning("placement %s is tried again later: %s", placement, error)
    at = clock.now()
    wait = leases.pause_before_next(placement)
    if isinstance(error, errors.RateLimited):
        wait = max(wait, error.retry_at - at)
    leases.release(placement, again_after=None if leases.stopped(placement) else wait, at=at)
    Work.objects.filter(placement=number(placement)).update(held_why=str(error))


def _look_again(found: Placement, attempt: Attempt, why: str) -> None:
    """The platform could not be asked. After some tries a person has to look."""
    tries = Work.objects.filter(placement=found).values_list("tries", flat=True).first() or 0
    if tries >= leases.READ_TRIES:
        _record(found, _outcome(attempt, states.UNSURE, why))
    else:
        leases.release(str(found.pk), again_after=leases.pause_before_next(str(found.pk)), at=clock.now())


JOBS = (
    Job("publish", leases.due, (("prepare", prepare), ("send", send), ("read_back", read_back))),
    Job("recover", leases.lost, (("recover", recover), ("read_back", read_back))),
    Job("take_down", leases.going, (("take_down", take_down),)),
    Job("read_back", leases.unread, (("read_back", read_back),)),
    Job("replies", leases.talked_about, (("collect", replies.collect),)),
    Job("dry_run", ahead.due, (("rehearse", ahead.rehearse),)),
)
