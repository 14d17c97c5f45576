"""Whether credentials are of the account that was approved, by what the platform says about them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from countersign.accounts.addresses import host_of, name_key


@dataclass(frozen=True)
class Difference:
    """What makes it another account: `what` as the rules name it (`handle`, `server`, `account_number`), and in words.

    `what` is empty where the platform does not say which account it is: then nobody can tell.
    """

    what: str
    said: str


def differs(
    *, handle: str, url: str, remote_id: str, base_url: str, seen_handle: str, seen_id: str, seen_url: str = ""
) -> Difference | None:
    """What differs; None when it is the same account.

    `handle` and `url` stand on the form that was signed; `remote_id` is the platform's own id from when the account was
    connected before, empty if it never was. The page must be on the same host: on a network of many servers the same
    handle is somebody else's elsewhere. A handle may carry its server (`name@server`): then that must be the server of
    the account's page or of its interface.
    """
    if remote_id and seen_id and remote_id != seen_id:
        said = f"what was connected before is the account with the number {remote_id}; this is {seen_id}"
        return Difference("account_number", said)
    if seen_url and url and host_of(seen_url) != host_of(url):
        said = f"the page that was signed is on {host_of(url)}; these credentials are of a page on {host_of(seen_url)}"
        return Difference("server", said)
    approved, seen = name_key(handle), name_key(seen_handle)
    if not seen:
        return Difference("", "the platform does not say which account this is")
    name, at, server = approved.partition("@")
    seen_name, seen_at, seen_server = seen.partition("@")
    servers = {host for host in (host_of(url), (urlsplit(base_url).hostname or "").casefold()) if host}
    if name == seen_name:
        if at and seen_at and server == seen_server:
            return None
        if at != seen_at and (server or seen_server) in servers:
            return None
        if not at and not seen_at:
            return None
    return Difference("handle", f"what was signed is @{approved}; these credentials are of @{seen}")
