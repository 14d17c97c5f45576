"""The practice platform: our own, labelled so on every page, reached through the same interface as a real one.

An ordinary client of its JSON interface; it neither knows nor needs to know whether the platform runs in this process.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote

from countersign.connectors.answers import Answer
from countersign.connectors.errors import OutcomeUnknown, Rejected, Unavailable
from countersign.connectors.interface import (
    AccountSettings,
    Asked,
    Attempt,
    Author,
    Cap,
    Comment,
    Connector,
    Draft,
    Gone,
    Identity,
    Limits,
    Media,
    MediaLimit,
    NotFound,
    Op,
    Page,
    Prepared,
    Profile,
    Published,
    RemoteCard,
    RemoteMedia,
    RemotePost,
    Rewriting,
    Support,
    TextLimit,
    Unit,
    Unknown,
    check_recovered,
)
from countersign.connectors.transport import Effect
from countersign.connectors.words import gettext_noop as _

T = TypeVar("T")

_API = "api/v1/"
_MIMES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
_VIDEOS = frozenset({"video/mp4", "video/webm"})
_NOBODY = Support.no(_("Nobody can hide, delete or block on the practice platform."))
_TOKEN = Support.no(_("The practice platform hands out a lasting token when an account is opened there."))
_MISSING = frozenset({404, 410})
# The platform's own words for "not there". Any web server can say 404; only these say it about the thing asked for.
_NO_MARKER = "no_marker"
_NO_POST = frozenset({"no_post", "post_deleted"})


def _points(most: int) -> tuple[TextLimit, ...]:
    return (TextLimit(Unit.CODE_POINTS, most),)


class PracticeConnector(Connector):
    """Publishes to and reads from the practice platform. Its one credential is `token`."""

    kind = "practice"
    supports: ClassVar[Mapping[Cap, Support]] = {
        Cap.TEXT: Support.yes(),
        Cap.IMAGE: Support.yes(),
        Cap.VIDEO: Support.yes(),
        Cap.CAPTIONS: Support.yes(),
        Cap.CARD: Support.yes(),
        Cap.REPLY: Support.yes(),
        Cap.THREAD: Support.yes(),
        Cap.EDIT: Support.yes(),
        Cap.DELETE: Support.yes(),
        Cap.READ_BACK: Support.yes(),
        Cap.LIST_OWN: Support.yes(),
        Cap.LIST_COMMENTS: Support.yes(),
        Cap.HIDE: _NOBODY,
        Cap.UNHIDE: _NOBODY,
        Cap.DELETE_COMMENT: _NOBODY,
        Cap.BLOCK: _NOBODY,
        Cap.UNBLOCK: _NOBODY,
        Cap.MUTE: _NOBODY,
        Cap.UNMUTE: _NOBODY,
        Cap.PROFILE_READ: Support.yes(),
        Cap.PROFILE_WRITE: Support.yes(),
        Cap.IDENTITY: Support.yes(),
        Cap.WEBHOOK: Support.no(_("The practice platform has to be asked; it does not call by itself.")),
        Cap.SIGN_IN: _TOKEN,
        Cap.REFRESH: _TOKEN,
        Cap.REVOKE: _TOKEN,
        Cap.NATIVE_IDEMPOTENCY: Support.yes(),
        Cap.FIND_BY_MARKER: Support.yes(),
        Cap.NEEDS_PUBLIC_MEDIA_URL: Support.no(_("Pictures are sent along, not collected from a public address.")),
    }
    default_limits = Limits(
        text=_points(2_000),
        alt=_points(1_500),
        media=(MediaLimit(_MIMES, 4 * 1024 * 1024), MediaLimit(_VIDEOS, 20 * 1024 * 1024)),
        media_most=4,
        profile={
            "display_name": _points(80),
            "bio": _points(1_000),
            "website": _points(200),
            "email": _points(200),
            "phone": _points(40),
        },
        card_picture=MediaLimit(_MIMES, 4 * 1024 * 1024),
        captions_bytes=256 * 1024,
    )
    rewritings = (
        Rewriting(
            "line_endings",
            _("Line endings become plain line feeds."),
            lambda text: text.replace("\r\n", "\n").replace("\r", "\n"),
        ),
        Rewriting("outer_space", _("Space before and after the text is dropped."), str.strip),
    )

    asked = (Asked("token", _("Token"), _("It was shown when the account was opened on the practice platform.")),)

    @classmethod
    def headers(cls, account: AccountSettings) -> Mapping[str, str]:
        """The token as a bearer."""
        return {"Authorization": f"Bearer {account.credentials.get('token', '')}"}

    def limits(self) -> Limits:
        """The limits as the platform tells them now."""
        return self._get("limits", _limits)

    # Publishing

    def prepare(self, draft: Draft, attempt_id: str) -> Prepared:
        """Upload the pictures, where nobody sees them until a post holds them."""
        if draft.profile is not None:
            if draft.profile.banner is not None:
                raise Rejected("profile.banner", _("This platform's profile has no such field."))
            state: dict[str, Any] = {"profile": draft.profile.texts()}
            if draft.profile.avatar is not None:
                state["profile"]["avatar"] = self._upload(draft.profile.avatar)
            return self._prepared(draft, attempt_id, state)
        media = [self._file(item) for item in draft.media]
        post: dict[str, Any] = {"text": draft.text, "media": media, "reply_to": draft.reply_to}
        if draft.card is not None:
            post["card"] = {name: getattr(draft.card, name) for name in ("url", "title", "description")}
            if draft.card.picture is not None:
                post["card"]["picture"] = self._upload(draft.card.picture)["id"]
        return self._prepared(draft, attempt_id, {"post": post})

    def _file(self, media: Media) -> dict[str, Any]:
        sent = self._upload(media)
        if media.captions is not None:
            sent["captions"] = {"language": media.captions.language, "text": media.captions.read().decode()}
        return sent

    def commit(self, prepared: Prepared, attempt: Attempt) -> Published:
        """Create or edit the post, or write the profile, marked with the attempt's id."""
        self._check(prepared, attempt)
        if "profile" in prepared.state:
            return self._public("PUT", "profile", attempt, prepared.state["profile"])
        post = prepared.state["post"]
        if attempt.op is Op.EDIT:
            return self._public("PUT", _post_path(attempt.remote_id or ""), attempt, post)
        return self._public("POST", "posts", attempt, post)

    def delete(self, remote_id: str, attempt: Attempt) -> None:
        """Take the post down; gone already is good."""
        if attempt.op is not Op.DELETE or attempt.remote_id != remote_id:
            raise ValueError("the attempt is not to delete this post")
        answer = self.transport.request(
            "DELETE",
            _API + _post_path(remote_id),
            effect=Effect.PUBLIC,
            headers={"Idempotency-Key": attempt.id},
            accept=_MISSING,
        )
        if answer.status in _MISSING and _code(answer) not in _NO_POST:
            raise OutcomeUnknown("The answer does not come from the practice platform.")

    def recover(self, attempt: Attempt, draft: Draft | None = None) -> Published | NotFound | Unknown:
        """Ask for the marker; the platform keeps every one, so "not there" may be sent again under the same one."""
        check_recovered(attempt, draft)
        answer = self._read(f"markers/{quote(attempt.id, safe='')}", accept=frozenset({404}))
        if answer.status == 404:
            _must_say(answer, {_NO_MARKER})
            return NotFound(_("The platform has not seen this attempt."), may_resend=True)

        def told(done: Any) -> Published | Unknown:
            if done["op"] != attempt.op and (done["op"] != "profile" or attempt.op is Op.DELETE):
                return Unknown(_("The platform knows this attempt, but as something else than was tried."))
            return _published(done)

        return self.transport.shaped(answer, Effect.READ, told)

    # Reading

    def whoami(self) -> Identity:
        """The account that the token belongs to."""
        return self._get("me", lambda me: Identity(me["id"], me["handle"], me["display_name"], me["url"]))

    def fetch(self, remote_id: str) -> RemotePost | Gone:
        """The post and its pictures' bytes."""
        answer = self._read(_post_path(remote_id), accept=_MISSING)
        if answer.status in _MISSING:
            _must_say(answer, _NO_POST)
            return Gone(remote_id, answer.words())
        post = self.transport.shaped(answer, Effect.READ, lambda told: _post(told, answer.body))
        card = post.card
        if card is not None and card.picture is not None:
            card = replace(card, picture=self._downloaded(card.picture))
        return replace(post, media=tuple(map(self._downloaded, post.media)), card=card)

    def list_own(self, since: datetime | None = None, cursor: str | None = None) -> Page[RemotePost]:
        """The account's posts, newest first."""
        return self._get("posts", lambda told: _page(told, _post), _window(since, cursor))

    def list_comments(
        self, post_id: str | None = None, since: datetime | None = None, cursor: str | None = None
    ) -> Page[Comment]:
        """What visitors wrote, oldest first."""
        path = "comments" if post_id is None else f"{_post_path(post_id)}/comments"
        return self._get(path, lambda told: _page(told, _comment), _window(since, cursor))

    def profile(self) -> Profile:
        """The account's profile, its picture downloaded."""
        answer = self._read("profile")
        profile = self.transport.shaped(answer, Effect.READ, lambda told: _profile(told, answer.body))
        return replace(profile, avatar=self._downloaded(profile.avatar) if profile.avatar else None)

    # The wire

    def _read(self, path: str, params: Mapping[str, str] | None = None, accept: frozenset[int] = frozenset()) -> Answer:
        return self.transport.request("GET", _API + path, effect=Effect.READ, params=params, accept=accept)

    def _get(self, path: str, make: Callable[[Any], T], params: Mapping[str, str] | None = None) -> T:
        return self.transport.shaped(self._read(path, params), Effect.READ, make)

    def _public(self, method: str, path: str, attempt: Attempt, body: Mapping[str, Any]) -> Published:
        answer = self.transport.request(
            method, _API + path, effect=Effect.PUBLIC, json=body, headers={"Idempotency-Key": attempt.id}
        )
        return self.transport.shaped(answer, Effect.PUBLIC, _published)

    def _upload(self, media: Media) -> dict[str, Any]:
        answer = self.transport.request(
            "POST",
            _API + "media",
            effect=Effect.PRIVATE,
            files={"file": ("file", media.read(), media.mime)},
        )
        remote_id = self.transport.shaped(answer, Effect.PRIVATE, lambda told: told["id"])
        return {"id": remote_id, "alt": media.alt}

    def _downloaded(self, media: RemoteMedia) -> RemoteMedia:
        content = self.transport.download(media.url).body
        return replace(media, content=content, sha256=hashlib.sha256(content).hexdigest())


