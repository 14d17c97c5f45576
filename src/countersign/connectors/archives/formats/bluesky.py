"""Bluesky: a repository as a CAR file. Every block is checked against its identifier; likes and follows are left out.

Blocks are read twice: first the tree, which says at which path each record lies, then the records themselves. Only
what the signed head leads to counts; that its signature is the account's cannot be checked without the network.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import IO, Any

import libipld

from countersign.connectors.archives.container import Archive
from countersign.connectors.archives.items import (
    POST,
    SHARE,
    Answers,
    Faulty,
    HostileArchive,
    Item,
    Kind,
    Medium,
    Question,
    Unreadable,
)
from countersign.connectors.archives.text import BadMoment, clean, dicts_in, from_iso, text_in
from countersign.connectors.words import gettext_noop as _

KIND: Kind = Kind.BLUESKY
_NAMES = re.compile(r"\.car$", re.IGNORECASE)
_COLLECTIONS = {b"app.bsky.feed.post": POST, b"app.bsky.feed.repost": SHARE}
_CBOR, _RAW = b"\x01\x71\x12\x20", b"\x01\x55\x12\x20"
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,200}")
_KEY = re.compile(rb"[a-zA-Z0-9.]{1,300}/[a-zA-Z0-9._~:-]{1,512}")
CID_BYTES = 36
MOST_BLOCK_BYTES = 4 << 20
MOST_RECORDS = 2_000_000

Tree = dict[bytes, tuple[list[bytes], list[tuple[bytes, bytes]]]]
"""Of each node by its identifier: the nodes below it, and the paths of the records that are wanted."""


def fits(archive: Archive) -> bool:
    """A single file whose head names one root."""
    if not archive.single or not _NAMES.search(archive.names[0]):
        return False
    with archive.open(archive.names[0]) as stream:
        return len(_roots(stream)) == 1


def questions(archive: Archive) -> tuple[Question, ...]:
    """None: every date names its zone."""
    return ()


def read(archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
    """Every post and repost that the repository's head leads to."""
    (name,) = archive.names
    with archive.open(name) as stream:
        did, paths = _paths(stream)
    with archive.open(name) as stream:
        _roots(stream)
        for cid, block in _blocks(stream):
            for path in paths.pop(cid, ()):
                yield _entry(did, path, block)
    for left in paths.values():
        for path in left:
            yield Faulty(path.decode("ascii", "replace"), _("its record is not in the file"))


def _entry(did: str, path: bytes, block: bytes) -> Item | Faulty:
    where = path.decode("ascii", "replace")
    try:
        return _item(did, where, _COLLECTIONS[path.partition(b"/")[0]], libipld.decode_dag_cbor(block), block)
    except BadMoment as error:
        return Faulty(where, str(error))
    except (ValueError, RecursionError):
        return Faulty(where, _("its record cannot be read"))


def _item(did: str, path: str, kind: str, record: Any, raw: bytes) -> Item:
    if not isinstance(record, dict):
        raise BadMoment(_("it is no record"))
    rkey = path.partition("/")[2]
    embed = record.get("embed")
    shared = text_in(record, "subject", "uri") if kind == SHARE else ""
    return Item(
        native_id=f"at://{did}/{path}",
        kind=kind,
        at=from_iso(record.get("createdAt")),
        text=clean(record.get("text")),
        raw=raw,
        author=did,
        url=shared or f"https://bsky.app/profile/{did}/post/{rkey}",
        reply_to=text_in(record, "reply", "parent", "uri"),
        media=tuple(_media(embed)),
    )


def _media(embed: Any) -> Iterator[Medium]:
    inner = embed.get("media") if isinstance(embed, dict) and isinstance(embed.get("media"), dict) else embed
    for picture in dicts_in(inner, "images"):
        yield _blob(picture.get("image"), clean(picture.get("alt")))
    if isinstance(inner, dict) and isinstance(inner.get("video"), dict):
        yield _blob(inner["video"], clean(inner.get("alt")))


def _blob(found: Any, alt: str) -> Medium:
    """A picture by its hash: its bytes are never in the file, but its identifier is the SHA-256 of them."""
    ref = found.get("ref") if isinstance(found, dict) else None
    held = isinstance(ref, bytes) and len(ref) == CID_BYTES and ref[:4] == _RAW
    return Medium(sha256=ref[4:].hex() if held and ref else "", mime=text_in(found, "mimeType"), alt=alt)


