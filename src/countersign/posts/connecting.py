"""The connector of an account, as this room uses it; the room of accounts reaches the platform and keeps exchanges."""

from __future__ import annotations

from countersign.accounts import queries as accounts
from countersign.accounts.queries.reaching import OtherAccount, check_identity, settings_of
from countersign.accounts.queries.reaching import connected as connector
from countersign.connectors import found
from countersign.connectors.interface import Limits

__all__ = ["OtherAccount", "check_identity", "connector", "kind_of", "settings_of", "usual_limits"]


def kind_of(account: str) -> str:
    """The kind of an account's connector. Raises LookupError when the account is not connected."""
    return accounts.connector_kind(account)


def usual_limits(account: str) -> Limits:
    """How much fits on an account, without asking the platform. Raises LookupError when it is not connected."""
    return found.connector_class(kind_of(account)).default_limits
