"""Files given in forms: stored as evidence at once, so that a refused act loses none of them.

A form carries what was stored as a signed token, so that nobody can name evidence that is somebody else's.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from countersign.accounts import pictures
from countersign.evidence import store

SALT = "countersign.accounts.upload"
MOST_DOCUMENT_BYTES = 20 * 1024 * 1024
MOST_TEXT = 1_000_000
HEADS = {b"%PDF-": "application/pdf"}


class NotTaken(ValueError):
    """Why a file was not taken, in words for the person who gave it."""


def picture(file: UploadedFile[Any]) -> str:
    """Keep a screenshot, drawn anew. Returns its commitment. Raises `NotTaken`."""
    words = {
        "large": _("The picture is larger than 10 MB."),
        "pixels": _("The picture has more than 40 million points."),
        "moving": _("A moving picture proves nothing about a page; give a still one."),
        "format": _("This is not a PNG, JPEG or WebP picture that can be read."),
    }
    if (file.size or 0) > pictures.MOST_BYTES:
        raise NotTaken(words["large"])
    try:
        data, media_type = pictures.redrawn(file.read())
    except pictures.NotAPicture as error:
        raise NotTaken(words[str(error)]) from error
    return store.put(data, media_type)


def document(file: UploadedFile[Any]) -> str:
    """Keep a document, a PDF or plain text. Returns its commitment. Raises `NotTaken`."""
    if (file.size or 0) > MOST_DOCUMENT_BYTES:
        raise NotTaken(_("The document is larger than 20 MB."))
    data = file.read()
    for head, media_type in HEADS.items():
        if data.startswith(head):
            return store.put(data, media_type)
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotTaken(_("A document is a PDF file or plain text in UTF-8.")) from error
    return text(words)


def text(words: str) -> str:
    """Keep a text. Returns its commitment. Raises `NotTaken`."""
    if not words.strip() or "\x00" in words:
        raise NotTaken(_("There is no text in it."))
    if len(words) > MOST_TEXT:
        raise NotTaken(_("The text is longer than a million characters."))
    return store.put(words.encode(), "text/plain; charset=utf-8")


def token(commitment: str, person: str) -> str:
    """What a form carries for something this person stored before."""
    return signing.dumps([commitment, person], salt=SALT)


def kept(given: str, person: str) -> str:
    """The commitment behind a token; empty for what is none, or is somebody else's."""
    try:
        commitment, owner = signing.loads(given, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(commitment) if owner == person else ""
