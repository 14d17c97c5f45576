"""Each kind of archive: recognised by its structure, read whole, its words and moments as they were."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from connectors.archives import made
from countersign.connectors.archives import (
    Answers,
    Doubt,
    Faulty,
    Item,
    Kind,
    Unanswered,
    Unreadable,
    examine,
    read,
    recognise,
)

LOCAL = {"linkedin", "tumblr", "whatsapp"}
"""Kinds whose times name no zone."""


def items(archive: made.Made) -> list[Item]:
    found = list(read(archive.path, archive.kind, archive.answers))
    assert not [f for f in found if isinstance(f, Faulty)]
    return [f for f in found if isinstance(f, Item)]


@pytest.mark.parametrize("name", made.MAKERS)
def test_an_archive_is_recognised_and_gives_every_item_with_its_words_and_its_time(tmp_path, name):
    archive = made.MAKERS[name](tmp_path, 40)
    assert recognise(archive.path) == archive.kind
    found = items(archive)
    assert len(found) == archive.items == len({i.native_id for i in found})
    said = " ".join(f"{i.text} \n" for i in found)
    missing = [n for n in range(40) if made.text(n) not in said]
    assert len(missing) <= {"whatsapp": 6, "mastodon": 6, "bluesky": 6}.get(name, 0), missing
    moments = [made.at(n) for n in range(40)]
    if name in LOCAL:
        zone = ZoneInfo("America/Chicago")
        moments = [m.replace(tzinfo=zone).astimezone(UTC) for m in moments]
        if name == "tumblr":
            moments = [m.replace(second=0) for m in moments]
    assert sorted(i.at for i in found) == sorted(moments)
    assert all(i.at.utcoffset().total_seconds() == 0 and i.raw for i in found)


@pytest.mark.parametrize("name", made.MAKERS)
def test_the_next_archive_gives_the_same_items_the_same_names(tmp_path, name):
    (tmp_path / "later").mkdir()
    before = {i.native_id for i in items(made.MAKERS[name](tmp_path, 20))}
    after = {i.native_id for i in items(made.MAKERS[name](tmp_path / "later", 25))}
    assert before <= after
    assert len(after) == 25


@pytest.mark.parametrize("name", ["x", "facebook", "instagram", "tumblr", "whatsapp", "mastodon"])
def test_pictures_in_the_archive_are_named_with_their_hash(tmp_path, name):
    import hashlib

    held = [m for i in items(made.MAKERS[name](tmp_path, 20)) for m in i.media if m.member]
    assert held
    assert {m.sha256 for m in held} == {hashlib.sha256(made.PICTURE).hexdigest()}


def test_letters_that_meta_wrote_byte_by_byte_are_mended_and_right_ones_stay(tmp_path):
    found = items(made.facebook(tmp_path, 8))
    assert all("días de visita 🕊️ “please”" in i.text for i in found)
    assert {i.author for i in found if i.kind == "comment"} == {"Ana Peña"}
    right = b'[{"timestamp": 1551713400, "data": [{"post": "ni\\u00f1o \\u2014 caf\\u00e9"}]}]'
    made.zipped(tmp_path / "right.zip", {"posts/your_posts_1.json": right})
    (one,) = read(tmp_path / "right.zip", Kind.FACEBOOK)
    assert one.text == "niño — café"


def test_the_address_somebody_wrote_from_is_nowhere_in_what_comes_out_of_reddit(tmp_path):
    archive = made.reddit(tmp_path)
    assert b"203.0.113.9" in b"".join(_unpacked(archive.path))
    found = items(archive)
    assert not any(b"203.0.113.9" in i.raw or b"ip" in i.raw.split(b"\r\n")[0].split(b",") for i in found)
    assert all(i.text.encode() in i.raw for i in found)


def _unpacked(path):
    import zipfile

    with zipfile.ZipFile(path) as z:
        return [z.read(n) for n in z.namelist()]


def test_a_record_is_kept_with_the_very_bytes_it_had(tmp_path):
    archive = made.x(tmp_path, 6)
    whole = b"".join(_unpacked(archive.path))
    found = items(archive)
    assert all(i.raw in whole and i.native_id.encode() in i.raw for i in found)


def test_a_reply_a_repost_and_a_short_link_are_what_they_are(tmp_path):
    found = {i.native_id[-2:]: i for i in items(made.x(tmp_path, 12))}
    assert found["01"].reply_to.endswith("00")
    assert found["02"].reply_to == ""
    assert "https://doc.example.gov/visits" in found["02"].text
    assert {i.author for i in found.values()} == {"HillDOC"}
    shares = [i for i in items(made.mastodon(tmp_path, 12)) if i.kind == "share"]
    assert [s.url for s in shares] == ["https://other.example/1"] * 2


def test_a_chat_whose_dates_could_be_either_way_is_asked_about(tmp_path):
    archive = made.whatsapp(tmp_path, 3)
    assert [q.key for q in examine(archive.path, Kind.WHATSAPP)] == ["date_order", "zone", "own"]
    with pytest.raises(Unanswered) as asked:
        list(read(archive.path, Kind.WHATSAPP, replace(archive.answers, date_order="")))
    assert [q.key for q in asked.value.questions] == ["date_order"]
    order, _zone, own = examine(archive.path, Kind.WHATSAPP)
    assert order.choices == ("dmy", "mdy")
    assert "04/03/2019" in order.example
    assert set(own.choices) == {"Hill DOC", "A visitor"}
    for chosen, month in (("dmy", 3), ("mdy", 4)):
        first = next(iter(read(archive.path, Kind.WHATSAPP, replace(archive.answers, date_order=chosen))))
        assert first.at.month == month


@pytest.mark.parametrize(
    ("style", "order"), [("[%d/%m/%Y, %H:%M:%S]", "dmy"), ("%m/%d/%y, %I:%M %p", "mdy"), ("%d.%m.%Y klo %H.%M", "dmy")]
)
def test_a_day_above_twelve_settles_the_order_and_nobody_is_asked(tmp_path, style, order):
    archive = made.whatsapp(tmp_path, 60, style=style)
    assert "date_order" not in [q.key for q in examine(archive.path, Kind.WHATSAPP)]
    wrong = replace(archive.answers, date_order={"dmy": "mdy", "mdy": "dmy"}[order])
    found = [i for i in read(archive.path, Kind.WHATSAPP, wrong) if isinstance(i, Item)]
    assert len(found) == 60
    assert found[0].at.date() == datetime(2019, 3, 4).date()


def test_in_a_chat_only_the_account_is_named(tmp_path):
    found = items(made.whatsapp(tmp_path))
    assert {i.author for i in found if i.own} == {"Hill DOC"}
    assert {i.author for i in found if not i.own} == {""}
    assert {i.own for i in found} == {True, False}


def test_a_time_without_a_zone_needs_one_that_there_is(tmp_path):
    archive = made.linkedin(tmp_path)
    for zone in ("", "Mars/Olympus", "../../etc/passwd"):
        with pytest.raises(Unanswered):
            list(read(archive.path, Kind.LINKEDIN, Answers(zone=zone)))


def test_a_file_of_no_kind_or_of_another_kind_is_not_guessed(tmp_path):
    made.zipped(tmp_path / "none.zip", {"readme.md": b"# hello", "photos/1.jpg": made.PICTURE})
    assert recognise(tmp_path / "none.zip") == Doubt(())
    with pytest.raises(Unreadable):
        list(read(tmp_path / "none.zip", Kind.X))
    with pytest.raises(Unreadable):
        list(read(made.x(tmp_path).path, Kind.REDDIT))
    both = {"data/tweets.js": made.script("tweets", [made.tweet(1)]), "_chat.txt": b"[04/03/2019, 15:30:00] A: b\n"}
    assert recognise(made.zipped(tmp_path / "both.zip", both)) == Doubt((Kind.X, Kind.WHATSAPP))


def test_a_single_file_from_an_archive_is_taken_too(tmp_path):
    path = tmp_path / "tweets.js"
    path.write_bytes(made.script("tweets", [made.tweet(n) for n in range(7)]))
    assert recognise(path) == Kind.X
    assert len(list(read(path, Kind.X))) == 7


def test_a_record_that_is_none_is_counted_as_faulty_and_the_others_come_out(tmp_path):
    broken = [
        made.tweet(0),
        {"tweet": {"id_str": "x"}},
        7,
        made.tweet(1),
        {"tweet": {"id_str": "9", "created_at": "?"}},
    ]
    path = tmp_path / "tweets.js"
    path.write_bytes(made.script("tweets", broken))
    found = list(read(path, Kind.X))
    assert [type(f) for f in found] == [Item, Faulty, Faulty, Item, Faulty]
    assert found[1].where == "tweets.js, record 2"
    row = b"id,permalink,date,ip,subreddit,gildings,title,url,body\r\n"
    (tmp_path / "posts.csv").write_bytes(row + b"a1,/r,2024-01-01 00:00:00 UTC,1,h,0,t,,b\r\nshort,row\r\n")
    assert [type(f) for f in read(tmp_path / "posts.csv", Kind.REDDIT)] == [Item, Faulty]


def test_in_a_repository_a_record_that_is_missing_is_faulty_and_likes_are_left_out(tmp_path):
    archive = made.bluesky(tmp_path, 30)
    found = items(archive)
    assert not any("app.bsky.feed.like" in i.native_id for i in found)
    gone = found[0].raw
    data = archive.path.read_bytes()
    start = data.index(gone) - 36
    (tmp_path / "part.car").write_bytes(data[: start - 1 - (len(gone) + 36 > 127)] + data[start + 36 + len(gone) :])
    part = list(read(tmp_path / "part.car", Kind.BLUESKY))
    assert [f.where for f in part if isinstance(f, Faulty)] == [found[0].native_id.split("/", 3)[3]]
    assert len(part) == 30
