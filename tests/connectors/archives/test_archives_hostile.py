"""Archives made to do harm are refused whole, each with its reason."""

import hashlib
import json
import pickle
import struct
import zipfile

import pytest

from connectors.archives import made
from countersign.connectors.archives import HostileArchive, Kind, Question, Unanswered, Unreadable, read, recognise
from countersign.connectors.archives.container import Limits
from countersign.connectors.archives.text import from_html, mended

GOOD = {"data/tweets.js": made.script("tweets", [made.tweet(n) for n in range(3)])}


def refused(path, why, kind=Kind.X, **limits):
    with pytest.raises(HostileArchive, match=why):
        list(read(path, kind, limits=Limits(**limits)))


def changed(folder, change, name="data/tweets.js"):
    """A good archive in which one member's entry was changed before it was written."""
    path = folder / "changed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for member, data in GOOD.items():
            out.writestr(member, data)
        info = zipfile.ZipInfo(name)
        change(info)
        out.writestr(info, b"x")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../evil.js",
        "a/../../evil.js",
        "/etc/passwd",
        "C:/evil.js",
        "a\\..\\evil.js",
        "a//b",
        "./a",
        "a/./b",
        "a\nb",
        "a" * 1001,
    ],
)
def test_a_name_that_leads_elsewhere(tmp_path, name):
    def named(info):
        info.filename = info.orig_filename = name

    refused(changed(tmp_path, named), "leads out of the archive")
    with pytest.raises(HostileArchive):
        recognise(tmp_path / "changed.zip")


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o010644])
def test_a_link_a_device_a_pipe(tmp_path, mode):
    def special(info):
        info.filename, info.external_attr = "data/link", mode << 16

    refused(changed(tmp_path, special), "link or a device")


def test_an_archive_in_an_archive(tmp_path):
    def nested(info):
        info.filename = "data/inner.zip"

    refused(changed(tmp_path, nested), "another archive: “data/inner.zip”")


def test_a_member_that_is_encrypted(tmp_path):
    path = made.zipped(tmp_path / "a.zip", GOOD)
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    refused(path, "is encrypted")


def test_a_member_twice(tmp_path):
    path = tmp_path / "a.zip"
    with pytest.warns(UserWarning), zipfile.ZipFile(path, "w") as out:
        out.writestr("data/tweets.js", GOOD["data/tweets.js"])
        out.writestr("data/tweets.js", b"[]")
    refused(path, "twice")


def test_a_member_that_grows_a_thousandfold(tmp_path):
    path = made.zipped(tmp_path / "bomb.zip", {**GOOD, "media/zeros.jpg": bytes(40 << 20)})
    refused(path, "far beyond")
    refused(path, "far beyond", member_bytes=1 << 20, ratio=10_000)


def test_too_many_members_and_too_much_in_all(tmp_path):
    path = made.zipped(tmp_path / "a.zip", {**GOOD, **{f"m/{n}": b"" for n in range(20)}})
    refused(path, "more than 20 files", members=20)
    refused(path, "more than", directory_bytes=100)
    refused(path, "larger than 0 GB", total_bytes=10)


def test_members_that_share_their_bytes(tmp_path):
    path = made.zipped(tmp_path / "a.zip", {**GOOD, "data/other.js": b"x" * 100})
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 42, 0)
    path.write_bytes(data)
    refused(path, "shares its bytes")


def test_bytes_that_are_not_those_the_archive_names(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        out.writestr("data/tweets.js", GOOD["data/tweets.js"])
    data = path.read_bytes().replace(
        b"Visiting hours at Hill change on Tuesday", b"Visiting hours at Hill change on Monday.", 1
    )
    path.write_bytes(data)
    refused(path, "is damaged")


def test_a_zip_that_breaks_off(tmp_path):
    whole = made.zipped(tmp_path / "a.zip", GOOD).read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])
    refused(tmp_path / "half.zip", "no whole zip")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (GOOD["data/tweets.js"] + b";alert(1)", "A script follows"),
        (GOOD["data/tweets.js"] + b"\nwindow.YTD.tweets.part1 = []", "A script follows"),
        (b"alert(1); " + GOOD["data/tweets.js"], "script stands where only data"),
        (b"window.YTD.tweets.part0 = (function(){return [1]})()", "is no JSON"),
        (b"window.YTD[alert(1)].part0 = []", "script stands where only data"),
    ],
)
def test_a_script_around_the_data_is_refused_and_never_run(tmp_path, data, why):
    path = tmp_path / "tweets.js"
    path.write_bytes(data)
    with pytest.raises((HostileArchive, Unreadable), match="not an archive of x|" + why) as error:
        list(read(path, Kind.X))
    if "follows" in why:
        assert isinstance(error.value, HostileArchive)


