"""Kept files as they are handed out: never run, never guessed at, never under a name somebody else chose."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from countersign.evidence import store
from countersign.evidence.models import Content

SHOWN = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "application/pdf": "pdf",
    "text/plain; charset=utf-8": "txt",
    "text/plain": "txt",
}


def download(commitment: str) -> HttpResponse:
    """The file under a commitment. Raises Http404 when there is none, or no longer."""
    kept = Content.objects.filter(pk=commitment).first()
    if kept is None or kept.state != Content.State.LIVE:
        raise Http404(_("There is no such file."))
    known = kept.media_type in SHOWN
    media_type = kept.media_type if known else "application/octet-stream"
    response = HttpResponse(store.get(commitment), content_type=media_type)
    name = f"{commitment[:12]}.{SHOWN.get(kept.media_type, 'bin')}"
    how = "inline" if known else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def text_of(commitment: str) -> str | None:
    """A kept text; None for a file that is none."""
    kept = Content.objects.filter(pk=commitment, state=Content.State.LIVE).first()
    if kept is None or not kept.media_type.startswith("text/plain"):
        return None
    return store.get(commitment).decode("utf-8", "replace")
