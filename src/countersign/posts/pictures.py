"""Pictures taken in: the untouched original is kept as evidence, what goes out is drawn anew without metadata.

Metadata can tell where somebody is, and hide in more places than can be listed; a picture drawn anew has none.
"""

from __future__ import annotations

import hashlib
import io
import math
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from countersign.evidence import store
from countersign.posts.models import Media
from countersign.posts.ocr import kept

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
"""What is taken: pictures that stand still, in formats that every platform shows."""
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
QUALITY = 90


class Unfit(ValueError):
    """The file is not a picture that can be taken; the message says why, for whoever chose it."""


@dataclass(frozen=True)
class Drawn:
    """A picture as it goes out."""

    content: bytes
    mime: str
    width: int
    height: int


def draw(data: bytes) -> Drawn:
    """The picture in `data`, drawn anew: upright, in sRGB, without anything else that the file held. Raises Unfit."""
    if len(data) > MOST_BYTES:
        raise Unfit(_("The picture is larger than 20 MB."))
    try:
        with warnings.catch_warnings():
            # A warning about too many pixels is an error here.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as opened:
                kind = opened.format or ""
                if getattr(opened, "n_frames", 1) > 1:
                    raise Unfit(_("Only pictures that stand still are taken."))
                if opened.width * opened.height > MOST_PIXELS:
                    raise Unfit(_("The picture has more than 50 million pixels."))
                opened.load()
                upright = ImageOps.exif_transpose(opened)
                plain = _plain(upright, kind)
    except Unfit:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(_("Only JPEG, PNG, WebP and GIF pictures of a reasonable size are taken.")) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Unfit(_("The file cannot be read as a picture.")) from error
    made = io.BytesIO()
    # A GIF that stands still loses nothing as PNG, and PNG has no room for its surprises.
    written = "PNG" if kind == "GIF" else kind
    options = {"quality": QUALITY} if written in ("JPEG", "WEBP") else {"optimize": True}
    plain.save(made, written, **options)
    return Drawn(made.getvalue(), FORMATS[written], plain.width, plain.height)


def _plain(picture: Image.Image, kind: str) -> Image.Image:
    """The same pixels in a fresh picture, in sRGB."""
    see_through = kind != "JPEG" and (picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info)
    mode = "RGBA" if see_through else "RGB"
    profile = picture.info.get("icc_profile")
    shown = picture.convert(mode)
    if profile and not see_through and picture.mode in ("RGB", "L", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            base = picture if picture.mode in ("RGB", "L", "CMYK") else shown
            converted = ImageCms.profileToProfile(base, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            shown = converted if converted is not None else shown
        except ImageCms.PyCMSError:
            # A profile that cannot be used is dropped; the colours are then taken as sRGB.
            shown = picture.convert(mode)
    fresh = Image.new(mode, shown.size)
    fresh.paste(shown)
    return fresh


LOSSY = ("JPEG", "WEBP")
LOWER_QUALITY = 82
SHORTEST_SIDE = 48
MOST_STEPS = 12


def smaller(data: bytes, *, mimes: Collection[str], most_bytes: int, most_pixels: int | None = None) -> Drawn:
    """A picture drawn by us, within these limits: in its own format if that is taken and fits, then compressed more,
    then smaller. The same picture and limits always give the same bytes. Raises Unfit."""
    with Image.open(io.BytesIO(data), formats=list(FORMATS)) as opened:
        opened.load()
        kind = opened.format or ""
        whole = opened.convert("RGBA" if opened.mode in ("RGBA", "LA", "PA") else "RGB")
    kinds = _kinds(kind, whole.mode == "RGBA", {name for name, mime in FORMATS.items() if mime in mimes})
    scale = min(1.0, math.sqrt(most_pixels / (whole.width * whole.height))) if most_pixels else 1.0
    for _step in range(MOST_STEPS):
        size = (int(whole.width * scale), int(whole.height * scale))
        if min(size) < min(SHORTEST_SIDE, *whole.size):
            break
        shown = whole if size == whole.size else whole.resize(size, Image.Resampling.LANCZOS)
        smallest = 0
        for name in kinds:
            # A photograph as PNG is never small: it is not even tried where the file itself was far too large.
            if name == "PNG" and len(kinds) > 1 and len(data) * scale**2 > 2 * most_bytes:
                continue
            for quality in (QUALITY, LOWER_QUALITY) if name in LOSSY else (None,):
                made = _encoded(shown, name, quality)
                if len(made) <= most_bytes:
                    return Drawn(made, FORMATS[name], *size)
                smallest = min(smallest or len(made), len(made))
        scale *= min(0.9, max(0.3, 0.97 * math.sqrt(most_bytes / smallest))) if smallest else 0.5
    raise Unfit(_("The picture cannot be made small enough for this platform."))


def _kinds(kind: str, see_through: bool, taken: set[str]) -> list[str]:
    """The formats to try, the best first."""
    order = [kind, *(("WEBP", "PNG", "JPEG") if see_through else ("JPEG", "WEBP", "PNG"))]
    found = [name for name in dict.fromkeys(order) if name in taken and name != "GIF"]
    # What is seen through would be lost in a JPEG: only where nothing else is taken.
    return [n for n in found if n != "JPEG"] or found if see_through else found


def _encoded(picture: Image.Image, name: str, quality: int | None) -> bytes:
    plain = picture
    if name == "JPEG" and picture.mode == "RGBA":
        plain = Image.new("RGB", picture.size, "white")
        plain.paste(picture, mask=picture.getchannel("A"))
    made = io.BytesIO()
    plain.save(made, name, **({"quality": quality} if quality else {"optimize": True}))
    return made.getvalue()


def take_in(data: bytes, *, title: str, owner: str, at: datetime) -> Media:
    """Keep a picture and put it into the library; a worker reads the words in it. Raises Unfit."""
    drawn = draw(data)
    made = Media.objects.create(
        original=store.put(data, "application/octet-stream"),
        sent=store.put(drawn.content, drawn.mime),
        sha256=hashlib.sha256(drawn.content).hexdigest(),
        mime=drawn.mime,
        size_bytes=len(drawn.content),
        width=drawn.width,
        height=drawn.height,
        title=title[:200],
        owner=owner,
        added_at=at,
    )
    kept.want(made.sha256, made.sent, at)
    return made
