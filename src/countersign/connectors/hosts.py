"""Where requests may go: an account's own address, and hosts beside it that lie outside the house."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from countersign.connectors.errors import Rejected, Unavailable

Resolve = Callable[[str], list[str]]


def checked_base_url(base_url: str, plain_http_hosts: frozenset[str] = frozenset()) -> str:
    """The address with a slash at its end; ValueError unless it is https, or http to this machine or process."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if not host or parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("a base address is https://host/path, without user, query or fragment")
    if parts.scheme != "https" and not (parts.scheme == "http" and (is_loopback(host) or host in plain_http_hosts)):
        raise ValueError("a base address is https; http only for this very machine")
    return base_url if base_url.endswith("/") else base_url + "/"


def checked_other_host(url: str, *, beside: str, resolve: Resolve) -> None:
    """Rejected unless the address may be read for an account whose base address is `beside`.

    It must be https, and every address its host has must be a public one: a platform may name any host, and must not
    make us ask those that only we can reach. A platform on this very machine may keep its files there too.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) and is_loopback(urlsplit(beside).hostname or "") and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https" or not host or parts.username is not None:
        raise Rejected("url", "The platform keeps its files where we cannot read them safely.")
    if not all(ipaddress.ip_address(address).is_global for address in resolve(host)):
        raise Rejected("url", "The platform points to an address inside a private network.")


def resolved(host: str) -> list[str]:
    """The host's addresses; Unavailable when it has none now."""
    try:
        return sorted({str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(host, 443)})
    except OSError as failure:
        raise Unavailable(f"The host of the platform's files is not known ({type(failure).__name__}).") from failure


def is_loopback(host: str) -> bool:
    """Whether this host name or address is this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
