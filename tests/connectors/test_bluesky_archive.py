"""The importer reads a repository that a real server exported (`tests/live/bluesky` made it)."""

from __future__ import annotations

from pathlib import Path

from countersign.connectors.archives.items import Item, Kind
from countersign.connectors.archives.reading import read, recognise

ARCHIVE = Path(__file__).parent / "data" / "bluesky_repo.car"


def test_a_real_repository_is_recognised_and_read_whole():
    assert recognise(ARCHIVE) is Kind.BLUESKY
    items = list(read(ARCHIVE, Kind.BLUESKY))
    assert all(isinstance(item, Item) for item in items)
    by_text = {item.text: item for item in items}
    assert sorted(text.partition(" ")[0] for text in by_text) == ["Because", "Doors", "Visiting"]
    answer, picture = by_text["Because of repairs."], next(item for item in items if item.media)
    assert answer.reply_to.startswith("at://did:plc:") and answer.reply_to.split("/")[2] != answer.author
    assert by_text["Doors open at 9."].native_id.startswith(f"at://{answer.author}/app.bsky.feed.post/")
    (medium,) = picture.media
    assert (medium.alt, medium.mime, len(medium.sha256)) == ("A sign at the gate", "image/png", 64)
