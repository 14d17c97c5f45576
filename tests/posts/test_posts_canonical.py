"""The form of a revision: what is sent equals, character for character and byte for byte, what was signed."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.connectors import interface
from countersign.gate.canonical import canonical
from countersign.posts import form
from countersign.rules.codec import built

EXAMPLES = 2000 if os.environ.get("COUNTERSIGN_LONG") == "1" else 60
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
moments = st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda d: d.replace(tzinfo=UTC))
MOMENT = datetime(2026, 3, 2, 15, tzinfo=UTC)
files = st.binary(min_size=1, max_size=40)


@st.composite
def forms(draw) -> tuple[form.Form, dict[str, bytes]]:
    """A form with its files by commitment."""
    kept: dict[str, bytes] = {}
    pictures = []
    for n, content in enumerate(draw(st.lists(files, max_size=3))):
        commitment = f"{n:064x}"
        kept[commitment] = content
        digest = interface.Media(content, "image/png").sha256()
        pictures.append(
            form.Picture(
                str(n), commitment, digest, "image/png", len(content), draw(texts),
                "no", 0, (), "own", draw(st.none() | st.just("7")),
            )
        )  # fmt: skip
    accounts = draw(st.lists(st.integers(1, 99).map(str), min_size=1, max_size=3, unique=True))
    variants = tuple(
        form.Variant(
            a, draw(texts), draw(st.none() | st.just("c4")), tuple(draw(st.lists(texts, max_size=2))),
            draw(st.none() | texts),
        )
        for a in accounts
    )  # fmt: skip
    made = form.Form(
        "5", variants, tuple(pictures), ("news",), draw(st.none() | texts), draw(moments), draw(moments), "rules-1",
        draw(st.none() | st.just(form.Card("https://a.example/", "Title", "", "a.example", "0" * 64, MOMENT))),
    )  # fmt: skip
    return made, kept


@given(forms())
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_form_comes_back_from_its_canonical_bytes_as_it_was(made):
    whole, _ = made
    assert built(form.Form, json.loads(canonical(whole.to_json()))) == whole


@given(forms())
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_is_sent_is_what_was_signed_and_hashes_to_what_is_armed(made):
    whole, kept = made
    for variant in whole.variants:
        sent = form.whole(whole, variant.account, kept.__getitem__)
        assert sent.text == variant.text
        assert sent.reply_to == variant.reply_to
        assert [m.read() for m in sent.media] == [kept[p.content] for p in whole.pictures]
        assert [m.alt for m in sent.media] == [p.alt for p in whole.pictures]
        assert interface.payload_hash(sent) == form.payload_hash(whole, variant.account)


@given(forms(), st.text("0123456789", min_size=1, max_size=5))
@settings(max_examples=EXAMPLES, deadline=None)
def test_each_part_of_a_thread_is_sent_as_it_was_signed_and_answers_the_one_before(made, after):
    whole, kept = made
    for variant in whole.variants:
        for part, text in enumerate(variant.texts[1:], start=1):
            sent = form.whole(whole, variant.account, kept.__getitem__, part=part, after=after)
            assert (sent.text, sent.reply_to, sent.media) == (text, after, ())
            assert interface.payload_hash(sent) == form.payload_hash(whole, variant.account, part, after)
            with pytest.raises(form.NotTheSame):
                form.whole(whole, variant.account, kept.__getitem__, part=part)


@given(forms(), st.integers(0, 39))
@settings(max_examples=EXAMPLES, deadline=None)
def test_one_changed_byte_of_a_picture_is_not_sent(made, place):
    whole, kept = made
    if not whole.pictures:
        return
    first = whole.pictures[0].content
    content = bytearray(kept[first])
    content[place % len(content)] ^= 1
    kept[first] = bytes(content)
    with pytest.raises(form.NotTheSame):
        form.whole(whole, whole.accounts[0], kept.__getitem__)


@given(forms(), st.data())
@settings(max_examples=EXAMPLES, deadline=None)
def test_one_changed_character_changes_the_form(made, data):
    whole, _ = made
    variant = data.draw(st.sampled_from(whole.variants))
    other = data.draw(texts.filter(lambda t: t != variant.text))
    changed = replace(whole, variants=tuple(replace(v, text=other) if v is variant else v for v in whole.variants))
    assert canonical(changed.to_json()) != canonical(whole.to_json())
    assert form.payload_hash(changed, variant.account) != form.payload_hash(whole, variant.account)


def digest(content: bytes) -> str:
    return interface.Media(content, "").sha256()


def furnished() -> tuple[form.Form, dict[str, bytes]]:
    """A video with captions on one account, a fitted picture on the other, and in the second part a card."""
    kept = {f"{n:064x}": content for n, content in enumerate((b"film", b"WEBVTT", b"large", b"small", b"hall"))}
    at = list(kept)

    def picture(media: str, n: int, **more) -> form.Picture:
        size = len(kept[at[n]])
        return form.Picture(
            media, at[n], digest(kept[at[n]]), "image/png", size, "alt", "no", 0, (), "own", None, **more
        )

    film = picture("1", 0, captions=at[1], captions_sha256=digest(b"WEBVTT"), language="en", without=("9",), on=("8",))
    large = picture("2", 2, on=("9",), part=5)
    small = form.Fitted("2", at[3], digest(b"small"), "image/jpeg", 5, 1, 1)
    url = "https://a.example/"
    card = form.Card(url, "Title", "Words", "a.example", "0" * 64, MOMENT, picture("3", 4))
    variants = (
        form.Variant("8", "One", None, (f"Two {url}",), card=form.CARD_SENT),
        form.Variant("9", f"One {url}", fitted=(small,), card=form.CARD_NOT_SENT),
    )
    made = form.Form("5", variants, (film, large), ("news",), None, None, None, "rules-1", card)
    assert built(form.Form, json.loads(canonical(made.to_json()))) == made
    return made, kept


def test_each_account_and_part_gets_its_own_files_card_and_captions():
    whole, kept = furnished()
    film = form.whole(whole, "8", kept.__getitem__)
    assert [(m.read(), m.captions.read(), m.captions.language) for m in film.media] == [(b"film", b"WEBVTT", "en")]
    assert film.card is None
    second = form.whole(whole, "8", kept.__getitem__, part=1, after="7")
    assert (second.media, second.card.title, second.card.picture.read()) == ((), "Title", b"hall")
    # Its thread is shorter here, so the picture meant for a later part goes with the last there is.
    other = form.whole(whole, "9", kept.__getitem__)
    assert ([m.read() for m in other.media], other.media[0].mime, other.card) == ([b"small"], "image/jpeg", None)


@pytest.mark.parametrize(
    ("account", "part", "content"), [("8", 0, b"film"), ("8", 0, b"WEBVTT"), ("9", 0, b"small"), ("8", 1, b"hall")]
)
def test_one_changed_byte_of_what_goes_with_it_is_not_sent(account, part, content):
    whole, kept = furnished()
    for name, there in kept.items():
        if there == content:
            kept[name] = there + b"?"
    with pytest.raises(form.NotTheSame):
        form.whole(whole, account, kept.__getitem__, part=part, after="7" if part else None)
