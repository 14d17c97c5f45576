"""What was signed against what was read back: the same, the same after a known rewriting, or different and where."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from countersign.connectors import mastodon_shapes as shapes
from countersign.connectors.compare import Comparison, Difference, Rewriting, Sameness, compare, compare_profile
from countersign.connectors.platforms.practice import PracticeConnector
from countersign.connectors.seen import Author, Profile, RemoteCard, RemoteMedia, RemotePost
from countersign.connectors.sent import Captions, Card, Draft, Media, ProfileFields, payload_hash

SIGNED = Draft("Job fair\r\non Friday ", (Media(b"picture", "image/png", alt="A hall"),))
PICTURE = RemoteMedia("1", "u", "image/png", "A hall", hashlib.sha256(b"picture").hexdigest())
SEEN = RemotePost(
    "1", "u", Author("1", "Hill"), datetime(2026, 1, 1, tzinfo=UTC), None, SIGNED.text, (PICTURE,), None, b"{}"
)
KNOWN = PracticeConnector.rewritings
MASTODON = {
    "id": "1",
    "url": "u",
    "account": {"id": "1", "display_name": "Hill", "acct": "hill"},
    "created_at": "2026-01-01T00:00:00Z",
    "media_attachments": [],
}


def test_the_same_is_the_same():
    assert compare(SIGNED, SEEN, KNOWN) == Comparison(Sameness.SAME)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Job fair\non Friday ", ("line_endings",)),
        ("Job fair\r\non Friday", ("outer_space",)),
        ("Job fair\non Friday", ("line_endings", "outer_space")),
    ],
)
def test_a_known_rewriting_is_named_and_no_more_of_them_than_needed(text, names):
    expected = Comparison(Sameness.SAME_AFTER_KNOWN_REWRITING, names)
    assert compare(SIGNED, replace(SEEN, text=text), KNOWN) == expected


def test_without_the_declaration_the_same_rewriting_is_a_difference():
    seen = replace(SEEN, text="Job fair\non Friday ")
    assert compare(SIGNED, seen).differences == (Difference("text", SIGNED.text, seen.text),)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"text": "Job fair\non Fridav"}, "text"),
        ({"text": ""}, "text"),
        ({"media": ()}, "media"),
        ({"media": (PICTURE, PICTURE)}, "media"),
        ({"media": (replace(PICTURE, alt=""),)}, "media[0].alt"),
        ({"media": (replace(PICTURE, alt="A hall."),)}, "media[0].alt"),
        ({"media": (replace(PICTURE, sha256="0" * 64),)}, "media[0]"),
        ({"media": (replace(PICTURE, sha256=None),)}, "media[0]"),
        ({"reply_to": "7"}, "reply_to"),
    ],
)
def test_anything_else_differs_and_says_where(change, where):
    found = compare(SIGNED, replace(SEEN, **change), KNOWN)
    assert found.outcome is Sameness.DIFFERS
    assert [difference.where for difference in found.differences] == [where]


def test_pictures_in_another_order_differ():
    other = Media(b"second", "image/png", alt="B")
    seen_other = RemoteMedia("2", "u", "image/png", "B", other.sha256())
    found = compare(replace(SIGNED, media=(*SIGNED.media, other)), replace(SEEN, media=(seen_other, PICTURE)), KNOWN)
    assert {difference.where for difference in found.differences} == {
        "media[0]",
        "media[0].alt",
        "media[1]",
        "media[1].alt",
    }


def test_what_the_connector_undid_itself_is_shown_as_a_rewriting():
    assert compare(SIGNED, replace(SEEN, undone=("html",)), KNOWN) == Comparison(
        Sameness.SAME_AFTER_KNOWN_REWRITING, ("html",)
    )


def test_a_rewriting_never_explains_lost_words():
    eats = Rewriting("shortens", "Cuts", lambda text: text[:5])
    assert compare(SIGNED, replace(SEEN, text="Job f"), (eats,)).outcome is Sameness.SAME_AFTER_KNOWN_REWRITING
    assert compare(SIGNED, replace(SEEN, text="Job"), (eats,)).outcome is Sameness.DIFFERS


def test_a_platform_declares_a_handful_of_rewritings_not_a_list():
    with pytest.raises(ValueError, match="at most"):
        compare(SIGNED, SEEN, KNOWN * 4)


def test_only_the_signed_fields_of_a_profile_are_compared():
    seen = Profile(
        "Hill", "Maintained by the Department.", ("https://doc.example.gov",), (), ("1", "2"), PICTURE, None, b""
    )
    avatar = Media(b"picture", "image/png", alt="A hall")
    good = ProfileFields(
        bio=" Maintained by the Department.", website="https://doc.example.gov", email="", phone="2", avatar=avatar
    )
    assert compare_profile(good, seen, KNOWN) == Comparison(Sameness.SAME_AFTER_KNOWN_REWRITING, ("outer_space",))
    bad = ProfileFields(display_name="Hills", email="pio@doc.example.gov", avatar=avatar)
    found = compare_profile(bad, replace(seen, avatar=None), KNOWN)
    assert [d.where for d in found.differences] == ["profile.display_name", "profile.email", "profile.avatar"]


CARD = Card("https://a.gov/x", "Job fair", "On Friday", Media(b"hall", "image/jpeg"))
HELD = RemoteCard(
    CARD.url, CARD.title, CARD.description, RemoteMedia("2", "u", "image/jpeg", "", hashlib.sha256(b"hall").hexdigest())
)
WITH_CARD, SEEN_CARD = Draft(CARD.url, card=CARD), replace(SEEN, text=CARD.url, media=(), card=HELD)


@pytest.mark.parametrize(
    ("held", "where"),
    [
        (None, "card"),
        (replace(HELD, url="https://b.gov/x"), "card.url"),
        (replace(HELD, title="Job fare"), "card.title"),
        (replace(HELD, description=""), "card.description"),
        (replace(HELD, picture=None), "card.picture"),
    ],
)
def test_a_card_that_is_missing_or_says_something_else_differs(held, where):
    assert compare(WITH_CARD, SEEN_CARD).outcome is Sameness.SAME
    assert [d.where for d in compare(WITH_CARD, replace(SEEN_CARD, card=held)).differences] == [where]


def test_a_card_that_nobody_signed_differs_and_one_that_a_platform_makes_itself_does_not():
    signed = Draft(CARD.url)
    assert [d.where for d in compare(signed, SEEN_CARD).differences] == ["card"]
    made_by_mastodon = {"card": {"url": CARD.url, "title": "The page"}}
    seen = shapes.post({**MASTODON, "content": f"<p>{CARD.url}</p>", **made_by_mastodon}, b"{}")
    assert compare(signed, seen, shapes.REWRITINGS).outcome is Sameness.SAME_AFTER_KNOWN_REWRITING


@pytest.mark.parametrize("held", [(), (("es", b"WEBVTT"),), (("en", b"WEBVTT?"),)])
def test_captions_that_are_missing_or_others_differ(held):
    signed = Draft("x", (Media(b"film", "video/mp4", captions=Captions(b"WEBVTT", "en")),))

    def read_back(*said):
        files = tuple(
            (lang, RemoteMedia("3", "u", "text/vtt", "", hashlib.sha256(text).hexdigest())) for lang, text in said
        )
        film = RemoteMedia("2", "u", "video/mp4", "", hashlib.sha256(b"film").hexdigest(), captions=files)
        return replace(SEEN, text="x", media=(film,))

    assert compare(signed, read_back(("en", b"WEBVTT"))).outcome is Sameness.SAME
    assert [d.where for d in compare(signed, read_back(*held)).differences] == ["media[0].captions"]


def test_what_was_armed_before_there_were_cards_and_captions_hashes_to_the_same():
    assert payload_hash(Draft("x", (Media(b"p", "image/png", "a"),))) == (
        "3c0ff9f4bdb8c25075f6ab76f092060d148540a8d67a34a0d41297aad8f8d648"
    )
    assert payload_hash(WITH_CARD) != payload_hash(Draft(CARD.url))
    other = replace(CARD, picture=Media(b"another", "image/jpeg"))
    assert payload_hash(replace(WITH_CARD, card=other)) != payload_hash(WITH_CARD)
