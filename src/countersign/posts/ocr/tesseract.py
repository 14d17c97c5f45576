"""Reading a picture with tesseract: fixed arguments, standard input and output, in a jail, for a bounded time.

It is given the plain grey pixels of a picture that was drawn by us, never a file that somebody sent. Whatever goes
wrong means that nobody knows what stands in the picture.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image

from countersign.posts.ocr import jail

NAME = "tesseract"
FORMATS = ("JPEG", "PNG", "WEBP")
"""What pictures are that were drawn by us."""
MOST_PIXELS = 50_000_000
PATIENCE_S = 20.0
ASKED_AGAIN_S = 600
"""How long it is taken for granted which languages are installed."""
LANGUAGES = ("eng", "spa")
LAYOUT, UPRIGHT_LAYOUT = "1", "3"
"""The whole page with its orientation found out, for which `osd` is needed, and without."""
FEW_LETTERS = "min_characters_to_try=10"
"""A poster holds fewer letters than the page of a book, and its orientation is to be found out all the same."""
LONGEST_SIDE, SHORT_SIDE = 2400, 1000
"""Pixels: larger pictures are made smaller, and short ones twice as large, since letters must not be tiny."""
SURE = 60.0
"""From which confidence (0 to 100) a word counts."""
MOST_WORDS, LONGEST_WORD = 2000, 60
HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
WORD_LEVEL = "5"


@dataclass(frozen=True)
class Reader:
    """The program as it is installed here."""

    program: str
    version: str
    languages: tuple[str, ...]
    turns: bool

    @property
    def name(self) -> str:
        """How it is named with what it read."""
        return f"{self.version} ({'+'.join(self.languages)})"


def reader() -> Reader | None:
    """The program, if it is installed here with a language that we use."""
    program = shutil.which(NAME)
    if program is None:
        return None
    try:
        changed = Path(program).stat().st_mtime_ns
    except OSError:
        return None
    return _reader(program, changed, int(time.monotonic() // ASKED_AGAIN_S))


@lru_cache(maxsize=4)
def _reader(program: str, changed: int, age: int) -> Reader | None:
    told, listed = _run([program, "--version"]), _run([program, "--list-langs"])
    if told is None or listed is None:
        return None
    version, there = _line(told), {line.strip() for line in listed.decode("utf-8", "replace").splitlines()}
    languages = tuple(language for language in LANGUAGES if language in there)
    if not version.startswith(NAME) or not languages:
        return None
    return Reader(program, version, languages, "osd" in there)


def _line(told: bytes) -> str:
    first = next(iter(told.decode("utf-8", "replace").splitlines()), "")
    return "".join(c for c in first if c.isprintable())[:60]


def read(data: bytes, by: Reader) -> str | None:
    """The words in a picture that was drawn by us, line by line, empty for none; None where nobody knows."""
    pixels = _pixels(data)
    if pixels is None:
        return None
    layout = ["--psm", LAYOUT, "-c", FEW_LETTERS] if by.turns else ["--psm", UPRIGHT_LAYOUT]
    told = _run([by.program, "stdin", "stdout", "-l", "+".join(by.languages), *layout, "tsv"], pixels)
    return _words(told) if told is not None else None


def _pixels(data: bytes) -> bytes | None:
    """The picture as plain grey pixels of a size that can be read; None for what is no picture of ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return None
                opened.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
                grey = _grey(opened)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    longest = max(grey.size)
    scale = min(1.0, LONGEST_SIDE / longest) if longest >= SHORT_SIDE else 2.0
    if scale != 1.0:
        size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    made = io.BytesIO()
    grey.save(made, "PPM")
    return made.getvalue()


def _grey(opened: Image.Image) -> Image.Image:
    """What is seen through is seen on white, as on most pages."""
    if opened.mode not in ("RGBA", "LA", "PA"):
        return opened.convert("L")
    whole = opened.convert("RGBA")
    page = Image.new("RGBA", whole.size, "white")
    page.alpha_composite(whole)
    return page.convert("L")


def _run(command: list[str], given: bytes = b"") -> bytes | None:
    """What the program writes, or None: it ended badly, wrote too much or took too long."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as told:
        source.write(given)
        source.seek(0)
        try:
            running = subprocess.Popen(
                [sys.executable, "-I", "-S", "-B", jail.__file__, *command],
                stdin=source,
                stdout=told,
                stderr=subprocess.DEVNULL,
                cwd="/",
                # Nothing of our environment; one thread, since others work here too.
                env={"LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
                start_new_session=True,
            )
        except OSError:
            return None
        try:
            ended = running.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            return None
        finally:
            if running.returncode is None:
                # It leads a group of its own, which goes with it.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(running.pid, signal.SIGKILL)
                running.wait()
        if ended != 0 or told.seek(0, io.SEEK_END) >= jail.WRITTEN_BYTES:
            return None
        told.seek(0)
        return told.read()


def _words(told: bytes) -> str | None:
    """The sure words out of what the program wrote, line by line; None for anything else than its table."""
    try:
        header, *rows = told.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return None
    if header.rstrip("\r") != HEADER:
        return None
    lines: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        cells = row.rstrip("\r").split("\t")
        if len(cells) != HEADER.count("\t") + 1:
            if row.strip():
                return None
            continue
        word = _word(cells[-1])
        try:
            sure = 100 >= float(cells[-2]) >= SURE
        except ValueError:
            return None
        if cells[0] == WORD_LEVEL and sure and word:
            lines.setdefault(tuple(cells[1:5]), []).append(word)
    if sum(map(len, lines.values())) > MOST_WORDS:
        return None
    return "\n".join(" ".join(words) for words in lines.values())


def _word(read: str) -> str:
    """A word without what no page can show; empty for what holds no letter and no digit, or is no word."""
    word = "".join(c for c in unicodedata.normalize("NFC", read) if c.isprintable()).strip()
    return word if len(word) <= LONGEST_WORD and any(c.isalnum() for c in word) else ""
