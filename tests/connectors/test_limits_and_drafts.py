"""Counting as platforms count, and a hash that changes with everything that would be sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from countersign.connectors.capabilities import Can, Support
from countersign.connectors.limits import Limits, MediaLimit, TextLimit, Unit, count, problems_of
from countersign.connectors.sent import Attempt, Draft, Media, Op, ProfileFields, payload_hash

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "code_points", "graphemes", "utf8"),
    [
        ("", 0, 0, 0),
        ("abc", 3, 3, 3),
        ("cafe\u0301", 5, 4, 6),
        ("👨‍👩‍👧‍👦", 7, 1, 25),
        ("🇺🇸🇲🇽", 4, 2, 16),
        ("☀️", 2, 1, 6),
        ("a\r\nb", 4, 3, 4),
        ("\ud800", 1, 1, 3),
    ],
)
def test_text_is_counted_in_each_unit(text, code_points, graphemes, utf8):
    assert [count(text, unit) for unit in (Unit.CODE_POINTS, Unit.GRAPHEMES, Unit.BYTES)] == [
        code_points,
        graphemes,
        utf8,
    ]


BOTH = Limits(
    text=(TextLimit(Unit.GRAPHEMES, 300), TextLimit(Unit.BYTES, 3000)),
    alt=(TextLimit(Unit.CODE_POINTS, 10),),
    media=(
        MediaLimit(frozenset({"image/png"}), 100),
        MediaLimit(frozenset({"video/mp4"}), 1000, max_duration_s=60),
    ),
    media_most=1,
    media_required=True,
)


def codes(draft, limits=BOTH):
    return [(problem.where, problem.code) for problem in problems_of(draft, limits)]


def test_of_two_limits_on_one_text_each_must_hold():
    family = "👨‍👩‍👧‍👦"
    picture = (Media(b"x", "image/png"),)
    assert codes(Draft("x" * 300, picture)) == []
    assert codes(Draft("x" * 301, picture)) == [("text", "too_long")]
    assert codes(Draft(family * 121, picture)) == [("text", "too_long")]
    assert (BOTH.left("x" * 290), BOTH.left(family * 121)) == (10, -25)


def test_files_are_held_to_their_types_own_limits():
    assert codes(Draft("no picture")) == [("media", "missing")]
    assert codes(Draft(media=(Media(b"x" * 101, "image/png"),))) == [("media[0]", "too_big")]
    assert codes(Draft(media=(Media(b"", "image/png"),))) == [("media[0]", "empty")]
    assert codes(Draft(media=(Media(b"x", "video/mp4", duration_s=60),))) == []
    assert codes(Draft(media=(Media(b"x", "video/mp4", duration_s=61),))) == [("media[0]", "too_long")]
    assert codes(Draft(media=(Media(b"x", "video/mp4"),))) == [("media[0]", "duration_unknown")]


def test_a_file_on_disk_counts_like_its_bytes(tmp_path):
    path = tmp_path / "picture"
    path.write_bytes(b"x" * 101)
    on_disk, in_memory = Media(path, "image/png"), Media(b"x" * 101, "image/png")
    assert codes(Draft(media=(on_disk,))) == codes(Draft(media=(in_memory,)))
    assert payload_hash(Draft(media=(on_disk,))) == payload_hash(Draft(media=(in_memory,)))


WHOLE = Draft("text", (Media(b"1", "image/png", "one"), Media(b"2", "image/png", "two")), reply_to="7")


@pytest.mark.parametrize(
    "other",
    [
        replace(WHOLE, text="text "),
        replace(WHOLE, reply_to=None),
        replace(WHOLE, reply_to="8"),
        replace(WHOLE, media=WHOLE.media[::-1]),
        replace(WHOLE, media=WHOLE.media[:1]),
        replace(WHOLE, media=(replace(WHOLE.media[0], content=b"3"), WHOLE.media[1])),
        replace(WHOLE, media=(replace(WHOLE.media[0], alt="One"), WHOLE.media[1])),
        replace(WHOLE, media=(replace(WHOLE.media[0], mime="image/gif"), WHOLE.media[1])),
        Draft(profile=ProfileFields(bio="text")),
        Draft(profile=ProfileFields(bio="text", avatar=WHOLE.media[0])),
        Draft(profile=ProfileFields(bio="text", banner=WHOLE.media[0])),
        Draft(profile=ProfileFields(bio="text", website="")),
    ],
)
def test_one_changed_character_file_or_description_changes_the_hash(other):
    assert payload_hash(other) != payload_hash(WHOLE)
    assert payload_hash(other) == payload_hash(replace(other))


def test_a_draft_is_a_post_or_a_profile_not_both():
    with pytest.raises(ValueError, match="not both"):
        Draft("text", profile=ProfileFields(bio="x"))


@pytest.mark.parametrize("attempt_id", ["", "a b", "ä", "a/b", "a\nb", "x" * 129, "..", "-"])
def test_an_attempt_id_that_could_not_travel_is_refused(attempt_id):
    with pytest.raises(ValueError, match="attempt id"):
        Attempt(attempt_id, NOW, "0" * 64)


def test_an_attempt_knows_its_time_zone_and_what_it_changes():
    with pytest.raises(ValueError, match="time zone"):
        Attempt("a", NOW.replace(tzinfo=None), "0" * 64)
    with pytest.raises(ValueError, match="remote id"):
        Attempt("a", NOW, "0" * 64, Op.DELETE)


@pytest.mark.parametrize("can", [Can.NO, Can.CONDITIONAL])
def test_a_no_without_a_reason_cannot_be_declared(can):
    with pytest.raises(ValueError, match="reason"):
        Support(can)
