"""Videos taken in: looked into by ffprobe and written anew without metadata by ffmpeg, both in a jail of limits.

Where these programs are not installed nothing passes silently: the person who adds the video says that they played it
to its end and how long it lasts, and it is kept that it was a person who looked.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_noop as _

from countersign.connectors import films
from countersign.evidence import store
from countersign.posts import captions
from countersign.posts.models import Media

MOST_BYTES = 200 * 1024 * 1024
LONGEST_S = 4 * 3600
CODECS = frozenset({"h264", "hevc", "vp8", "vp9", "av1"})
PATIENCE_S = 60
BY_PROGRAM, BY_PERSON = "program", "person"
# Set by a shell of its own: this process may have threads, in which nothing may run between fork and exec. Seconds,
# kilobytes of memory, blocks of 512 bytes written, no core.
_LIMITS = (
    " && ".join(
        (f"ulimit -t {PATIENCE_S}", f"ulimit -v {2 * 1024**2}", f"ulimit -f {2 * MOST_BYTES // 512}", "ulimit -c 0")
    )
    + ' && exec "$@"'
)


class Unfit(ValueError):
    """The file is not a video that can be taken; the message says why, for whoever chose it."""


@dataclass(frozen=True)
class Looked:
    """What was found in a video."""

    duration_s: float
    width: int
    height: int


def kind_of(data: bytes) -> str:
    """The media type by how the file begins; empty for anything but MP4 and WebM."""
    if data[4:8] == b"ftyp":
        return "video/mp4"
    return "video/webm" if data.startswith(b"\x1a\x45\xdf\xa3") else ""


def has_programs() -> bool:
    """Whether a video can be looked into here without a person."""
    return shutil.which("ffprobe") is not None and shutil.which("ffmpeg") is not None


def take_in(
    data: bytes,
    *,
    title: str,
    owner: str,
    at: datetime,
    said_s: float | None = None,
    said: bytes | None = None,
    language: str = "en",
) -> Media:
    """Keep a video and put it into the library. `said_s` is how long it lasts by the word of whoever played it, needed
    only where no program can look; `said` its captions, in `language`. Raises Unfit."""
    if len(data) > MOST_BYTES:
        raise Unfit(_("The video is larger than 200 MB."))
    mime = kind_of(data)
    if not mime:
        raise Unfit(_("Only MP4 and WebM videos are taken."))
    if has_programs():
        found, content, checked = *_by_program(data, mime), BY_PROGRAM
    elif said_s is not None and 0 < said_s <= LONGEST_S:
        found, content, checked = Looked(said_s, 0, 0), data, BY_PERSON
    else:
        raise Unfit(_("Nothing here can look into a video: play it to its end and say how long it lasts."))
    made = _captions(said, found.duration_s)
    return Media.objects.create(
        original=store.put(data, "application/octet-stream"),
        sent=store.put(content, mime),
        sha256=hashlib.sha256(content).hexdigest(),
        mime=mime,
        size_bytes=len(content),
        width=found.width,
        height=found.height,
        duration_s=found.duration_s,
        checked=checked,
        captions=store.put(made, "text/vtt") if made else "",
        captions_sha256=hashlib.sha256(made).hexdigest() if made else "",
        captions_language=language,
        title=title[:200],
        owner=owner,
        added_at=at,
    )


def _captions(said: bytes | None, duration_s: float) -> bytes:
    if not said:
        return b""
    try:
        return captions.checked(said, duration_s)
    except captions.Unfit as error:
        raise Unfit(str(error)) from error


def _by_program(data: bytes, mime: str) -> tuple[Looked, bytes]:
    with tempfile.TemporaryDirectory(prefix="video-") as name:
        given = Path(name) / ("in" + (".mp4" if mime == "video/mp4" else ".webm"))
        given.write_bytes(data)
        found = _looked(given)
        written = given.with_stem("out")
        args = ["-map", "0:v:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1", "-c", "copy"]
        _jailed(
            ["ffmpeg", "-v", "error", "-nostdin", *_LOCAL, "-i", given.name, *args, "-bitexact", written.name], name
        )
        return found, written.read_bytes()


STILLS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where in a video pictures are taken to compare it with another, as shares of its length."""


def stills(data: bytes) -> list[bytes]:
    """Pictures taken out of a video as PNG, one for each of `STILLS`; none where it cannot be looked into here."""
    film = films.measured(data)
    if film is None or not has_programs() or len(data) > MOST_BYTES:
        return []
    found = []
    with tempfile.TemporaryDirectory(prefix="video-") as name:
        given = Path(name) / "in"
        given.write_bytes(data)
        for share in STILLS:
            at = ["-ss", f"{share * film.duration_s:.3f}", *_LOCAL, "-i", given.name]
            shown = ["-frames:v", "1", "-vf", "scale=160:-2", "-f", "image2pipe", "-c:v", "png", "-"]
            with contextlib.suppress(Unfit):
                found.append(_jailed(["ffmpeg", "-v", "error", "-nostdin", *at, *shown], name))
    return found if len(found) == len(STILLS) and all(found) else []


_LOCAL = ("-protocol_whitelist", "file")


def _looked(given: Path) -> Looked:
    shown = ["-show_entries", "format=duration:stream=codec_type,codec_name,width,height", "-of", "json"]
    told = json.loads(_jailed(["ffprobe", "-v", "error", *_LOCAL, *shown, given.name], str(given.parent)))
    pictures = [s for s in told.get("streams", ()) if s.get("codec_type") == "video"]
    if len(pictures) != 1 or pictures[0].get("codec_name") not in CODECS:
        raise Unfit(_("The file holds no video in a format that platforms show."))
    with contextlib.suppress(KeyError, ValueError):
        duration = float(told["format"]["duration"])
        if 0 < duration <= LONGEST_S:
            return Looked(duration, int(pictures[0]["width"]), int(pictures[0]["height"]))
    raise Unfit(_("How long the video lasts cannot be told, or it lasts longer than four hours."))


def _jailed(command: list[str], folder: str) -> bytes:
    """What a program says about a file that a stranger may have made: bounded in time, memory and what it writes, with
    nothing of our environment, and files as its only protocol."""
    program = shutil.which(command[0])
    if program is None:
        raise Unfit(_("The video cannot be looked into here."))
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", _LIMITS, "jail", program, *command[1:]],
            cwd=folder,
            env={"LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise Unfit(_("The file cannot be read as a video.")) from error
    return done.stdout
