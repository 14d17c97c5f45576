"""What follows from an outcome: where the placement goes, and with it its post. Part of effects only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from countersign.gate.act import Effect
from countersign.posts import states
from countersign.posts.models import Attempt, Collecting, Incident, Placement, Post

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
    placement = Placement.objects.select_related("post").get(pk=attempt.placement_id)
    placement.state = AFTER[attempt.op, outcome]
    placement.said = said
    if outcome == states.LIVE:
        # What a platform's clock says counts only within what we know: after arming, before now.
        _worked(placement, attempt, remote_id, url, max(attempt.armed_at, min(at or ctx.at, ctx.at)))
    elif outcome == states.TURNED_DOWN:
        placement.due_at = None
    placement.save()
    Attempt.objects.filter(pk=attempt.pk).update(outcome=outcome, said=said)
    follow(placement.post)
    ctx.on_row(lambda seq: _numbered(attempt, seq))


def _worked(placement: Placement, attempt: Attempt, remote_id: str, url: str, at: datetime) -> None:
    placement.due_at = None
    if attempt.op == states.DELETE:
        placement.wanted_down_seq = None
        return
    placement.remote_id, placement.url = remote_id or placement.remote_id, url or placement.url
    placement.published_at = placement.published_at or at
    placement.shown_id = attempt.revision_id
    # What was read back before was another content.
    placement.sameness, placement.comparison, placement.read_at = "", {}, None
    if not placement.by_hand:
        Collecting.objects.get_or_create(account=placement.account, defaults={"due_at": at})


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
