"""Signing in at the server of an AT Protocol account (atproto.com/specs/oauth): pushed request, PKCE, every request
bound to a key of the account's own, and whose account it is checked from the identifier to the place that vouched.

What is kept of it: see `CREDENTIALS`. A refresh token counts once, so of two workers only one may renew.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from countersign.connectors import atproto_identity as identity
from countersign.connectors import atproto_issuer as issuers
from countersign.connectors import oauth
from countersign.connectors.answers import Answer
from countersign.connectors.app import OurApp
from countersign.connectors.dpop import Prover
from countersign.connectors.errors import AuthExpired, ConnectorError, Rejected
from countersign.connectors.jose import SigningKey, sha256_url
from countersign.connectors.seen import Granted, SignIn
from countersign.connectors.transport import Effect, Transport
from countersign.connectors.words import gettext_noop as _

SCOPES = "atproto transition:generic"
"""The account, and what an app password may do: everything but direct messages, the address and the account's end."""
PUBLIC = ("did", "issuer", "token_endpoint", "revocation_endpoint", "client_id", "key_id")
"""What of the credentials is no secret."""
CREDENTIALS = (*PUBLIC, "access_token", "refresh_token", "dpop_key")
_KEPT = (*PUBLIC, "dpop_key")
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_S = 60
# Where a server does not say how long its token lasts, it is renewed soon.
_LASTS_S = 300.0
_OTHER = _("You signed in with another account than the one that was approved. Nothing was connected.")


def is_bound(credentials: Mapping[str, str]) -> bool:
    """Whether these came from signing in here, and not from an app password."""
    return bool(credentials.get("dpop_key") and credentials.get("access_token"))


def client_metadata(app: OurApp, home: str, return_url: str) -> dict[str, Any]:
    """What anybody can read about us at `app.client_id`; authorization servers do before they let anybody sign in."""
    return {
        "client_id": app.client_id,
        "client_name": "Countersign",
        "client_uri": home,
        "application_type": "web",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": [return_url],
        "scope": SCOPES,
        "dpop_bound_access_tokens": True,
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "jwks": app.key_set(),
    }


def start(transport: Transport, app: OurApp, handle: str, return_url: str) -> SignIn:
    """Ask the place where this account signs in to expect somebody, and say where they go."""
    home = identity.find(transport, handle)
    server = transport if identity.same_server(home.base_url, transport.url("/")) else transport.beside(home.base_url)
    issuer, prover = issuers.find(server), Prover(SigningKey.generate())
    client_id = app.client_id or _on_this_machine(return_url)
    state = {
        **oauth.new_state(),
        "return_url": return_url,
        "did": home.did,
        "issuer": issuer.url,
        "token_endpoint": issuer.token,
        "revocation_endpoint": issuer.revoke,
        "client_id": client_id,
        "key_id": app.keys[0].name if app.client_id else "",
        "dpop_key": prover.key.text(),
    }
    transport.hide(state["state"], state["verifier"], state["dpop_key"])
    form = {
        "response_type": "code",
        "redirect_uri": return_url,
        "scope": SCOPES,
        "state": state["state"],
        "code_challenge": sha256_url(state["verifier"]),
        "code_challenge_method": "S256",
        "login_hint": handle,
        # Asks them who they are: a browser may hold somebody's personal sign-in.
        "prompt": "login",
    }
    answer = _asked(transport, app, prover, issuer.push, state, form)
    if answer.status not in (200, 201):
        raise Rejected("sign_in", transport.words(answer))
    if not prover.knows_nonce(issuer.push):
        raise Rejected("sign_in", _("The place to sign in does not guard its answers against being used twice."))
    request = transport.shaped(answer, Effect.PRIVATE, lambda told: str(told["request_uri"]))
    transport.hide(request)
    where = f"{issuer.authorize}{'&' if urlsplit(issuer.authorize).query else '?'}"
    url = where + urlencode({"client_id": client_id, "request_uri": request})
    return SignIn(url, state, base_url="" if server is transport else home.base_url)


def finish(transport: Transport, app: OurApp, state: Mapping[str, str], query: Mapping[str, str]) -> Granted:
    """The credentials of the account that was approved, and of no other. A code works once: this is not repeated."""
    if not hmac.compare_digest(state["issuer"].encode(), query.get("iss", "").encode()):
        raise Rejected("sign_in", _("This answer comes from another place than you were sent to. Start again."))
    code = oauth.code_of(state, query)
    transport.hide(state["state"], state["verifier"], state["dpop_key"], code)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": state["return_url"],
        "code_verifier": state["verifier"],
    }
    prover = Prover(SigningKey.of_text(state["dpop_key"]))
    answer = _asked(transport, app, prover, state["token_endpoint"], state, form)
    if answer.status != 200:
        raise Rejected("sign_in", transport.words(answer))
    granted = _granted(transport, answer, state)
    try:
        _must_be(transport, answer, state)
    except ConnectorError:
        _forgotten(transport, app, granted.credentials)
        raise
    return granted


