"""Whatever stands in a file, reading it ends in items, in faulty records, or in one of our own refusals."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.archives import made
from countersign.connectors.archives import Answers, ArchiveError, Faulty, Item, Kind, examine, read, recognise
from countersign.connectors.archives.text import clean, mended

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
MANY = settings(
    max_examples=1000 if LONG else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
ANSWERS = Answers("dmy", "America/Chicago", "Hill DOC")
NAMES = {
    Kind.X: "tweets.js",
    Kind.FACEBOOK: "your_posts_1.json",
    Kind.INSTAGRAM: "posts_1.json",
    Kind.LINKEDIN: "Shares.csv",
    Kind.REDDIT: "posts.csv",
    Kind.TUMBLR: "posts.json",
    Kind.YOUTUBE: "comments.csv",
    Kind.WHATSAPP: "_chat.txt",
    Kind.MASTODON: "outbox.json",
    Kind.BLUESKY: "repo.car",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def through(path: Path, kind: Kind) -> tuple[int, int] | None:
    """Items and faulty records of a file; None when it is refused. Anything else that is raised is a fault of ours."""
    try:
        recognise(path)
        examine(path, kind)
        found = list(read(path, kind, ANSWERS))
    except ArchiveError as error:
        assert str(error)
        return None
    for item in found:
        if isinstance(item, Item):
            # What every database takes: no NUL, no half characters, a moment in UTC.
            whole = "".join((item.native_id, item.text, item.title, item.url, item.author, item.reply_to))
            assert "\0" not in whole
            whole.encode()
            assert item.at.utcoffset().total_seconds() == 0
            assert item.native_id
    return sum(isinstance(f, Item) for f in found), sum(isinstance(f, Faulty) for f in found)


@pytest.mark.parametrize("kind", list(Kind))
@MANY
@given(data=st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")))
def test_any_bytes(tmp_path, kind, data):
    path = tmp_path / NAMES[kind]
    path.write_bytes(data)
    through(path, kind)


@pytest.mark.parametrize("name", made.MAKERS)
@MANY
@given(data=st.data())
def test_a_good_archive_in_which_some_bytes_were_changed(tmp_path, name, data):
    archive = made.MAKERS[name](tmp_path, 6)
    if archive.path.suffix == ".zip":
        with zipfile.ZipFile(archive.path) as inside:
            members = {n: inside.read(n) for n in inside.namelist()}
        changed = data.draw(st.sampled_from(sorted(n for n in members if members[n])))
        members[changed] = _changed(members[changed], data)
        made.zipped(archive.path, members)
    else:
        archive.path.write_bytes(_changed(archive.path.read_bytes(), data))
    through(archive.path, archive.kind)


def _changed(content: bytes, data) -> bytes:
    out = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(out) - 1))
        out[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        if not out:
            return b"x"
    return bytes(out)


@MANY
@given(data=st.data())
def test_a_good_zip_in_which_its_own_bytes_were_changed(tmp_path, data):
    archive = made.x(tmp_path, 4)
    archive.path.write_bytes(_changed(archive.path.read_bytes(), data))
    through(archive.path, archive.kind)


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        (Kind.X, lambda r: (b"window.YTD.tweets.part0 = ", [made.tweet(0), *r])),
        (Kind.FACEBOOK, lambda r: (b"", [{"timestamp": 1_600_000_000, "data": []}, *r])),
        (Kind.INSTAGRAM, lambda r: (b"", [{"creation_timestamp": 1_600_000_000, "uri": "a.jpg"}, *r])),
        (Kind.TUMBLR, lambda r: (b"", [{"id": 1, "post_url": "u", "blog_name": "b", "timestamp": 1_600_000_000}, *r])),
        (Kind.MASTODON, lambda r: (b"", {"type": "OrderedCollection", "orderedItems": [{"type": "Like"}, *r]})),
    ],
)
@MANY
@given(records=st.lists(JSON, max_size=6))
def test_no_record_is_lost_whatever_it_is(tmp_path, kind, shape, records):
    start, whole = shape(records)
    path = tmp_path / NAMES[kind]
    path.write_bytes(start + json.dumps(whole).encode())
    counted = through(path, kind)
    assert counted is not None
    # A saved answer of Tumblr may hold many posts in one record.
    assert sum(counted) == len(records) + 1 or kind is Kind.TUMBLR


@MANY
@given(rows=st.lists(st.lists(st.text(max_size=10), min_size=9, max_size=9).filter(any), max_size=6))
def test_no_row_is_lost_whatever_stands_in_it(tmp_path, rows):
    columns = ["id", "permalink", "date", "ip", "subreddit", "gildings", "title", "url", "body"]
    kept = [[c.encode("utf-8", "replace").decode().replace("\0", "") for c in row] for row in rows]
    kept = [row for row in kept if any(row)]
    path = tmp_path / "posts.csv"
    path.write_bytes(made.table(columns, kept))
    counted = through(path, Kind.REDDIT)
    assert counted is not None
    assert sum(counted) == len(kept)


@MANY
@given(text=st.text())
def test_mending_gives_back_what_was_mangled_and_leaves_plain_text_alone(text):
    plain = clean(text)
    assert mended(made.mangled(plain)) == plain
    if plain.isascii():
        assert mended(plain) == plain
