"""Hiding, blocking and muting on Bluesky. The first two are records of ours that the network's apps act on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from countersign.connectors import atproto_records as records
from countersign.connectors.atproto_ids import RecordName, is_did, tid
from countersign.connectors.atproto_wire import Server
from countersign.connectors.errors import Rejected
from countersign.connectors.transport import Effect
from countersign.connectors.words import gettext_noop as _


def hide(server: Server, comment_id: str, now: datetime) -> None:
    """Name the reply among the hidden ones of the post it stands under. Hidden already is good."""
    _gate(server, comment_id, now, lambda hidden: hidden if comment_id in hidden else [*hidden, comment_id])


def unhide(server: Server, comment_id: str, now: datetime) -> None:
    """Undo `hide`. Not hidden is good."""
    _gate(server, comment_id, now, lambda hidden: [uri for uri in hidden if uri != comment_id])


def _gate(server: Server, comment_id: str, now: datetime, change: Callable[[list[str]], list[str]]) -> None:
    post = _root(server, RecordName.parse(comment_id))
    if post.did != server.own_did() or post.collection != records.POST:
        raise Rejected("remote_id", _("This does not stand under a post of this account."))
    gate = RecordName(post.did, records.THREADGATE, post.key)
    current, cid = server.value(gate) or ({}, None)
    hidden = [str(uri) for uri in current.get("hiddenReplies") or ()]
    changed = change(hidden)
    if changed == hidden:
        return
    if len(changed) > records.MOST_HIDDEN:
        raise Rejected("hidden", _("Bluesky hides at most 300 replies under one post."))
    server.put(gate, records.gate(post, current, changed, now), cid)


def _root(server: Server, comment: RecordName) -> RecordName:
    """The post that the comment's thread began with."""
    found = server.value(comment)
    if found is None:
        raise Rejected("remote_id", _("This comment is not there any more."))
    reply: Any = found[0].get("reply")
    try:
        return RecordName.parse(str(reply["root"]["uri"]))
    except (TypeError, LookupError):
        raise Rejected("remote_id", _("This is not a reply.")) from None


def block(server: Server, author: str, now: datetime) -> None:
    """Block an author by identifier or handle. Blocked already is good."""
    subject = _did(server, author)
    if next(_blocks(server, subject), None) is None:
        name = RecordName(server.own_did(), records.BLOCK, tid(now, subject))
        record = {"$type": records.BLOCK, "subject": subject, "createdAt": records.moment(now)}
        server.put(name, record, None)


def unblock(server: Server, author: str) -> None:
    """Take back every block of this author, whichever app made it."""
    for name in list(_blocks(server, _did(server, author))):
        server.remove(name)


def _blocks(server: Server, subject: str) -> Iterator[RecordName]:
    """Where the account blocks this author."""
    cursor: str | None = ""
    while cursor is not None:
        params = {"repo": server.own_did(), "collection": records.BLOCK, "limit": "100"}
        names, cursor = server.read_as(
            "com.atproto.repo.listRecords",
            params | ({"cursor": cursor} if cursor else {}),
            lambda told: (
                [RecordName.parse(item["uri"]) for item in told["records"] if item["value"].get("subject") == subject],
                told.get("cursor") if told["records"] else None,
            ),
        )
        yield from names


def mute(server: Server, author: str) -> None:
    """Stop hearing of an author."""
    _muting(server, "app.bsky.graph.muteActor", author)


def unmute(server: Server, author: str) -> None:
    """Undo `mute`."""
    _muting(server, "app.bsky.graph.unmuteActor", author)


def _muting(server: Server, method: str, author: str) -> None:
    server.tell(method, {"actor": _did(server, author)}, effect=Effect.REPEATABLE)


def _did(server: Server, author: str) -> str:
    if is_did(author):
        return author
    if found := server.did_of(author.removeprefix("@")):
        return found
    raise Rejected("author_id", _("There is no such account on Bluesky."))
