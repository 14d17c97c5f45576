"""Pictures taken in: the untouched original is kept as evidence, what goes out is drawn anew without metadata.

Metadata can tell where somebody is, and hide in more places than can be listed; a picture drawn anew has none.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from countersign.evidence import store
from countersign.posts.models import Media

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


def take_in(data: bytes, *, title: str, owner: str, at: datetime) -> Media:
    """Keep a picture and put it into the library. Raises Unfit."""
    drawn = draw(data)
    return Media.objects.create(
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
