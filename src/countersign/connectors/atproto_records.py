"""Records of Bluesky (`app.bsky.*`) to and from the neutral form. No network here.

Every record we write carries `countersign`: which attempt made it, and which one changed it last and when. Bluesky
has no field for either, and apps ignore fields that they do not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from countersign.connectors import atproto_embeds as embeds
from countersign.connectors.atproto_ids import RecordName, tid_time
from countersign.connectors.atproto_text import links
from countersign.connectors.seen import Author, Comment, Profile, RemotePost
from countersign.connectors.sent import Attempt, ProfileFields

POST = "app.bsky.feed.post"
PROFILE = "app.bsky.actor.profile"
THREADGATE = "app.bsky.feed.threadgate"
BLOCK = "app.bsky.graph.block"
MOST_HIDDEN = 300

_MARK = "countersign"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w(])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\w)")
# For a post whose record and key both hold no time.
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


def moment(at: datetime) -> str:
    """A moment as records write it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


# Writing


def reply_to(told: Mapping[str, Any]) -> dict[str, Any]:
    """What a reply to this record names: it and what began its thread, each with the content that is answered."""
    parent = {"uri": str(told["uri"]), "cid": str(told["cid"])}
    above = told["value"].get("reply")
    root = {"uri": str(above["root"]["uri"]), "cid": str(above["root"]["cid"])} if above else parent
    return {"root": root, "parent": parent}


def created(prepared: Mapping[str, Any], attempt: Attempt) -> dict[str, Any]:
    """The record of a new post. The same attempt always gives the very same record."""
    return {"$type": POST, **prepared, "createdAt": moment(attempt.armed_at), _MARK: {"attempt": attempt.id}}


def edited(current: Mapping[str, Any], prepared: Mapping[str, Any], attempt: Attempt) -> dict[str, Any]:
    """The record of a post with a new content; when it was made, and what it answers, stays."""
    kept = {name: value for name, value in current.items() if name not in ("text", "facets", "embed")}
    changed = {name: value for name, value in prepared.items() if name != "reply"}
    return {**kept, **changed, _MARK: _last(current, attempt)}


def with_profile(current: Mapping[str, Any], fields: Mapping[str, Any], attempt: Attempt) -> dict[str, Any]:
    """The profile's record with these fields changed and everything else as it was."""
    record = {"$type": PROFILE, **current}
    for name, value in fields.items():
        if value == "":
            record.pop(name, None)
        else:
            record[name] = value
    return {**record, _MARK: _last(current, attempt)}


def profile_fields(fields: ProfileFields) -> dict[str, Any]:
    """The text fields to be written, by the record's names."""
    names = {"display_name": "displayName", "bio": "description", "website": "website"}
    return {names[name]: value for name, value in fields.texts().items()}


def _last(current: Mapping[str, Any], attempt: Attempt) -> dict[str, Any]:
    mark = current.get(_MARK)
    first = mark.get("attempt") if isinstance(mark, dict) else None
    return ({"attempt": first} if first else {}) | {"edit": attempt.id, "editedAt": moment(attempt.armed_at)}


def made_by(value: Mapping[str, Any], attempt: Attempt) -> bool:
    """Whether this attempt made or last changed the record."""
    mark = value.get(_MARK)
    return isinstance(mark, dict) and attempt.id in (mark.get("attempt"), mark.get("edit"))


def changed_since(value: Mapping[str, Any], attempt: Attempt) -> bool:
    """Whether this attempt made the record and a later one of ours changed it."""
    mark = value.get(_MARK)
    return isinstance(mark, dict) and mark.get("attempt") == attempt.id and "edit" in mark


def gate(post: RecordName, current: Mapping[str, Any], hidden: list[str], now: datetime) -> dict[str, Any]:
    """The record that says what is hidden under a post; who may answer stays as it was."""
    started = {"$type": THREADGATE, "post": str(post), "createdAt": moment(now)}
    return {**started, **current, "hiddenReplies": hidden}


# Reading


def post(told: Mapping[str, Any], raw: bytes, handle: str, web: Callable[[RecordName], str], files: str) -> RemotePost:
    """A post from `uri`, `cid`, `value`; `files` is the address under which the server gives its files out."""
    name, value = RecordName.parse(told["uri"]), told["value"]
    mark = value.get(_MARK)
    changed = mark.get("editedAt") if isinstance(mark, dict) else None
    reply = value.get("reply")
    return RemotePost(
        remote_id=str(name),
        url=web(name),
        author=Author(name.did, handle or name.did, web(name).partition("/post/")[0]),
        at=_moment(value.get("createdAt")) or tid_time(name.key) or _UNKNOWN,
        edited_at=_moment(changed),
        text=str(value.get("text", "")),
        media=embeds.media(value.get("embed"), name.did, files),
        reply_to=str(reply["parent"]["uri"]) if reply else None,
        raw=raw,
        card=embeds.card(value.get("embed"), name.did, files),
    )


def _moment(text: Any) -> datetime | None:
    """A moment as another app may have written it; None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def comment(
    uri: str,
    author: Mapping[str, Any],
    record: Mapping[str, Any],
    seen_at: str,
    raw: bytes,
    web: Callable[[RecordName], str],
) -> Comment:
    """A reply by somebody else. Its time is when the network saw it: the time it claims can be made up."""
    name, reply = RecordName.parse(uri), record["reply"]
    return Comment(
        remote_id=str(name),
        post_id=str(reply["root"]["uri"]),
        url=web(name),
        author=Author(name.did, str(author.get("displayName") or author["handle"]), web(name).partition("/post/")[0]),
        at=datetime.fromisoformat(seen_at),
        text=str(record["text"]),
        reply_to=str(reply["parent"]["uri"]),
        raw=raw,
    )


def profile(value: Mapping[str, Any], raw: bytes, did: str, files: str) -> Profile:
    """The profile. Bluesky has no field for an e-mail or telephone, so those in the description count."""
    bio = str(value.get("description", ""))
    website = value.get("website")
    pictures = {
        name: embeds.file(value[name], did, files) if value.get(name) else None for name in ("avatar", "banner")
    }
    return Profile(
        display_name=str(value.get("displayName", "")),
        bio=bio,
        links=tuple(dict.fromkeys(([str(website)] if website else []) + list(links(bio)))),
        emails=tuple(dict.fromkeys(_EMAIL.findall(bio))),
        phones=tuple(dict.fromkeys(_PHONE.findall(bio))),
        raw=raw,
        **pictures,
    )