def _post_path(remote_id: str) -> str:
    # Only a number can be a post here, and only a number cannot lead to another address.
    if not re.fullmatch(r"[0-9]{1,18}", remote_id):
        raise Rejected("remote_id", "This is not the number of a post on the practice platform.")
    return f"posts/{remote_id}"


def _code(answer: Answer) -> str:
    """The platform's short name for what is wrong; empty when the answer is not the platform's."""
    try:
        return str(answer.json()["error"]["code"])
    except (ValueError, TypeError, LookupError):
        return ""


def _must_say(answer: Answer, codes: Collection[str]) -> None:
    if _code(answer) not in codes:
        raise Unavailable("The answer does not come from the practice platform.")


def _limits(told: Mapping[str, Any]) -> Limits:
    return Limits(
        text=_points(told["text"]),
        alt=_points(told["alt"]),
        media=(
            MediaLimit(frozenset(told["media_types"]), told["media_bytes"]),
            MediaLimit(frozenset(told["video_types"]), told["video_bytes"]),
        ),
        media_most=told["media_count"],
        profile={name: _points(most) for name, most in told["profile"].items()},
        card_picture=MediaLimit(frozenset(told["media_types"]), told["media_bytes"]),
        captions_bytes=told["captions_bytes"],
    )


def _page(told: Mapping[str, Any], make: Callable[[Mapping[str, Any], bytes], T]) -> Page[T]:
    """A list's items, each with its own JSON as its raw bytes."""
    items = (make(item, json.dumps(item, ensure_ascii=False).encode()) for item in told["items"])
    return Page(tuple(items), told["cursor"])


