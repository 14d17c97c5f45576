"""Words inside pictures: read in the background, shown where they stand nowhere else, put into the text by a button,
screened for whoever signs, and searched in the library."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from countersign.evidence import store
from countersign.gate import clock
from countersign.gate.door import perform
from countersign.posts import acts, drafting, queries
from countersign.posts.models import Draft, Media, Post, Revision
from countersign.posts.ocr import kept
from countersign.posts.ocr.models import PicturedWords
from posts import post_stories as stories
from posts.test_posts_pages import browser, drafted
from posts.test_posts_reading import ENGLISH, NEEDS_TESSERACT, SPANISH, drawn

pytestmark = pytest.mark.storage
BY = "tesseract 5.3.0 (eng)"
SSN = "His number is 536-22-8146."


@pytest.fixture
def lee(house) -> Client:
    return browser(house.cast.lee, house.leave)


@pytest.fixture
def ana(house) -> Client:
    return browser(house.cast.ana, house.ana.mandate)


@pytest.fixture
def nothing_reads(tmp_path, monkeypatch):
    """A machine on which no program reads pictures."""
    monkeypatch.setenv("PATH", str(tmp_path))


def holds(media: Media, *lines: str) -> None:
    """The words in a picture were read."""
    PicturedWords.objects.filter(pk=media.sha256).update(known=True, words="\n".join(lines), read_by=BY)


def with_picture(lee: Client, house, *lines: str, alt: str = "A poster.", **changed) -> tuple[Draft, Media]:
    draft, media = drafted(lee, house, **changed), stories.picture(house)
    if lines:
        holds(media, *lines)
    said = acts.Shown(str(media.pk), alt, people="no", source="own")
    Draft.objects.filter(pk=draft.pk).update(media=[vars(said)])
    draft.refresh_from_db()
    return draft, media


def page(lee: Client, draft: Draft) -> str:
    return re.sub(r"\s+", " ", lee.get(f"/write/{draft.pk}/").content.decode())


def press(lee: Client, draft: Draft, house, button: str, **changed) -> Draft:
    """Press a button of the composer with everything in it as it stands in the draft."""
    values = {"version": draft.version, "text": draft.text, "accounts": [house.account], "purposes": ["news"]}
    for said in drafting.pictures(draft):
        values |= {f"alt_{said.media}": said.alt, f"people_{said.media}": "no", f"source_{said.media}": "own"}
    values |= {f"variant_{a}": t for a, t in draft.variants.items()}
    assert lee.post(f"/write/{draft.pk}/", {**values, **changed, "do": button}).status_code == 302
    draft.refresh_from_db()
    return draft


# Advice, and the fix it offers


def test_words_that_stand_nowhere_else_are_shown_and_a_button_puts_them_into_the_alternative_text(house, lee):
    draft, media = with_picture(lee, house, *ENGLISH)
    shown = page(lee, draft)
    assert "Words in picture 1 that stand nowhere else" in shown and "on Tuesday 12 May" in shown and BY in shown
    press(lee, draft, house, f"words:alt|{media.pk}")
    (said,) = drafting.pictures(draft)
    assert said.alt == "A poster.\nWords in the picture: " + " ".join(ENGLISH[1:])
    assert "stand nowhere else" not in page(lee, draft)


def test_or_into_the_text_and_into_each_text_of_an_account(house, lee):
    draft, media = with_picture(lee, house, *ENGLISH)
    Draft.objects.filter(pk=draft.pk).update(variants={house.account: "Shorter."})
    draft.refresh_from_db()
    press(lee, draft, house, f"words:text|{media.pk}")
    assert draft.text == stories.TEXT + "\n\n" + "\n".join(ENGLISH[1:])
    assert draft.variants == {house.account: "Shorter.\n\n" + "\n".join(ENGLISH)}
    assert "stand nowhere else" not in page(lee, draft)


def test_spanish_words_are_marked_in_their_language(house, lee):
    draft, media = with_picture(lee, house, *SPANISH)
    press(lee, draft, house, f"words:alt|{media.pk}")
    (said,) = drafting.pictures(draft)
    assert said.alt.endswith(": " + " ".join(SPANISH))


@pytest.mark.parametrize(
    ("lines", "alt"),
    [
        ((), "A poster."),
        (("Hill Center",), "A gate."),
        (("VISITING HOURS", "Cámbian el mártes"), "A poster: visiting hours, cambian el martes."),
        (("Visiting hours change", "Office"), "Visiting hours change on a wall."),
    ],
    ids=["none", "too few", "in the alternative text, whatever the case and accents", "all but one"],
)
def test_nothing_is_said_of_words_that_stand_elsewhere_or_are_too_few(house, lee, lines, alt):
    draft, media = with_picture(lee, house, alt=alt)
    holds(media, *lines)
    assert "stand nowhere else" not in page(lee, draft)


def test_only_the_lines_that_are_missing_are_shown_and_taken_over(house, lee):
    draft, media = with_picture(lee, house, *ENGLISH, alt="Visiting hours change soon.")
    assert "<mark>on Tuesday 12 May</mark><br><mark>Call 312-555-0142</mark>" in page(lee, draft)
    press(lee, draft, house, f"words:alt|{media.pk}")
    assert drafting.pictures(draft)[0].alt.endswith(": on Tuesday 12 May Call 312-555-0142")


def test_a_text_of_one_account_that_lacks_the_words_is_named(house, lee):
    draft, _media = with_picture(lee, house, *ENGLISH, text=" ".join(ENGLISH))
    assert "stand nowhere else" not in page(lee, draft)
    Draft.objects.filter(pk=draft.pk).update(variants={house.account: "Shorter."})
    assert "stand nowhere else" in page(lee, draft)


def test_a_button_for_a_picture_that_is_not_in_the_draft_changes_nothing(house, lee):
    draft, _media = with_picture(lee, house, *ENGLISH)
    other = stories.picture(house, "teal")
    holds(other, *SPANISH)
    for button in (f"words:alt|{other.pk}", f"words:text|{other.pk}", "words:alt|x", "no_words:x", "words:"):
        press(lee, draft, house, button)
        assert (draft.text, drafting.pictures(draft)[0].alt) == (stories.TEXT, "A poster.")


# While it is being read, and where nothing reads


@NEEDS_TESSERACT
def test_until_it_was_read_the_composer_says_so_and_looks_again_by_itself(house, lee):
    draft, media = with_picture(lee, house)
    assert "Picture 1 is being read for words." in page(lee, draft)
    assert 'hx-trigger="load delay:2s"' in page(lee, draft)
    sent = {
        "version": draft.version,
        "text": "Not saved by looking.",
        "accounts": [house.account],
        "purposes": ["news"],
    }
    assert "is being read" in lee.post(f"/write/{draft.pk}/check/?look", sent).content.decode()
    stories.work("read_pictures")
    assert "is being read" not in lee.post(f"/write/{draft.pk}/check/?look", sent).content.decode()
    draft.refresh_from_db()
    assert draft.text == stories.TEXT
    row = PicturedWords.objects.get(pk=media.sha256)
    assert row.known and row.words == "" and row.read_by.startswith("tesseract ")
    assert "being read" not in page(lee, draft) and "load delay:2s" not in page(lee, draft)


def test_where_nothing_reads_the_author_is_asked_once_about_each_picture(house, lee, nothing_reads):
    draft, media = with_picture(lee, house)
    question = "Does picture 1 hold words that are not in the text?"
    assert question in page(lee, draft) and "load delay:2s" not in page(lee, draft)
    assert kept.due(clock.now(), 20) == []
    press(lee, draft, house, f"no_words:{media.pk}")
    assert question not in page(lee, draft)
    assert PicturedWords.objects.get(pk=media.sha256).said_by == house.cast.lee


def test_whoever_signs_is_told_that_somebody_else_looked(house, ana, nothing_reads):
    media = stories.picture(house)
    kept.say_none(media.sha256, house.cast.lee)
    post = stories.submitted(house, pictures=(stories.shown(media),))
    assert "says that it holds no words" in ana.get(f"/review/{post}/").content.decode()


@NEEDS_TESSERACT
def test_nobody_s_word_keeps_a_picture_from_being_read(house):
    media = stories.picture(house)
    kept.say_none(media.sha256, house.cast.lee)
    assert kept.found([media.sha256])[media.sha256].state is kept.State.WAITING


def test_nobody_s_word_replaces_what_was_read(house):
    media = stories.picture(house)
    holds(media, *ENGLISH)
    kept.say_none(media.sha256, house.cast.lee)
    assert kept.found([media.sha256])[media.sha256].text == "\n".join(ENGLISH)


def test_whoever_signs_is_told_that_no_rule_looked_at_a_picture(house, ana, nothing_reads):
    post = stories.submitted(house, pictures=(stories.shown(stories.picture(house)),))
    told = ana.get(f"/review/{post}/").content.decode()
    assert "no rule has looked at what may be written in it" in told and "holds no words" not in told


# The worker


@NEEDS_TESSERACT
def test_a_picture_is_read_once_and_by_one_worker(house):
    media = stories.picture(house)
    same = stories.picture(house)
    assert media.sha256 == same.sha256 and PicturedWords.objects.count() == 1
    at = clock.now()
    assert kept.due(at, 20) == [media.sha256] and kept.due(at, 20) == []
    assert kept.due(at + kept.LEASE, 20) == [media.sha256]
    kept.read(media.sha256)
    assert kept.due(at + 3 * kept.LEASE, 20) == []


@NEEDS_TESSERACT
def test_a_picture_that_ends_its_reader_again_and_again_is_left_to_a_person(house):
    media, at = stories.picture(house), clock.now()
    for n in range(kept.MOST_TRIES):
        assert kept.due(at + n * kept.LEASE, 20) == [media.sha256]
    assert kept.due(at + timedelta(days=1), 20) == []
    assert kept.found([media.sha256])[media.sha256].state is kept.State.UNREAD


@NEEDS_TESSERACT
def test_no_more_than_two_are_read_at_the_same_time(house):
    for color in ("red", "green", "blue"):
        stories.picture(house, color)
    assert len(kept.due(clock.now(), 20)) == kept.AT_ONCE
    assert kept.due(clock.now(), 20) == []


@NEEDS_TESSERACT
def test_what_cannot_be_read_is_kept_as_not_known(house):
    media = stories.picture(house)
    PicturedWords.objects.update(content=store.put(b"no picture", "image/png"))
    stories.work("read_pictures")
    assert PicturedWords.objects.get(pk=media.sha256).known is False
    assert kept.found([media.sha256])[media.sha256].state is kept.State.UNREAD


@NEEDS_TESSERACT
def test_from_the_upload_to_the_signer_with_the_program_itself(house, lee, ana):
    draft = drafted(lee, house)
    file = SimpleUploadedFile("poster.png", drawn(SSN), "image/png")
    sent = {"version": draft.version, "text": draft.text, "accounts": [house.account], "purposes": ["news"]}
    assert lee.post(f"/write/{draft.pk}/", {**sent, "do": "picture", "new_picture": file}).status_code == 302
    draft.refresh_from_db()
    media = Media.objects.get()
    # Submitted before any worker came by: it is read first.
    said = {f"alt_{media.pk}": "A poster.", f"people_{media.pk}": "no", f"source_{media.pk}": "own"}
    press(lee, draft, house, "save", **said)
    sent |= said | {"version": draft.version, "do": "submit"}
    assert lee.post(f"/write/{draft.pk}/", sent).status_code == 302
    (found,) = Post.objects.get().revision.findings
    assert (found["where"], found["severity"], found["by"]) == (f"words:{media.pk}", "review", "rule")
    assert "536-22-8146" in found["words"] and found["read_by"].startswith("tesseract ")
    told = ana.get(f"/review/{Post.objects.get().pk}/").content.decode()
    assert "Words in picture 1:" in told and found["read_by"] in told


# Screened


def test_what_stands_in_a_picture_is_asked_about_and_never_refused_for_itself(house):
    media = stories.picture(house)
    holds(media, "Wanted", SSN)
    post = stories.submitted(house, pictures=(stories.shown(media),))
    (found,) = Revision.objects.get().findings
    assert (found["severity"], found["read_by"], found["where"]) == ("review", BY, f"words:{media.pk}")
    assert not perform(stories.signing(post), by=house.ana).allowed
    answered = (found["key"], "It is the made-up number of our training poster.")
    assert perform(stories.signing(post, answered), by=house.ana).allowed


def test_the_composer_shows_what_the_signer_will_be_asked(house, lee):
    draft, _media = with_picture(lee, house, SSN)
    shown = page(lee, draft)
    assert "Whoever signs will be asked:" in shown and "Words in picture 1:" in shown and "536-22-8146" in shown


def test_what_was_found_when_it_was_submitted_stays_whatever_is_read_later(house):
    media = stories.picture(house)
    post = stories.submitted(house, pictures=(stories.shown(media),))
    holds(media, SSN)
    assert Revision.objects.get().findings == []
    assert perform(stories.signing(post), by=house.ana).allowed


# Found again


def test_the_library_is_searched_by_the_words_in_its_pictures(house, lee):
    media, other = stories.picture(house), stories.picture(house, "teal")
    holds(media, *ENGLISH)
    assert [m.pk for m in queries.library("tuesday hours").items] == [media.pk]
    assert {m.pk for m in queries.library("").items} == {media.pk, other.pk}
    assert "Visiting hours change<br>" in lee.get(f"/library/{media.pk}/").content.decode()


def test_pictures_from_before_are_read_too(house):
    media, _same, other = stories.picture(house), stories.picture(house), stories.picture(house, "teal")
    PicturedWords.objects.all().delete()
    import_module("countersign.posts.migrations.0008_pictured_words").want_what_is_there(apps, None)
    assert set(PicturedWords.objects.values_list("sha256", "content", "known")) == {
        (one.sha256, PicturedWords.objects.get(pk=one.sha256).content, None) for one in (media, other)
    }
    assert store.get(PicturedWords.objects.get(pk=other.sha256).content) == store.get(other.sent)
