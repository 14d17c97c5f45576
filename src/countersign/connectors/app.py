"""How this installation introduces itself to platforms at which people sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from countersign.connectors.jose import SigningKey


@dataclass(frozen=True)
class OurApp:
    """Where anybody can read who we are (`client_id`, an https address), and the keys that prove it, the newest first.

    Without a `client_id` this installation is on somebody's own machine and proves nothing: only for trying things out.
    """

    client_id: str
    keys: tuple[SigningKey, ...] = field(default=(), repr=False)

    def key(self, name: str) -> SigningKey | None:
        """The key of that name; None where it is no longer held."""
        return next((key for key in self.keys if key.name == name), None)

    def key_set(self) -> Mapping[str, Any]:
        """The public keys, as a JWK set."""
        return {"keys": [{**key.jwk, "kid": key.name, "alg": "ES256", "use": "sig"} for key in self.keys]}
