"""Finds connectors by the name of their module under `platforms/`; there is no list to edit."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

import httpx

from countersign.connectors import platforms
from countersign.connectors.errors import UnknownPlatform
from countersign.connectors.interface import AccountSettings, Connector
from countersign.connectors.transport import Bounds, Clock, Exchange, Transport


def kinds() -> tuple[str, ...]:
    """The kinds of all connectors that are installed, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(platforms.__path__)))


@cache
def connector_class(kind: str) -> type[Connector]:
    """The connector of that kind; UnknownPlatform if there is none, TypeError if its module breaks the convention."""
    if kind not in kinds():
        raise UnknownPlatform(f"There is no connector of the kind {kind!r}; there are: {', '.join(kinds())}.")
    module = importlib.import_module(f"{platforms.__name__}.{kind}")
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Connector) and value.__module__ == module.__name__
    ]
    if len(own) != 1 or own[0].kind != kind:
        raise TypeError(f"{module.__name__} must define exactly one connector, and its kind must be {kind!r}")
    return own[0]


def connect(
    account: AccountSettings,
    *,
    client: httpx.Client,
    clock: Clock,
    record: Callable[[Exchange], None],
    plain_http_hosts: frozenset[str] = frozenset(),
    bounds: Bounds | None = None,
) -> Connector:
    """The connector for this account, over this client. `clock` gives aware UTC; `record` gets every exchange.

    ValueError for an unusable base address, UnknownPlatform for an unknown kind.
    """
    chosen = connector_class(account.kind)
    transport = Transport(
        base_url=account.base_url,
        client=client,
        clock=clock,
        record=record,
        secrets=chosen.secrets(account),
        headers=chosen.headers(account),
        plain_http_hosts=plain_http_hosts,
        bounds=bounds,
    )
    return chosen(account, transport)
