"""What every connector can be asked, whatever the platform. The one thing a caller needs to know about platforms.

A connector is bound to one account and keeps nothing between calls. The order of a publication is: `validate`
(offline, while somebody writes) → `prepare` (uploads; nothing public) → the caller stores the attempt as armed →
`commit` (the one public request) → on `OutcomeUnknown`: `recover` (reads only), then a person. Never a blind second
`commit`. A thread is several publications, one after the other: `threads`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, NoReturn

from countersign.connectors.byhand import Checklist, Download
from countersign.connectors.capabilities import Can, Cap, Support
from countersign.connectors.compare import Recoding, Rewriting
from countersign.connectors.errors import Unsupported
from countersign.connectors.limits import Limits, MediaLimit, Problem, TextLimit, Unit, count, problems_of
from countersign.connectors.seen import (
    Asked,
    Attestation,
    Author,
    Comment,
    Event,
    Gone,
    Granted,
    Identity,
    NotFound,
    Page,
    Profile,
    Published,
    RemoteCard,
    RemoteMedia,
    RemotePost,
    SignIn,
    Unknown,
)
from countersign.connectors.sent import (
    AccountSettings,
    Attempt,
    Captions,
    Card,
    Draft,
    Media,
    Op,
    Prepared,
    ProfileFields,
    check_attempt_id,
    payload_hash,
)
from countersign.connectors.transport import Exchange, Transport
from countersign.connectors.words import gettext_noop as _

__all__ = [
    "AccountSettings",
    "Asked",
    "Attempt",
    "Attestation",
    "Author",
    "Can",
    "Cap",
    "Captions",
    "Card",
    "Checklist",
    "Comment",
    "Connector",
    "Download",
    "Draft",
    "Event",
    "Exchange",
    "Gone",
    "Granted",
    "Identity",
    "Limits",
    "Media",
    "MediaLimit",
    "NotFound",
    "Op",
    "Page",
    "Prepared",
    "Problem",
    "Profile",
    "ProfileFields",
    "Published",
    "Recoding",
    "RemoteCard",
    "RemoteMedia",
    "RemotePost",
    "Rewriting",
    "SignIn",
    "Support",
    "TextLimit",
    "Unit",
    "Unknown",
    "check_recovered",
    "count",
    "payload_hash",
    "problems_of",
]

NOT_OFFERED = _("This platform does not offer it.")


class Connector:
    """One platform, for one account. A subclass declares `kind` (its module's name) and what it supports.

    `rewritings` are what the platform is known to do to texts and files; `asked` are the credentials that a person may
    type in, where the account can be connected (also) in that way; `asked_instead` says when they had better do that
    than sign in.

    Every method may raise the errors of `errors`. A method that a platform does not support raises `Unsupported` with
    the reason its capabilities give, before anything is sent.
    """

    kind: ClassVar[str]
    supports: ClassVar[Mapping[Cap, Support]]
    default_limits: ClassVar[Limits]
    rewritings: ClassVar[tuple[Rewriting | Recoding, ...]] = ()
    asked: ClassVar[tuple[Asked, ...]] = ()
    asked_instead: ClassVar[str] = ""

    def __init__(self, account: AccountSettings, transport: Transport) -> None:
        self.account = account
        self.transport = transport

    @classmethod
    def secrets(cls, account: AccountSettings) -> tuple[str, ...]:
        """The values that no record may contain: all credentials, unless a platform knows better."""
        return tuple(account.credentials.values())

    @classmethod
    def headers(cls, account: AccountSettings) -> Mapping[str, str]:
        """Headers of every request, credentials included."""
        return {}

    # What can be done, and how much fits

    def capabilities(self) -> dict[Cap, Support]:
        """The answer for every capability there is; what a platform leaves out, it does not offer."""
        return {cap: self.supports.get(cap, Support.no(NOT_OFFERED)) for cap in Cap}

    def limits(self) -> Limits:
        """The limits as they are now; asked of the platform where it tells them."""
        return self.default_limits

    def validate(self, draft: Draft, limits: Limits | None = None) -> list[Problem]:
        """What of the draft this platform would refuse. Offline: by `limits` if handed over, else by the usual ones."""
        found = problems_of(draft, limits or self.default_limits)
        for where, cap in _needs(draft):
            support = self.capabilities()[cap]
            if support.can is Can.NO:
                found.append(Problem(where, "unsupported", support.reason))
        return found

    # Publishing

    def prepare(self, draft: Draft, attempt_id: str) -> Prepared:
        """Do all that is not public (uploads), so that `commit` is one request. May be repeated."""
        return self._unsupported(Cap.TEXT)

    def commit(self, prepared: Prepared, attempt: Attempt) -> Published:
        """The one public side effect of an armed attempt: create, or edit where `attempt.op` says so.

        Raises ValueError, sending nothing, if the attempt is not for exactly what was prepared.
        """
        return self._unsupported(Cap.TEXT)

    def recover(self, attempt: Attempt, draft: Draft | None = None) -> Published | NotFound | Unknown:
        """Find out, reading only, what became of an attempt whose outcome is not known.

        `draft` is what the attempt was armed for (nothing, to delete). A platform that keeps no marker can only look
        for the same content, and answers `Unknown` where it is not handed over. For an attempt to delete, `NotFound`
        means that the post is still there. ValueError if the draft is not the attempt's.
        """
        return Unknown(_("This platform gives no way to look for an attempt."))

    def reply(self, to: str, draft: Draft, attempt: Attempt) -> Published:
        """Prepare and commit an answer to the post or comment `to`, under an attempt that is armed already."""
        self._needs(Cap.REPLY)
        return self.commit(self.prepare(replace(draft, reply_to=to), attempt.id), attempt)

    def edit(self, remote_id: str, draft: Draft, attempt: Attempt) -> Published:
        """Prepare and commit a new content for a post, under an attempt that is armed already."""
        self._needs(Cap.EDIT)
        if attempt.op is not Op.EDIT or attempt.remote_id != remote_id:
            raise ValueError("the attempt is not to edit this post")
        return self.commit(self.prepare(draft, attempt.id), attempt)

    def delete(self, remote_id: str, attempt: Attempt) -> None:
        """Take a post down; one that is gone already counts as done."""
        self._unsupported(Cap.DELETE)

    # Reading

    def whoami(self) -> Identity:
        """Whose credentials these are; the caller refuses to publish unless it is the approved account."""
        return self._unsupported(Cap.IDENTITY)

    def fetch(self, remote_id: str) -> RemotePost | Gone:
        """The post as the platform holds it now, pictures downloaded."""
        return self._unsupported(Cap.READ_BACK)

    def list_own(self, since: datetime | None = None, cursor: str | None = None) -> Page[RemotePost]:
        """The account's posts, newest first; `since` is aware. Pictures are named, not downloaded."""
        return self._unsupported(Cap.LIST_OWN)

    def list_comments(
        self, post_id: str | None = None, since: datetime | None = None, cursor: str | None = None
    ) -> Page[Comment]:
        """What others wrote under one post or all of the account's, oldest first, so that a cursor can go on later."""
        return self._unsupported(Cap.LIST_COMMENTS)

    def profile(self) -> Profile:
        """The account's public profile."""
        return self._unsupported(Cap.PROFILE_READ)

    # Moderation

    def hide(self, comment_id: str) -> None:
        """Take a comment out of public sight without deleting it."""
        self._unsupported(Cap.HIDE)

    def unhide(self, comment_id: str) -> None:
        """Undo `hide`."""
        self._unsupported(Cap.UNHIDE)

    def delete_comment(self, comment_id: str) -> None:
        """Delete somebody else's comment."""
        self._unsupported(Cap.DELETE_COMMENT)

    def block(self, author_id: str) -> None:
        """Keep an author from writing under the account's posts."""
        self._unsupported(Cap.BLOCK)

    def unblock(self, author_id: str) -> None:
        """Undo `block`."""
        self._unsupported(Cap.UNBLOCK)

    def mute(self, author_id: str) -> None:
        """Stop hearing of an author; the public sees no difference."""
        self._unsupported(Cap.MUTE)

    def unmute(self, author_id: str) -> None:
        """Undo `mute`."""
        self._unsupported(Cap.UNMUTE)

    # Connecting and being told. Nothing here needs credentials in the account's settings, except `refresh` and `revoke`

    def sign_in_with(self, typed: Mapping[str, str]) -> Granted:
        """Turn what a person typed for `asked` into credentials to keep. ValueError for anything else than `asked`."""
        if not self.asked or set(typed) != {one.name for one in self.asked} or not all(typed.values()):
            raise ValueError("what was typed is not what this platform asks for")
        return Granted(dict(typed), None, ())

    def sign_in_start(self, return_url: str) -> SignIn:
        """Where a person goes to connect the account. What the answer says to keep holds secrets, for one sign-in."""
        return self._unsupported(Cap.SIGN_IN)

    def sign_in_finish(self, state: Mapping[str, str], query: Mapping[str, str]) -> Granted:
        """Turn what the person came back with into credentials. `state` is what `sign_in_start` said to keep."""
        return self._unsupported(Cap.SIGN_IN)

    def refresh(self) -> Granted:
        """New credentials before the old ones end. Keep them at once: the old ones may be worthless from now on."""
        return self._unsupported(Cap.REFRESH)

    def revoke(self) -> None:
        """Make the credentials worthless at the platform."""
        self._unsupported(Cap.REVOKE)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> list[Event]:
        """What a call from the platform tells, after its signature is checked."""
        return self._unsupported(Cap.WEBHOOK)

    # For subclasses

    def _unsupported(self, cap: Cap) -> NoReturn:
        raise Unsupported(cap, self.capabilities()[cap].reason or NOT_OFFERED)

    def _needs(self, cap: Cap) -> None:
        if self.capabilities()[cap].can is Can.NO:
            self._unsupported(cap)

    def _prepared(self, draft: Draft, attempt_id: str, state: dict[str, Any]) -> Prepared:
        """What `prepare` returns, bound to the attempt and to exactly this draft."""
        check_attempt_id(attempt_id)
        self._loses_nothing(draft)
        return Prepared(self.kind, attempt_id, payload_hash(draft), state)

    def _loses_nothing(self, draft: Draft) -> None:
        """Unsupported, before anything is public, for a card or captions that this platform would leave out."""
        for cap in needed_beside(draft):
            self._needs(cap)

    def _check(self, prepared: Prepared, attempt: Attempt) -> None:
        """The last look before sending: this attempt, this content, this kind of platform."""
        ours = (self.kind, attempt.id, attempt.payload_hash)
        if (prepared.kind, prepared.attempt_id, prepared.payload_hash) != ours:
            raise ValueError("the attempt was not armed for what was prepared")
        if attempt.op is Op.DELETE:
            raise ValueError("an attempt to delete commits nothing")


def check_recovered(attempt: Attempt, draft: Draft | None) -> None:
    """The look before looking: a draft handed over is the one that the attempt was armed for."""
    if draft is not None and payload_hash(draft) != attempt.payload_hash:
        raise ValueError("the attempt was not armed for this draft")


def _needs(draft: Draft) -> list[tuple[str, Cap]]:
    """Which capabilities sending this draft takes, with the field to blame."""
    if draft.profile is not None:
        return [("profile", Cap.PROFILE_WRITE)]
    needs = [("reply_to", Cap.REPLY)] if draft.reply_to else []
    if not draft.media:
        needs.append(("text", Cap.TEXT))
    for position, media in enumerate(draft.media):
        cap = Cap.VIDEO if media.mime.startswith("video/") else Cap.IMAGE
        needs.append((f"media[{position}]", cap))
        if media.captions is not None:
            needs.append((f"media[{position}].captions", Cap.CAPTIONS))
    if draft.card is not None:
        needs.append(("card", Cap.CARD))
    return needs


def needed_beside(draft: Draft) -> tuple[Cap, ...]:
    """Which capabilities a draft takes beside those for its text and files."""
    needs = [Cap.CARD] if draft.card is not None else []
    return (*needs, *([Cap.CAPTIONS] if any(media.captions is not None for media in draft.media) else []))
