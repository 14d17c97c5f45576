"""Whether a file that a platform made anew still shows what was signed.

Platforms strip what cameras write into pictures and compress them again, so their bytes are never ours. What a reader
sees is compared instead, finely enough that a changed word in a picture is noticed.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageChops, ImageOps, ImageStat

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
_MOST_PIXELS = 100_000_000
# Both are brought to at most this many cells a side; a letter 20 pixels high in a picture 4,000 wide fills some cells.
_CELLS = 384
# Of 255. Compressing again and making smaller moved no cell of a poster by more than 22; one changed digit moved one
# by 120.
_MOST_MEAN = 3.0
_MOST_IN_A_CELL = 48
_MOST_STRETCH = 0.01


def same_picture(signed: bytes, read_back: bytes) -> bool:
    """Whether two still pictures look the same but for compression and size. False for what cannot be read."""
    try:
        ours, theirs = _flat(signed), _flat(read_back)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    shape_ours, shape_theirs = ours.width / ours.height, theirs.width / theirs.height
    # Rounding to whole pixels stretches a small picture by more than a large one.
    rounding = 1 / min(ours.width, ours.height, theirs.width, theirs.height)
    if abs(shape_ours / shape_theirs - 1) > _MOST_STRETCH + rounding:
        return False
    cells = (min(_CELLS, ours.width, theirs.width), min(_CELLS, ours.height, theirs.height))
    difference = ImageChops.difference(
        ours.resize(cells, Image.Resampling.HAMMING), theirs.resize(cells, Image.Resampling.HAMMING)
    )
    return max(ImageStat.Stat(difference).mean) <= _MOST_MEAN and _worst(difference) <= _MOST_IN_A_CELL


def _worst(difference: Image.Image) -> int:
    """The largest value in any band: a histogram has 256 counts for each."""
    return max(place % 256 for place, count in enumerate(difference.histogram()) if count)


def _flat(content: bytes) -> Image.Image:
    """Upright, without transparency, in plain colours."""
    with Image.open(BytesIO(content), formats=_FORMATS) as picture:
        if picture.width * picture.height > _MOST_PIXELS or getattr(picture, "n_frames", 1) != 1:
            raise ValueError("too large, or moving")
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    on_white = Image.new("RGBA", upright.size, "white")
    on_white.alpha_composite(upright)
    return on_white.convert("RGB")
