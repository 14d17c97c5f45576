"""Facts and packs as plain JSON and back."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Literal

import pytest

from countersign.rules.codec import built, plain
from countersign.rules.facts import Facts, Matter, NotKnown, Window
from countersign.rules.pack import Pack

MATTER = {"kind": "post", "id": "p", "hash": None, "state_no": 1, "own": ["lee"], "units": []}


@dataclass(frozen=True)
class Several:
    at: datetime | None
    day: date
    words: tuple[str, ...]
    table: dict[str, int]
    sort: Literal["a", "b"]
    rest: Any = None


def test_a_dataclass_comes_back_equal_through_json():
    value = Several(datetime(2026, 1, 31, 12, 0, 0, 5, UTC), date(2026, 1, 31), ("a",), {"n": 1}, "a", [None, 1.5])
    assert built(Several, json.loads(json.dumps(plain(value)))) == value


def test_times_are_written_in_utc():
    chicago = datetime(2026, 1, 31, 6, tzinfo=timezone(timedelta(hours=-6)))
    assert plain(Window(chicago, None)) == {"opens": "2026-01-31T12:00:00Z", "closes": None}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Matter, {**MATTER, "state_no": "1"}),
        (Matter, {**MATTER, "state_no": True}),
        (Matter, {**MATTER, "own": "lee"}),
        (Matter, {**MATTER, "own": [1]}),
        (Matter, {**MATTER, "name": "Lee"}),
        (Matter, {"kind": "post"}),
        (Matter, "post"),
        (Window, {"opens": "2026-01-31T12:00:00", "closes": None}),
        (Window, {"opens": 5, "closes": None}),
        (Window, {"opens": "soon", "closes": None}),
        (date, "2026-13-01"),
        (Literal["a", "b"], "c"),
        (dict[str, int], ["a"]),
        (dict[str, int], {"a": "b"}),
    ],
)
def test_what_does_not_fit_is_refused(kind, value):
    with pytest.raises(ValueError):
        built(kind, value)


@pytest.mark.parametrize("value", [1, None, "unknown", ["unknown"], {"unknown": "x", "at": "y"}])
def test_a_fact_of_a_wrong_shape_is_refused_not_taken_for_unknown(value):
    with pytest.raises(ValueError):
        Facts.from_json({"now": value})


def test_a_fact_of_a_later_version_is_not_known():
    facts = Facts.from_json({"weather": {"rain": True}, "matter": MATTER})
    assert facts[Matter].id == "p"
    with pytest.raises(NotKnown):
        facts[Window]


def test_a_pack_comes_back_equal_from_its_canonical_form(small):
    data = json.loads(json.dumps(small.canonical()))
    assert Pack.from_canonical(data) == small
    assert Pack.from_canonical(data).canonical() == small.canonical()


def test_a_canonical_form_with_a_piece_missing_is_refused(small):
    for key in small.canonical():
        rest = {k: v for k, v in small.canonical().items() if k != key}
        with pytest.raises(ValueError):
            Pack.from_canonical(rest)


def test_words_speak_english_unless_spanish_is_asked_for(small):
    title = small.office["keeper"].title
    assert [title.get(lang) for lang in ("en", "es", "es-US", "fr", "")] == [
        "Keeper", "Guardián", "Guardián", "Keeper", "Keeper",
    ]  # fmt: skip


def test_the_elements_of_a_platform_are_its_own_or_all(small):
    assert small.elements_of("board") == ("logo",)
    assert small.elements_of("web") == small.elements_of("unheard of") == ("logo", "contact")
