"""The connector of an account, as this room uses it; the room of accounts reaches the platform and keeps exchanges."""

from __future__ import annotations

from countersign.accounts.queries.reaching import OtherAccount, check_identity, settings_of
from countersign.accounts.queries.reaching import connected as connector

__all__ = ["OtherAccount", "check_identity", "connector", "settings_of"]
