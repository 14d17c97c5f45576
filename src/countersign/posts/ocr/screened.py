"""What screening finds in the words inside the pictures of a post."""

from __future__ import annotations

from dataclasses import replace

from countersign.posts import findings
from countersign.posts.form import Form
from countersign.posts.ocr import kept


def screened(form: Form) -> tuple[findings.Seen, ...]:
    """What screening finds in the words inside the pictures, each with what read them.

    It is asked about and never stands in the way by itself: what reads pictures errs.
    """
    files = {p.media: p.sha256 for p in form.everything if p.mime.startswith("image/")}
    held = kept.found(files.values())
    read = {f"words:{media}": held[sha256] for media, sha256 in files.items() if held[sha256].text}
    if not read:
        return ()
    seen = findings.examine({where: words.text for where, words in read.items()})
    return tuple(replace(one, severity="review", read_by=read[one.where].by) for one in seen if one.severity != "clear")
