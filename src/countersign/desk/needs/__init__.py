"""What needs me, due first; and what I wait for. One list, gathered from every room."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.desk.needs import of_accounts, of_leave, of_offices, of_posts
from countersign.desk.needs.need import MOST, Need, Waiting
from countersign.gate import clock, packs
from countersign.people.web.doing import language
from countersign.people.web.identity import Visitor
from countersign.posts import queries as posts

PRESSING = timedelta(days=7)
"""What is due within this comes before what has no time of its own; what is due later comes after it."""


def of(here: Visitor) -> list[Need]:
    """Everything that needs this person in the capacity they chose: what presses, what waits, what comes later."""
    capacity = here.capacity
    if capacity is None:
        return []
    at = clock.now()
    gathered = (
        of_posts.to_confirm(capacity, at),
        of_posts.posts_to_sign(capacity, at),
        of_posts.templates_to_sign(capacity, at),
        of_accounts.accounts_to_sign(capacity, at),
        of_offices.asked(here),
        of_posts.returned(capacity, at),
        of_posts.late(capacity, at),
        of_posts.held(capacity),
        of_posts.unsettled(capacity),
        of_posts.to_take_down(capacity),
        of_posts.incidents(capacity),
        of_accounts.connections(capacity),
        of_posts.by_hand(capacity, at),
        of_leave.leave_asked_for(capacity, at),
        of_leave.leave_ending(capacity, at),
        of_posts.notes_owed(capacity, at),
        of_offices.duties(capacity, at),
    )
    found = [need for part in gathered for need in part]
    far = datetime.max.replace(tzinfo=at.tzinfo)

    def place(need: Need) -> tuple[int, datetime, datetime]:
        rank = 1 if need.due_at is None else 0 if need.due_at <= at + PRESSING else 2
        return rank, need.due_at or far, need.since or far

    return sorted(found, key=place)


def waiting(here: Visitor) -> list[Waiting]:
    """What this person waits for: their posts before those who sign."""
    capacity = here.capacity
    if capacity is None:
        return []
    found = posts.posts(capacity.person, clock.now(), author=capacity.person, state="submitted", size=MOST)
    who = _title("director") + " " + _("or") + " " + _title("pio")
    return [
        Waiting(line.excerpt, reverse("posts:post", args=[line.id]), line.submitted_at, who) for line in found.items
    ]


def _title(office: str) -> str:
    found = packs.in_force().office.get(office)
    return found.title.get(language()) if found else office