def _published(done: Mapping[str, Any]) -> Published:
    return Published(done["id"], done["url"], datetime.fromisoformat(done["done_at"]))


def _media(item: Mapping[str, Any]) -> RemoteMedia:
    said = item.get("captions")
    captions: tuple[tuple[str, RemoteMedia], ...] = ()
    if said:
        content = str(said["text"]).encode()
        digest = hashlib.sha256(content).hexdigest()
        captions = ((said["language"], RemoteMedia(item["id"], item["url"], "text/vtt", "", digest, content)),)
    return RemoteMedia(item["id"], item["url"], item["mime"], item["alt"], captions=captions)


def _card(told: Mapping[str, Any] | None) -> RemoteCard | None:
    if told is None:
        return None
    return RemoteCard(
        told["url"], told["title"], told["description"], _media(told["picture"]) if told["picture"] else None
    )


def _post(post: Mapping[str, Any], raw: bytes) -> RemotePost:
    author = post["author"]
    edited = post["edited_at"]
    return RemotePost(
        remote_id=post["id"],
        url=post["url"],
        author=Author(author["id"], author["display_name"], author["url"]),
        at=datetime.fromisoformat(post["created_at"]),
        edited_at=datetime.fromisoformat(edited) if edited else None,
        text=post["text"],
        media=tuple(map(_media, post["media"])),
        reply_to=post["reply_to"],
        raw=raw,
        card=_card(post["card"]),
    )


def _comment(item: Mapping[str, Any], raw: bytes) -> Comment:
    return Comment(
        remote_id=item["id"],
        post_id=item["post_id"],
        url=item["url"],
        author=Author("", item["display_name"]),
        at=datetime.fromisoformat(item["created_at"]),
        text=item["text"],
        reply_to=item["reply_to"],
        raw=raw,
    )


def _profile(told: Mapping[str, Any], raw: bytes) -> Profile:
    return Profile(
        display_name=told["display_name"],
        bio=told["bio"],
        links=_filled(told["website"]),
        emails=_filled(told["email"]),
        phones=_filled(told["phone"]),
        avatar=_media(told["avatar"]) if told["avatar"] else None,
        banner=None,
        raw=raw,
    )


def _window(since: datetime | None, cursor: str | None) -> dict[str, str]:
    window = {"since": since.isoformat()} if since else {}
    return window | ({"cursor": cursor} if cursor else {})


def _filled(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
