"""A thread on its way: which part of it is to be sent next, and what that one answers.

The post itself is part 0. Each part is a publication of its own, with its own attempt and its own one public request;
the next is armed only when the one before is known to be there. So a part of which nobody knows whether it is there
stops the thread, and nothing is sent twice or answers something that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

from countersign.posts import form, states
from countersign.posts.models import Attempt, Part, Placement

ASKED = ("account", "remote_id", "by_hand", "due_at", "revision__hash", "shown__hash")
"""What of a placement is read to tell which part is next and to arm it."""


@dataclass(frozen=True)
class Next:
    """The part to be sent next, how, and the part before it where that is public."""

    part: int
    op: str
    after: str | None = None


def next_of(placement: Placement, revision_hash: str | None = None) -> Next | None:
    """What of a revision (the placement's own, if none is named) is to be sent next; None when all of it is there.

    A thread that was taken down in part gets no parts any more.
    """
    digest = revision_hash or placement.revision.hash
    if not placement.remote_id:
        return Next(0, states.CREATE)
    if placement.shown is None or placement.shown.hash != digest:
        return Next(0, states.EDIT)
    whole = form.read(digest)
    there = {p.number: p for p in placement.parts.select_related("revision")}
    if any(p.gone_at is not None for p in there.values()):
        return None
    after = placement.remote_id
    for number in range(1, len(whole.variant(placement.account).texts)):
        part = there.get(number)
        if part is None:
            return Next(number, states.CREATE, after)
        if not _same(part, whole, placement.account):
            return Next(number, states.EDIT, after)
        after = part.remote_id
    return None


def last_of(placement: Placement) -> int:
    """The last part that is public: the one to be taken down first."""
    last = placement.parts.filter(gone_at=None).order_by("-number").first()
    return last.number if last is not None else 0


def remote_id(placement: Placement, part: int) -> str:
    """Where a part is on the platform; empty when it is nowhere."""
    if part == 0:
        return placement.remote_id
    found = placement.parts.filter(number=part).first()
    return found.remote_id if found is not None else ""


def after(placement: Placement, part: int) -> str | None:
    """What a part answers where it is public; None for the post itself."""
    return remote_id(placement, part - 1) or None if part else None


def payload_hash(attempt: Attempt) -> str:
    """What an attempt to take a part down is armed for: what stands there."""
    signed = form.read(attempt.revision.hash)
    return form.payload_hash(signed, attempt.placement.account, attempt.part, after(attempt.placement, attempt.part))


def taking_down(placement: Placement, part: int, **values: object) -> Attempt:
    """An attempt, not saved yet, to take one part down."""
    there = placement.parts.filter(number=part).select_related("revision").first() if part else None
    shown = there.revision if there is not None else placement.shown or placement.revision
    attempt = Attempt(
        placement=placement, part=part, revision=shown, op=states.DELETE, by_hand=placement.by_hand, **values
    )
    attempt.payload_hash = payload_hash(attempt)
    return attempt


def unread(placement: Placement) -> int | None:
    """The first part that was not read back yet; None when all were."""
    if placement.read_at is None:
        return 0
    found = placement.parts.filter(read_at=None, gone_at=None).order_by("number").first()
    return found.number if found is not None else None


def _same(part: Part, now: form.Form, account: str) -> bool:
    """Whether a part stands where it is public as it should: it may be from an earlier revision that said the same."""
    then = form.read(part.revision.hash)
    if part.number >= len(then.variant(account).texts):
        return False
    # What both would answer is the same; which one it is does not matter here.
    before, after = (form.payload_hash(one, account, part.number, "0") for one in (then, now))
    return before == after
