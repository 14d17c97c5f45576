"""Marks early what could not be published any more: queued posts of somebody who lost their leave, or on an account
that is stopped. Nothing is safe because of it: the same is asked again at the moment of publishing.
"""

from __future__ import annotations

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.gate.row import Row
from countersign.gate.wiring import Follower
from countersign.posts import authority, campaigns, states
from countersign.posts.acts.publishing import hold
from countersign.posts.models import Placement

LEAVES = frozenset({"end_authorization", "end_employment", "merge_people"})
STOPS = frozenset({"suspend_account", "close_account"})


def hold_queued(row: Row) -> None:
    """Hold what is queued and has nobody who could publish it, or nowhere to go."""
    queued = Placement.objects.filter(state__in=(states.DUE, states.LIVE), due_at__isnull=False)
    at = clock.now()
    if row.act in STOPS:
        subject = (row.content or {})["subject"]["id"]
        if (account := accounts.touched([subject]).get(subject)) is None or account.state == "open":
            return
        hold(list(queued.filter(account=subject).values_list("pk", flat=True)), row.seq, "")
        return
    leave: dict[tuple[str, str], bool] = {}
    lost = []
    for pk, author, account_id in queued.values_list("pk", "post__author", "account"):
        pair = (author, account_id)
        if pair not in leave:
            leave[pair] = authority.has_leave(author, account_id, at)
        if not leave[pair]:
            lost.append(pk)
    hold(lost, row.seq, "", authority.clauses_of_leave())


FOLLOWERS = (
    Follower("posts.hold_queued", LEAVES | STOPS, hold_queued),
    Follower("posts.in_campaign", campaigns.NAMES, campaigns.note),
)
