"""Archives as the platforms make them, with words of our own: one maker for each kind, any number of items.

Each maker writes to `folder` and returns the file with what must come out of it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import libipld

from countersign.connectors.archives import Answers, Kind

BEGINNING = datetime(2019, 3, 4, 15, 30, tzinfo=UTC)
STEP = timedelta(hours=7, minutes=11)
WORDS = "Visiting hours at Hill change on Tuesday — días de visita 🕊️ “please” call first"
PICTURE = b"\xff\xd8\xff\xe0 a picture of our own \xff\xd9"
NONE = Answers()
CHICAGO = Answers(zone="America/Chicago")


@dataclass(frozen=True)
class Made:
    """An archive, its kind, the answers it needs, and how many items are in it."""

    path: Path
    kind: Kind
    items: int
    answers: Answers = NONE


def at(n: int) -> datetime:
    # Some years and then over again, a minute later each time.
    return BEGINNING + STEP * (n % 8000) + timedelta(minutes=n // 8000)


def text(n: int) -> str:
    return f"{WORDS} & number {n}"


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def tweet(n: int) -> dict[str, object]:
    id = str(1_100_000_000_000_000_000 + n)
    found: dict[str, object] = {
        "id_str": id,
        "id": id,
        "full_text": text(n).replace("&", "&amp;") + " https://t.co/abc",
        "created_at": at(n).strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "favorite_count": str(n % 50),
        "retweet_count": "0",
        "lang": "en",
        "entities": {"urls": [{"url": "https://t.co/abc", "expanded_url": "https://doc.example.gov/visits"}]},
    }
    if n % 5 == 1:
        found["in_reply_to_status_id_str"] = str(int(id) - 1)
    if n % 10 == 3:
        found["extended_entities"] = {"media": [{"media_url_https": f"https://pbs.twimg.com/media/P{n}.jpg"}]}
    return {"tweet": found}


def script(name: str, records: list[object], part: int = 0) -> bytes:
    return f"window.YTD.{name}.part{part} = ".encode() + json.dumps(records, ensure_ascii=False, indent=2).encode()


def x(folder: Path, n: int = 20) -> Made:
    half = n // 2
    members = {
        "twitter-2024/data/account.js": script("account", [{"account": {"username": "HillDOC", "email": "a@b.gov"}}]),
        "twitter-2024/data/tweets.js": script("tweets", [tweet(i) for i in range(half)]),
        "twitter-2024/data/tweets-part1.js": script("tweets", [tweet(i) for i in range(half, n)], 1),
    }
    for i in range(3, n, 10):
        members[f"twitter-2024/data/tweets_media/{1_100_000_000_000_000_000 + i}-P{i}.jpg"] = PICTURE
    return Made(zipped(folder / "x.zip", members), Kind.X, n)


def mangled(words: str) -> str:
    """Each byte of the UTF-8 text as a character of its own, as Meta writes it."""
    return words.encode().decode("latin-1")


def facebook(folder: Path, n: int = 20) -> Made:
    posts, comments = [], []
    for i in range(n):
        stamp = int(at(i).timestamp())
        if i % 4 == 3:
            said = {"timestamp": stamp, "comment": mangled(text(i)), "author": mangled("Ana Peña")}
            comments.append({"timestamp": stamp, "title": "commented", "data": [{"comment": said}]})
        else:
            media = {"media": {"uri": "posts/media/a/1.jpg", "description": mangled("Señal")}}
            attached = [{"data": [media]}] if i % 8 == 1 else []
            posts.append({"timestamp": stamp, "data": [{"post": mangled(text(i))}], "attachments": attached})
    members = {
        "your_facebook_activity/posts/your_posts_1.json": json.dumps(posts).encode(),
        "your_facebook_activity/comments_and_reactions/comments.json": json.dumps({"comments_v2": comments}).encode(),
        "your_facebook_activity/posts/media/a/1.jpg": PICTURE,
    }
    return Made(zipped(folder / "facebook.zip", members), Kind.FACEBOOK, n)


def instagram(folder: Path, n: int = 20) -> Made:
    posts, reels = [], []
    for i in range(n):
        stamp = int(at(i).timestamp())
        medium = {"uri": f"media/posts/{i}.jpg", "creation_timestamp": stamp, "title": mangled(text(i))}
        if i % 3 == 0:
            posts.append({"media": [medium]})
        elif i % 3 == 1:
            two = [{**medium, "title": ""}, {**medium, "uri": f"media/posts/{i}b.jpg", "title": ""}]
            posts.append({"media": two, "title": mangled(text(i)), "creation_timestamp": stamp})
        else:
            reels.append({"media": [medium]})
    members = {
        "your_instagram_activity/media/posts_1.json": json.dumps(posts).encode(),
        "your_instagram_activity/media/reels.json": json.dumps({"ig_reels_media": reels}).encode(),
        "media/posts/0.jpg": PICTURE,
    }
    return Made(zipped(folder / "instagram.zip", members), Kind.INSTAGRAM, n)


def table(columns: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def linkedin(folder: Path, n: int = 20) -> Made:
    shares, comments = [], []
    for i in range(n):
        stamp = at(i).strftime("%Y-%m-%d %H:%M:%S")
        urn = f"urn%3Ali%3Ashare%3A{7_000_000 + i}"
        link = f"https://www.linkedin.com/feed/update/{urn}"
        if i % 4 == 3:
            comments.append([stamp, link, text(i)])
        else:
            shares.append([stamp, link, f'{text(i)}"\n""\n"second line', "", "", "MEMBER_NETWORK"])
    columns = ["Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility"]
    members = {
        "Shares.csv": table(columns, shares),
        "Comments.csv": table(["Date", "Link", "Message"], comments),
        "Connections.csv": b"Notes:\n\nFirst Name,Last Name\nSomebody,Else\n",
    }
    return Made(zipped(folder / "linkedin.zip", members), Kind.LINKEDIN, n, CHICAGO)


def reddit(folder: Path, n: int = 20) -> Made:
    posts, comments = [], []
    for i in range(n):
        stamp = at(i).strftime("%Y-%m-%d %H:%M:%S UTC")
        id = f"{46_656 + i:x}"
        if i % 2:
            row = [
                id,
                f"/r/hill/comments/aa/_/{id}",
                stamp,
                "203.0.113.9",
                "hill",
                "0",
                "/r/hill/comments/aa/",
                "",
                text(i),
                "",
            ]
            comments.append(row)
        else:
            posts.append([id, f"/r/hill/comments/{id}/", stamp, "203.0.113.9", "hill", "0", f"Title {i}", "", text(i)])
    members = {
        "posts.csv": table(["id", "permalink", "date", "ip", "subreddit", "gildings", "title", "url", "body"], posts),
        "comments.csv": table(
            ["id", "permalink", "date", "ip", "subreddit", "gildings", "link", "parent", "body", "media"], comments
        ),
        "ip_logs.csv": table(["date", "ip"], [["2024-01-01", "203.0.113.9"]]),
        "post_headers.csv": table(["id", "permalink", "date", "ip", "subreddit", "gildings", "url"], []),
    }
    return Made(zipped(folder / "reddit.zip", members), Kind.REDDIT, n)


def tumblr(folder: Path, n: int = 20) -> Made:
    members = {}
    for i in range(n):
        stamp = at(i).strftime("%B %d, %Y %I:%M%p").replace(" 0", " ")
        members[f"posts/html/{188_000_000_000 + i}.html"] = (
            f"<!DOCTYPE HTML><html><head><title>x</title><style>p{{}}</style></head><body><h1>Title {i}</h1>"
            f'<p>{text(i).replace("&", "&amp;")}</p><img src="../../media/{188_000_000_000 + i}_0.jpg">'
            f'<div id="footer"><span id="timestamp"> {stamp} </span><span class="tag">hill</span></div></body></html>'
        ).encode()
    members["media/188000000000_0.jpg"] = PICTURE
    return Made(zipped(folder / "tumblr.zip", members), Kind.TUMBLR, n, CHICAGO)


def tumblr_saved(folder: Path, n: int = 20) -> Made:
    posts = [
        {
            "id": 188_000_000_000 + i,
            "id_string": str(188_000_000_000 + i),
            "blog_name": "hill",
            "post_url": f"https://hill.tumblr.com/post/{i}",
            "timestamp": int(at(i).timestamp()),
            "content": [{"type": "text", "text": text(i)}, {"type": "image", "media": [{"url": "https://64/a.jpg"}]}],
        }
        for i in range(n)
    ]
    path = folder / "posts.json"
    path.write_text(json.dumps({"meta": {"status": 200}, "response": {"posts": posts}}), encoding="utf-8")
    return Made(path, Kind.TUMBLR, n)


def youtube(folder: Path, n: int = 20) -> Made:
    comments, videos = [], []
    for i in range(n):
        stamp = at(i).isoformat()
        if i % 4 == 3:
            videos.append([f"vid{i:08}", "60000", text(i), f"Title {i}", "Public", stamp, stamp])
        else:
            said = json.dumps({"text": text(i)}, ensure_ascii=False) + ',{"text":"\\nsecond line"}'
            comments.append(["UCx", stamp, "0", f"Ugy{i:08}", "", f"vid{i:08}", said])
    columns = [
        "Video ID", "Approximate Duration (ms)", "Video Description (Original)", "Video Title (Original)", "Privacy",
        "Video Create Timestamp", "Video Publish Timestamp",
    ]  # fmt: skip
    place = "Takeout/YouTube and YouTube Music"
    members = {
        f"{place}/Kommentare/Kommentare(1).csv": table(
            [
                "Channel ID",
                "Comment Create Timestamp",
                "Price",
                "Comment ID",
                "Parent Comment ID",
                "Video ID",
                "Comment Text",
            ],
            comments,
        ),
        f"{place}/video metadata/videos.csv": table(columns, videos),
        f"{place}/subscriptions/subscriptions.csv": table(["Channel Id", "Channel Title"], [["UCy", "Somebody"]]),
    }
    return Made(zipped(folder / "youtube.zip", members), Kind.YOUTUBE, n)


def whatsapp(folder: Path, n: int = 20, *, first: int = 0, style: str = "[%d/%m/%Y, %H:%M:%S]") -> Made:
    lines, dash = [], "" if style.startswith("[") else " -"
    for i in range(first, first + n):
        sender = "Hill DOC" if i % 2 else "A visitor"
        said = f"{text(i)}\nand a second line" if i % 3 == 0 else text(i)
        if i % 7 == 3:
            said = "\u200e<attached: 00000012-PHOTO.jpg>"
        lines.append(f"\u200e{at(i).strftime(style)}{dash} {sender}: {said}\n")
    members = {"_chat.txt": "".join(lines).encode(), "00000012-PHOTO.jpg": PICTURE}
    answers = Answers(date_order="dmy", zone="America/Chicago", own="Hill DOC")
    return Made(zipped(folder / "whatsapp.zip", members), Kind.WHATSAPP, n, answers)


def mastodon(folder: Path, n: int = 20) -> Made:
    actor, items = "https://social.example.gov/users/hill", []
    for i in range(n):
        id = f"{actor}/statuses/{109_000_000_000_000_000 + i}"
        stamp = at(i).strftime("%Y-%m-%dT%H:%M:%SZ")
        if i % 6 == 5:
            share = {
                "type": "Announce",
                "id": f"{id}/activity",
                "object": "https://other.example/1",
                "published": stamp,
            }
            items.append(share)
            continue
        note = {
            "type": "Note", "id": id, "url": id, "published": stamp, "inReplyTo": None, "summary": None,
            "content": f'<p>{text(i).replace("&", "&amp;")}</p><p>second <a href="x">line</a></p>',
            "attachment": [{"type": "Document", "mediaType": "image/jpeg", "url": "/media/1.jpg", "name": "Alt"}]
            if i % 4 == 1 else [],
        }  # fmt: skip
        items.append({"type": "Create", "id": f"{id}/activity", "actor": actor, "published": stamp, "object": note})
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": "OrderedCollection",
        "totalItems": n, "orderedItems": items,
    }  # fmt: skip
    members = {"outbox.json": json.dumps(outbox).encode(), "media/1.jpg": PICTURE, "actor.json": b"{}"}
    return Made(zipped(folder / "mastodon.zip", members), Kind.MASTODON, n)


class Car:
    """Writes a repository: records, a tree over them, a head."""

    def __init__(self) -> None:
        self.blocks: dict[bytes, bytes] = {}

    def put(self, data: bytes) -> bytes:
        cid = b"\x01\x71\x12\x20" + hashlib.sha256(data).digest()
        self.blocks[cid] = data
        return cid

    def record(self, value: object) -> bytes:
        return self.put(libipld.encode_dag_cbor(value))

    def tree(self, entries: list[tuple[bytes, bytes]]) -> bytes:
        """Nodes of some entries each, a further one below the last entry of each."""
        below: bytes | None = None
        for start in reversed(range(0, max(len(entries), 1), 25)):
            part, before, out = entries[start : start + 25], b"", []
            for number, (key, cid) in enumerate(part):
                same = next(
                    (i for i, (a, b) in enumerate(zip(before, key, strict=False)) if a != b), min(len(before), len(key))
                )
                last = below if number == len(part) - 1 else None
                out.append(_map(k=_bytes(key[same:]), p=_int(same), t=_link(last), v=_link(cid)))
                before = key
            below = self.put(b"\xa2" + b"\x61e" + _head(4, len(out)) + b"".join(out) + b"\x61l\xf6")
        assert below is not None
        return below

    def bytes(self, root: bytes) -> bytes:
        head = b"\xa2\x65roots\x81" + _link(root) + b"\x67version\x01"
        return _varint(len(head)) + head + b"".join(_varint(36 + len(d)) + c + d for c, d in self.blocks.items())


def _head(major: int, value: int) -> bytes:
    if value < 24:
        return bytes([major << 5 | value])
    for size, extra in ((1, 24), (2, 25), (4, 26)):
        if value < 256**size:
            return bytes([major << 5 | extra]) + value.to_bytes(size, "big")
    raise ValueError(value)


def _bytes(data: bytes) -> bytes:
    return _head(2, len(data)) + data


def _int(value: int) -> bytes:
    return _head(0, value)


def _link(cid: bytes | None) -> bytes:
    return b"\xf6" if cid is None else b"\xd8\x2a" + _bytes(b"\0" + cid)


def _map(**values: bytes) -> bytes:
    return _head(5, len(values)) + b"".join(bytes([0x61]) + k.encode() + v for k, v in sorted(values.items()))


def _varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def bluesky(folder: Path, n: int = 20) -> Made:
    car, entries = Car(), []
    did = "did:plc:hill0000000000000000000"
    for i in range(n):
        stamp = at(i).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        if i % 6 == 5:
            shared = {"uri": "at://did:plc:other/app.bsky.feed.post/1", "cid": "bafy"}
            value = {"$type": "app.bsky.feed.repost", "subject": shared, "createdAt": stamp}
            entries.append((f"app.bsky.feed.repost/3k{i:011}".encode(), car.record(value)))
        else:
            value = {"$type": "app.bsky.feed.post", "text": text(i), "createdAt": stamp, "langs": ["en"]}
            entries.append((f"app.bsky.feed.post/3k{i:011}".encode(), car.record(value)))
    for i in range(3):
        entries.append((f"app.bsky.feed.like/3k{i:011}".encode(), car.record({"createdAt": "x", "n": i})))
    top = car.tree(sorted(entries))
    commit = car.put(
        _head(5, 5) + b"\x63did" + _head(3, len(did)) + did.encode() + b"\x63rev\x61a" + b"\x63sig\x41s"
        + b"\x64data" + _link(top) + b"\x67version\x03"
    )  # fmt: skip
    path = folder / "repo.car"
    path.write_bytes(car.bytes(commit))
    return Made(path, Kind.BLUESKY, n)


MAKERS: dict[str, Callable[[Path, int], Made]] = {
    "x": x,
    "facebook": facebook,
    "instagram": instagram,
    "linkedin": linkedin,
    "reddit": reddit,
    "tumblr": tumblr,
    "tumblr_saved": tumblr_saved,
    "youtube": youtube,
    "whatsapp": whatsapp,
    "mastodon": mastodon,
    "bluesky": bluesky,
}


def large_x(path: Path, total_bytes: int, records: int) -> None:
    """An archive of X of about this size: many posts in one member, the rest pictures that do not compress."""

    noise = os.urandom(1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        with out.open("data/tweets.js", "w", force_zip64=True) as member:
            member.write(b"window.YTD.tweets.part0 = [")
            for n in range(records):
                member.write((b"," if n else b"") + json.dumps(tweet(n)).encode())
            member.write(b"]")
        written = 0
        for n in range(3, max(records, 4), 10):
            if written >= total_bytes:
                break
            name = f"data/tweets_media/{1_100_000_000_000_000_000 + n}-P{n}.jpg"
            with out.open(name, "w") as member:
                for _ in range(8):
                    member.write(noise)
            written += 8 << 20
