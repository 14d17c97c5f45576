"""X and Mastodon count in their own ways; what is expected here is worked out by hand from what they publish."""

import pytest

from countersign.connectors.counting import shortened, weighted
from countersign.connectors.known import USUAL

LONG = "https://www.example.gov/a/very/long/path?with=a&query=too"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("hello", 5),
        ("日本", 4),
        ("café", 4),
        ("cafe\u0301", 4),
        ("👨\u200d👩\u200d👧\u200d👦", 2),
        ("🇺🇸🇺🇸", 4),
        ("👍🏽", 2),
        ("1️⃣", 2),
        ("❤️", 2),
        ("“x”", 3),
        ("…", 2),
        (f"see {LONG} now", 4 + 23 + 4),
        (f"({LONG})", 1 + 23 + 1),
        ("visit example.gov.", 6 + 23 + 1),
        ("e.g. this", 9),
        ("me@example.gov", 14),
        (f"{LONG} {LONG}", 47),
        ("https://en.example.org/wiki/Hill_(prison)", 23),
        (f"{LONG}!?", 25),
    ],
)
def test_x_weighs_characters_links_and_emoji(text, expected):
    assert weighted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", 5),
        (f"see {LONG} now", 31),
        ("hi @ana@social.example", 7),
        ("👨\u200d👩\u200d👧\u200d👦", 1),
        (f"{LONG}.", 24),
    ],
)
def test_mastodon_shortens_links_and_mentions(text, expected):
    assert shortened(text) == expected


def test_what_fits_on_x_is_280_as_x_weighs_it():
    assert USUAL["x"].left("a" * 280) == 0
    assert USUAL["x"].left("日" * 140) == 0
    assert USUAL["bluesky"].left("👨\u200d👩\u200d👧\u200d👦" * 300) < 0
