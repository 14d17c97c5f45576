"""Signing in to a server with Mastodon's interface. Each server is its own: we introduce ourselves to it first."""

from __future__ import annotations

from collections.abc import Mapping

from countersign.connectors import oauth
from countersign.connectors.errors import Rejected
from countersign.connectors.seen import Granted, SignIn
from countersign.connectors.transport import Effect, Transport

# Each only for what is done here; servers that know none so narrow are asked for the wide ones.
SCOPES = (
    "read:accounts read:statuses read:notifications write:statuses write:media write:accounts write:blocks write:mutes"
)
_WIDE_SCOPES = "read write"
_NAME = "Countersign"


def start(transport: Transport, return_url: str) -> SignIn:
    """Introduce ourselves, and say where the person goes."""
    try:
        scopes, ours = SCOPES, _introduced(transport, return_url, SCOPES)
    except Rejected:
        scopes, ours = _WIDE_SCOPES, _introduced(transport, return_url, _WIDE_SCOPES)
    state = {**oauth.new_state(), **ours, "return_url": return_url, "scopes": scopes}
    url = oauth.authorize_url(
        transport.url("oauth/authorize"),
        client_id=ours["client_id"],
        return_url=return_url,
        scopes=scopes,
        state=state,
    )
    return SignIn(url, state)


def finish(transport: Transport, state: Mapping[str, str], query: Mapping[str, str]) -> Granted:
    """The token. A code works once, so this is not repeated by itself."""
    form = {
        "grant_type": "authorization_code",
        "code": oauth.code_of(state, query),
        "redirect_uri": state["return_url"],
        "code_verifier": state["verifier"],
        "scope": state["scopes"],
    }
    return _token(transport, state, form, state["scopes"])


def refresh(transport: Transport, credentials: Mapping[str, str]) -> Granted:
    """A new token for the old one."""
    form = {"grant_type": "refresh_token", "refresh_token": credentials["refresh_token"]}
    return _token(transport, credentials, form, "")


def revoke(transport: Transport, credentials: Mapping[str, str]) -> None:
    """Tell the server to forget the token."""
    form = {name: credentials[name] for name in ("client_id", "client_secret", "token")}
    transport.request("POST", "oauth/revoke", effect=Effect.PRIVATE, data=form)


def _introduced(transport: Transport, return_url: str, scopes: str) -> dict[str, str]:
    form = {"client_name": _NAME, "redirect_uris": return_url, "scopes": scopes}
    answer = transport.request("POST", "api/v1/apps", effect=Effect.PRIVATE, data=form)
    return transport.shaped(
        answer, Effect.PRIVATE, lambda told: {name: str(told[name]) for name in ("client_id", "client_secret")}
    )


def _token(transport: Transport, client: Mapping[str, str], form: Mapping[str, str], scopes: str) -> Granted:
    kept = {name: client[name] for name in ("client_id", "client_secret")}
    answer = transport.request("POST", "oauth/token", effect=Effect.PRIVATE, data={**kept, **form})
    now = transport.clock()
    return transport.shaped(answer, Effect.PRIVATE, lambda told: oauth.granted(told, now, kept, scopes))
