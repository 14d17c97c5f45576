"""How long a video lasts, how large its pictures are and whether it has sound, read from its container.

Nothing is decoded, so nothing but the file is needed. MP4 and QuickTime: ISO/IEC 14496-12 (boxes `mvhd`, `tkhd`,
`hdlr`); WebM: RFC 8794 and RFC 9559 (elements Info and Tracks).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

# A file names each of its parts before it; one that names more than this many was not made by a camera.
_MOST_PARTS = 10_000
_HANDLER, _TRACK, _LENGTH = b"hdlr", b"tkhd", b"mvhd"
_INSIDE = frozenset({b"moov", b"trak", b"mdia"})
_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT, _INFO, _TRACKS, _ENTRY, _VIDEO = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0
_SCALE, _DURATION, _KIND, _WIDTH, _HEIGHT = 0x2AD7B1, 0x4489, 0x83, 0xB0, 0xBA
_WITHIN = frozenset({_SEGMENT, _INFO, _TRACKS, _ENTRY, _VIDEO})
_PICTURES, _SOUND = 1, 2


@dataclass(frozen=True)
class Film:
    """What a video is, as it is shown: turned upright. Width and height in pixels."""

    width: int
    height: int
    duration_s: float
    sound: bool


def measured(content: bytes) -> Film | None:
    """What a file says of itself; None for what is no such video, or says too little."""
    try:
        film = _webm(content) if content.startswith(_EBML) else _mp4(content)
    except (struct.error, IndexError, ValueError, ZeroDivisionError):
        return None
    return film if film.width > 0 and film.height > 0 and 0 < film.duration_s < 1e6 else None


def _mp4(content: bytes) -> Film:
    width = height = 0.0
    duration_s, sound, shown = 0.0, False, (0.0, 0.0)
    for name, start, end in _boxes(content):
        if name == _LENGTH:
            wide = content[start] == 1
            scale, length = struct.unpack_from(">IQ" if wide else ">II", content, start + (20 if wide else 12))
            duration_s = length / scale
        elif name == _TRACK:
            at = start + (52 if content[start] == 1 else 40)
            across, _, _, down, *_ = struct.unpack_from(">5i", content, at)
            size = struct.unpack_from(">II", content, at + 36)
            # A matrix without a diagonal turns the picture by a quarter.
            shown = (size[1], size[0]) if across == 0 and down != 0 else size
            if end - start < at - start + 44:
                raise ValueError("a track's header is cut")
        elif name == _HANDLER:
            kind = content[start + 8 : start + 12]
            sound = sound or kind == b"soun"
            if kind == b"vide" and not width:
                width, height = (side / 65536 for side in shown)
    return Film(round(width), round(height), duration_s, sound)


def _boxes(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Every box in its order, those inside the ones that matter too: its name, and where what it holds is."""
    at, seen, whole = 0, 0, len(content)
    while at + 8 <= whole and (seen := seen + 1) < _MOST_PARTS:
        size, name = struct.unpack_from(">I4s", content, at)
        head = 8
        if size == 1:
            (size,), head = struct.unpack_from(">Q", content, at + 8), 16
        end = at + size if size else whole
        if end < at + head or end > whole:
            raise ValueError("a box ends where it cannot")
        yield name, at + head, end
        at = at + head if name in _INSIDE else end


def _webm(content: bytes) -> Film:
    width = height = 0
    length, scale, sound, kind = 0.0, 1_000_000, False, 0
    for name, start, end in _elements(content):
        body = content[start:end] if name not in _WITHIN and end - start <= 8 else b""
        if name == _SCALE:
            scale = int.from_bytes(body, "big")
        elif name == _DURATION:
            (length,) = struct.unpack(">f" if len(body) == 4 else ">d", body)
        elif name == _KIND:
            kind = int.from_bytes(body, "big")
            sound = sound or kind == _SOUND
        elif name == _WIDTH and kind == _PICTURES and not width:
            width = int.from_bytes(body, "big")
        elif name == _HEIGHT and kind == _PICTURES and not height:
            height = int.from_bytes(body, "big")
    return Film(width, height, length * scale / 1e9, sound)


def _elements(content: bytes) -> Iterator[tuple[int, int, int]]:
    at, seen, whole = 0, 0, len(content)
    while at < whole and (seen := seen + 1) < _MOST_PARTS:
        name, at = _number(content, at, keep=True)
        size, start = _number(content, at, keep=False)
        # Of what was written while it was filmed, the length is not known: it goes on to the end.
        end = whole if size == (1 << 7 * (start - at)) - 1 else start + size
        if end > whole:
            raise ValueError("an element ends where it cannot")
        yield name, start, end
        at = start if name in _WITHIN else end


def _number(content: bytes, at: int, *, keep: bool) -> tuple[int, int]:
    """A number as EBML writes it, its length in its first bits (`keep`: they belong to it); and where it ends."""
    length = 9 - content[at].bit_length()
    if length > 8:
        raise ValueError("not a number")
    value = int.from_bytes(content[at : at + length], "big")
    return (value if keep else value & ((1 << 7 * length) - 1)), at + length
