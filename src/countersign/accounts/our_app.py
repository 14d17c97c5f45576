"""Who this installation is to platforms at which people sign in, and the document by which anybody can check that.

Its keys follow from one secret (`settings.OAUTH_KEY`), so every process has the same ones. Several secrets may stand
there, the newest first: that one signs, and sign-ins that began with an older one go on with it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from countersign.connectors import atproto_sign_in
from countersign.connectors.app import OurApp
from countersign.connectors.hosts import is_loopback
from countersign.connectors.jose import SigningKey

_PURPOSE = "countersign sign-in at platforms"


def our_app() -> OurApp | None:
    """Who we are; without a name of our own on somebody's own machine, and nobody at all where there is no https."""
    home = urlsplit(settings.BASE_URL)
    if home.scheme == "https":
        return OurApp(settings.BASE_URL + reverse("accounts:our_app"), _keys())
    return OurApp("") if is_loopback(home.hostname or "") else None


def return_url() -> str:
    """Where people come back to after signing in at a platform."""
    return settings.BASE_URL + reverse("accounts:came_back")


def document() -> dict[str, Any] | None:
    """What anybody may read about us; None where we have no name of our own."""
    app = our_app()
    if app is None or not app.client_id:
        return None
    return atproto_sign_in.client_metadata(app, settings.BASE_URL, return_url())


def _keys() -> tuple[SigningKey, ...]:
    secrets = [secret.strip() for secret in settings.OAUTH_KEY.replace("\n", ",").split(",")]
    return tuple(SigningKey.of_secret(secret, _PURPOSE) for secret in secrets if secret)
