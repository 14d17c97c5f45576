"""HTML as platforms give it for a post, as the plain text that a reader sees."""

from __future__ import annotations

from html.parser import HTMLParser

_PARAGRAPHS = frozenset({"p", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"})
_LINES = frozenset({"div", "li"})
_NOT_TEXT = frozenset({"script", "style", "template"})
_EMPTY = frozenset({"br", "img", "hr", "wbr", "input"})
# A link back to a quoted post, for readers whose program shows no quotes; nobody wrote it.
_FALLBACK = "quote-inline"
_ELLIPSIS = "…"


def text_of(html: str) -> str:
    """The text: paragraphs apart by an empty line, breaks as line feeds, addresses whole where they are shown cut."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).strip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._hidden or tag in _NOT_TEXT or _FALLBACK in given.get("class", "").split():
            if tag not in _EMPTY:
                self._hidden.append(tag)
            return
        if tag in _PARAGRAPHS:
            self._apart(2)
        elif tag in _LINES:
            self._apart(1)
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "img":
            self.parts.append(given.get("alt", ""))
        elif tag == "a" and "href" in given:
            self._link = (given["href"], len(self.parts))

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag in self._hidden:
                while self._hidden.pop() != tag:
                    pass
            return
        if tag == "a" and self._link is not None:
            href, start = self._link
            self._link = None
            shown = "".join(self.parts[start:])
            bare = href.partition("://")[2]
            cut = shown.removesuffix(_ELLIPSIS).partition("://")[2] or shown.removesuffix(_ELLIPSIS)
            if shown.endswith(_ELLIPSIS) and cut and bare.removeprefix("www.").startswith(cut.removeprefix("www.")):
                self.parts[start:] = [href]

    def handle_data(self, data: str) -> None:
        if self._hidden or (not data.strip() and "\n" in data):
            return
        self.parts.append(data.replace("\r\n", " ").replace("\n", " "))

    def _apart(self, lines: int) -> None:
        """At least so many line feeds before what follows, unless nothing stands before it."""
        before = "".join(self.parts[-3:])
        if before:
            self.parts.append("\n" * max(0, lines - (len(before) - len(before.rstrip("\n")))))
