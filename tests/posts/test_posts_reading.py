"""Words in a picture are read by tesseract in a jail; whatever goes wrong means that nobody knows them."""

import io
import os
import shutil
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from countersign.posts import pictures
from countersign.posts.ocr import jail, tesseract

NEEDS_TESSERACT = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
ENGLISH = ("Visiting hours change", "on Tuesday 12 May", "Call 312-555-0142")
SPANISH = ("Las horas de visita", "cambian el martes", "en todos los centros")


def drawn(*lines: str, turned: int = 0, kind: str = "PNG", size: int = 40, ink: str = "black", on: str = "white"):
    """A poster with these lines, taken in as any other picture."""
    font = ImageFont.truetype("DejaVuSans.ttf", size)
    poster = Image.new("RGB", (22 * size, 5 * size + 60), on)
    pen = ImageDraw.Draw(poster)
    for n, line in enumerate(lines):
        pen.text((size, size + n * (size + size // 2)), line, font=font, fill=ink)
    made = io.BytesIO()
    poster.rotate(turned, expand=True).save(made, kind)
    return pictures.draw(made.getvalue()).content


def read(picture: bytes) -> str | None:
    by = tesseract.reader()
    assert by is not None
    return tesseract.read(picture, by)


# The program itself


@NEEDS_TESSERACT
def test_it_is_named_with_its_version_and_languages():
    by = tesseract.reader()
    assert by is not None and by.name.startswith("tesseract ") and "eng" in by.languages
    assert any(c.isdigit() for c in by.version)


@NEEDS_TESSERACT
@pytest.mark.parametrize(
    "picture",
    [
        pytest.param({}, id="upright"),
        pytest.param({"turned": 90}, id="on its side"),
        pytest.param({"turned": 4}, id="askew"),
        pytest.param({"kind": "JPEG", "size": 16}, id="small letters in a photograph's format"),
        pytest.param({"ink": "white", "on": "navy"}, id="light on dark"),
    ],
)
def test_english_words_are_read_line_by_line(picture):
    assert read(drawn(*ENGLISH, **picture)) == "\n".join(ENGLISH)


@NEEDS_TESSERACT
def test_spanish_words_are_read():
    words = read(drawn(*SPANISH))
    assert words is not None and words.casefold().split() == " ".join(SPANISH).casefold().split()


@NEEDS_TESSERACT
def test_a_picture_without_words_holds_none_and_what_is_seen_through_stands_on_white():
    assert read(drawn(on="teal")) == ""
    made = io.BytesIO()
    with Image.open(io.BytesIO(drawn(*ENGLISH))) as poster:
        letters = poster.convert("L").point(lambda v: 255 - v)
    see_through = Image.new("RGBA", letters.size)
    see_through.putalpha(letters)
    see_through.save(made, "PNG")
    assert read(pictures.draw(made.getvalue()).content) == "\n".join(ENGLISH)


@NEEDS_TESSERACT
def test_a_huge_picture_is_read_smaller():
    made = io.BytesIO()
    with Image.open(io.BytesIO(drawn(*ENGLISH))) as poster:
        poster.resize((6000, 6000 * poster.height // poster.width)).save(made, "PNG")
    assert read(pictures.draw(made.getvalue()).content) == "\n".join(ENGLISH)


# Whatever else it is given or says


@pytest.fixture
def fake(tmp_path: Path, monkeypatch):
    """A program called tesseract that does what it is told in place of reading."""

    def made(then: str) -> tesseract.Reader | None:
        script = tmp_path / "tesseract"
        script.write_text(
            f"#!{sys.executable} -IS\nimport os, resource, sys, time\n"
            "if sys.argv[1] == '--version':\n    print('tesseract 9.9 made for this test'); sys.exit()\n"
            "if sys.argv[1] == '--list-langs':\n    print('List:\\neng\\nspa\\nosd'); sys.exit()\n"
            f"{then}\n"
        )
        script.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        return tesseract.reader()

    return made


PICTURE = pictures.draw(drawn(on="white")).content
TABLE = tesseract.HEADER + "\n5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t{sure}\t{word}\n"


def test_it_gets_fixed_arguments_grey_pixels_and_nothing_of_our_environment(fake, monkeypatch):
    monkeypatch.setenv("COUNTERSIGN_SECRET", "nobody")
    told = (
        "pixels = sys.stdin.buffer.read(2)\n"
        "said = [*sys.argv[1:], pixels.decode(), os.getcwd(), *sorted(os.environ)]\n"
        f"sys.stdout.write({tesseract.HEADER!r} + '\\n')\n"
        "for n, word in enumerate(said):\n    print('5\\t1\\t1\\t1', n, 1, 0, 0, 9, 9, 96, word, sep='\\t')\n"
    )
    by = fake(told)
    assert by is not None and by.name == "tesseract 9.9 made for this test (eng+spa)"
    words = (tesseract.read(PICTURE, by) or "").split("\n")
    assert words[:4] == ["stdin", "stdout", "-l", "eng+spa"] and "P5" in words
    assert not any("COUNTERSIGN" in w or w in ("PATH", "HOME") for w in words)


@pytest.mark.parametrize(
    "then",
    [
        pytest.param("sys.exit(3)", id="it fails"),
        pytest.param("os.abort()", id="it dies"),
        pytest.param("print('Visiting hours change on Tuesday')", id="no table"),
        pytest.param("sys.stdout.buffer.write(os.urandom(4096))", id="garbage"),
        pytest.param(f"print({tesseract.HEADER!r}); print('5\\tnot\\ta\\trow')", id="half a row"),
        pytest.param(f"print({TABLE.format(sure='very', word='hours')!r}, end='')", id="no number"),
        pytest.param("while True: sys.stdout.write('x' * 65536)", id="it writes without end"),
        pytest.param("kept = bytearray(2 << 30); print(len(kept))", id="it takes all memory"),
    ],
)
def test_a_program_that_misbehaves_means_that_nobody_knows(fake, then):
    by = fake(then)
    assert by is not None
    began = time.monotonic()
    assert tesseract.read(PICTURE, by) is None
    assert time.monotonic() - began < tesseract.PATIENCE_S


def test_a_program_that_hangs_is_ended_with_all_that_it_started(fake, monkeypatch, tmp_path):
    noted = tmp_path / "child"
    by = fake(f"child = os.fork()\nif child: open({str(noted)!r}, 'w').write(str(child))\ntime.sleep(600)")
    monkeypatch.setattr(tesseract, "PATIENCE_S", 2.0)
    assert tesseract.read(PICTURE, by) is None
    child, until = int(noted.read_text()), time.monotonic() + 5
    while running(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not running(child)


def running(pid: int) -> bool:
    """Whether a process is there and no mere remainder of one."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_its_limits_are_those_of_the_jail(fake):
    names = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")
    by = fake(
        f"sys.stdout.write({tesseract.HEADER!r} + '\\n')\n"
        f"for n, name in enumerate({names!r}):\n"
        "    most = max(resource.getrlimit(getattr(resource, name)))\n"
        "    print('5\\t1\\t1\\t1', n, 1, 0, 0, 9, 9, 96, most, sep='\\t')\n"
    )
    assert (tesseract.read(PICTURE, by) or "").split("\n") == [str(most) for _limit, most in jail.LIMITS]


def test_only_sure_words_that_are_words_are_taken(fake):
    rows = [
        *((96, w) for w in ("Visiting", "ho\x07urs", "|||", "x" * 61, "\u202e", "día")),
        (59, "doubtful"),
        (-1, "unsure"),
        (101, "oversure"),
    ]
    said = tesseract.HEADER + "\n" + "".join(f"5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t{c}\t{w}\n" for c, w in rows)
    by = fake(f"sys.stdout.buffer.write({said.encode()!r})")
    assert tesseract.read(PICTURE, by) == "Visiting hours día"


@pytest.mark.parametrize("picture", [b"", b"<svg/>", b"%PDF-1.7", b"GIF89a", PICTURE[:200]], ids=len)
def test_what_is_no_picture_of_ours_never_reaches_the_program(fake, tmp_path, picture):
    reached = tmp_path / "reached"
    by = fake(f"open({str(reached)!r}, 'w').write('x')")
    assert by is not None
    assert tesseract.read(picture, by) is None and not reached.exists()


def test_a_picture_with_more_pixels_than_we_draw_is_not_opened(fake, monkeypatch):
    by = fake(f"print({TABLE.format(sure=96, word='hours')!r}, end='')")
    assert by is not None and tesseract.read(PICTURE, by) == "hours"
    monkeypatch.setattr(tesseract, "MOST_PIXELS", 1000)
    assert tesseract.read(PICTURE, by) is None


def test_without_the_program_or_with_one_that_is_none_there_is_no_reader(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tesseract.reader() is None
    (tmp_path / "tesseract").write_text(f"#!{sys.executable} -IS\nprint('something else')\n")
    (tmp_path / "tesseract").chmod(0o755)
    assert tesseract.reader() is None
