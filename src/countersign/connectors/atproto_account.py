"""Connecting an account of the AT Protocol: signing in at its server, or with an app password; and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from countersign.connectors import atproto_identity as identity
from countersign.connectors import atproto_offers as offers
from countersign.connectors import atproto_records as records
from countersign.connectors import atproto_sign_in as oauth
from countersign.connectors.app import OurApp
from countersign.connectors.atproto_ids import RecordName
from countersign.connectors.atproto_wire import Server
from countersign.connectors.errors import AuthExpired, Rejected, Unsupported
from countersign.connectors.interface import AccountSettings, Cap, Connector, Granted, Identity, SignIn
from countersign.connectors.transport import Transport

_APP = "bsky.app"
_PUBLIC = frozenset({"identifier", *oauth.PUBLIC})


class AtprotoAccount(Connector):
    """An account on a server of the AT Protocol. Credentials: see `atproto_wire.Server`."""

    asked = offers.ASKED
    asked_instead = offers.ASKED_INSTEAD

    def __init__(self, account: AccountSettings, transport: Transport) -> None:
        super().__init__(account, transport)
        self._server = Server(account, transport)

    @classmethod
    def secrets(cls, account: AccountSettings) -> tuple[str, ...]:
        """All credentials but whose they are, which every public record names."""
        return tuple(value for name, value in account.credentials.items() if name not in _PUBLIC)

    # Connecting

    def sign_in_with(self, typed: Mapping[str, str]) -> Granted:
        """Open a session with an app password. Rejected for the account's main password, and, naming the right one,
        where the account is on another server than the one asked.
        """
        given = super().sign_in_with(typed).credentials
        identifier = given["identifier"].strip().removeprefix("@")
        try:
            session = self._server.open(identifier, given["app_password"].strip())
        except AuthExpired:
            identity.must_be(identity.told(self.transport, identifier), self.account.base_url)
            raise
        try:
            identity.must_be(session.server, self.account.base_url)
        except Rejected:
            self._server.forget(session)
            raise
        return self._server.granted(session)

    def sign_in_start(self, return_url: str) -> SignIn:
        """Where somebody signs in to the account, on whichever server it is."""
        return oauth.start(self.transport, self._app(), self.account.handle, return_url)

    def sign_in_finish(self, state: Mapping[str, str], query: Mapping[str, str]) -> Granted:
        """The credentials of the account that was approved; an hour long, renewed by `refresh`."""
        return oauth.finish(self.transport, self._app(), state, query)

    def refresh(self) -> Granted:
        """What lasts another while: after signing in about an hour, with an app password about two."""
        if oauth.is_bound(self.account.credentials):
            return oauth.refresh(self.transport, self._app(), self.account.credentials)
        return self._server.granted(self._server.renewed())

    def revoke(self) -> None:
        """End the sign-in or session at the server. An app password is deleted by a person, in Bluesky's settings."""
        if oauth.is_bound(self.account.credentials):
            oauth.revoke(self.transport, self._app(), self.account.credentials)
        else:
            self._server.close()

    def whoami(self) -> Identity:
        """Whose session this is: the identifier that never changes, and the handle as it is now."""

        def told(session: Any) -> Identity:
            did, handle = str(session["did"]), str(session["handle"])
            return Identity(did, handle, handle, self._web(RecordName(did, records.PROFILE, "self")))

        return self._server.read_as("com.atproto.server.getSession", {}, told, signed=True)

    def _app(self) -> OurApp:
        if self.account.app is None:
            raise Unsupported(Cap.SIGN_IN, offers.NO_APP)
        return self.account.app

    def _web(self, name: RecordName) -> str:
        """Where people see it. By identifier, because a handle may change."""
        host = self.account.public_hosts[0] if self.account.public_hosts else _APP
        profile = f"https://{host}/profile/{name.did}"
        return f"{profile}/post/{name.key}" if name.collection == records.POST else profile
