"""What posts and templates need: to be signed, confirmed, changed, given a new time, settled, taken down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.desk.needs.need import MOST, Need
from countersign.gate.act import Capacity
from countersign.posts import queries as posts
from countersign.posts.queries import blankets


def to_confirm(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """Filled templates that wait for a second person."""
    for line in blankets.to_confirm(capacity, at):
        yield Need(
            what=_("Confirm a filled break-glass template: %(title)s") % {"title": line.title},
            verb=_("Read and confirm"),
            url=reverse("posts:filling", args=[line.post]),
            due_at=line.confirm_by,
            since=line.at,
            detail=line.excerpt,
        )


def posts_to_sign(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """Posts that wait for a signature."""
    if "post.sign" not in capacity.powers:
        return
    for line in posts.to_review(capacity.person, at, size=MOST).items:
        yield Need(
            what=_("Sign, return or refuse a post by %(author)s") % {"author": line.author_name},
            verb=_("Review"),
            url=reverse("posts:review", args=[line.id]),
            due_at=line.due_at,
            since=line.submitted_at,
            detail=line.excerpt,
        )


def templates_to_sign(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """Templates that wait for a signature."""
    for line in blankets.to_sign(capacity, at):
        yield Need(
            what=_("Sign a break-glass template: %(title)s") % {"title": line.title},
            verb=_("Look and sign"),
            url=reverse("posts:blanket", args=[line.id]),
            since=line.starts,
            detail=line.author_name,
        )


def returned(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """Posts that came back to their author."""
    for line in posts.posts(capacity.person, at, author=capacity.person, state="returned", size=MOST).items:
        yield Need(
            what=_("A post came back to you"),
            verb=_("Change it"),
            url=reverse("posts:post", args=[line.id]),
            since=line.submitted_at,
            detail=line.excerpt,
        )


def late(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """The author's posts whose time passed before they could go out."""
    for line in posts.late(capacity.person, at):
        yield Need(
            what=_("A post of yours was not signed in time; nothing of it is lost")
            if line.state == "submitted"
            else _("A post of yours was signed and its time passed; nothing of it is lost"),
            verb=_("Give it a new time"),
            url=reverse("posts:move", args=[line.id]),
            due_at=line.sign_by,
            since=line.submitted_at,
            detail=line.excerpt,
        )


def held(capacity: Capacity) -> Iterator[Need]:
    """The author's posts that something stood in the way of."""
    for line in posts.held(capacity.person):
        yield Need(
            what=_("A post of yours is held"),
            verb=_("See why"),
            url=reverse("posts:post", args=[line.post]),
            since=line.at,
            detail=f"{line.account_name}: {line.excerpt}",
        )


def unsettled(capacity: Capacity) -> Iterator[Need]:
    """Posts of which nobody knows what became."""
    if "post.settle" not in capacity.powers:
        return
    for line in posts.unsettled():
        yield Need(
            what=_("Look whether a post is there: nobody knows what became of it"),
            verb=_("Settle"),
            url=reverse("posts:settle", args=[line.id]),
            since=line.at,
            detail=f"{line.account_name}: {line.excerpt}",
        )


def to_take_down(capacity: Capacity) -> Iterator[Need]:
    """Posts whose consent or licence was taken back."""
    if "post.withdraw" not in capacity.powers:
        return
    for line in posts.to_take_down():
        if capacity.accounts is not None and line.account not in capacity.accounts:
            continue
        yield Need(
            what=_("Take a post down: a consent or a licence was taken back"),
            verb=_("Take it down"),
            url=reverse("posts:take_down", args=[line.id]),
            since=line.at,
            detail=f"{line.account_name}: {line.excerpt}",
        )


def incidents(capacity: Capacity) -> Iterator[Need]:
    """What else went wrong with posts."""
    if "post.settle" not in capacity.powers:
        return
    for incident in posts.incidents():
        if incident.kind == "unknown":
            continue  # listed with what there is to settle
        yield Need(
            what=_("What the platform shows is not what was signed")
            if incident.kind == "differs"
            else _("Something went wrong with a post"),
            verb=_("Look"),
            url=reverse("posts:post", args=[incident.placement.post_id]),
            since=incident.at,
        )


def by_hand(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """What this poster has to post by hand."""
    if capacity.kind != "authorized":
        return
    for line in posts.by_hand(at, capacity.accounts):
        yield Need(
            what=_("Post by hand on %(account)s") % {"account": line.account_name},
            verb=_("Do it"),
            url=reverse("posts:task", args=[line.id]),
            due_at=line.at,
            detail=line.excerpt,
        )


def notes_owed(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """To whoever filled a template; its office has it among its duties."""
    if capacity.kind == "office":
        return
    for line in blankets.owing(capacity.person, at):
        yield Need(
            what=_("Write what happened when a break-glass template was used"),
            verb=_("Write it"),
            url=reverse("posts:filling", args=[line.post]),
            due_at=line.note_by,
            since=line.confirmed_at,
            detail=line.title,
        )
