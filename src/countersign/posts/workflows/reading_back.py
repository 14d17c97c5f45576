"""Keeping what the platform holds, and comparing it with what was signed."""

from __future__ import annotations

from dataclasses import replace

from countersign.connectors import errors
from countersign.connectors import interface as remote
from countersign.connectors.compare import compare
from countersign.evidence import store
from countersign.gate import clock
from countersign.posts import acts, authority, connecting, form, leases, parts, states, videos
from countersign.posts.workflows.common import NOTHING_HAPPENED, later, perform_as, placement_of


def read_back(placement: str) -> None:
    """Keep what the platform holds and compare it with what was signed."""
    found = placement_of(placement)
    if found is None or found.state != states.LIVE or found.shown is None:
        return
    part = parts.unread(found)
    if part is None:
        return
    there = found.parts.filter(number=part).select_related("revision").first() if part else None
    signed = form.read(there.revision.hash if there is not None else found.shown.hash)
    try:
        with connecting.connector(found.account) as connector:
            held = connector.fetch(parts.remote_id(found, part))
            if isinstance(held, remote.Gone):
                act = _differs(placement, held.why)
            else:
                draft = form.whole(signed, found.account, part=part, after=parts.after(found, part))
                act = _compared(placement, connector, draft, held)
            act = replace(act, part=part)
    except (*NOTHING_HAPPENED, errors.Rejected, LookupError, form.NotTheSame) as error:
        later(placement, error)
        return
    by = authority.of_author(found.post.author, found.account, clock.now())
    if perform_as(act, by.person, by.mandate) is None:
        leases.release(placement, again_after=leases.pause_before_next(placement), at=clock.now())
    else:
        leases.release(placement, at=clock.now())


def _compared(
    placement: str, connector: remote.Connector, signed: remote.Draft, held: remote.RemotePost
) -> acts.RecordReadBack:
    comparison = compare(signed, held, connector.rewritings, videos.stills)
    return acts.RecordReadBack(
        placement=placement,
        capture=store.put(held.raw, "application/json"),
        sameness=str(comparison.outcome),
        rewritings=comparison.rewritings,
        differences=tuple(d.where for d in comparison.differences),
        neutral=neutral(held),
    )


def _differs(placement: str, why: str) -> acts.RecordReadBack:
    return acts.RecordReadBack(
        placement=placement,
        capture=store.put(why.encode(), "text/plain"),
        sameness="differs",
        differences=("gone",),
        neutral={},
    )


def neutral(held: remote.RemotePost) -> dict[str, object]:
    """A post as a platform holds it, in ActivityStreams 2.0."""
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "Note",
        "id": held.url,
        "attributedTo": {"type": "Person", "name": held.author.name, "url": held.author.url},
        "published": held.at.isoformat() if held.at else None,
        "content": held.text,
        "inReplyTo": held.reply_to,
        "attachment": [
            {"type": "Image", "mediaType": m.mime, "url": m.url, "name": m.alt, "digest": m.sha256} for m in held.media
        ]
        + ([{"type": "Link", "href": held.card.url, "name": held.card.title}] if held.card else []),
    }
