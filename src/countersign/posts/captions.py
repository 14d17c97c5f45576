"""Captions of a video: WebVTT or SubRip in, checked WebVTT out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

MOST_BYTES = 1024 * 1024
_STAMP = r"(?:(\d{1,3}):)?(\d{2}):(\d{2})[.,](\d{3})"
_TIMING = re.compile(rf"^{_STAMP}[ \t]+-->[ \t]+{_STAMP}(?:[ \t].*)?$")
_TAG = re.compile(r"<[^>]*>")


class Unfit(ValueError):
    """The file is no captions that a player could show; the message says why."""


@dataclass(frozen=True)
class Cue:
    """What is shown from one second to another."""

    starts_s: float
    ends_s: float
    text: str


def checked(data: bytes, duration_s: float | None = None) -> bytes:
    """The captions as WebVTT. `duration_s` is the video's, if known. Raises Unfit."""
    cues = read(data)
    if duration_s is not None and cues[-1].starts_s > duration_s:
        raise Unfit(_("The captions go on after the video has ended: they belong to another one."))
    lines = ["WEBVTT", ""]
    for cue in cues:
        lines += [f"{_stamp(cue.starts_s)} --> {_stamp(cue.ends_s)}", cue.text, ""]
    return "\n".join(lines).encode()


def read(data: bytes) -> list[Cue]:
    """The cues in order. Raises Unfit."""
    if len(data) > MOST_BYTES:
        raise Unfit(_("The captions are larger than 1 MB."))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise Unfit(_("The captions are not written in UTF-8.")) from error
    cues: list[Cue] = []
    for block in re.split(r"\n{2,}", text):
        lines = block.strip().split("\n")
        at = next((n for n, line in enumerate(lines[:2]) if _TIMING.match(line)), None)
        if at is None:
            continue
        found = _TIMING.match(lines[at])
        words = _TAG.sub("", "\n".join(lines[at + 1 :])).replace("-->", "→").strip()
        if found is None or not words:
            continue
        cue = Cue(_seconds(found.groups()[:4]), _seconds(found.groups()[4:8]), words)
        if cue.ends_s <= cue.starts_s or (cues and cue.starts_s < cues[-1].starts_s):
            raise Unfit(_("The times of the captions are out of order."))
        cues.append(cue)
    if not cues:
        raise Unfit(_("No captions are in it. WebVTT (.vtt) and SubRip (.srt) files are taken."))
    return cues


def words(data: bytes) -> str:
    """Everything the captions say, for screening."""
    return "\n".join(cue.text for cue in read(data))


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(p or 0) for p in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _stamp(at_s: float) -> str:
    whole, thousandths = divmod(round(at_s * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"
