"""Lines of an iCalendar file (RFC 5545), written straight out: a file may hold thousands of posts."""

from __future__ import annotations

from datetime import UTC, datetime

# What no line may hold (RFC 5545 §3.1) is left out: controls but the tab.
_ESCAPED = dict.fromkeys((*range(9), *range(11, 32), 127)) | str.maketrans(
    {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
)
_LONGEST = 75


def text(value: str) -> str:
    """A text as a value (RFC 5545 §3.3.11)."""
    return value.translate(_ESCAPED)


def moment(at: datetime) -> str:
    """A moment as a value, in UTC (§3.3.5)."""
    utc = at.astimezone(UTC)
    return f"{utc.year:04}{utc.month:02}{utc.day:02}T{utc.hour:02}{utc.minute:02}{utc.second:02}Z"


def folded(line: str) -> str:
    """A line as it is written: none longer than 75 bytes, none cut within a character (§3.1)."""
    if len(line) <= _LONGEST and line.isascii():
        return line
    parts, rest, room = [], line.encode(), _LONGEST
    while len(rest) > room:
        end = room
        # A byte of the form 10xxxxxx goes on with a character.
        while rest[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(rest[:end])
        rest, room = rest[end:], _LONGEST - 1
    return b"\r\n ".join([*parts, rest]).decode()


def written(lines: list[str]) -> bytes:
    """A whole file."""
    return ("\r\n".join(map(folded, lines)) + "\r\n").encode()
