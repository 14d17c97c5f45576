"""How a link will look: its page is read once, through a client that asks no private address, and kept as evidence."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit

import httpx
from django.utils.translation import gettext_noop as _

from countersign.connectors.errors import ConnectorError
from countersign.connectors.hosts import Resolve, checked_other_host, resolved
from countersign.evidence import store
from countersign.posts.form import Card

MOST_BYTES = 1024 * 1024
MOST_PICTURE_BYTES = 10 * 1024 * 1024
MOST_MOVES = 4
WHOLE_S = 15.0
LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_SITE = 300, 600, 120
_LINK = re.compile(r"https://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_NO_ACCOUNT = "https://nowhere.invalid/"


class NotRead(ValueError):
    """The page behind a link was not read; the message says why, for whoever wrote the link."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for: its media type, how many bytes are read, whether it is of use only as a whole."""

    kind: str
    most_bytes: int
    whole: bool
    otherwise: str


PAGES = Wanted("text/html", MOST_BYTES, False, _("What is there is no web page."))
PICTURES = Wanted("image/*", MOST_PICTURE_BYTES, True, _("What the page names as its picture is none."))


def first_link(*texts: str) -> str:
    """The first link in these texts, which is the one that platforms show a preview of; empty for none."""
    return next((found.group() for text in texts if (found := _LINK.search(text))), "")


def plain_client() -> httpx.Client:
    """A client without anybody's cookies, proxies or credentials."""
    return httpx.Client(timeout=httpx.Timeout(10.0), trust_env=False, follow_redirects=False)


def capture(
    url: str, at: datetime, *, client: Callable[[], httpx.Client] = plain_client, resolve: Resolve = resolved
) -> Card:
    """Read the page behind a link and keep it. Raises NotRead."""
    where, body, charset = _read(url, client, resolve, PAGES)
    told = _Told()
    try:
        told.feed(body.decode(charset, errors="replace"))
    except LookupError as error:
        raise NotRead(_("The page is in an encoding that nobody knows.")) from error
    title = told.first("og:title", "twitter:title", "title")
    if not title:
        raise NotRead(_("The page gives no title, so platforms will show the bare link."))
    return Card(
        url=url,
        title=title[:LONGEST_TITLE],
        description=told.first("og:description", "twitter:description", "description")[:LONGEST_DESCRIPTION],
        site=(told.first("og:site_name") or urlsplit(where).hostname or "")[:LONGEST_SITE],
        captured=store.put(body, "text/html"),
        at=at,
    )


def picture_of(card: Card, *, client: Callable[[], httpx.Client] = plain_client, resolve: Resolve = resolved) -> bytes:
    """The picture that a captured page names for its preview, read with the same care; empty where it names none.

    Raises NotRead. It is another's file until it was drawn anew.
    """
    told = _Told()
    told.feed(store.get(card.captured).decode(errors="replace"))
    named = told.first("og:image:secure_url", "og:image", "twitter:image")
    if not named:
        return b""
    _where, body, _charset = _read(urljoin(card.url, named), client, resolve, PICTURES)
    return body


def _read(url: str, client: Callable[[], httpx.Client], resolve: Resolve, wanted: Wanted) -> tuple[str, bytes, str]:
    """The address in the end, the bytes there, and their charset."""
    began = time.monotonic()
    with client() as asking:
        for _move in range(MOST_MOVES):
            request = _request(asking, url, resolve, wanted.kind)
            try:
                response = asking.send(request, stream=True)
            except httpx.HTTPError as error:
                raise NotRead(_("The page could not be reached.")) from error
            try:
                if response.is_redirect:
                    url = urljoin(url, response.headers.get("location", ""))
                    continue
                if response.status_code != httpx.codes.OK:
                    raise NotRead(_("The page answers that it is not there."))
                if not response.headers.get("content-type", "").startswith(wanted.kind.rstrip("*")):
                    raise NotRead(wanted.otherwise)
                return url, _bounded(response, began, wanted), response.charset_encoding or "utf-8"
            finally:
                response.close()
    raise NotRead(_("The page sends us from one place to the next."))


def _request(asking: httpx.Client, url: str, resolve: Resolve, kind: str) -> httpx.Request:
    """A request to exactly the address that was checked: what the name means cannot change in between."""
    host = urlsplit(url).hostname or ""
    addresses: list[str] = []

    def remembered(name: str) -> list[str]:
        addresses[:] = resolve(name)
        return addresses

    try:
        checked_other_host(url, beside=_NO_ACCOUNT, resolve=remembered)
    except (ConnectorError, ValueError) as error:
        raise NotRead(_("Only https links to public addresses are read.")) from error
    if not addresses:
        raise NotRead(_("Only https links to public addresses are read."))
    target = httpx.URL(url).copy_with(host=addresses[0])
    headers = {"Host": httpx.URL(url).netloc.decode("ascii"), "Accept": kind, "User-Agent": "Countersign"}
    return asking.build_request("GET", target, headers=headers, extensions={"sni_hostname": host})


def _bounded(response: httpx.Response, began: float, wanted: Wanted) -> bytes:
    """What is there. Of a page its beginning is enough: what a preview is made of stands in its head."""
    body = bytearray()
    try:
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) >= wanted.most_bytes or time.monotonic() - began > WHOLE_S:
                if wanted.whole:
                    raise NotRead(_("The picture of the page is too large, or comes too slowly."))
                break
    except httpx.HTTPError as error:
        raise NotRead(_("The page could not be read to its end.")) from error
    return bytes(body[: wanted.most_bytes])


class _Told(HTMLParser):
    """What a page tells about itself in its head."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: dict[str, str] = {}
        self._in_title = False

    def first(self, *names: str) -> str:
        """The first of these that the page tells, on one line."""
        return next((" ".join(v.split()) for n in names if (v := self._found.get(n, "")).strip()), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Mapping[str, str] = MappingProxyType({k: v or "" for k, v in attrs})
        if tag == "title":
            self._in_title = "title" not in self._found
        elif tag == "meta" and (name := (given.get("property") or given.get("name") or "").lower()):
            self._found.setdefault(name, given.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._found["title"] = self._found.get("title", "") + data
