"""Posting by hand: a person arms the attempt, follows the checklist, and attests what they did."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime

from countersign.connectors import byhand
from countersign.connectors import interface as remote
from countersign.connectors.errors import HandNeeded
from countersign.evidence import store
from countersign.gate import clock
from countersign.posts import acts, connecting, form, parts, states
from countersign.posts.models import Attempt, Placement


@dataclass(frozen=True)
class Task:
    """What a person has to do, under an attempt that is armed."""

    attempt: Attempt
    checklist: remote.Checklist


def arming(placement: Placement) -> acts.PublishPost:
    """The act by which somebody says: I am posting this now. It asks everything again at that moment."""
    signed, due = form.read(placement.revision.hash), parts.next_of(placement)
    part, after = (due.part, due.after) if due is not None else (0, None)
    digest = form.payload_hash(signed, placement.account, part, after)
    return acts.PublishPost(str(placement.pk), str(uuid.uuid4()), digest, part=part)


def task(attempt: Attempt) -> Task:
    """The checklist of an armed attempt, made anew from exactly what was signed."""
    placement = attempt.placement
    after = parts.after(placement, attempt.part)
    draft = form.whole(form.read(attempt.revision.hash), placement.account, part=attempt.part, after=after)
    where = parts.remote_id(placement, attempt.part)
    remote_id = where if attempt.op != states.CREATE else None
    armed = remote.Attempt(
        str(attempt.marker), attempt.armed_at, attempt.payload_hash, remote.Op(attempt.op), remote_id
    )
    with connecting.connector(placement.account, str(attempt.marker)) as connector:
        try:
            if attempt.op == states.DELETE:
                connector.delete(where, armed)
            else:
                connector.commit(connector.prepare(draft, str(attempt.marker)), armed)
        except HandNeeded as needed:
            return Task(attempt, needed.checklist)
    raise LookupError(f"account {placement.account} is not posted to by hand")


def attested(attempt: Attempt, *, url: str, by: str, shown: str, at: datetime | None = None) -> acts.RecordOutcome:
    """The act that writes down what a person did: where it can be seen, and the picture `shown` that shows it.

    Raises `connectors.errors.BadAttestation` for an address or a time that cannot be.
    """
    now = clock.now()
    digest = hashlib.sha256(store.get(shown)).hexdigest()
    word = remote.Attestation(url, at or now, by, digest)
    settings = connecting.settings_of(attempt.placement.account)
    done = byhand.attested(word, account=settings, now=now, armed_at=attempt.armed_at)
    return acts.RecordOutcome(
        placement=str(attempt.placement_id),
        attempt=str(attempt.pk),
        outcome=states.LIVE,
        remote_id=done.remote_id,
        url=done.url,
        at=done.at,
        shown=shown,
        by_hand=True,
    )
