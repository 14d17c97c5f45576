"""Signing tokens with a key of ours (JWS with ES256, RFC 7515 and 7518), and such keys as text and as public JWK."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SIZE_BYTES = 32
# The order of the group of P-256 (FIPS 186-5 with SP 800-186).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def b64url(value: bytes) -> str:
    """Base64 as tokens write it: the alphabet for addresses, no padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def sha256_url(text: str) -> str:
    """The SHA-256 of a text, in base64 for addresses: PKCE's challenge, DPoP's hash of a token."""
    return b64url(hashlib.sha256(text.encode()).digest())


class SigningKey:
    """A private key on P-256. It is never printed; `text` is for keeping it encrypted."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        numbers = key.public_key().public_numbers()
        x, y = (b64url(number.to_bytes(_SIZE_BYTES, "big")) for number in (numbers.x, numbers.y))
        self.jwk: Mapping[str, str] = {"crv": "P-256", "kty": "EC", "x": x, "y": y}

    @classmethod
    def generate(cls) -> SigningKey:
        """A new one."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def of_secret(cls, secret: str, purpose: str) -> SigningKey:
        """The key that belongs to a secret: every process that holds the secret has the same one.

        FIPS 186-5, A.2.1: 64 bits more than the order has, reduced, so that no key is likelier than another.
        """
        bits = HKDF(hashes.SHA256(), _SIZE_BYTES + 8, salt=None, info=purpose.encode()).derive(secret.encode())
        return cls(ec.derive_private_key(int.from_bytes(bits, "big") % (_ORDER - 1) + 1, ec.SECP256R1()))

    @classmethod
    def of_text(cls, text: str) -> SigningKey:
        """Inverse of `text`; ValueError for anything else."""
        try:
            key = serialization.load_der_private_key(base64.b64decode(text, altchars=b"-_", validate=True), None)
        except (binascii.Error, TypeError) as failure:
            raise ValueError("this is no private key") from failure
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise ValueError("this is a key of another sort")
        return cls(key)

    def text(self) -> str:
        """The private key (PKCS #8) as one line."""
        form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return base64.urlsafe_b64encode(self._key.private_bytes(*form)).decode()

    @property
    def name(self) -> str:
        """The public key's thumbprint (RFC 7638)."""
        return sha256_url(json.dumps(self.jwk, sort_keys=True, separators=(",", ":")))

    def signed(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
        """A compact JWS over these claims. `header` is told what it is (`typ`, `kid`, `jwk`), not the algorithm."""
        parts = ({**header, "alg": "ES256"}, claims)
        signing = ".".join(b64url(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
        r, s = decode_dss_signature(self._key.sign(signing.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{signing}.{b64url(b''.join(number.to_bytes(_SIZE_BYTES, 'big') for number in (r, s)))}"

    def __repr__(self) -> str:
        return f"SigningKey({self.name})"
