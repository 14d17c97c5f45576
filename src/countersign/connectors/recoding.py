"""Whether a file that a platform made anew still shows what was signed.

Platforms strip what cameras write into pictures and compress them again, so their bytes are never ours. What a reader
sees is compared instead, finely enough that a changed word in a picture is noticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageChops, ImageOps, ImageStat

from countersign.connectors.films import measured

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
_MOST_PIXELS = 100_000_000
# Both are brought to at most this many cells a side; a letter 20 pixels high in a picture 4,000 wide fills some cells.
_CELLS = 384
# Where something was cut off, by the cell a rounded edge shifts less.
_CELLS_OF_A_CUT = 192
# Of 255. Compressing again and making smaller moved no cell of a poster by more than 22; one changed digit moved one
# by 120.
_MOST_MEAN = 3.0
_MOST_IN_A_CELL = 48
_MOST_STRETCH = 0.01
# Films: a container rounds its length to whole pictures and whole pieces of sound, some hundredths of a second each.
_MOST_LONGER_S, _MOST_LONGER = 0.25, 0.005
# Stills are compared as blurred as a film compressed hard is, and as coarsely as one picture earlier or later allows.
# Of 255: a film of nothing but movement, compressed hard and made smaller, was within 14; other films were apart by 90
# and more, the same one shifted by a tenth of its length by 40.
_STILL = (16, 16)
_MOST_MEAN_OF_STILL = 24.0


def same_picture(signed: bytes, read_back: bytes) -> bool:
    """Whether two still pictures look the same but for compression and size. False for what cannot be read."""
    try:
        ours, theirs = _flat(signed), _flat(read_back)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return _look_the_same(ours, theirs)


def _look_the_same(ours: Image.Image, theirs: Image.Image, most: int = _CELLS) -> bool:
    shape_ours, shape_theirs = ours.width / ours.height, theirs.width / theirs.height
    # Rounding to whole pixels stretches a small picture by more than a large one.
    rounding = 1 / min(ours.width, ours.height, theirs.width, theirs.height)
    if abs(shape_ours / shape_theirs - 1) > _MOST_STRETCH + rounding:
        return False
    cells = (min(most, ours.width, theirs.width), min(most, ours.height, theirs.height))
    difference = ImageChops.difference(
        ours.resize(cells, Image.Resampling.HAMMING), theirs.resize(cells, Image.Resampling.HAMMING)
    )
    return max(ImageStat.Stat(difference).mean) <= _MOST_MEAN and _worst(difference) <= _MOST_IN_A_CELL


def same_middle(signed: bytes, read_back: bytes) -> bool:
    """Whether one still picture looks like what is left of another that was cut from its middle to another shape."""
    try:
        ours, theirs = _flat(signed), _flat(read_back)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    scale = min(ours.width / theirs.width, ours.height / theirs.height)
    size = (max(1, round(theirs.width * scale)), max(1, round(theirs.height * scale)))
    return _look_the_same(ImageOps.fit(ours, size), theirs, _CELLS_OF_A_CUT)


def same_film(signed: bytes, read_back: bytes) -> bool:
    """Whether two videos are as long, of the same shape and both with sound or both without. False for what is none.

    Says nothing about what they show: see `same_stills`.
    """
    ours, theirs = measured(signed), measured(read_back)
    if ours is None or theirs is None or ours.sound is not theirs.sound:
        return False
    if abs(ours.duration_s - theirs.duration_s) > max(_MOST_LONGER_S, _MOST_LONGER * ours.duration_s):
        return False
    # Platforms make the sides of a smaller film even.
    rounding = 2 / min(ours.width, ours.height, theirs.width, theirs.height)
    stretch = (ours.width / ours.height) / (theirs.width / theirs.height)
    return abs(stretch - 1) <= _MOST_STRETCH + rounding


def same_stills(signed: Sequence[bytes], read_back: Sequence[bytes]) -> bool:
    """Whether pictures taken out of two videos at the same moments look alike. False where there are none.

    Shows another film, not a changed word in the same one.
    """
    if not signed or len(signed) != len(read_back):
        return False
    try:
        return all(_alike(_flat(ours), _flat(theirs)) for ours, theirs in zip(signed, read_back, strict=True))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def _alike(ours: Image.Image, theirs: Image.Image) -> bool:
    coarse = (picture.resize(_STILL, Image.Resampling.BOX) for picture in (ours, theirs))
    return max(ImageStat.Stat(ImageChops.difference(*coarse)).mean) <= _MOST_MEAN_OF_STILL


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
