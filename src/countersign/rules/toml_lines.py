"""Which line of a TOML file each key stands on. The standard library's parser gives values without their lines.

The scanner reads only text that `tomllib` has accepted, so it need not judge: it follows headers, keys, strings and
brackets. What stands inside an inline table or a list has the line of the key it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_KEY_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*""")
_OPENING = ('"""', "'''", '"', "'")


def lines_of(text: str) -> Mapping[Path, int]:
    """Path of each table, list entry and key to its line, counted from 1."""
    found: dict[Path, int] = {}
    entries: dict[Path, int] = {}
    here: Path = ()
    position = 0
    line = 1
    while position < len(text):
        start = position
        character = text[position]
        if character.isspace():
            position += 1
        elif character == "#":
            position = _line_end(text, position)
        elif character == "[":
            double = text.startswith("[[", position)
            parts, position = _key(text, position + (2 if double else 1))
            here = _resolved(parts, entries, opens_entry=double)
            for depth in range(1, len(here) + 1):
                found.setdefault(here[:depth], line)
            position = _line_end(text, position)
        else:
            parts, position = _key(text, position)
            for depth in range(1, len(parts) + 1):
                found.setdefault(here + parts[:depth], line)
            position = _value_end(text, position + 1)
        line += text.count("\n", start, position)
    return found


def _resolved(parts: tuple[str, ...], entries: dict[Path, int], *, opens_entry: bool) -> Path:
    """A header's names with the number of the current entry after each name that is a list of tables."""
    path: Path = ()
    for index, part in enumerate(parts):
        path = (*path, part)
        if opens_entry and index == len(parts) - 1:
            entries[path] = entries.get(path, -1) + 1
        if path in entries:
            path = (*path, entries[path])
    return path


def _key(text: str, position: int) -> tuple[tuple[str, ...], int]:
    """The dotted key that begins here, and where it ends (at the `=` or the `]`)."""
    parts: list[str] = []
    while match := _KEY_PART.match(text, position):
        parts.append(next(group for group in match.groups() if group is not None))
        position = match.end()
        if not text.startswith(".", position):
            break
        position += 1
    return tuple(parts), position


def _value_end(text: str, position: int) -> int:
    depth = 0
    while position < len(text):
        opening = next((mark for mark in _OPENING if text.startswith(mark, position)), None)
        if opening:
            position = _string_end(text, position, opening)
            continue
        character = text[position]
        if character == "#":
            position = _line_end(text, position)
            continue
        if character == "\n" and depth == 0:
            return position
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(character, 0)
        position += 1
    return position


def _string_end(text: str, position: int, opening: str) -> int:
    position += len(opening)
    while position < len(text) and not text.startswith(opening, position):
        position += 2 if opening[0] == '"' and text[position] == "\\" else 1
    position += len(opening)
    # Up to two more quotation marks may belong to the text just before the end of a multi-line string.
    while len(opening) == 3 and text.startswith(opening[0], position):
        position += 1
    return position


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
