"""Mastodon, and servers that speak as it does. Source: docs.joinmastodon.org; what servers in the field do otherwise is
said where it is met.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import ClassVar

from countersign.connectors import mastodon_mentions as mentions
from countersign.connectors import mastodon_profile as profiles
from countersign.connectors import mastodon_shapes as shapes
from countersign.connectors import mastodon_sign_in as sign_in
from countersign.connectors.compare import Sameness, compare
from countersign.connectors.errors import Rejected
from countersign.connectors.interface import (
    AccountSettings,
    Asked,
    Attempt,
    Cap,
    Comment,
    Connector,
    Draft,
    Gone,
    Granted,
    Identity,
    Limits,
    NotFound,
    Op,
    Page,
    Prepared,
    Problem,
    Profile,
    ProfileFields,
    Published,
    RemoteMedia,
    RemotePost,
    SignIn,
    Support,
    Unknown,
    check_recovered,
)
from countersign.connectors.mastodon_wire import MISSING, NOT_OFFERED, Wire, checked_id, status_path, statuses
from countersign.connectors.transport import Effect, Transport
from countersign.connectors.words import gettext_noop as _

_PROFILE_PICTURE_BYTES = 2 * 1024 * 1024
# The platform's clock is read from its answers; this much stays for what that cannot tell.
_CLOCK_SLACK = timedelta(seconds=10)
_OTHERS = Support.no(_("Only the server's own moderators can hide or delete what others wrote."))
_LASTING = Support.conditional(_("Only where the server gave a token that ends; usually they last until revoked."))


class MastodonConnector(Connector):
    """Publishes to and reads from one account on a server with Mastodon's interface.

    Credentials: `token`, and where a person signed in `client_id`, `client_secret` and perhaps `refresh_token`.
    """

    kind = "mastodon"
    supports: ClassVar[Mapping[Cap, Support]] = {
        Cap.TEXT: Support.yes(),
        Cap.IMAGE: Support.yes(),
        Cap.VIDEO: Support.yes(),
        Cap.CAPTIONS: Support.no(_("Mastodon has no place for a video's captions.")),
        Cap.CARD: Support.no(_("Mastodon makes the preview of a link itself, from the page behind it.")),
        Cap.REPLY: Support.yes(),
        Cap.THREAD: Support.yes(),
        Cap.EDIT: Support.yes(),
        Cap.DELETE: Support.yes(),
        Cap.READ_BACK: Support.yes(),
        Cap.LIST_OWN: Support.yes(),
        Cap.LIST_COMMENTS: Support.conditional(
            _("Public replies that mention the account; others under a post are found when that post is asked for.")
        ),
        Cap.HIDE: _OTHERS,
        Cap.UNHIDE: _OTHERS,
        Cap.DELETE_COMMENT: _OTHERS,
        Cap.BLOCK: Support.yes(),
        Cap.UNBLOCK: Support.yes(),
        Cap.MUTE: Support.yes(),
        Cap.UNMUTE: Support.yes(),
        Cap.PROFILE_READ: Support.yes(),
        Cap.PROFILE_WRITE: Support.yes(),
        Cap.IDENTITY: Support.yes(),
        Cap.WEBHOOK: Support.no(_("Mastodon has to be asked; it calls only the server's own administrators.")),
        Cap.SIGN_IN: Support.yes(),
        Cap.REFRESH: _LASTING,
        Cap.REVOKE: Support.conditional(_("Only a token that came from signing in here.")),
        Cap.NATIVE_IDEMPOTENCY: Support.conditional(
            _("For an hour, on servers that heed it; nothing here relies on it.")
        ),
        Cap.FIND_BY_MARKER: Support.no(_("A post is found again by its text and pictures, not by a mark.")),
        Cap.NEEDS_PUBLIC_MEDIA_URL: Support.no(_("Files are sent along, not collected from a public address.")),
    }
    default_limits = shapes.USUAL
    rewritings = shapes.REWRITINGS
    asked = (
        Asked(
            "token",
            _("Access token"),
            _("On the account's own server: Preferences, Development, New application; then copy its access token."),
        ),
    )

    def __init__(self, account: AccountSettings, transport: Transport) -> None:
        super().__init__(account, transport)
        self._wire = Wire(transport)

    @classmethod
    def headers(cls, account: AccountSettings) -> Mapping[str, str]:
        """The token as a bearer, once there is one."""
        token = account.credentials.get("token")
        return {"Authorization": f"Bearer {token}"} if token else {}

    def limits(self) -> Limits:
        """The limits as the server tells them now; older servers tell them at another address."""
        for path in ("v2/instance", "v1/instance"):
            answer = self._wire.ask("GET", path, Effect.READ, accept=NOT_OFFERED)
            if answer.status not in NOT_OFFERED:
                return self.transport.shaped(answer, Effect.READ, lambda told: shapes.limits(told, self.default_limits))
        raise Rejected("base_url", "There is no server with Mastodon's interface at this address.")

    def validate(self, draft: Draft, limits: Limits | None = None) -> list[Problem]:
        """As for every platform; a profile's pictures may be less big than a post's."""
        found = super().validate(draft, limits)
        for name, picture in (draft.profile.pictures() if draft.profile else {}).items():
            if picture.size_bytes() > _PROFILE_PICTURE_BYTES:
                params = {"most": _PROFILE_PICTURE_BYTES, "count": picture.size_bytes()}
                sentence = _("The file has %(count)s bytes; at most %(most)s fit.")
                found.append(Problem(f"profile.{name}", "too_big", sentence, params))
        return found

    # Publishing

    def prepare(self, draft: Draft, attempt_id: str) -> Prepared:
        """Upload the files, where nobody sees them until a post holds them."""
        if draft.profile is not None:
            return self._prepared(draft, attempt_id, {"profile": profiles.form(self._wire, draft.profile)})
        self._loses_nothing(draft)
        if draft.reply_to is not None:
            status_path(draft.reply_to)
        files = [{"id": self._wire.upload(item), "description": item.alt} for item in draft.media]
        # What was signed is for everybody and without a warning, whatever the account's own defaults are.
        post = {
            "status": draft.text,
            "media_ids": [file["id"] for file in files],
            "sensitive": False,
            "spoiler_text": "",
        }
        return self._prepared(draft, attempt_id, {"post": post, "files": files, "reply_to": draft.reply_to})

    def commit(self, prepared: Prepared, attempt: Attempt) -> Published:
        """Create or edit the post, or write the profile."""
        self._check(prepared, attempt)
        if "profile" in prepared.state:
            return profiles.write(self._wire, prepared.state["profile"])
        post = prepared.state["post"]
        if attempt.op is Op.EDIT:
            sent = {"json": {**post, "media_attributes": prepared.state["files"]}}
            return self._wire.told("PUT", status_path(attempt.remote_id or ""), Effect.PUBLIC, shapes.published, **sent)
        whole = {**post, "visibility": "public"}
        if prepared.state["reply_to"] is not None:
            whole["in_reply_to_id"] = prepared.state["reply_to"]
        # Servers that heed the key make one post of two requests; those that do not are why nothing is sent twice.
        headers = {"Idempotency-Key": attempt.id}
        return self._wire.told("POST", "v1/statuses", Effect.PUBLIC, shapes.published, json=whole, headers=headers)

    def delete(self, remote_id: str, attempt: Attempt) -> None:
        """Take the post down; gone already is good."""
        if attempt.op is not Op.DELETE or attempt.remote_id != remote_id:
            raise ValueError("the attempt is not to delete this post")
        answer = self._wire.ask("DELETE", status_path(remote_id), Effect.PUBLIC, accept=MISSING)
        if answer.status in MISSING:
            self._wire.must_be_theirs(answer, Effect.PUBLIC)

    def recover(self, attempt: Attempt, draft: Draft | None = None) -> Published | NotFound | Unknown:
        """Look for the same content among what the account has published since it was armed.

        A new post that is not found is never sent again by itself: no mark tells that it will not turn up yet.
        """
        if attempt.op is Op.DELETE:
            there = self._status(attempt.remote_id or "")
            if isinstance(there, Gone):
                return Published(there.remote_id, "", self.transport.clock())
            return NotFound(_("The post is still there."), may_resend=True)
        check_recovered(attempt, draft)
        if draft is None:
            return Unknown(_("Without its content an attempt cannot be recognised here."))
        if draft.profile is not None:
            return self._recovered_profile(draft.profile)
        if attempt.op is Op.EDIT:
            return self._recovered_edit(attempt.remote_id or "", draft)
        found = [post for post in self._own_since(attempt.armed_at) if _is(post, draft)]
        if len(found) > 1:
            return Unknown(_("Several posts since then have this content."))
        if found:
            return Published(found[0].remote_id, found[0].url, found[0].at)
        return NotFound(_("No post since then has this content."))

    def _recovered_edit(self, remote_id: str, draft: Draft) -> Published | NotFound | Unknown:
        seen = self.fetch(remote_id)
        if isinstance(seen, Gone):
            return Unknown(_("The post that was to be changed is not there any more."))
        if compare(replace(draft, reply_to=seen.reply_to), seen, self.rewritings).outcome is Sameness.DIFFERS:
            # The same change again makes no second post.
            return NotFound(_("The post has another content."), may_resend=True)
        return Published(seen.remote_id, seen.url, seen.edited_at or seen.at)

    def _recovered_profile(self, fields: ProfileFields) -> Published | NotFound:
        if not profiles.recovered(fields, self.profile(), self.rewritings):
            return NotFound(_("The profile has another content."), may_resend=True)
        me = self.whoami()
        return Published(me.remote_id, me.url, self.transport.clock())

    def _own_since(self, armed_at: datetime) -> Iterator[RemotePost]:
        answer = self._wire.ask("GET", "v1/accounts/verify_credentials", Effect.READ)
        me = self.transport.shaped(answer, Effect.READ, shapes.identity)
        since = armed_at + _ahead(answer.headers.get("date", ""), self.transport.clock()) - _CLOCK_SLACK
        page = self._listed(me.remote_id, since, None)
        yield from page.items
        while page.cursor is not None:
            page = self.list_own(since, page.cursor)
            yield from page.items

    # Reading

    def whoami(self) -> Identity:
        """The account that the token belongs to."""
        return self._wire.get("v1/accounts/verify_credentials", shapes.identity)

    def fetch(self, remote_id: str) -> RemotePost | Gone:
        """The post and its files' bytes."""
        post = self._status(remote_id)
        if isinstance(post, Gone):
            return post
        return replace(post, media=tuple(map(self._downloaded, post.media)))

    def _status(self, remote_id: str) -> RemotePost | Gone:
        answer = self._wire.ask("GET", status_path(remote_id), Effect.READ, accept=MISSING)
        if answer.status in MISSING:
            self._wire.must_be_theirs(answer, Effect.READ)
            return Gone(remote_id, answer.words())
        return self.transport.shaped(answer, Effect.READ, lambda told: shapes.post(told, answer.body))

    def list_own(self, since: datetime | None = None, cursor: str | None = None) -> Page[RemotePost]:
        """The account's own posts, newest first; what it only passes on is left out."""
        me, _colon, after = (cursor or "").partition(":")
        return self._listed(me or self.whoami().remote_id, since, after or None)

    def _listed(self, me: str, since: datetime | None, after: str | None) -> Page[RemotePost]:
        params = {"limit": "40", "exclude_reblogs": "true"} | ({"max_id": after} if after else {})
        told = self._wire.get(f"v1/accounts/{checked_id(me, 'cursor')}/statuses", statuses, params)
        posts = [shapes.post(status, shapes.raw_of(status)) for status in told if not status.get("reblog")]
        last = str(told[-1]["id"]) if told else None
        ended = last in (None, after) or (since is not None and shapes.moment(told[-1]["created_at"]) < since)
        items = tuple(post for post in posts if since is None or post.at >= since)
        return Page(items, None if ended else f"{me}:{last}")

    def list_comments(
        self, post_id: str | None = None, since: datetime | None = None, cursor: str | None = None
    ) -> Page[Comment]:
        """What others wrote in public under one post, or wherever they mentioned the account; oldest first."""
        me = self.whoami().remote_id
        if post_id is None:
            return mentions.listed(self._wire, me, since, cursor)
        return mentions.under(self._wire, me, post_id, since)

    def profile(self) -> Profile:
        """The account's profile, its pictures downloaded."""
        answer = self._wire.ask("GET", "v1/accounts/verify_credentials", Effect.READ)
        seen = self.transport.shaped(answer, Effect.READ, lambda me: shapes.profile(me, answer.body))
        avatar, banner = (self._downloaded(file) if file else None for file in (seen.avatar, seen.banner))
        return replace(seen, avatar=avatar, banner=banner)

    def _downloaded(self, media: RemoteMedia) -> RemoteMedia:
        if not media.url:
            return media
        answer = self.transport.download(media.url)
        mime = answer.headers.get("content-type", "").partition(";")[0].strip() or media.mime
        return replace(media, content=answer.body, sha256=hashlib.sha256(answer.body).hexdigest(), mime=mime)

    # Moderation

    def block(self, author_id: str) -> None:
        """Keep an author from following the account and from being shown to it. May be repeated."""
        self._relate(author_id, "block", "blocking", wanted=True)

    def unblock(self, author_id: str) -> None:
        """Undo `block`. May be repeated."""
        self._relate(author_id, "unblock", "blocking", wanted=False)

    def mute(self, author_id: str) -> None:
        """Stop hearing of an author. May be repeated."""
        self._relate(author_id, "mute", "muting", wanted=True)

    def unmute(self, author_id: str) -> None:
        """Undo `mute`. May be repeated."""
        self._relate(author_id, "unmute", "muting", wanted=False)

    def _relate(self, author_id: str, verb: str, name: str, *, wanted: bool) -> None:
        path = f"v1/accounts/{checked_id(author_id, 'author_id')}/{verb}"
        if self._wire.told("POST", path, Effect.REPEATABLE, lambda told: bool(told[name])) is not wanted:
            raise Rejected("author_id", "The platform answered, but did not do it.")

    # Connecting

    def sign_in_start(self, return_url: str) -> SignIn:
        """Introduce ourselves to this server, and send the person there to sign in as the account."""
        return sign_in.start(self.transport, return_url)

    def sign_in_finish(self, state: Mapping[str, str], query: Mapping[str, str]) -> Granted:
        """The token for what the person agreed to."""
        return sign_in.finish(self.transport, state, query)

    def refresh(self) -> Granted:
        """A new token, where the server gave one that ends; Unsupported where it did not."""
        if not self.account.credentials.get("refresh_token"):
            self._unsupported(Cap.REFRESH)
        return sign_in.refresh(self.transport, self.account.credentials)

    def revoke(self) -> None:
        """Make the token worthless; one that was typed in is taken back on the server's own pages."""
        if not {"token", "client_id", "client_secret"} <= self.account.credentials.keys():
            self._unsupported(Cap.REVOKE)
        sign_in.revoke(self.transport, self.account.credentials)


def _is(post: RemotePost, draft: Draft) -> bool:
    """Whether a listed post is this draft: its text, what it answers, and its files by number and text."""
    words = compare(replace(draft, media=()), replace(post, media=()), MastodonConnector.rewritings)
    if words.outcome is Sameness.DIFFERS:
        return False
    return [file.alt.strip() for file in draft.media] == [file.alt.strip() for file in post.media]


def _ahead(date: str, now: datetime) -> timedelta:
    """How far the platform's clock is ahead of ours; nothing where it does not say."""
    try:
        return parsedate_to_datetime(date) - now
    except (ValueError, TypeError):
        return timedelta()
