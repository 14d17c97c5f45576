"""Screenshots as they are stored: decoded and drawn anew, so that nothing but the picture itself is kept."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
QUALITY = 90


class NotAPicture(ValueError):
    """Why a file is not taken, as a short code: `large`, `pixels`, `moving` or `format`."""


def redrawn(data: bytes) -> tuple[bytes, str]:
    """The picture without metadata, comments or anything behind it, and its media type. Raises `NotAPicture`."""
    if len(data) > MOST_BYTES:
        raise NotAPicture("large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _redrawn(data)
    except NotAPicture:
        raise
    except Exception as error:
        # Decoders fail in many ways on files made to break them; whatever it is, it is not taken.
        raise NotAPicture("format") from error


def _redrawn(data: bytes) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        # The header says the size before anything is decoded.
        if opened.width * opened.height > MOST_PIXELS:
            raise NotAPicture("pixels")
        if getattr(opened, "n_frames", 1) > 1:
            raise NotAPicture("moving")
        was_jpeg = opened.format == "JPEG"
        upright = ImageOps.exif_transpose(opened)
        mode = (
            "RGBA"
            if not was_jpeg and (upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info)
            else "RGB"
        )
        fresh = Image.new(mode, upright.size)
        fresh.paste(upright.convert(mode))
    out = io.BytesIO()
    if was_jpeg:
        fresh.save(out, "JPEG", quality=QUALITY)
        return out.getvalue(), "image/jpeg"
    fresh.save(out, "PNG")
    return out.getvalue(), "image/png"
