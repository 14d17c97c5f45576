"""Speaking to one AT Protocol server (a PDS): methods by name, files, and in whose right: a sign-in or a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from countersign.connectors import atproto_sign_in as sign_in
from countersign.connectors.answers import Answer
from countersign.connectors.atproto_errors import NoMethod, NotThere, StaleRecord, meaning
from countersign.connectors.atproto_ids import RecordName, is_did
from countersign.connectors.atproto_session import Session, claims, ends_at
from countersign.connectors.dpop import Prover
from countersign.connectors.errors import AuthExpired, Rejected
from countersign.connectors.jose import SigningKey
from countersign.connectors.seen import Granted
from countersign.connectors.sent import AccountSettings, Media
from countersign.connectors.stripping import Stripper
from countersign.connectors.transport import Effect, Transport
from countersign.connectors.words import gettext_noop as _

T = TypeVar("T")

# A token this close to its end is not begun with: the request may take a while.
_SLACK = timedelta(seconds=60)
_TOLD = frozenset({400, 401, 403, 404, 501})
_MAIN_PASSWORD_SCOPE = "com.atproto.access"  # noqa: S105 - the name of a scope


class Server:
    """One account's server. Reading what is public needs no session; the rest opens one when it must.

    Credentials: those of `atproto_sign_in`, every request then bound to the account's key; or `access_jwt` and
    `refresh_jwt` as `granted` gives them, and `app_password` (or, where an account keeps one value only, `token`). With
    an app password a session that is missing or over is replaced by itself.
    """

    def __init__(self, account: AccountSettings, transport: Transport) -> None:
        self._account = account
        self._transport = transport
        self._password = account.credentials.get("app_password") or account.credentials.get("token", "")
        self._opened: Session | None = None
        bound = sign_in.is_bound(account.credentials)
        self._prover = Prover(SigningKey.of_text(account.credentials["dpop_key"])) if bound else None

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
        if self._prover is not None:
            return self._account.credentials["access_token"]
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
        path, sent = f"xrpc/{method}", {"params": params, "json": json, "content": content}
        given = dict(headers or {})
        if token and self._prover is not None:
            answer = self._prover.request(
                self._transport, verb, path, effect=effect, token=token, headers=given, accept=_TOLD, **sent
            )
        else:
            given |= {"Authorization": f"Bearer {token}"} if token else {}
            answer = self._transport.request(verb, path, effect=effect, headers=given, accept=_TOLD, **sent)
        if 200 <= answer.status < 300:
            return answer
        words = Stripper((token, secret, *self._account.credentials.values())).text(answer.words())
        raise meaning(answer, words, effect)
