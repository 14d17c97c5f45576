"""A picture that a platform made anew is the same; one in which something was changed is not."""

import io

import pytest
from PIL import Image, ImageDraw

from countersign.connectors.recoding import same_picture


def poster(hours="8 to 3", size=(1600, 1000), shade=None):
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for line in range(12):
        draw.text(
            (60, 60 + line * 70), f"Visits at Hill {hours if line == 5 else 'on Sunday'}", fill="white", font_size=40
        )
    if shade:
        draw.rectangle((1500, 900, 1540, 940), fill=shade)
    return picture


def saved(picture, kind="JPEG", **how):
    held = io.BytesIO()
    picture.save(held, kind, **how)
    return held.getvalue()


ORIGINAL = saved(poster(), quality=95)


@pytest.mark.parametrize(
    "again",
    [
        lambda: saved(poster(), "PNG"),
        lambda: saved(Image.open(io.BytesIO(ORIGINAL)), quality=70),
        lambda: saved(Image.open(io.BytesIO(ORIGINAL)).resize((1280, 800)), quality=85),
        lambda: saved(Image.open(io.BytesIO(ORIGINAL)), "WEBP", quality=80),
        lambda: saved(Image.open(io.BytesIO(ORIGINAL)).convert("RGBA"), "PNG"),
    ],
    ids=["png", "jpeg", "smaller", "webp", "transparent"],
)
def test_compressing_anew_is_seen_through(again):
    assert same_picture(ORIGINAL, again())


@pytest.mark.parametrize(
    "other",
    [
        lambda: saved(poster("9 to 5")),
        lambda: saved(poster(shade="black")),
        lambda: saved(poster().crop((0, 0, 1600, 900))),
        lambda: saved(poster().transpose(Image.Transpose.FLIP_LEFT_RIGHT)),
        lambda: saved(poster().point(lambda value: value // 2)),
        lambda: b"no picture at all",
        lambda: b"",
    ],
    ids=["words", "a patch", "cropped", "mirrored", "darker", "rubbish", "nothing"],
)
def test_a_change_is_not(other):
    assert not same_picture(ORIGINAL, other())


def test_upright_is_upright_whether_by_its_pixels_or_by_a_note_in_it():
    lying = poster().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    assert same_picture(saved(lying, quality=95, exif=exif), saved(poster()))


def test_moving_pictures_are_not_compared():
    frames = [Image.new("RGB", (64, 64), shade) for shade in ("navy", "white")]
    moving = saved(frames[0].convert("P"), "GIF", save_all=True, append_images=[frames[1].convert("P")])
    assert not same_picture(moving, moving)
