"""Bluesky, through the account's own server (its PDS): posts are records, each under a key that we choose ourselves.

That makes a repeat harmless: the key of a post follows from its attempt, so the same attempt can only ever be the
same record. Sources: the protocol's lexicons (`com.atproto.*`, `app.bsky.*`) and a PDS run in `tests/live/`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from countersign.connectors import atproto_comments as comments
from countersign.connectors import atproto_embeds as embeds
from countersign.connectors import atproto_moderation as moderation
from countersign.connectors import atproto_offers as offers
from countersign.connectors import atproto_records as records
from countersign.connectors.atproto_account import AtprotoAccount
from countersign.connectors.atproto_errors import NoMethod, StaleRecord
from countersign.connectors.atproto_ids import RecordName, is_key, tid, tid_time
from countersign.connectors.atproto_text import facets
from countersign.connectors.errors import Rejected, Unsupported
from countersign.connectors.interface import (
    Attempt,
    Cap,
    Comment,
    Draft,
    Gone,
    Limits,
    NotFound,
    Op,
    Page,
    Prepared,
    Problem,
    Profile,
    Published,
    RemoteMedia,
    RemotePost,
    Support,
    Unknown,
    check_recovered,
)
from countersign.connectors.transport import Effect
from countersign.connectors.words import gettext_noop as _

_PART = 50


class BlueskyConnector(AtprotoAccount):
    """Publishes to and reads from Bluesky. How it is connected: see `AtprotoAccount`."""

    kind = "bluesky"
    supports: ClassVar[Mapping[Cap, Support]] = offers.SUPPORTS
    default_limits = offers.LIMITS

    # Publishing

    def validate(self, draft: Draft, limits: Limits | None = None) -> list[Problem]:
        """As everywhere; a profile's pictures have limits of their own, and no text."""
        if draft.profile is None:
            return super().validate(draft, limits)
        found = super().validate(draft, replace(limits or self.default_limits, media=offers.PROFILE_PICTURES))
        with_text = (name for name, picture in draft.profile.pictures().items() if picture.alt)
        return found + [Problem(f"profile.{name}.alt", "no_field", offers.NO_FIELD) for name in with_text]

    def prepare(self, draft: Draft, attempt_id: str) -> Prepared:
        """Upload the files, find whom the text mentions and what exactly a reply answers."""
        if draft.profile is not None:
            for name in draft.profile.texts():
                if name not in self.default_limits.profile:
                    raise Rejected(f"profile.{name}", offers.NO_FIELD)
            fields = records.profile_fields(draft.profile)
            for name, picture in draft.profile.pictures().items():
                if picture.alt:
                    raise Rejected(f"profile.{name}.alt", offers.NO_FIELD)
                fields[name] = self._server.upload(picture, f"profile.{name}")
            return self._prepared(draft, attempt_id, {"profile": fields})
        post: dict[str, Any] = {"text": draft.text}
        if draft.reply_to is not None:
            post["reply"] = self._reply(draft.reply_to)
        if found := facets(draft.text, self._server.did_of):
            post["facets"] = found
        if shown := embeds.embedded(draft, self._server.upload):
            post["embed"] = shown
        return self._prepared(draft, attempt_id, {"post": post})

    def commit(self, prepared: Prepared, attempt: Attempt) -> Published:
        """Write the record: a new one where there must be none yet, or the new content of exactly the one we read."""
        self._check(prepared, attempt)
        if "profile" in prepared.state:
            name = self._profile_name()
            return self._replace(
                name, attempt, lambda now: records.with_profile(now, prepared.state["profile"], attempt)
            )
        if attempt.op is Op.EDIT:
            name = self._own(attempt.remote_id or "")
            return self._replace(
                name, attempt, lambda now: records.edited(now, prepared.state["post"], attempt), must=True
            )
        name = self._name(attempt)
        try:
            self._server.put(name, records.created(prepared.state["post"], attempt), None)
        except StaleRecord:
            # Changed since this attempt made it: then it is there, and stays as it is.
            found = self._server.value(name)
            if found is None or not records.changed_since(found[0], attempt):
                raise
        return self._published(name, attempt)

    def delete(self, remote_id: str, attempt: Attempt) -> None:
        """Take the post down; gone already is good."""
        if attempt.op is not Op.DELETE or attempt.remote_id != remote_id:
            raise ValueError("the attempt is not to delete this post")
        self._server.remove(self._own(remote_id))

    def recover(self, attempt: Attempt, draft: Draft | None = None) -> Published | NotFound | Unknown:
        """Look at the one record that this attempt can have made or changed; each says which attempt that was.

        What a sender that died had written may arrive after the look. So "not there" allows this very attempt to be
        sent again, which is harmless then too, and never another one in its place.
        """
        check_recovered(attempt, draft)
        if attempt.op is Op.CREATE:
            # A change of the profile is armed like a post, but has its own place.
            names = [self._name(attempt), self._profile_name()]
        else:
            names = [self._own(attempt.remote_id or "")]
        for name in names:
            found = self._server.value(name)
            if attempt.op is Op.DELETE:
                if found is None:
                    return self._published(name, attempt)
                return NotFound(_("The post is still there."), may_resend=True)
            if found is not None and records.made_by(found[0], attempt):
                return self._published(name, attempt)
            if found is not None and name.collection == records.POST and attempt.op is Op.CREATE:
                return Unknown(_("There is a post in the place of this attempt, but it does not name it."))
        return NotFound(_("The account's server holds nothing of this attempt."), may_resend=True)

    # Reading

    def fetch(self, remote_id: str) -> RemotePost | Gone:
        """The post as the account's server holds it, and its files' bytes."""
        name = self._named(remote_id)
        answer = self._server.record(name)
        if answer is None:
            return Gone(remote_id, _("The account's server has no such post."))
        post = self.transport.shaped(answer, Effect.READ, lambda told: self._post(told, answer.body))
        return embeds.downloaded(post, self._downloaded)

    def list_own(self, since: datetime | None = None, cursor: str | None = None) -> Page[RemotePost]:
        """The account's posts, newest first by their keys."""
        params = {"repo": self._server.own_did(), "collection": records.POST, "limit": str(_PART)}

        def told(answer: Any) -> Page[RemotePost]:
            posts = [self._post(item, json.dumps(item, ensure_ascii=False).encode()) for item in answer["records"]]
            following = answer.get("cursor")
            if posts and since is not None:
                # By the key, since a post's own time can be set back; a key that is no time tells nothing.
                last = tid_time(RecordName.parse(posts[-1].remote_id).key)
                following = None if last is not None and last < since else following
            return Page(tuple(p for p in posts if since is None or p.at >= since), following if posts else None)

        return self._server.read_as(
            "com.atproto.repo.listRecords", params | ({"cursor": cursor} if cursor else {}), told
        )

    def list_comments(
        self, post_id: str | None = None, since: datetime | None = None, cursor: str | None = None
    ) -> Page[Comment]:
        """Replies by others: under one post all of them, else what the account was notified of; oldest first.

        Up to 2,000 notifications are read at once; where more are waiting, `cursor` asks for the older ones.
        """
        with self._network(Cap.LIST_COMMENTS):
            if post_id is not None:
                return comments.under(self._server, self._own(post_id), since, self._web)
            return comments.notified(self._server, since, cursor, self._web)

    def profile(self) -> Profile:
        """The profile's record, its pictures downloaded; empty where none was written yet."""
        name = self._profile_name()
        answer = self._server.record(name)
        if answer is None:
            return Profile("", "", (), (), (), None, None, b"{}")

        def told(body: Any) -> Profile:
            return records.profile(body["value"], answer.body, name.did, self._files())

        seen = self.transport.shaped(answer, Effect.READ, told)
        avatar = self._downloaded(seen.avatar) if seen.avatar else None
        return replace(seen, avatar=avatar, banner=self._downloaded(seen.banner) if seen.banner else None)

    # Moderation

    def hide(self, comment_id: str) -> None:
        """Put the reply among those that Bluesky's apps hide under our post."""
        moderation.hide(self._server, comment_id, self.transport.clock())

    def unhide(self, comment_id: str) -> None:
        """Undo `hide`."""
        moderation.unhide(self._server, comment_id, self.transport.clock())

    def block(self, author_id: str) -> None:
        """Block an author, by identifier or handle: a public record; neither side sees the other from then on."""
        moderation.block(self._server, author_id, self.transport.clock())

    def unblock(self, author_id: str) -> None:
        """Undo `block`, whoever blocked the author and with whichever app."""
        moderation.unblock(self._server, author_id)

    def mute(self, author_id: str) -> None:
        """Stop hearing of an author; only the account itself sees a difference."""
        with self._network(Cap.MUTE):
            moderation.mute(self._server, author_id)

    def unmute(self, author_id: str) -> None:
        """Undo `mute`."""
        with self._network(Cap.UNMUTE):
            moderation.unmute(self._server, author_id)

    # Names and places

    def _name(self, attempt: Attempt) -> RecordName:
        """Where the post of this attempt is, or would be."""
        return RecordName(self._server.own_did(), records.POST, tid(attempt.armed_at, attempt.id))

    def _profile_name(self) -> RecordName:
        return RecordName(self._server.own_did(), records.PROFILE, "self")

    def _named(self, remote_id: str) -> RecordName:
        """A record by its address, or a post of ours by its key alone."""
        if is_key(remote_id) and not remote_id.startswith("at:"):
            return RecordName(self._server.own_did(), records.POST, remote_id)
        return RecordName.parse(remote_id)

    def _own(self, remote_id: str) -> RecordName:
        name = self._named(remote_id)
        if name.did != self._server.own_did():
            raise Rejected("remote_id", _("This belongs to another account."))
        return name

    def _files(self) -> str:
        return f"{self.account.base_url.rstrip('/')}/xrpc/com.atproto.sync.getBlob"

    # Steps

    def _replace(
        self,
        name: RecordName,
        attempt: Attempt,
        change: Callable[[dict[str, Any]], dict[str, Any]],
        *,
        must: bool = False,
    ) -> Published:
        """Write what `change` makes of the record as it is now, provided that it still is; once for each attempt."""
        found = self._server.value(name)
        if found is None and must:
            raise Rejected("remote_id", _("The post is not there any more."))
        value, cid = found or ({}, None)
        if not records.made_by(value, attempt):
            self._server.put(name, change(value), cid)
        return self._published(name, attempt)

    def _published(self, name: RecordName, attempt: Attempt) -> Published:
        return Published(str(name), self._web(name), attempt.armed_at)

    def _reply(self, to: str) -> dict[str, Any]:
        """What a reply names: the post it answers and the one that began the thread, each with its exact content."""
        answer = self._server.record(self._named(to))
        if answer is None:
            raise Rejected("reply_to", _("What this answers is not there any more."))

        return self.transport.shaped(answer, Effect.READ, records.reply_to)

    def _post(self, told: Mapping[str, Any], raw: bytes) -> RemotePost:
        name = RecordName.parse(told["uri"])
        handle = self.account.handle if name.did == self._server.own_did() else ""
        return records.post(told, raw, handle, self._web, self._files())

    def _downloaded(self, media: RemoteMedia) -> RemoteMedia:
        content = self.transport.download(media.url).body
        return replace(media, content=content, sha256=hashlib.sha256(content).hexdigest())

    @contextmanager
    def _network(self, cap: Cap) -> Iterator[None]:
        """A server that belongs to no network says that it has no such method."""
        try:
            yield
        except NoMethod:
            raise Unsupported(cap, self.capabilities()[cap].reason) from None
