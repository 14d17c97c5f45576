"""Speaking to one AT Protocol server (a PDS): methods by name, the session, files, and what its error codes mean."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from countersign.connectors.answers import Answer
from countersign.connectors.atproto_identity import server_in
from countersign.connectors.atproto_ids import RecordName, is_did
from countersign.connectors.errors import (
    AuthExpired,
    ConnectorError,
    OutcomeUnknown,
    Rejected,
    ScopeMissing,
    Unavailable,
)
from countersign.connectors.seen import Granted
from countersign.connectors.sent import AccountSettings, Media
from countersign.connectors.stripping import Stripper
from countersign.connectors.transport import Effect, Transport
from countersign.connectors.words import gettext_noop as _

T = TypeVar("T")

# A token this close to its end is not begun with: the request may take a while.
_SLACK = timedelta(seconds=60)
_TOKEN_CODES = frozenset(
    {"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", "AuthRequired", "BadJwtAudience"}
)
_ACCOUNT_CODES = frozenset({"AccountTakedown", "AccountDeactivated", "AccountSuspended", "AccountNotFound"})
_NO_METHOD = frozenset({"MethodNotImplemented", "XRPCNotSupported"})
_MAIN_PASSWORD_SCOPE = "com.atproto.access"  # noqa: S105 - the name of a scope
# Which of our fields the server means, by how it names places in a record; the first that fits.
_PLACES = (
    (re.compile(r"\bdescription\b"), "profile.bio"),
    (re.compile(r"\bdisplayName\b"), "profile.display_name"),
    (re.compile(r"\bwebsite\b"), "profile.website"),
    (re.compile(r"\bavatar\b"), "profile.avatar"),
    (re.compile(r"\bhiddenReplies\b"), "hidden"),
    (re.compile(r"\b(embed|images?|video|blob)\b"), "media"),
    (re.compile(r"\breply\b"), "reply_to"),
    (re.compile(r"\b(text|facets)\b"), "text"),
)


class StaleRecord(Rejected):
    """The record is not (or no longer) the one that was to be replaced; nothing happened."""


class NotThere(Rejected):
    """The server says that it has no such record, file or handle."""


class NoMethod(Rejected):
    """The server does not offer this method."""


@dataclass(frozen=True)
class Session:
    """What a sign-in gave: whose it is, the two tokens, and the account's own server where the answer names it."""

    did: str
    handle: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    server: str | None = None

    @classmethod
    def told(cls, answer: Mapping[str, Any]) -> Session:
        """From the server's answer; KeyError or TypeError where it is another."""
        tokens = (str(answer["accessJwt"]), str(answer["refreshJwt"]))
        return cls(str(answer["did"]), str(answer["handle"]), *tokens, server=server_in(answer.get("didDoc")))


def claims(token: str) -> Mapping[str, Any]:
    """What a token says of itself, unverified (the server verifies it); empty where it cannot be read."""
    try:
        part = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, LookupError):
        return {}
    return told if isinstance(told, dict) else {}


def ends_at(token: str) -> datetime | None:
    """When the token ends, by its own word (aware, UTC)."""
    try:
        return datetime.fromtimestamp(float(claims(token)["exp"]), UTC)
    except (LookupError, TypeError, ValueError, OverflowError, OSError):
        return None


