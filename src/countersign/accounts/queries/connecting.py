"""What is needed to publish on an account. For the room that publishes; no page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field

from countersign.accounts import credentials
from countersign.accounts.given import number
from countersign.accounts.models import Account
from countersign.gate import packs


@dataclass(frozen=True)
class Settings:
    """How posts reach an account. `credentials` are never printed."""

    account: str
    kind: str
    platform: str
    handle: str
    base_url: str
    url: str
    hosts: tuple[str, ...]
    credentials: dict[str, str] = field(default_factory=dict, repr=False)


def connector_settings(id: str) -> Settings:
    """The settings of one account. Raises LookupError when there is none, or none that is connected, and
    `vault.Unreadable` when its credential cannot be opened."""
    account = _connected(id)
    platform = packs.in_force().platform.get(account.platform)
    return Settings(
        account=id,
        kind=account.connector,
        platform=account.platform,
        handle=account.handle.lstrip("@"),
        base_url=account.base_url,
        url=account.url,
        hosts=platform.hosts if platform else (),
        credentials=credentials.opened(id),
    )


def _connected(id: str) -> Account:
    account = Account.objects.filter(pk=number(id)).exclude(connector="").first()
    if account is None:
        raise LookupError(f"account {id} is not connected")
    return account
