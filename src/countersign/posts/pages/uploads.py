"""Files given in forms, kept as evidence before the act that names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from countersign.evidence import store
from countersign.gate import clock
from countersign.posts import captions, pictures, videos
from countersign.posts.models import Media

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


def library(data: Mapping[str, Any], owner: str) -> Media:
    """Take a picture or video with its captions into the library, from a form's cleaned data. Raises NotTaken."""
    file: UploadedFile[Any] = data["file"]
    begin = file.read(12)
    file.seek(0)
    video = bool(videos.kind_of(begin))
    if (file.size or 0) > (videos.MOST_BYTES if video else pictures.MOST_BYTES):
        raise NotTaken(_("The file is too large."))
    try:
        if not video:
            return pictures.take_in(file.read(), title=data["title"], owner=owner, at=clock.now())
        said_s = data.get("lasts_s") if data.get("played") else None
        said = data["captions"].read(captions.MOST_BYTES + 1) if data.get("captions") else None
        return videos.take_in(
            file.read(),
            title=data["title"],
            owner=owner,
            at=clock.now(),
            said_s=said_s,
            said=said,
            language=data.get("language") or "en",
        )
    except (pictures.Unfit, videos.Unfit) as error:
        raise NotTaken(_(str(error))) from error
