"""Where accounts of an AT Protocol server sign in, and whether that place does all that the protocol asks of it.

Sources: RFC 9728 (a resource names its authorization server), RFC 8414 (which describes itself), and the protocol's
profile of OAuth (atproto.com/specs/oauth), which says what must be in the description.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from countersign.connectors.atproto_identity import same_server
from countersign.connectors.errors import Rejected
from countersign.connectors.hosts import is_loopback
from countersign.connectors.transport import Effect, Transport
from countersign.connectors.words import gettext_noop as _

_RESOURCE = "/.well-known/oauth-protected-resource"
_ISSUER = "/.well-known/oauth-authorization-server"
_NONE = _("The account's server offers no sign-in for programs. Connect with an app password.")
# What the profile asks of every authorization server: this must be among what it lists there …
_LISTED = (
    ("response_types_supported", "code"),
    ("grant_types_supported", "authorization_code"),
    ("grant_types_supported", "refresh_token"),
    ("code_challenge_methods_supported", "S256"),
    ("token_endpoint_auth_methods_supported", "none"),
    ("token_endpoint_auth_methods_supported", "private_key_jwt"),
    ("token_endpoint_auth_signing_alg_values_supported", "ES256"),
    ("dpop_signing_alg_values_supported", "ES256"),
    ("scopes_supported", "atproto"),
)
# … and this must be said to be so.
_SAID = (
    "authorization_response_iss_parameter_supported",
    "require_pushed_authorization_requests",
    "client_id_metadata_document_supported",
)
_PLACES = (
    "authorization_endpoint",
    "pushed_authorization_request_endpoint",
    "token_endpoint",
    "revocation_endpoint",
)


@dataclass(frozen=True)
class Issuer:
    """An authorization server: its name, which is its address, and where it answers what."""

    url: str
    authorize: str
    push: str
    token: str
    revoke: str


def find(transport: Transport) -> Issuer:
    """The authorization server of the server that `transport` leads to. Rejected where there is none, or one that is
    not as it must be.
    """
    url = issuer_in(_document(transport, _RESOURCE, _NONE), transport.url("/"))
    beside = transport.beside(url)
    return described(_document(beside, _ISSUER, _("The place to sign in does not describe itself.")), url)


def issuer_in(document: Any, server: str) -> str:
    """The one authorization server in what a server says of itself. Rejected for anything but exactly one."""
    if not isinstance(document, dict) or not same_server(_text(document, "resource"), server):
        raise _not("resource")
    named = document.get("authorization_servers")
    if not isinstance(named, list) or len(named) != 1 or not isinstance(named[0], str):
        raise _not("authorization_servers")
    url = named[0]
    if not _reachable(url, url) or urlsplit(url).path or urlsplit(url).query:
        raise _not("authorization_servers")
    return url


def described(document: Any, url: str) -> Issuer:
    """The authorization server of this name, from its own description. Rejected, naming the first thing at fault."""
    if not isinstance(document, dict) or document.get("issuer") != url:
        raise _not("issuer")
    for name, wanted in _LISTED:
        listed = document.get(name)
        if not isinstance(listed, list) or wanted not in listed:
            raise _not(name)
    for name in _SAID:
        if document.get(name) is not True:
            raise _not(name)
    places = [_text(document, name) for name in _PLACES]
    for name, place in zip(_PLACES, places, strict=True):
        if not _reachable(place, url):
            raise _not(name)
    return Issuer(url, *places)


def _document(transport: Transport, path: str, missing: str) -> Any:
    try:
        answer = transport.request("GET", path, effect=Effect.READ)
    except Rejected as refused:
        raise Rejected("sign_in", missing) from refused
    return transport.shaped(answer, Effect.READ, lambda told: told)


def _text(document: Mapping[str, Any], name: str) -> str:
    found = document.get(name)
    return found if isinstance(found, str) else ""


def _reachable(place: str, issuer: str) -> bool:
    """Whether an address may be used: https, or this machine where the issuer itself is on it."""
    try:
        parts, host = urlsplit(place), urlsplit(place).hostname or ""
        _port = parts.port
        local = is_loopback(host) and is_loopback(urlsplit(issuer).hostname or "")
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and local)
    return bool(safe and host and parts.username is None and not parts.fragment)


def _not(name: str) -> Rejected:
    return Rejected("sign_in", f"The place to sign in is not as the protocol asks for ({name}).")
