"""Where a second reader may be: over https, or over http on a host that the administrator allows by name."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from countersign.findings import given
from countersign.gate.said import gettext_lazy as _

PATH = "/chat/completions"


def fault(base_url: str) -> str | None:
    """Why nothing may be sent to this address; None when it may."""
    wrong = given.line_fault(base_url, 300)
    if wrong:
        return wrong
    try:
        parts = urlsplit(base_url)
        host, _port = (parts.hostname or "").casefold(), parts.port
    except ValueError:
        return _("this is no address")
    if parts.scheme not in ("https", "http") or not host or any(c.isspace() for c in base_url):
        return _("this is no address")
    if parts.username is not None or parts.password is not None:
        return _("an address with a name or password in it would be shown to everybody; use the key")
    if parts.query or parts.fragment:
        return _("only the beginning of the address, without ? and #")
    if parts.scheme == "http" and host not in {h.casefold() for h in settings.PRIVATE_HOSTS}:
        return _("it must begin with https:// unless an administrator allows its host by name")
    return None


def origin(base_url: str) -> str:
    """Scheme, host and port: whom the key is for."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc.casefold()}"


def host(base_url: str) -> str:
    """To whom something goes, as a page says it."""
    return urlsplit(base_url).netloc


def endpoint(base_url: str) -> str:
    """The address that is called."""
    return base_url.rstrip("/") + PATH
