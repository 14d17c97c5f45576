"""Replies: what others wrote under our posts, read and kept, to be looked at and answered."""

from __future__ import annotations

from countersign.connectors import errors
from countersign.connectors import interface as remote
from countersign.evidence import store
from countersign.gate import clock
from countersign.posts import connecting, leases, states
from countersign.posts.models import Collecting, Placement, Reply

MOST_PAGES = 20
LONGEST = 300


def collect(account: str) -> None:
    """Read what is new since the last time. May run twice: one reply is kept once."""
    known = Collecting.objects.filter(account=account).first()
    if known is None:
        return
    started = clock.now()
    failed, newest = "", known.since
    try:
        with connecting.connector(account) as connector:
            cursor: str | None = None
            for _ in range(MOST_PAGES):
                page = connector.list_comments(since=known.since, cursor=cursor)
                for comment in page.items:
                    _keep(account, comment)
                    newest = max(newest or comment.at, comment.at)
                cursor = page.cursor
                if cursor is None:
                    break
    except (errors.ConnectorError, LookupError) as error:
        failed = str(error)[:LONGEST]
    Collecting.objects.filter(account=account).update(
        lease_until=None, due_at=started + leases.COLLECTED_EVERY, since=newest, failed=failed
    )


def _keep(account: str, comment: remote.Comment) -> None:
    if Reply.objects.filter(account=account, remote_id=comment.remote_id).exists():
        return
    under = Placement.objects.filter(account=account, remote_id=comment.post_id).exclude(state=states.GONE).first()
    Reply.objects.get_or_create(
        account=account,
        remote_id=comment.remote_id,
        defaults={
            "placement": under,
            "author": comment.author.name[:200],
            "text": comment.text,
            "url": comment.url,
            "at": comment.at,
            "raw": store.put(comment.raw, "application/json"),
            "collected_at": clock.now(),
        },
    )
