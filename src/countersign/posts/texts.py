"""All texts of a frozen post, by where they stand: what is screened, and what somebody says of a finding is about."""

from __future__ import annotations

from collections.abc import Mapping

from countersign.evidence import store
from countersign.posts import findings
from countersign.posts.form import Form, find
from countersign.posts.ocr import kept

DISPOSED = (LookupError, ValueError, store.Damaged)
"""What reading a form raises when it, or captions it names, are not there any more or not what they were."""


def of(form: Form) -> Mapping[str, str]:
    """What was written, and the words that were read in its pictures. Raises one of `DISPOSED`."""
    files = {p.media: p.sha256 for p in form.everything if p.mime.startswith("image/")}
    held = kept.found(files.values())
    read = {f"words:{media}": held[sha256].text for media, sha256 in files.items() if held[sha256].text}
    return {**findings.parts(form.variants, form.pictures, form.card), **read}


def under(digest: str) -> Mapping[str, str]:
    """The texts of the form under a hash; none when it cannot be read any more."""
    try:
        form = find(digest)
        return of(form) if form is not None else {}
    except DISPOSED:
        return {}
