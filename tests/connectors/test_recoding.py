"""A file that a platform made anew is the same; one in which something was changed is not."""

import hashlib
import io
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from countersign.connectors.compare import Recoding, Sameness, compare
from countersign.connectors.films import Film, measured
from countersign.connectors.recoding import same_film, same_middle, same_picture, same_stills
from countersign.connectors.seen import Author, RemoteMedia, RemotePost
from countersign.connectors.sent import Draft, Media


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


# A picture of a profile, cut to the one shape that the platform shows


def test_what_is_cut_from_the_middle_is_the_same_picture():
    cut = saved(poster().crop((0, 233, 1600, 767)).resize((1500, 500)), quality=85)
    assert same_middle(saved(poster()), cut)
    assert not same_picture(saved(poster()), cut)


@pytest.mark.parametrize(
    "other",
    [
        lambda: saved(poster().crop((0, 0, 1600, 533)).resize((1500, 500))),
        lambda: saved(poster("9 to 5").crop((0, 233, 1600, 767)).resize((1500, 500))),
        lambda: b"no picture",
    ],
    ids=["the upper part", "other words", "rubbish"],
)
def test_what_is_cut_elsewhere_or_changed_is_not(other):
    assert not same_middle(saved(poster()), other())


# Films: `films/` holds two seconds of a test pattern made with ffmpeg, and what encoders and others made of it

FILMS = Path(__file__).with_name("films")


def film(name):
    return (FILMS / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gate.mp4", Film(96, 54, 2.0, True)),
        ("gate_turned.mp4", Film(54, 96, 2.0, True)),
        ("gate_silent.mp4", Film(96, 54, 2.0, False)),
        ("gate_smaller.webm", Film(64, 36, 2.02, True)),
    ],
)
def test_a_film_says_how_long_it_is_of_what_shape_and_whether_it_sounds(name, told):
    found = measured(film(name))
    assert found.duration_s == pytest.approx(told.duration_s, abs=0.05)
    assert (found.width, found.height, found.sound) == (told.width, told.height, told.sound)


@pytest.mark.parametrize("name", ["gate.mp4", "gate_smaller.webm"])
def test_of_what_is_cut_or_broken_nothing_is_believed(name):
    whole = film(name)
    for end in range(min(len(whole), 400)):
        assert measured(whole[:end]) is None
    chance = random.Random(1)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(8):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        measured(bytes(broken))  # it may say something wrong, but neither fails nor hangs
    assert measured(b"") is None and measured(b"\x00" * 99) is None and measured(saved(poster())) is None


@pytest.mark.parametrize("again", ["gate_recoded.mp4", "gate_smaller.webm"])
def test_a_film_made_anew_is_as_long_and_of_the_same_shape(again):
    assert same_film(film("gate.mp4"), film(again))


@pytest.mark.parametrize("other", ["gate_shorter.mp4", "gate_silent.mp4", "gate_turned.mp4"])
def test_one_that_is_shorter_silent_or_turned_is_another(other):
    assert not same_film(film("gate.mp4"), film(other))
    assert not same_film(film(other), film("gate.mp4"))


def shades(*values):
    return [saved(Image.new("RGB", (160, 90), (v, v, v)), "PNG") for v in values]


def test_stills_show_another_film_but_not_a_harder_compression():
    assert same_stills(shades(10, 100, 200), shades(14, 95, 206))
    assert not same_stills(shades(10, 100, 200), shades(10, 100, 120))
    assert not same_stills(shades(10, 100), shades(10))
    assert not same_stills([], [])
    assert not same_stills([b"none"], [b"none"])


RECODED = (Recoding("recoded_video", "Made anew", same_film, moving=True),)


def compared(again, alt="A walk to the gate", stills=None):
    signed = Draft("Look", (Media(film("gate.mp4"), "video/mp4", "A walk to the gate"),))
    there = RemoteMedia("1", "u", "video/mp4", alt, hashlib.sha256(film(again)).hexdigest(), film(again))
    seen = RemotePost("1", "u", Author("1", "Hill"), datetime.now(UTC), None, "Look", (there,), None, b"")
    return compare(signed, seen, RECODED, stills)


def test_a_recoded_video_is_the_same_where_stills_look_alike_and_says_so_where_nobody_looked():
    assert compared("gate_recoded.mp4", stills=lambda content: shades(9)).rewritings == ("recoded_video",)
    unseen = compared("gate_recoded.mp4")
    assert (unseen.outcome, unseen.rewritings) == (Sameness.SAME_AFTER_KNOWN_REWRITING, ("recoded_video_unseen",))
    assert compared("gate_recoded.mp4", stills=lambda content: []).rewritings == ("recoded_video_unseen",)


def test_another_video_or_another_alternative_text_is_found():
    ours = film("gate.mp4")
    looks = compared("another.mp4", stills=lambda content: shades(9 if content == ours else 200))
    assert (looks.outcome, [d.where for d in looks.differences]) == (Sameness.DIFFERS, ["media[0]"])
    assert [d.where for d in compared("gate_shorter.mp4").differences] == ["media[0]"]
    retold = compared("gate_recoded.mp4", alt="A walk to the gat")
    assert (retold.outcome, [d.where for d in retold.differences]) == (Sameness.DIFFERS, ["media[0].alt"])