def _paths(stream: IO[bytes]) -> tuple[str, dict[bytes, list[bytes]]]:
    """Whose repository it is, and the paths of its posts and reposts by the identifier of their record."""
    (root,) = _roots(stream)
    tree: Tree = {}
    commit: Any = None
    for cid, block in _blocks(stream):
        if cid == root:
            commit = _decoded(block)
        elif _may_be_node(block) and (node := _node(_decoded(block))) is not None:
            tree[cid] = node
    did = text_in(commit, "did")
    top = commit.get("data") if isinstance(commit, dict) else None
    if not _DID.fullmatch(did) or not isinstance(top, bytes):
        raise Unreadable(_("It holds no repository."))
    return did, _walked(tree, top)


def _walked(tree: Tree, top: bytes) -> dict[bytes, list[bytes]]:
    paths: dict[bytes, list[bytes]] = {}
    waiting, count = [top], 0
    while waiting:
        # Taken out as it is visited: a tree that leads back to itself ends.
        node = tree.pop(waiting.pop(), None)
        if node is None:
            continue
        below, entries = node
        waiting.extend(below)
        for path, record in entries:
            count += 1
            paths.setdefault(record, []).append(path)
        if count > MOST_RECORDS:
            raise HostileArchive(_("It holds more than {most} records."), most=MOST_RECORDS)
    return paths


def _may_be_node(block: bytes) -> bool:
    # A map of two, its first key `e`: the canonical form of a node.
    return block[:3] == b"\xa2\x61\x65"


def _node(found: Any) -> tuple[list[bytes], list[tuple[bytes, bytes]]] | None:
    if not isinstance(found, dict) or set(found) != {"e", "l"} or not isinstance(found["e"], list):
        return None
    below = [found["l"]] if isinstance(found["l"], bytes) else []
    entries, before = [], b""
    for entry in found["e"]:
        if not isinstance(entry, dict):
            return None
        prefix, rest, record, subtree = (entry.get(k) for k in ("p", "k", "v", "t"))
        if not isinstance(prefix, int) or not isinstance(rest, bytes) or not isinstance(record, bytes):
            return None
        key = before[: max(prefix, 0)] + rest
        if len(key) > 1024:
            return None
        before = key
        if isinstance(subtree, bytes):
            below.append(subtree)
        if key.partition(b"/")[0] in _COLLECTIONS and _KEY.fullmatch(key):
            entries.append((key, record))
    return below, entries


def _decoded(block: bytes) -> Any:
    try:
        return libipld.decode_dag_cbor(block)
    except (ValueError, RecursionError) as error:
        raise HostileArchive(_("A block in it is damaged.")) from error


def _roots(stream: IO[bytes]) -> list[bytes]:
    length = _varint(stream)
    if length is None or length > 4096:
        raise Unreadable(_("It holds no repository."))
    try:
        head = libipld.decode_dag_cbor(stream.read(length))
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("It holds no repository.")) from error
    if not isinstance(head, dict) or head.get("version") != 1 or not isinstance(head.get("roots"), list):
        raise Unreadable(_("It holds no repository."))
    roots = [r for r in head["roots"] if isinstance(r, bytes)]
    if len(roots) != 1:
        raise Unreadable(_("It holds no repository."))
    return roots


def _blocks(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Each block with its identifier, checked. Raises `HostileArchive` where the two differ or the file breaks off."""
    while (length := _varint(stream)) is not None:
        if length > MOST_BLOCK_BYTES:
            raise HostileArchive(_("One record in it is larger than {most} MB."), most=MOST_BLOCK_BYTES >> 20)
        whole = stream.read(length)
        cid, block = whole[:CID_BYTES], whole[CID_BYTES:]
        if len(whole) != length or cid[:4] not in (_CBOR, _RAW):
            raise HostileArchive(_("A block in it is damaged."))
        if hashlib.sha256(block).digest() != cid[4:]:
            raise HostileArchive(_("A block in it is not what its identifier says."))
        yield cid, block


def _varint(stream: IO[bytes]) -> int | None:
    """The next length; None at the end of the file."""
    value = shift = 0
    while True:
        byte = stream.read(1)
        if not byte:
            if shift:
                raise HostileArchive(_("A block in it is damaged."))
            return None
        value |= (byte[0] & 0x7F) << shift
        if not byte[0] & 0x80:
            return value
        shift += 7
        if shift > 35:
            raise HostileArchive(_("A block in it is damaged."))
