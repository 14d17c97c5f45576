"""JSON read element by element, each with the exact text it had: a two-gigabyte array never stands in memory whole.

Python's own decoder does the work on a sliding piece of the text. A piece that holds no whole element grows until
`MOST_CHARACTERS`; a longer record is no platform's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import IO, Any, NoReturn

from countersign.connectors.archives.container import text_of
from countersign.connectors.archives.items import HostileArchive, Unreadable
from countersign.connectors.words import gettext_noop as _

PIECE = 1 << 18
MOST_CHARACTERS = 4 << 20
_SPACE = re.compile(r"[ \t\r\n]*")
_ASSIGNED = re.compile(r"\s*window\.YTD\.[A-Za-z_]{1,60}\.part\d{1,6}\s*=\s*")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def elements(stream: IO[bytes], keys: Collection[str] = (), *, script: bool = False) -> Iterator[tuple[str, Any, str]]:
    """Each element of the outermost array, or of the arrays under `keys` when the outermost thing is an object.

    Yields the key ("" for the outermost array), the element and its text; a member of the object whose value is no
    array comes as one element. With `script` an assignment to `window.YTD…` before the value is taken off; anything
    but white space and one semicolon after the value refuses the archive. Raises `Unreadable` for what is no JSON.
    """
    piece = _Piece(text_of(stream))
    if script:
        piece.skip_assignment()
    first = piece.peek()
    if first == "[":
        for value, raw in piece.array():
            yield "", value, raw
    elif first == "{":
        yield from _members(piece, keys)
    else:
        raise Unreadable(_("This is no JSON."))
    piece.end(script)


def _members(piece: _Piece, keys: Collection[str]) -> Iterator[tuple[str, Any, str]]:
    piece.take("{")
    if piece.peek() == "}":
        piece.take("}")
        return
    while True:
        key, _raw = piece.value()
        if not isinstance(key, str):
            raise Unreadable(_("This is no JSON."))
        piece.take(":")
        if key in keys and piece.peek() == "[":
            for value, raw in piece.array():
                yield key, value, raw
        else:
            value, raw = piece.value()
            if key in keys:
                yield key, value, raw
        if not piece.another("}"):
            return


class _Piece:
    """The part of the text that is in memory, and where reading stands in it."""

    def __init__(self, text: Any) -> None:
        self._text = text
        self._held = ""
        self._at = 0
        self._ended = False

    def _more(self) -> bool:
        """Read on; twice as much each time a record does not fit, so that a long one is not decoded too often."""
        if self._ended:
            return False
        rest = self._held[self._at :]
        if len(rest) > MOST_CHARACTERS:
            raise HostileArchive(
                _("One record in it is damaged, or larger than {most} MB."), most=MOST_CHARACTERS >> 20
            )
        try:
            read = self._text.read(max(PIECE, len(rest)))
        except UnicodeDecodeError as error:
            raise Unreadable(_("This is no UTF-8 text.")) from error
        self._ended = not read
        self._held, self._at = rest + read, 0
        return not self._ended

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            match = _SPACE.match(self._held, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more():
                return ""

    def take(self, wanted: str) -> None:
        """Step over one character. Raises `Unreadable` when another stands there."""
        if self.peek() != wanted:
            raise Unreadable(_("This is no JSON."))
        self._at += 1

    def another(self, closing: str) -> bool:
        """After a value: whether a further one follows; a closing bracket is stepped over."""
        following = self.peek()
        if following not in (",", closing):
            raise Unreadable(_("This is no JSON."))
        self._at += 1
        return following == ","

    def value(self) -> tuple[Any, str]:
        """The next value, whole, and its text."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._at)
            except RecursionError as error:
                raise HostileArchive(_("Its records are nested too deeply.")) from error
            except ValueError as error:
                if not self._more():
                    raise Unreadable(_("This is no JSON.")) from error
                continue
            # A number may go on in what was not read yet; whatever has an end of its own may not.
            if end < len(self._held) or isinstance(value, dict | list | str) or not self._more():
                raw = self._held[self._at : end]
                self._at = end
                return value, raw

    def array(self) -> Iterator[tuple[Any, str]]:
        """The elements of an array, one by one."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield self.value()
            if not self.another("]"):
                return

    def skip_assignment(self) -> None:
        """Step over `window.YTD.name.part0 =`, which is never run. A file without it is read as it is."""
        if self.peek() in ("[", "{"):
            return
        while len(self._held) < 4096 and self._more():
            pass
        match = _ASSIGNED.match(self._held, self._at)
        if match is None:
            raise HostileArchive(_("A script stands where only data may."))
        self._at = match.end()

    def end(self, script: bool) -> None:
        """Nothing may follow the value but white space, and one semicolon after an assignment."""
        if script and self.peek() == ";":
            self._at += 1
        if self.peek():
            if script:
                raise HostileArchive(_("A script follows the data."))
            raise Unreadable(_("This is no JSON."))