def refresh(transport: Transport, app: OurApp, credentials: Mapping[str, str]) -> Granted:
    """New credentials for the old ones, which are worthless from then on, whether or not the answer arrives."""
    form = {"grant_type": "refresh_token", "refresh_token": credentials.get("refresh_token", "")}
    prover = Prover(SigningKey.of_text(credentials["dpop_key"]))
    answer = _asked(transport, app, prover, credentials["token_endpoint"], credentials, form)
    if answer.status != 200:
        if _code(answer) == "invalid_grant":
            raise AuthExpired(_("The sign-in has ended at the account's server. Connect the account again."))
        raise Rejected("credentials", transport.words(answer))
    granted = _granted(transport, answer, credentials)
    if _text(transport, answer, "sub") != credentials["did"]:
        _forgotten(transport, app, granted.credentials)
        raise AuthExpired(_OTHER)
    return granted


def revoke(transport: Transport, app: OurApp, credentials: Mapping[str, str]) -> None:
    """Have the server forget the sign-in: both tokens, since they belong together."""
    token = credentials.get("refresh_token") or credentials["access_token"]
    prover = Prover(SigningKey.of_text(credentials["dpop_key"]))
    answer = _asked(transport, app, prover, credentials["revocation_endpoint"], credentials, {"token": token})
    if answer.status not in (200, 204) and _code(answer) not in ("invalid_grant", "invalid_token"):
        raise Rejected("credentials", transport.words(answer))


def _asked(
    transport: Transport,
    app: OurApp,
    prover: Prover,
    place: str,
    client: Mapping[str, str],
    form: Mapping[str, str],
) -> Answer:
    """Ask the authorization server, proving the account's key and, where there is one, our own."""

    def whole() -> Mapping[str, str]:
        return {**form, "client_id": client["client_id"], **_proof(transport, app, client)}

    return prover.request(transport.beside(place), "POST", place, effect=Effect.PRIVATE, form=whole)


def _proof(transport: Transport, app: OurApp, client: Mapping[str, str]) -> Mapping[str, str]:
    """That it is us who ask (RFC 7523), by the key with which the sign-in began: the server remembers which it was."""
    if not client["key_id"]:
        return {}
    key = app.key(client["key_id"])
    if key is None:
        raise AuthExpired(_("The key with which the account was connected is no longer held. Connect it again."))
    now = int(transport.clock().timestamp())
    claims = {
        "iss": client["client_id"],
        "sub": client["client_id"],
        "aud": client["issuer"],
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + _ASSERTION_S,
    }
    assertion = key.signed({"typ": "JWT", "kid": key.name}, claims)
    return {"client_assertion_type": _ASSERTION, "client_assertion": assertion}


def _granted(transport: Transport, answer: Answer, kept: Mapping[str, str]) -> Granted:
    now = transport.clock()

    def told(body: Any) -> Granted:
        credentials = {name: kept[name] for name in _KEPT}
        credentials["access_token"] = str(body["access_token"])
        credentials["refresh_token"] = str(body["refresh_token"])
        if str(body["token_type"]).lower() != "dpop":
            raise ValueError("a token that is bound to nothing")
        ends = now + timedelta(seconds=float(body.get("expires_in", _LASTS_S)))
        return Granted(credentials, ends, tuple(str(body["scope"]).split()))

    granted = transport.shaped(answer, Effect.PRIVATE, told)
    transport.hide(granted.credentials["access_token"], granted.credentials["refresh_token"])
    return granted


def _must_be(transport: Transport, answer: Answer, state: Mapping[str, str]) -> None:
    """Whose account it is, by the identifier: the approved one, on this server, for which that place may speak.

    Looked up again: whoever the place names as signed in, it may say so only about accounts that name it.
    """
    did = _text(transport, answer, "sub")
    if did != state["did"]:
        raise Rejected("sign_in", _OTHER)
    identity.must_be(identity.find(transport, did).base_url, transport.url("/"))
    if issuers.find(transport).url != state["issuer"]:
        raise Rejected("sign_in", _("The place where you signed in does not speak for this account."))
    if not set(SCOPES.split()) <= set(_text(transport, answer, "scope").split()):
        raise Rejected("sign_in", _("You did not grant everything that is needed. Start again."))


def _forgotten(transport: Transport, app: OurApp, credentials: Mapping[str, str]) -> None:
    """Give back what is not going to be kept, where that can be done; it is kept nowhere in any case."""
    try:
        revoke(transport, app, credentials)
    except ConnectorError:
        return


def _on_this_machine(return_url: str) -> str:
    """Who we are while somebody tries things out on their own machine: no address that anybody could read."""
    parts = urlsplit(return_url)
    if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "::1"):
        raise Rejected(
            "sign_in",
            _(
                "Signing in at Bluesky needs an https address of this installation that Bluesky can read; "
                "on your own machine, http://127.0.0.1 and not localhost."
            ),
        )
    return f"http://localhost?{urlencode({'redirect_uri': return_url, 'scope': SCOPES})}"


def _text(transport: Transport, answer: Answer, name: str) -> str:
    return transport.shaped(answer, Effect.PRIVATE, lambda told: str(told.get(name, "")))


def _code(answer: Answer) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, TypeError, LookupError):
        return ""
