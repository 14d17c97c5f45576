"""Other programs that some checks use. One that is missing turns its check into a question to a person."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """A program of the machine, what uses it, and what happens without it."""

    names: tuple[str, ...]
    used_for: str
    without: str
    install: str

    def found(self) -> str | None:
        """Where it is, if it is here."""
        return next((path for name in self.names if (path := shutil.which(name))), None)


PROGRAMS = (
    Program(
        ("chromium", "chromium-browser", "google-chrome"),
        "seeing an account's page as a reader sees it",
        "page elements are asked of the person who attests the page",
        "apt-get install chromium",
    ),
    Program(
        ("tesseract",),
        "reading words inside a picture",
        "the composer asks the author about each picture, and no rule looks at words in it",
        "apt-get install tesseract-ocr tesseract-ocr-eng tesseract-ocr-spa",
    ),
    Program(
        ("ffmpeg",),
        "looking into a video",
        "what a video shows is asked of the author",
        "apt-get install ffmpeg",
    ),
)


def lines() -> Iterator[str]:
    """One line a program: there, or missing with what follows and how to mend it."""
    for program in PROGRAMS:
        path = program.found()
        if path:
            yield f"there    {program.names[0]:<10} {path}: {program.used_for}"
        else:
            yield f"missing  {program.names[0]:<10} {program.used_for}: {program.without}. {program.install}"