class Server:
    """One account's server. Reading what is public needs no session; the rest opens one when it must.

    Credentials: `access_jwt` and `refresh_jwt` as `granted` gives them, and `app_password` (or, where an account keeps
    one value only, `token`). With an app password a session that is missing or over is replaced by itself.
    """

    def __init__(self, account: AccountSettings, transport: Transport) -> None:
        self._account = account
        self._transport = transport
        self._password = account.credentials.get("app_password") or account.credentials.get("token", "")
        self._opened: Session | None = None

    # Methods

    def read(self, method: str, params: Mapping[str, str], *, signed: bool = False) -> Answer:
        """A query. `signed`: as the account, else as anybody."""
        return self._call("GET", method, Effect.READ, params=params, token=self._access() if signed else "")

    def read_as(self, method: str, params: Mapping[str, str], make: Callable[[Any], T], *, signed: bool = False) -> T:
        """A query, and what `make` makes of its answer."""
        return self._transport.shaped(self.read(method, params, signed=signed), Effect.READ, make)

    def write(self, method: str, body: Mapping[str, Any], make: Callable[[Any], T], *, effect: Effect) -> T:
        """A procedure as the account, and what `make` makes of its answer."""
        answer = self._call("POST", method, effect, json=body, token=self._access())
        return self._transport.shaped(answer, effect, make)

    def tell(self, method: str, body: Mapping[str, Any], *, effect: Effect) -> None:
        """A procedure as the account that has nothing to answer, or may answer nothing."""
        answer = self._call("POST", method, effect, json=body, token=self._access())
        if answer.body:
            self._transport.shaped(answer, effect, dict)

    def upload(self, media: Media, where: str) -> dict[str, Any]:
        """Send a file; nobody sees it until a record names it. The reference to it, as records hold it."""
        try:
            answer = self._call(
                "POST",
                "com.atproto.repo.uploadBlob",
                Effect.REPEATABLE,  # a file is named by its content
                content=media.read(),
                headers={"Content-Type": media.mime},
                token=self._access(),
            )
        except (StaleRecord, NotThere, NoMethod):
            raise
        except Rejected as refused:
            raise Rejected(where, refused.message) from refused

        def told(body: Any) -> dict[str, Any]:
            blob = body["blob"]
            return {
                "$type": "blob",
                "ref": {"$link": blob["ref"]["$link"]},
                "mimeType": blob["mimeType"],
                "size": blob["size"],
            }

        return self._transport.shaped(answer, Effect.REPEATABLE, told)

    def record(self, name: RecordName) -> Answer | None:
        """A record (`uri`, `cid`, `value`), or None where the server says that it is not there."""
        params = {"repo": name.did, "collection": name.collection, "rkey": name.key}
        try:
            return self.read("com.atproto.repo.getRecord", params)
        except NotThere:
            return None

    def value(self, name: RecordName) -> tuple[dict[str, Any], str] | None:
        """A record's content and its address, or None."""
        answer = self.record(name)
        if answer is None:
            return None
        return self._transport.shaped(answer, Effect.READ, lambda told: (dict(told["value"]), str(told["cid"])))

    def put(self, name: RecordName, record: Mapping[str, Any], replaces: str | None) -> str:
        """Write a record, public at once; `replaces` is the address of the one that must be there now, None for none.

        The exact same again changes nothing. Raises `StaleRecord` when another one is there.
        """
        body = {
            "repo": name.did,
            "collection": name.collection,
            "rkey": name.key,
            "validate": True,
            "record": record,
            "swapRecord": replaces,
        }
        return self.write("com.atproto.repo.putRecord", body, lambda told: str(told["uri"]), effect=Effect.PUBLIC)

    def remove(self, name: RecordName) -> None:
        """Delete a record; one that is not there is deleted already."""
        body = {"repo": name.did, "collection": name.collection, "rkey": name.key}
        self.tell("com.atproto.repo.deleteRecord", body, effect=Effect.PUBLIC)

    def did_of(self, handle: str) -> str | None:
        """The identifier behind a handle, or None where there is none."""
        try:
            did = self.read_as("com.atproto.identity.resolveHandle", {"handle": handle}, lambda told: str(told["did"]))
        except Rejected:
            return None
        return did if is_did(did) else None

    # The session

    def own_did(self) -> str:
        """Whose account this is: as stored, as the token says, or as a new session says."""
        credentials = self._account.credentials
        known = credentials.get("did") or str(claims(credentials.get("access_jwt", "")).get("sub", ""))
        if is_did(known):
            return known
        if credentials.get("access_jwt") and not self._password:
            return self.read_as("com.atproto.server.getSession", {}, lambda told: str(told["did"]), signed=True)
        return self._session().did

    def granted(self, session: Session) -> Granted:
        """What to store of a session: it ends with its access token, and `refresh` must be asked before."""
        kept = {"did": session.did, "access_jwt": session.access, "refresh_jwt": session.refresh}
        if self._password:
            kept["app_password"] = self._password
        scope = str(claims(session.access).get("scope", ""))
        return Granted(kept, ends_at(session.access), (scope,) if scope else ())

    def open(self, identifier: str, password: str) -> Session:
        """A new session from an app password. Raises Rejected for the account's main password, which opens too much."""
        answer = self._call(
            "POST",
            "com.atproto.server.createSession",
            Effect.PRIVATE,
            json={"identifier": identifier, "password": password},
            secret=password,
        )
        session = self._transport.shaped(answer, Effect.PRIVATE, Session.told)
        if claims(session.access).get("scope") == _MAIN_PASSWORD_SCOPE:
            self._close(session.refresh)
            raise Rejected(
                "app_password",
                _("This is the account's main password. Make an app password in Bluesky's settings and use that."),
            )
        self._password = password
        return session

    def renewed(self) -> Session:
        """A session that lasts: from the refresh token where it still counts, else from the app password."""
        refresh = self._account.credentials.get("refresh_jwt", "")
        if refresh:
            try:
                answer = self._call("POST", "com.atproto.server.refreshSession", Effect.PRIVATE, token=refresh)
                return self._transport.shaped(answer, Effect.PRIVATE, Session.told)
            except AuthExpired:
                if not self._password:
                    raise
        return self._session()

    def close(self) -> None:
        """End the stored session at the server."""
        refresh = self._account.credentials.get("refresh_jwt") or (self._opened.refresh if self._opened else "")
        if refresh:
            self._close(refresh)

    def forget(self, session: Session) -> None:
        """End a session that is not going to be kept."""
        self._close(session.refresh)

    def _close(self, refresh: str) -> None:
        try:
            self._call("POST", "com.atproto.server.deleteSession", Effect.PRIVATE, token=refresh)
        except AuthExpired:
            return  # over already

    def _access(self) -> str:
        stored = self._account.credentials.get("access_jwt", "")
        over = ends_at(stored)
        usable = stored and not (over is not None and over < self._transport.clock() + _SLACK)
        if stored and (usable or not self._password):
            return stored
        return self._session().access

    def _session(self) -> Session:
        """The session this connector opened itself; a new one if there is none."""
        if self._opened is None:
            if not self._password:
                raise AuthExpired(_("There is no app password for this account; connect it again."))
            name = self._account.credentials.get("identifier") or self._account.credentials.get("did")
            self._opened = self.open(name or self._account.handle, self._password)
        return self._opened

    # The wire

    def _call(
        self,
        verb: str,
        method: str,
        effect: Effect,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        token: str = "",
        secret: str = "",
    ) -> Answer:
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        answer = self._transport.request(
            verb,
            f"xrpc/{method}",
            effect=effect,
            params=params,
            headers=sent,
            json=json,
            content=content,
            accept=frozenset({400, 401, 403, 404, 501}),
        )
        if 200 <= answer.status < 300:
            return answer
        words = Stripper((token, secret, *self._account.credentials.values())).text(answer.words())
        raise meaning(answer, words, effect)


