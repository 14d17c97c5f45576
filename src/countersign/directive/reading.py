"""From an uploaded file to text and tree: read once, before the door, and remembered by the file's commitment."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from countersign.evidence import store
from countersign.evidence.models import Content
from countersign.rules.text import Directive, parse

MOST_BYTES = 1_000_000
"""About 300 pages of text."""
MOST_DOUBTS = 200
"""With more of them it is no directive that was uploaded, or not one that can be settled line by line."""
MEDIA_TYPES = {".txt": "text/plain", ".text": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown"}
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotAText(ValueError):
    """What was uploaded cannot be read as a directive's text; says why in plain words."""


@dataclass(frozen=True)
class Reading:
    """A kept file as it was read. `guessed`: the encoding is not certain, so its special letters want a look."""

    text: str
    encoding: str
    guessed: bool
    directive: Directive


def keep(data: bytes, name: str) -> str:
    """Keep an uploaded file as evidence, whatever becomes of it. Returns its commitment. Raises `NotAText`."""
    media_type = MEDIA_TYPES.get(PurePath(name).suffix.lower())
    if media_type is None:
        raise NotAText(f"the name must end in one of {', '.join(MEDIA_TYPES)}")
    if len(data) > MOST_BYTES:
        raise NotAText(f"the file is larger than {MOST_BYTES // 1000} kB")
    decode(data)
    return store.put(data, media_type)


@lru_cache(maxsize=16)
def read(commitment: str) -> Reading:
    """The kept file under `commitment`, read. Raises `NotAText` for one that is missing, no text or all doubts."""
    kept = Content.objects.filter(pk=commitment, state=Content.State.LIVE).first()
    if kept is None or kept.media_type not in MEDIA_TYPES.values() or kept.size_bytes > MOST_BYTES:
        raise NotAText("no such text is kept")
    text, encoding, guessed = decode(store.get(commitment))
    directive = parse(text, markdown=True if kept.media_type == "text/markdown" else None)
    if len(directive.doubts) > MOST_DOUBTS:
        raise NotAText(f"{len(directive.doubts)} of its lines are doubtful: correct the file and upload it again")
    return Reading(text, encoding, guessed, directive)


def decode(data: bytes) -> tuple[str, str, bool]:
    """Text, encoding, and whether the encoding is a guess: UTF-8 or UTF-16 by its mark, UTF-8, else Western European.

    Raises `NotAText` for an empty file and for one that is no text.
    """
    encoding, guessed = next((name for mark, name in BOMS if data.startswith(mark)), None), False
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding is not None:
            raise NotAText("the file is damaged: it cannot be read in the encoding it names") from error
        encoding, guessed = "windows-1252", True
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            encoding = "latin-1"
            text = data.decode(encoding)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise NotAText("there is nothing in the file")
    if "\0" in text or sum(c < " " and c not in "\t\n\r\f\v" for c in text) > len(text) // 100:
        raise NotAText("this is not a text file")
    return text, encoding or "utf-8", guessed