def test_one_semicolon_after_the_data_is_no_script(tmp_path):
    path = tmp_path / "tweets.js"
    path.write_bytes(GOOD["data/tweets.js"] + b" ;\n")
    assert len(list(read(path, Kind.X))) == 3


def test_records_without_end_and_without_bottom(tmp_path):
    path = tmp_path / "tweets.js"
    start = b"window.YTD.tweets.part0 = [" + json.dumps(made.tweet(1)).encode() + b","
    path.write_bytes(start + b'{"tweet":{"id_str":"' + b"1" * (10 << 20))
    refused(path, "larger than 4 MB")
    path.write_bytes(start + b"[" * 200_000 + b"]" * 200_000 + b"]")
    refused(path, "nested too deeply")
    (tmp_path / "posts.csv").write_bytes(
        b"id,permalink,date,ip,subreddit,gildings,title,url,body\r\n" + b"a" * (10 << 20)
    )
    refused(tmp_path / "posts.csv", "larger than", Kind.REDDIT)


def test_a_repository_whose_blocks_are_not_what_they_say(tmp_path):
    archive = made.bluesky(tmp_path, 10)
    data = archive.path.read_bytes()
    (tmp_path / "a.car").write_bytes(data.replace(b"Visiting hours", b"Visiting Hours", 1))
    refused(tmp_path / "a.car", "not what its identifier says", Kind.BLUESKY)
    (tmp_path / "b.car").write_bytes(data[:-5])
    refused(tmp_path / "b.car", "damaged", Kind.BLUESKY)
    (tmp_path / "c.car").write_bytes(data + b"\xff\xff\xff\x7f")
    refused(tmp_path / "c.car", "larger than", Kind.BLUESKY)


def test_a_repository_whose_tree_leads_back_to_itself_ends(tmp_path):
    car = made.Car()
    record = car.record({"$type": "app.bsky.feed.post", "text": "hello", "createdAt": "2024-01-01T00:00:00Z"})
    top = car.tree([(b"app.bsky.feed.post/3k1", record)])
    # Below the first node stands a second one that names the first again.
    loop = car.put(b"\xa2\x61e\x80\x61l" + made._link(top))
    head = made._head(5, 2) + b"\x63did\x67did:x:y\x64data" + made._link(loop)
    path = tmp_path / "loop.car"
    path.write_bytes(car.bytes(car.put(head)))
    assert [i.text for i in read(path, Kind.BLUESKY)] == ["hello"]


def test_a_folder_a_pipe_and_a_packing_that_is_not_read(tmp_path):
    for path, data in ((tmp_path, None), (tmp_path / "a.tar.gz", b"\x1f\x8b\x08"), (tmp_path / "none", None)):
        if data:
            path.write_bytes(data)
        with pytest.raises(Unreadable):
            recognise(path)


def test_pages_that_would_keep_a_slow_reader_busy_for_hours_are_read_at_once():
    import time

    began = time.monotonic()
    for hostile in ("<" * 300_000, "<p " * 100_000, "<!--" * 100_000, "<script>" * 50_000, "&" * 300_000):
        from_html(hostile)
    mended("Ã" * 300_000)
    assert time.monotonic() - began < 5


def test_words_of_a_page_are_its_words_and_no_script():
    assert from_html("<p>One &amp; two</p><script>alert(1)</script><p>3 < 4<br>five</p><!-- no -->") == (
        "One & two\n\n3 < 4\nfive"
    )


def test_reasons_can_be_kept_and_shown_later(tmp_path):
    errors = [HostileArchive("It holds “{name}” twice.", name="a"), Unanswered((Question("zone"),))]
    again = pickle.loads(pickle.dumps(errors))
    assert [str(e) for e in again] == [str(e) for e in errors]
    assert again[1].questions == (Question("zone"),)
    assert str(again[0]) == "It holds “a” twice."


def test_the_file_itself_is_named_by_its_hash(tmp_path):
    from countersign.connectors.archives.container import of_file

    path = made.x(tmp_path).path
    assert of_file(path) == hashlib.sha256(path.read_bytes()).hexdigest()
