"""Handles and page addresses as they are compared: what counts as the same page to somebody who asks if it is ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

PREFIXES = ("www.", "m.", "mobile.", "old.", "web.")
"""Parts of a host that lead to the same page."""
FOLDERS = frozenset({"user", "u", "r", "c", "channel", "company", "school", "pages", "page", "profile", "in"})
"""First parts of a path after which the handle comes."""


def name_key(handle: str) -> str:
    """A handle without its sign, in small letters."""
    return unicodedata.normalize("NFKC", handle).strip().lstrip("@").rstrip("/").casefold()


def url_key(url: str) -> str:
    """An address as host and path alone, in small letters; empty for what is no address."""
    parts = _parts(url)
    if parts is None:
        return ""
    host, path = parts
    return f"{host}/{path}".rstrip("/")


def host_of(url: str) -> str:
    """The host of an address without what leads to the same page; empty for what is no address."""
    parts = _parts(url)
    return parts[0] if parts else ""


def handle_in(url: str) -> str:
    """The handle that an address names, as it is compared; empty when it names none."""
    parts = _parts(url)
    if parts is None:
        return ""
    found = [p for p in parts[1].split("/") if p]
    if len(found) > 1 and found[0] in FOLDERS:
        found = found[1:]
    return name_key(found[0]) if found else ""


def platform_of(url: str, hosts: Mapping[str, Sequence[str]]) -> str:
    """The platform whose host an address has, by the hosts of each; empty when it is none of them."""
    host = host_of(url)
    if not host:
        return ""
    for platform, known in hosts.items():
        if any(host == h or host.endswith(f".{h}") for h in known):
            return platform
    return ""


def looks_like_url(text: str) -> bool:
    """Whether somebody typed an address rather than a handle."""
    text = text.strip()
    return not text.startswith("@") and bool(re.match(r"(?i)(https?://)?[^\s/@]+\.[^\s/@]{2,}(/|$)", text))


def _parts(url: str) -> tuple[str, str] | None:
    text = url.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        split = urlsplit(text)
        host = (split.hostname or "").rstrip(".")
        port = split.port
    except ValueError:
        return None
    if split.scheme not in ("http", "https") or not host or re.search(r"\s", host):
        return None
    for prefix in PREFIXES:
        if host.startswith(prefix) and host.count(".") > 1:
            host = host.removeprefix(prefix)
            break
    if port and port not in (80, 443):
        host = f"{host}:{port}"
    return host, unquote(split.path).strip("/").casefold()