def code_of(answer: Answer) -> str:
    """The protocol's short name for what is wrong; empty when the answer is not the protocol's."""
    try:
        told = answer.json()["error"]
    except (ValueError, TypeError, LookupError):
        return ""
    return told if isinstance(told, str) else ""


def meaning(answer: Answer, words: str, effect: Effect) -> ConnectorError:
    """The error that a refusal means. Where the protocol's own code is given, nothing happened."""
    code = code_of(answer)
    if code in _ACCOUNT_CODES:
        return Rejected("account", words)
    if code in _TOKEN_CODES or answer.status == 401:
        return AuthExpired(words or "The server does not accept our credentials.")
    if code in ("InsufficientScope", "ScopeMissingError") or (answer.status == 403 and code):
        return ScopeMissing(words)
    if code == "InvalidSwap":
        return StaleRecord("remote_id", _("It was changed elsewhere in the meantime."))
    if code in ("RecordNotFound", "BlobNotFound", "NotFound") or words.startswith(
        ("Could not locate record", "Blob not found")
    ):
        return NotThere("remote_id", words)
    if code in _NO_METHOD:
        return NoMethod("", words)
    if not code:
        # Any web server on the way can say 404; this is not the protocol's word for it.
        sentence = f"The answer ({answer.status}) does not come from a Bluesky server."
        return OutcomeUnknown(sentence) if effect is Effect.PUBLIC else Unavailable(sentence)
    return Rejected(next((name for place, name in _PLACES if place.search(words)), ""), words)
