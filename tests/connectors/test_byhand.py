"""Work by hand: a checklist a person can follow, and their word taken only when it can be true."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from countersign.connectors.byhand import Checklist, attested
from countersign.connectors.errors import BadAttestation, HandNeeded
from countersign.connectors.interface import AccountSettings, Attestation, Draft, Media, Op, Published

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ACCOUNT = AccountSettings("manual", "hill", "https://channels.example/hill", public_hosts=("channels.example",))
WORD = Attestation("https://channels.example/hill/posts/17", NOW, "Lee Ortiz", "ab" * 32)


def take(word, **more):
    return attested(word, account=ACCOUNT, now=NOW, **more)


def test_a_persons_word_becomes_a_publication_that_says_whose_word_it_is():
    assert take(WORD) == Published(WORD.url, WORD.url, NOW, WORD)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("  https://channels.example/hill/17\n", "https://channels.example/hill/17"),
        ("HTTPS://Channels.Example/Hill/17", "https://channels.example/Hill/17"),
        ("https://www.channels.example/watch?v=17#t=3", "https://www.channels.example/watch?v=17"),
        ("https://channels.example:443/17", "https://channels.example/17"),
        ("https://channels.example./17", "https://channels.example/17"),
        ("https://channels.example/?p=17", "https://channels.example/?p=17"),
    ],
)
def test_an_address_is_kept_in_one_spelling(pasted, kept):
    assert take(replace(WORD, url=pasted)).remote_id == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hill/posts/17",
        "http://channels.example/17",
        "https://elsewhere.example/17",
        "https://channels.example.evil.example/17",
        "https://evilchannels.example/17",
        "https://channels.example@evil.example/17",
        "https://user:pw@channels.example/17",
        "https://channels.example:8443/17",
        "https://channels.example:port/17",
        "https://channels.example",
        "https://channels.example/",
        "https://channels.example/a b",
        "https://channels.example/a\nb",
        "https://channels.example\\@evil.example/17",
        "https://channels.example/<script>",
        "https://сhannels.example/17",
        "javascript:alert(1)",
        "https://channels.example/" + "x" * 2000,
    ],
)
def test_an_address_that_is_not_a_post_on_the_accounts_platform_is_refused(url):
    with pytest.raises(BadAttestation) as told:
        take(replace(WORD, url=url))
    assert told.value.field == "url" and str(told.value)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"at": NOW + timedelta(minutes=6)}, "at"),
        ({"at": NOW.replace(tzinfo=None)}, "at"),
        ({"at": NOW - timedelta(hours=2)}, "at"),
        ({"by": "  "}, "by"),
        ({"screenshot_sha256": ""}, "screenshot_sha256"),
        ({"screenshot_sha256": "xyz"}, "screenshot_sha256"),
    ],
)
def test_a_word_that_cannot_be_true_or_is_not_whole_is_refused(change, field):
    with pytest.raises(BadAttestation) as told:
        take(replace(WORD, **change), armed_at=NOW - timedelta(hours=1))
    assert told.value.field == field


def test_an_account_without_public_hosts_takes_no_address():
    with pytest.raises(BadAttestation):
        attested(WORD, account=replace(ACCOUNT, public_hosts=()), now=NOW)


@pytest.fixture
def checklist(connect, arm):
    def of(draft, op=Op.CREATE, remote_id=None):
        connector = connect(ACCOUNT)
        attempt = arm(draft, op, remote_id)
        with pytest.raises(HandNeeded) as told:
            connector.commit(connector.prepare(draft, attempt.id), attempt)
        return told.value.checklist

    return of


def test_the_checklist_asks_for_what_there_is_and_nothing_else(checklist):
    plain = checklist(Draft("Only words."))
    assert plain.open_url == ACCOUNT.base_url and plain.downloads == ()
    assert not any("file" in step for step in plain.steps)
    pictures = checklist(Draft(media=(Media(b"1", "image/png"), Media(b"2", "image/png", "two"))))
    assert not any("Copy the text" in step for step in pictures.steps)
    assert any("alternative text" in step for step in pictures.steps)
    assert [(d.position, d.alt) for d in pictures.downloads] == [(0, ""), (1, "two")]
    assert not any("alternative text" in step for step in checklist(Draft("x", (Media(b"1", "image/png"),))).steps)


def test_an_edit_by_hand_names_the_post_and_a_reply_names_what_it_answers(checklist):
    edit = checklist(Draft("Better words."), Op.EDIT, WORD.url)
    assert (edit.op, edit.remote_id, edit.text) == (Op.EDIT, WORD.url, "Better words.")
    assert any("edit" in step for step in edit.steps) and not any("Publish" in step for step in edit.steps)
    reply = checklist(Draft("An answer.", reply_to=WORD.url))
    assert reply.remote_id == WORD.url and any("answer there" in step for step in reply.steps)


def test_a_checklist_can_be_stored_and_read_again(checklist):
    whole = checklist(Draft("x", (Media(b"1", "image/png", "one"),)))
    assert Checklist.from_json(whole.to_json()) == whole
