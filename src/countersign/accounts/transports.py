"""How requests to a platform leave the house: one client for each kind of connector, handed in by the site.

This room may not know the practice platform of the same installation, nor what the administrator configured; so the
site says at start-up, once per kind, how its client is made: `use("practice", make, plain_http_hosts=…)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class Way:
    """How to reach the platforms of one kind. `base_url` is used for an account that names none."""

    client: Callable[[], httpx.Client]
    base_url: str = ""
    plain_http_hosts: frozenset[str] = frozenset()


class NoWay(LookupError):
    """The site said nothing about this kind of connector, so nothing is sent."""


def _no_network() -> httpx.Client:
    """For work by hand, which sends nothing: every request fails."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("work by hand sends nothing", request=request)

    return httpx.Client(transport=httpx.MockTransport(refuse))


_ways: dict[str, Way] = {"manual": Way(_no_network)}


def use(
    kind: str,
    client: Callable[[], httpx.Client],
    *,
    base_url: str = "",
    plain_http_hosts: frozenset[str] = frozenset(),
) -> None:
    """From now on accounts of this kind are reached through clients that `client` makes."""
    _ways[kind] = Way(client, base_url, plain_http_hosts)


def way(kind: str) -> Way:
    """How accounts of this kind are reached. Raises `NoWay`."""
    found = _ways.get(kind)
    if found is None:
        raise NoWay(f"nothing is configured for accounts of kind {kind}")
    return found
