"""Files given in forms, kept as evidence before the act that names them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from countersign.evidence import store
from countersign.posts import pictures

MOST_DOCUMENT_BYTES = 20 * 1024 * 1024


class NotTaken(ValueError):
    """Why a file was not taken, in words for whoever gave it."""


def screenshot(file: UploadedFile[Any]) -> str:
    """Keep a screenshot, drawn anew. Returns its commitment. Raises NotTaken."""
    if (file.size or 0) > pictures.MOST_BYTES:
        raise NotTaken(_("The picture is too large."))
    try:
        drawn = pictures.draw(file.read())
    except pictures.Unfit as error:
        raise NotTaken(_(str(error))) from error
    return store.put(drawn.content, drawn.mime)


def document(file: UploadedFile[Any] | None) -> str:
    """Keep a signed form or a licence: a PDF, or a picture of it. Empty for none. Raises NotTaken."""
    if file is None:
        return ""
    if (file.size or 0) > MOST_DOCUMENT_BYTES:
        raise NotTaken(_("The document is larger than 20 MB."))
    data = file.read()
    if data.startswith(b"%PDF-"):
        return store.put(data, "application/pdf")
    try:
        drawn = pictures.draw(data)
    except pictures.Unfit as error:
        raise NotTaken(_("A document is a PDF file or a picture of the paper.")) from error
    return store.put(drawn.content, drawn.mime)
