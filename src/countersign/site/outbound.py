"""The one client for addresses that somebody types: it reaches no private network.

Looked at where the connection is made, by the address it is made to, so that a name that says one thing when it is
checked and another when it is used gains nothing. An administrator names the hosts that may be private.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx
from django.conf import settings


class Guarded(httpcore.SyncBackend):
    """Connects to public addresses, and to the hosts that were allowed by name."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self._allowed = frozenset(name.casefold() for name in allowed)

    def connect_tcp(self, host: str, port: int, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """Connect to the host. `httpcore.ConnectError`, sending nothing, when its address is not a public one."""
        if host.casefold() in self._allowed:
            return super().connect_tcp(host, port, *args, **kwargs)
        try:
            found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} is not known") from error
        if not found or not all(ipaddress.ip_address(address.partition("%")[0]).is_global for address in found):
            raise httpcore.ConnectError(f"{host} is inside a private network; an administrator may allow it by name")
        # The address that was looked at, not the name, which could mean another one by now.
        return super().connect_tcp(sorted(found)[0], port, *args, **kwargs)

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """Never."""
        raise httpcore.ConnectError("a platform is reached over the network")


class Outbound(httpx.HTTPTransport):
    """httpx's own transport over guarded connections; proxies of the environment are not used."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=Guarded(allowed), http1=True
        )


def client() -> httpx.Client:
    """A client for one account's platform."""
    return httpx.Client(transport=Outbound(settings.PRIVATE_HOSTS), trust_env=False)
