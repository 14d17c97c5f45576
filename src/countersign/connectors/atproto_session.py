"""A session that an app password gave: its two tokens, and what they say of themselves."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from countersign.connectors.atproto_identity import server_in


@dataclass(frozen=True)
class Session:
    """What a sign-in gave: whose it is, the two tokens, and the account's own server where the answer names it."""

    did: str
    handle: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    server: str | None = None

    @classmethod
    def told(cls, answer: Mapping[str, Any]) -> Session:
        """From the server's answer; KeyError or TypeError where it is another."""
        tokens = (str(answer["accessJwt"]), str(answer["refreshJwt"]))
        return cls(str(answer["did"]), str(answer["handle"]), *tokens, server=server_in(answer.get("didDoc")))


def claims(token: str) -> Mapping[str, Any]:
    """What a token says of itself, unverified (the server verifies it); empty where it cannot be read."""
    try:
        part = token.split(".")[1]
        told = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, LookupError):
        return {}
    return told if isinstance(told, dict) else {}


def ends_at(token: str) -> datetime | None:
    """When the token ends, by its own word (aware, UTC)."""
    try:
        return datetime.fromtimestamp(float(claims(token)["exp"]), UTC)
    except (LookupError, TypeError, ValueError, OverflowError, OSError):
        return None
