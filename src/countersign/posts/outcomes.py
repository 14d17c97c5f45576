"""What follows from an outcome: where the placement goes, and with it its post. Part of effects only."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from countersign.gate.act import Effect
from countersign.posts import parts, states
from countersign.posts.models import Attempt, Collecting, Incident, Part, Placement, Post

AFTER: Mapping[tuple[str, str], str] = {
    (states.CREATE, states.LIVE): states.LIVE,
    (states.CREATE, states.TURNED_DOWN): states.TURNED_DOWN,
    (states.CREATE, states.NOT_SENT): states.DUE,
    (states.CREATE, states.UNSURE): states.UNSURE,
    (states.EDIT, states.LIVE): states.LIVE,
    (states.EDIT, states.TURNED_DOWN): states.LIVE,
    (states.EDIT, states.NOT_SENT): states.LIVE,
    (states.EDIT, states.UNSURE): states.UNSURE,
    (states.DELETE, states.LIVE): states.GONE,
    (states.DELETE, states.TURNED_DOWN): states.LIVE,
    (states.DELETE, states.NOT_SENT): states.LIVE,
    (states.DELETE, states.UNSURE): states.UNSURE,
}
"""Where a placement is after an attempt of this kind ended so. `LIVE` as an outcome means: it worked."""


def settle(
    ctx: Effect, attempt: Attempt, outcome: str, *, remote_id: str, url: str, said: str, at: datetime | None
) -> None:
    """Part of an effect: the attempt ended, the placement and its post go where that leads."""
    placement = Placement.objects.select_related("post", "revision", "shown").get(pk=attempt.placement_id)
    placement.state = _after(attempt, outcome)
    placement.said = said
    if outcome == states.LIVE:
        # What a platform's clock says counts only within what we know: after arming, before now.
        _worked(placement, attempt, remote_id, url, max(attempt.armed_at, min(at or ctx.at, ctx.at)))
    elif outcome == states.TURNED_DOWN:
        placement.due_at = None
    placement.save()
    Attempt.objects.filter(pk=attempt.pk).update(outcome=outcome, said=said)
    if attempt.op == states.DELETE and outcome == states.LIVE and attempt.part:
        _take_down_next(ctx, placement, attempt)
    follow(placement.post)
    ctx.on_row(lambda seq: _numbered(attempt, seq))


def _after(attempt: Attempt, outcome: str) -> str:
    """Where the placement is then. Of a thread whose first parts are public, those stay public whatever becomes of a
    further one; and it is going until its first part is gone."""
    if attempt.part and attempt.op == states.DELETE and outcome == states.LIVE:
        return states.GOING
    return AFTER[states.EDIT if attempt.part and attempt.op == states.CREATE else attempt.op, outcome]


def _take_down_next(ctx: Effect, placement: Placement, attempt: Attempt) -> None:
    """The part before goes next, armed by the same row: taking down was decided for the whole thread."""
    following = parts.taking_down(
        placement, attempt.part - 1, marker=uuid.uuid4(), person=ctx.by.person, armed_at=ctx.at
    )

    def arm(seq: int) -> None:
        following.armed_seq = seq
        following.save(force_insert=True)

    ctx.on_row(arm)


def _worked(placement: Placement, attempt: Attempt, remote_id: str, url: str, at: datetime) -> None:
    if attempt.op == states.DELETE:
        placement.due_at = None
        if attempt.part:
            Part.objects.filter(placement=placement, number=attempt.part).update(gone_at=at)
        else:
            placement.wanted_down_seq = None
        return
    if attempt.part:
        _part_worked(placement, attempt, remote_id, url, at)
        return
    placement.remote_id, placement.url = remote_id or placement.remote_id, url or placement.url
    placement.published_at = placement.published_at or at
    placement.shown = attempt.revision
    # What was read back before was another content.
    placement.sameness, placement.comparison, placement.read_at = "", {}, None
    _go_on(placement)
    if not placement.by_hand:
        Collecting.objects.get_or_create(account=placement.account, defaults={"due_at": at})


def _part_worked(placement: Placement, attempt: Attempt, remote_id: str, url: str, at: datetime) -> None:
    there = Part.objects.filter(placement=placement, number=attempt.part).first()
    part = there or Part(placement=placement, number=attempt.part, published_at=at)
    part.revision = attempt.revision
    part.remote_id, part.url = remote_id or part.remote_id, url or part.url
    part.sameness, part.comparison, part.read_at = "", {}, None
    part.save()
    _go_on(placement)


def _go_on(placement: Placement) -> None:
    """Whatever of the thread is not there yet stays due; when all is there, nothing is."""
    if parts.next_of(placement) is None:
        placement.due_at = None


def differs(placement: int) -> bool:
    """Whether something of it is known to differ from what was signed."""
    here = Placement.objects.filter(pk=placement, sameness="differs").exists()
    return here or Part.objects.filter(placement=placement, sameness="differs", gone_at=None).exists()


def _numbered(attempt: Attempt, seq: int) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(settled_seq=seq)
    if Attempt.objects.filter(pk=attempt.pk, outcome=states.UNSURE).exists():
        raise_incident(attempt.placement_id, "unknown", seq, attempt.armed_at)
    else:
        close_incident(attempt.placement_id, "unknown", seq)


def raise_incident(placement: int, kind: str, seq: int, at: datetime) -> None:
    """Part of an effect: something must be put right. Raised once until it is."""
    Incident.objects.get_or_create(
        placement_id=placement, kind=kind, closed_seq=None, defaults={"opened_seq": seq, "at": at}
    )


def close_incident(placement: int, kind: str, seq: int) -> None:
    """Part of an effect: it was put right."""
    Incident.objects.filter(placement_id=placement, kind=kind, closed_seq=None).update(closed_seq=seq)


def follow(post: Post) -> None:
    """Part of an effect: a scheduled, published or withdrawn post goes where its placements are by now."""
    state = Post.objects.values_list("state", flat=True).get(pk=post.pk)
    if state not in (states.SCHEDULED, states.PUBLISHED, states.WITHDRAWN):
        return
    found = list(post.placements.values_list("state", "due_at"))
    busy = (states.DUE, states.SENDING, states.UNSURE)
    now = {s for s, _ in found}
    if any(s in busy or (s == states.LIVE and due is not None) for s, due in found):
        state = states.SCHEDULED
    elif now & {states.LIVE, states.GOING}:
        state = states.PUBLISHED
    elif states.GONE in now:
        state = states.WITHDRAWN
    else:
        state = states.SIGNED
    Post.objects.filter(pk=post.pk).update(state=state)
