"""What others wrote under an account's posts on Bluesky. Only the network knows: a server alone sees its own people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from countersign.connectors import atproto_records as records
from countersign.connectors.atproto_errors import NotThere
from countersign.connectors.atproto_ids import RecordName
from countersign.connectors.atproto_wire import Server
from countersign.connectors.seen import Comment, Page

Web = Callable[[RecordName], str]

_DEPTH = "100"
_PART = 50
_MOST_PARTS = 40
_THREAD = "app.bsky.feed.defs#threadViewPost"


def under(server: Server, post: RecordName, since: datetime | None, web: Web) -> Page[Comment]:
    """Every reply by somebody else under one post, oldest first; none where the network does not know the post."""
    params = {"uri": str(post), "depth": _DEPTH, "parentHeight": "0"}

    def told(answer: Any) -> tuple[Comment, ...]:
        return tuple(_thread(answer["thread"], post.did, web))

    try:
        found = server.read_as("app.bsky.feed.getPostThread", params, told, signed=True)
    except NotThere:
        return Page((), None)
    return Page(_in_order(found, since), None)


def notified(server: Server, since: datetime | None, cursor: str | None, web: Web) -> Page[Comment]:
    """The replies that the account was notified of, oldest first; `cursor` leads to older ones where there are more."""
    found: list[Comment] = []
    for _ in range(_MOST_PARTS):
        params = {"limit": str(_PART)} | ({"cursor": cursor} if cursor else {})
        part, reached, cursor = server.read_as(
            "app.bsky.notification.listNotifications", params, lambda told: _part(told, web), signed=True
        )
        found += part
        if reached is not None and since is not None and reached < since:
            cursor = None
        if cursor is None:
            break
    return Page(_in_order(tuple(found), since), cursor)


def _part(told: Mapping[str, Any], web: Web) -> tuple[list[Comment], datetime | None, str | None]:
    """A part's replies, how far back it reaches, and how to go on."""
    listed = told["notifications"]
    replies = [
        records.comment(item["uri"], item["author"], item["record"], item["indexedAt"], _raw(item), web)
        for item in listed
        if item["reason"] == "reply"
    ]
    reached = datetime.fromisoformat(listed[-1]["indexedAt"]) if listed else None
    return replies, reached, told.get("cursor") if listed else None


def _thread(branch: Mapping[str, Any], own: str, web: Web) -> Iterator[Comment]:
    """The replies below a branch. What is deleted, blocked or not understood is no branch with a post."""
    for below in branch.get("replies") or ():
        if below.get("$type") != _THREAD:
            continue
        post = below["post"]
        if post["author"]["did"] != own:
            yield records.comment(post["uri"], post["author"], post["record"], post["indexedAt"], _raw(post), web)
        yield from _thread(below, own, web)


def _in_order(found: tuple[Comment, ...], since: datetime | None) -> tuple[Comment, ...]:
    kept = {comment.remote_id: comment for comment in found if since is None or comment.at >= since}
    return tuple(sorted(kept.values(), key=lambda comment: (comment.at, comment.remote_id)))


def _raw(item: Mapping[str, Any]) -> bytes:
    return json.dumps(item, ensure_ascii=False).encode()
