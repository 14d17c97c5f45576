"""Requests bound to a key of ours (DPoP, RFC 9449): each carries a proof that is made for it and counts once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from countersign.connectors.answers import Answer
from countersign.connectors.jose import SigningKey, sha256_url
from countersign.connectors.transport import Effect, Transport

_REFUSALS = frozenset({400, 401})
# A value for a header and a claim (RFC 9449, 8.1), and no longer than any server has reason to make it.
_LONGEST_NONCE = 512


class Prover:
    """Signs requests with one key. Keeps for each server the nonce that it gave last."""

    def __init__(self, key: SigningKey) -> None:
        self.key = key
        self._nonces: dict[str, str] = {}

    def knows_nonce(self, url: str) -> bool:
        """Whether this server has given a nonce."""
        return _origin(url) in self._nonces

    def request(
        self,
        transport: Transport,
        verb: str,
        path: str,
        *,
        effect: Effect,
        token: str = "",
        headers: Mapping[str, str] | None = None,
        form: Callable[[], Mapping[str, str]] | None = None,
        accept: frozenset[int] = frozenset(),
        **sent: Any,
    ) -> Answer:
        """As `Transport.request`, with a proof for every try; 400 and 401 are answers too, for the caller to read.
        `form` makes the form, anew each time it is sent: it may hold proofs as well.

        A server that wants another nonce refused without doing anything, so it is asked once more, whatever the effect.
        """
        url = transport.url(path)

        def proved() -> Mapping[str, str]:
            made = {"DPoP": self._proof(transport, verb, url, token)}
            return made | ({"Authorization": f"DPoP {token}"} if token else {})

        for again in (True, False):
            data = form() if form else None
            answer = transport.request(
                verb, path, effect=effect, headers=headers, data=data, fresh=proved, accept=accept | _REFUSALS, **sent
            )
            learned = self._learn(url, answer)
            if not (again and learned and wants_nonce(answer)):
                break
        return answer

    def _proof(self, transport: Transport, verb: str, url: str, token: str) -> str:
        whole = urlsplit(url)
        claims = {
            "jti": secrets.token_urlsafe(16),
            "htm": verb,
            "htu": urlunsplit(whole._replace(query="", fragment="")),
            "iat": int(transport.clock().timestamp()),
        }
        if nonce := self._nonces.get(_origin(url)):
            claims["nonce"] = nonce
        if token:
            claims["ath"] = sha256_url(token)
        return self.key.signed({"typ": "dpop+jwt", "jwk": self.key.jwk}, claims)

    def _learn(self, url: str, answer: Answer) -> bool:
        """Keep the nonce of an answer, if it has one."""
        nonce = answer.headers.get("dpop-nonce", "")
        if not nonce or len(nonce) > _LONGEST_NONCE or not (nonce.isascii() and nonce.isprintable()):
            return False
        self._nonces[_origin(url)] = nonce
        return True


def wants_nonce(answer: Answer) -> bool:
    """Whether this refusal asks for a (newer) nonce: an authorization server says so in the body, any other in a
    header (RFC 9449, 8 and 9)."""
    if answer.status == 401 and "use_dpop_nonce" in answer.headers.get("www-authenticate", ""):
        return True
    if answer.status not in _REFUSALS:
        return False
    try:
        return bool(answer.json()["error"] == "use_dpop_nonce")
    except (ValueError, TypeError, LookupError):
        return False


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
