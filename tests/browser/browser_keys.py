"""Second factors: the codes of an authenticator app, and a passkey kept by the browser's own pretended device."""

import base64
import hashlib
import hmac
import struct
import time

from playwright.sync_api import Page

PERIOD_S = 30


def code(secret: str, *, periods_on: int = 0) -> str:
    """The six figures that an authenticator app shows for this secret (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int(time.time() // PERIOD_S) + periods_on
    digest = hmac.digest(key, struct.pack(">Q", counter), hashlib.sha1)
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def wrong(secret: str) -> str:
    """Six figures that are good neither now nor in the next half hour."""
    good = {code(secret, periods_on=n) for n in range(-5, 60)}
    return next(f"{n:06d}" for n in range(1000) if f"{n:06d}" not in good)


def attach_passkey_device(page: Page) -> None:
    """Give the browser a device that keeps passkeys and recognises its user without asking."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
