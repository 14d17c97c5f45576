"""Which server an account of the AT Protocol is on: from its handle to its identifier to the document that says it.

Every step is a request through the account's transport, which reads from other hosts by https and outside the house
only, and tells them no credential.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from countersign.connectors.answers import Answer
from countersign.connectors.atproto_ids import is_did, is_handle
from countersign.connectors.errors import Rejected, Unavailable
from countersign.connectors.hosts import is_loopback
from countersign.connectors.transport import Effect, Transport
from countersign.connectors.words import gettext_noop as _

DIRECTORY = "https://plc.directory"
"""Where `did:plc` identifiers are looked up."""


@dataclass(frozen=True)
class Home:
    """An account and the address of the server it is on."""

    did: str
    base_url: str


def find(transport: Transport, name: str, directory: str = "") -> Home:
    """Where the account of this handle or identifier is. Rejected("identifier") where nothing says so, or where the
    account does not answer to that handle.
    """
    did = name if is_did(name) else _did_of(transport, name)
    document = _document(transport, did, directory or DIRECTORY)
    if not is_did(name) and f"at://{name.lower()}" not in map(str.lower, map(str, document.get("alsoKnownAs") or ())):
        raise Rejected("identifier", _("The account that this handle leads to does not go by it."))
    base_url = server_in(document)
    if base_url is None or document.get("id") != did:
        raise Rejected("identifier", _("It cannot be found out which server this account is on."))
    return Home(did, base_url)


def told(transport: Transport, name: str) -> str | None:
    """The server of this account as the network says; None where it says nothing."""
    try:
        return find(transport, name).base_url
    except (Rejected, Unavailable):
        return None


def must_be(server: str | None, base_url: str) -> None:
    """Rejected("base_url"), naming the right one, where the account is known to be on another server."""
    if server is not None and not same_server(server, base_url):
        raise Rejected("base_url", f"This account is on another server. Connect it with the address {server}")


def server_in(document: Any) -> str | None:
    """The server that an identifier's document names; None where it names none."""
    services = document.get("service") if isinstance(document, dict) else None
    for service in services if isinstance(services, list) else ():
        if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
            address = service.get("serviceEndpoint")
            if isinstance(address, str) and urlsplit(address).scheme in ("http", "https"):
                return address.rstrip("/")
    return None


def same_server(one: str, other: str) -> bool:
    """Whether two addresses lead to one server; this machine has several names."""
    here, there = urlsplit(one), urlsplit(other)
    if is_loopback(here.hostname or "") and is_loopback(there.hostname or ""):
        return here.port == there.port
    return (here.scheme, here.netloc) == (there.scheme, there.netloc)


def _did_of(transport: Transport, handle: str) -> str:
    """From our own server, which asks the handle's domain; else from the domain's website."""
    if not is_handle(handle):
        raise Rejected("identifier", _("This is not a handle, such as doc.example.gov."))
    path = "xrpc/com.atproto.identity.resolveHandle"
    refused = frozenset({400, 404, 501})
    answer = transport.request("GET", path, effect=Effect.READ, params={"handle": handle}, accept=refused)
    if answer.status == 200:
        did = transport.shaped(answer, Effect.READ, lambda told: str(told["did"]))
    else:
        did = _read(transport, f"https://{handle}/.well-known/atproto-did").body.decode(errors="replace").strip()
    if not is_did(did):
        raise Rejected("identifier", _("Nothing on the network goes by this handle."))
    return did


def _document(transport: Transport, did: str, directory: str) -> Mapping[str, Any]:
    if did.startswith("did:plc:"):
        address = f"{directory}/{did}"
    elif did.startswith("did:web:"):
        address = f"https://{quote(did.removeprefix('did:web:'), safe='.-')}/.well-known/did.json"
    else:
        raise Rejected("identifier", _("It cannot be found out which server this account is on."))
    answer = _read(transport, address)
    return transport.shaped(answer, Effect.READ, lambda told: dict(told))


def _read(transport: Transport, address: str) -> Answer:
    try:
        return transport.download(address)
    except Rejected as refused:
        raise Rejected("identifier", refused.message) from refused
