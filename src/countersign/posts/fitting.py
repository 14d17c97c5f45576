"""Pictures made to fit a platform: smaller or in another format, always the same bytes for the same limit, kept once.

Nothing but the picture's size and encoding changes; its alternative text, consents and licence are those of the
original. A picture that fits as it is goes out as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from countersign.connectors.interface import MediaLimit
from countersign.evidence import store
from countersign.gate import clock
from countersign.posts import pictures
from countersign.posts.form import Fitted, Picture
from countersign.posts.given import number
from countersign.posts.models import Fitted as Kept


class Fitting:
    """Makes the files of one post fit, account by account; what was made before is found in one look."""

    def __init__(self, files: Iterable[Picture]) -> None:
        self._known: dict[tuple[int, str], Kept] | None = None
        self._files = [number(p.media) for p in files]

    def made(self, picture: Picture, limit: MediaLimit | None) -> Fitted | None:
        """The picture as it fits; None where it fits as it is, or nothing can be done: a limit then refuses it."""
        if limit is None or picture.mime.startswith("video/") or fits(picture, limit):
            return None
        key = (number(picture.media), recipe(limit))
        if self._known is None:
            self._known = {(k.media_id, k.recipe): k for k in Kept.objects.filter(media__in=self._files)}
        kept = self._known.get(key)
        if kept is None:
            try:
                kept = _make(picture, limit)
            except (pictures.Unfit, store.Gone, store.Damaged):
                return None
            self._known[key] = kept
        return _told(kept)


def fits(picture: Picture, limit: MediaLimit) -> bool:
    """Whether a picture goes out as it is."""
    small = limit.max_pixels is None or picture.pixels is None or picture.pixels <= limit.max_pixels
    return picture.mime in limit.mimes and picture.size_bytes <= limit.max_bytes and small


def recipe(limit: MediaLimit) -> str:
    """The name of a limit: the same name, the same picture."""
    kinds = "+".join(sorted(m.removeprefix("image/") for m in limit.mimes if m in pictures.FORMATS.values()))
    return f"{kinds} {limit.max_bytes} B {limit.max_pixels or 0} px"


def is_made(fitted: Fitted) -> bool:
    """Whether this was made here, from the picture that it names: nobody else's bytes go out under its consents."""
    made = Kept.objects.filter(media=number(fitted.media), sha256=fitted.sha256, content=fitted.content)
    return any(_told(kept) == fitted for kept in made)


def _make(picture: Picture, limit: MediaLimit) -> Kept:
    drawn = pictures.smaller(
        store.get(picture.content), mimes=limit.mimes, most_bytes=limit.max_bytes, most_pixels=limit.max_pixels
    )
    values = {
        "content": store.put(drawn.content, drawn.mime),
        "sha256": hashlib.sha256(drawn.content).hexdigest(),
        "mime": drawn.mime,
        "size_bytes": len(drawn.content),
        "width": drawn.width,
        "height": drawn.height,
        "made_at": clock.now(),
    }
    name = {"media_id": number(picture.media), "recipe": recipe(limit)}
    try:
        with transaction.atomic():
            return Kept.objects.create(**name, **values)
    except IntegrityError:
        # Another window made the same at the same moment; the bytes are the same.
        return Kept.objects.get(**name)


def _told(kept: Kept) -> Fitted:
    return Fitted(str(kept.media_id), kept.content, kept.sha256, kept.mime, kept.size_bytes, kept.width, kept.height)
