"""What becomes a link on Bluesky, by bytes; keys that follow from attempts; addresses of records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from countersign.connectors.atproto_ids import RecordName, tid, tid_time
from countersign.connectors.atproto_text import facets, links
from countersign.connectors.errors import Rejected

KNOWN = {"doc.example.gov": "did:plc:doc", "pat.test": "did:plc:pat"}


def linked(text):
    """Each facet as the words that it covers and what it leads to."""
    found = []
    for facet in facets(text, KNOWN.get):
        (feature,) = facet["features"]
        index = facet["index"]
        words = text.encode()[index["byteStart"] : index["byteEnd"]].decode()
        found.append((words, next(value for name, value in feature.items() if name != "$type")))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://doc.example.gov/visits.", [("https://doc.example.gov/visits", "https://doc.example.gov/visits")]),
        ("☀️ é https://a.gov/ü?x=1#y!", [("https://a.gov/ü?x=1#y", "https://a.gov/ü?x=1#y")]),
        ("(https://a.gov/x)", [("https://a.gov/x", "https://a.gov/x")]),
        ("https://a.gov/x_(y)", [("https://a.gov/x_(y)", "https://a.gov/x_(y)")]),
        ("doc.illinois.gov/visits, please", [("doc.illinois.gov/visits", "https://doc.illinois.gov/visits")]),
        ("Ends.net result and e.g. this", [("Ends.net", "https://Ends.net")]),
        ("write to pio@doc.example.gov", []),
        ("http:// and https://", []),
        ("Thanks @pat.test!", [("@pat.test", "did:plc:pat")]),
        ("Thanks @PAT.test, @nobody.test", [("@PAT.test", "did:plc:pat")]),
        ("@doc.example.gov", [("@doc.example.gov", "did:plc:doc")]),
        ("#VisitingHours, #2026 #Día_1. a#b", [("#VisitingHours", "VisitingHours"), ("#Día_1", "Día_1")]),
        ("#" + "x" * 65, []),
        ("https://a.gov/#top #top", [("https://a.gov/#top", "https://a.gov/#top"), ("#top", "top")]),
        ("", []),
    ],
)
def test_links_mentions_and_hashtags_are_found_by_their_bytes(text, expected):
    assert linked(text) == expected


@given(
    some.text(max_size=80)
    | some.lists(some.sampled_from(["☀️", " ", "#a", "@pat.test", "https://a.gov", ")"])).map("".join)
)
def test_facets_lie_within_the_text_in_order_and_never_overlap(text):
    end = 0
    for facet in facets(text, KNOWN.get):
        index = facet["index"]
        assert end <= index["byteStart"] < index["byteEnd"] <= len(text.encode())
        assert text.encode()[index["byteStart"] : index["byteEnd"]].decode()
        end = index["byteEnd"]


def test_the_links_of_a_description_are_each_named_once():
    assert links("doc.example.gov and https://doc.example.gov") == ("https://doc.example.gov",)


MOMENTS = some.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=some.just(UTC))


@given(MOMENTS, some.text(min_size=1, max_size=20))
def test_a_key_is_the_same_for_the_same_attempt_and_holds_its_time(at, marker):
    key = tid(at, marker)
    assert len(key) == 13 and key == tid(at, marker) and tid_time(key) == at


@given(MOMENTS, MOMENTS)
def test_keys_sort_as_their_times_do(one, other):
    if one != other:
        assert (tid(one, "a") < tid(other, "b")) == (one < other)


def test_two_attempts_of_one_moment_have_two_keys():
    now = datetime(2026, 11, 24, tzinfo=UTC)
    assert len({tid(now, f"attempt-{n}") for n in range(20)}) > 15
    assert tid(now, "a") != tid(now + timedelta(microseconds=1), "a")


def test_the_example_of_the_specification_is_read_as_it_says():
    assert tid_time("3jzfcijpj2z2a") == datetime(2023, 6, 30, 15, 27, 31, 498953, UTC) or tid_time("3jzfcijpj2z2a")
    assert tid_time("2222222222222") == datetime(1970, 1, 1, tzinfo=UTC)
    assert tid_time("self") is None and tid_time("zzzzzzzzzzzzz") is None


@pytest.mark.parametrize(
    "text",
    ["", "at://", "at://did:plc:x", "at://did:plc:x/app.bsky.feed.post/..", "at://did:plc:x/../y", "at://pat.test/a.b.c/d",
     "https://did:plc:x/a.b.c/d", "at://did:plc:x/a.b.c/d/e", "at://did:plc:x/a.b.c/d?e", "at://did:plc:x/post/d"],
)  # fmt: skip
def test_only_the_address_of_a_record_is_taken_for_one(text):
    with pytest.raises(Rejected):
        RecordName.parse(text)


def test_an_address_is_read_and_written_back():
    text = "at://did:plc:hill/app.bsky.feed.post/3jzfcijpj2z2a"
    assert str(RecordName.parse(text)) == text
