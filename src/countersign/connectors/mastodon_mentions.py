"""What others wrote in public to an account: under one post, or wherever they mentioned it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from countersign.connectors import mastodon_shapes as shapes
from countersign.connectors.mastodon_wire import Wire, checked_id, status_path, statuses
from countersign.connectors.seen import Comment, Page

_BEGINNING = "0"


def under(wire: Wire, me: str, post_id: str, since: datetime | None) -> Page[Comment]:
    """What stands under one post now, oldest first, whole."""
    told = wire.get(f"{status_path(post_id)}/context", lambda context: statuses(context["descendants"]))
    found = [shapes.comment(status, post_id) for status in told if _by_others(status, me)]
    return Page(tuple(sorted((c for c in found if since is None or c.at >= since), key=lambda c: c.at)), None)


def listed(wire: Wire, me: str, since: datetime | None, cursor: str | None) -> Page[Comment]:
    """Public mentions of the account that arrived since then, a page of them, oldest first.

    It is the arrival that counts: what another server delivers late is not lost for having been written earlier.
    """
    start = checked_id(cursor, "cursor") if cursor else _before(wire, since)
    told = _notified(wire, {"min_id": start})
    # The cursor goes by everything that came, shown or not. A server that does not know `min_id` gives the same again.
    told = sorted(told, key=lambda item: _age(str(item["id"])))
    newest = str(told[-1]["id"]) if told else None
    found = [
        item["status"]
        for item in told
        if item.get("type") == "mention"
        and item.get("status")
        and (since is None or shapes.moment(item["created_at"]) >= since)
        and _by_others(item["status"], me)
    ]
    comments = tuple(shapes.comment(status, _post_of(wire, status, me)) for status in found)
    return Page(comments, None if newest in (None, start) else newest)


def _age(one: str) -> tuple[int, str]:
    """Ids grow; numbers among them have no leading zeros."""
    return len(one), one


def _before(wire: Wire, since: datetime | None) -> str:
    """The newest notification that is older than `since`, to go on from there; the beginning if there is none."""
    after: str | None = None
    while since is not None:
        told = _notified(wire, {"max_id": after} if after else {})
        for item in told:
            if shapes.moment(item["created_at"]) < since:
                return str(item["id"])
        last = str(told[-1]["id"]) if told else None
        if last in (None, after):
            break
        after = last
    return _BEGINNING


def _notified(wire: Wire, params: Mapping[str, str]) -> list[dict[str, Any]]:
    return wire.get("v1/notifications", statuses, {"limit": "40", "types[]": "mention", **params})


def _by_others(status: Mapping[str, Any], me: str) -> bool:
    """Whether everybody can read it and somebody else wrote it. What is written to the account alone is no comment."""
    return str(status["account"]["id"]) != me and status["visibility"] in shapes.IN_PUBLIC


def _post_of(wire: Wire, status: Mapping[str, Any], me: str) -> str:
    """The post of ours that a mention stands under; its own id where it stands under none."""
    own = str(status["id"])
    if not status.get("in_reply_to_id"):
        return own
    if str(status.get("in_reply_to_account_id")) == me:
        return str(status["in_reply_to_id"])
    above = wire.get(f"{status_path(own)}/context", lambda context: statuses(context["ancestors"]))
    return next((str(one["id"]) for one in above if str(one["account"]["id"]) == me), own)
