"""The pages of posts, through the browser's eyes: nothing typed is lost, every refusal names its clause."""

import io
import time

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

import cast as stage
from accounts import account_stories as accounts
from countersign.gate import clock
from countersign.people import signin
from countersign.people.models import SignIn
from countersign.posts import acts
from countersign.posts.models import Attempt, Consent, Draft, Media, Post, Reply
from countersign.practice.models import Post as Public
from countersign.practice.services import comment
from posts import post_stories as stories

pytestmark = pytest.mark.storage


def browser(person: str, mandate: str | None = None) -> Client:
    """A signed-in browser of somebody, with the second factor met, in one of their capacities."""
    user = SignIn.objects.filter(person=person).first() or signin.create(person)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    if mandate is not None:
        session["capacity"] = mandate
    session.save()
    return client


@pytest.fixture
def lee(house) -> Client:
    return browser(house.cast.lee, house.leave)


@pytest.fixture
def ana(house) -> Client:
    return browser(house.cast.ana, house.ana.mandate)


def drafted(lee: Client, house, **changed) -> Draft:
    """A draft with a text, saved through the composer."""
    lee.post("/write/new/")
    draft = Draft.objects.get()
    values = {
        "version": draft.version,
        "text": stories.TEXT,
        "accounts": [house.account],
        "purposes": ["news"],
        "do": "save",
        **changed,
    }
    assert lee.post(f"/write/{draft.pk}/", values).status_code == 302
    draft.refresh_from_db()
    return draft


def submit(lee: Client, draft: Draft, **changed):
    values = {
        "version": draft.version,
        "text": draft.text,
        "accounts": draft.accounts,
        "purposes": draft.purposes,
        "do": "submit",
        **changed,
    }
    return lee.post(f"/write/{draft.pk}/", values)


def test_from_an_empty_draft_to_what_the_public_reads(house, lee, ana):
    assert submit(lee, drafted(lee, house)).status_code == 302
    post = Post.objects.get()
    assert stories.TEXT in ana.get(f"/review/{post.pk}/").content.decode()
    sign = {"revision": post.revision.hash, "judged": "on"}
    assert ana.post(f"/review/{post.pk}/sign/", sign).status_code == 302
    assert lee.post(f"/posts/{post.pk}/schedule/", {"revision": post.revision.hash}).status_code == 302
    stories.work("publish")
    assert stories.public() == [stories.TEXT]
    page = lee.get(f"/posts/{post.pk}/").content.decode()
    assert stories.placement(str(post.pk)).url in page
    assert "read back: the same" in page


def test_a_draft_begins_with_the_only_account_and_its_purposes(house, lee):
    lee.post("/write/new/")
    assert Draft.objects.get().accounts == [house.account]
    assert Draft.objects.get().purposes == ["news", "outreach"]


def test_a_refused_submit_loses_nothing_and_names_the_clause(house, lee):
    draft = drafted(lee, house, purposes=["training"])
    answer = submit(lee, draft)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert stories.TEXT in page
    assert "II.G.2" in page
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_line_ends_are_kept_as_one_types_them_and_spaces_too(house, lee):
    draft = drafted(lee, house, text="  First line\r\n\r\nSecond line ")
    assert draft.text == "  First line\n\nSecond line "


def test_two_windows_on_one_draft_lose_nothing(house, lee):
    draft = drafted(lee, house)
    values = {"version": draft.version, "accounts": [house.account], "purposes": ["news"], "do": "save"}
    lee.post(f"/write/{draft.pk}/", {**values, "text": "From one window."})
    answer = lee.post(f"/write/{draft.pk}/", {**values, "text": "From the other."}, follow=True)
    assert sorted(Draft.objects.values_list("text", flat=True)) == ["From one window.", "From the other."]
    assert "Both are kept" in answer.content.decode()


def test_what_is_seen_shows_as_one_types(house, lee):
    draft = drafted(lee, house)
    values = {"version": draft.version, "text": "His number is 536-22-8146.", "accounts": [house.account]}
    page = lee.post(f"/write/{draft.pk}/check/", values).content.decode()
    assert "536-22-8146" in page and "Must be taken out" in page
    assert "characters left" in page
    draft.refresh_from_db()
    assert draft.text == "His number is 536-22-8146."


def test_one_window_saves_on_and_on_and_another_never_overwrites_it(house, lee):
    draft = drafted(lee, house)
    stale = {"version": draft.version, "accounts": [house.account], "purposes": ["news"]}
    for text in ("One", "One two", "One two three"):
        lee.post(f"/write/{draft.pk}/check/", {**stale, "window": "a", "text": text})
    page = lee.post(f"/write/{draft.pk}/check/", {**stale, "window": "b", "text": "Other"}).content.decode()
    assert "changed in another window" in page
    lee.post(f"/write/{draft.pk}/", {**stale, "window": "a", "text": "One two three four", "do": "save"})
    assert list(Draft.objects.values_list("text", flat=True)) == ["One two three four"]


def test_somebody_elses_draft_is_not_there(house, lee, ana):
    draft = drafted(lee, house)
    assert ana.get(f"/write/{draft.pk}/").status_code == 404


def test_a_picture_is_attached_described_and_remembered(house, lee):
    draft = drafted(lee, house)
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(made, "JPEG")
    made.seek(0)
    made.name = "gate.jpg"
    values = {"version": draft.version, "text": stories.TEXT, "accounts": [house.account], "purposes": ["news"]}
    lee.post(f"/write/{draft.pk}/", {**values, "new_picture": made, "do": "picture"})
    media = Media.objects.get()
    draft.refresh_from_db()
    said = {f"alt_{media.pk}": "The gate.", f"people_{media.pk}": "no", f"source_{media.pk}": "own"}
    assert submit(lee, draft, **said).status_code == 302
    media.refresh_from_db()
    assert (media.alt, media.people, media.source) == ("The gate.", "no", "own")
    assert lee.get(f"/library/{media.pk}/picture")["Content-Type"] == "image/jpeg"


def test_a_file_that_is_no_picture_is_told_and_nothing_is_lost(house, lee):
    draft = drafted(lee, house)
    file = io.BytesIO(b"<svg/>")
    file.name = "x.svg"
    values = {"version": draft.version, "text": "Still here.", "accounts": [house.account], "purposes": ["news"]}
    answer = lee.post(f"/write/{draft.pk}/", {**values, "new_picture": file, "do": "picture"})
    assert answer.status_code == 400
    assert "Still here." in answer.content.decode()
    assert "pictures of a reasonable size" in answer.content.decode()


def test_findings_are_answered_on_the_review_page(house, lee, ana):
    post = stories.submitted(house, "This is a shitty day at the center.")
    digest = stories.hash_of(post)
    asked = ana.post(f"/review/{post}/sign/", {"revision": digest, "judged": "on"})
    assert asked.status_code == 202
    signed = {"revision": digest, "judged": "on", "answer_0": "It quotes the play's own title.", "so_0": "yes"}
    assert ana.post(f"/review/{post}/sign/", signed).status_code == 302
    assert Post.objects.get().state == "signed"


def test_a_campaign_is_called_by_its_title(house, lee, ana):
    post = stories.submitted(house, campaign="visiting")
    for page in (lee.get(f"/posts/{post}/"), ana.get(f"/review/{post}/")):
        assert "<td>Visiting made easy</td>" in page.content.decode()


def test_a_returned_post_shows_why_and_goes_on_from_a_draft(house, lee, ana):
    post = stories.submitted(house)
    back = {"revision": stories.hash_of(post), "clause": "II.G.4.a", "reason": "Say which day.", "do": "return"}
    assert ana.post(f"/review/{post}/send-back/", back).status_code == 302
    assert "Say which day." in lee.get(f"/posts/{post}/").content.decode()
    lee.post(f"/posts/{post}/change/")
    draft = Draft.objects.get()
    assert draft.text == stories.TEXT
    assert submit(lee, draft, text="From Monday on.").status_code == 302
    page = ana.get(f"/review/{post}/").content.decode()
    assert "From Monday on." in page


def test_the_reviewer_sees_what_changed_since_it_was_signed(house, ana):
    post = stories.signed(house)
    stage.do(stories.written(house, stories.TEXT.replace("Monday", "Tuesday"), post=post), house.lee)
    page = ana.get(f"/review/{post}/").content.decode()
    assert "<del>Monday:</del>" in page and "<ins>Tuesday:</ins>" in page


def test_every_place_of_a_difference_has_its_words():
    from dataclasses import replace

    from countersign.posts import difference, words
    from countersign.posts.form import Card, Form, Picture, Variant

    at = stage.BEGINNING
    shown = Picture("1", "c", "d", "image/png", 3, "A gate.", "no", 0, (), "own", None)
    before = Form("5", (Variant("1", "a b"), Variant("2", "x")), (shown,), ("news",), None, None, None, "r")
    told = replace(shown, alt="Two gates.", source="third_party")
    card = Card("https://a.example/", "Title", "", "a.example", "0" * 64, at)
    now = Variant("1", "a c", first_reply="Ask us.", card="sent")
    after = Form("5", (now,), (told, replace(shown, media="2")), (), "visiting", at, at, "r", card)
    found = difference.between(before, after)
    assert {c.where for c in found} == set(words.WHERE)
    (text,) = [c for c in found if c.where == "text"]
    assert "".join(r.text for r in text.runs if r.kind != "new") == "a b"
    assert "".join(r.text for r in text.runs if r.kind != "gone") == "a c"


def test_the_author_is_told_who_can_sign_instead(house, lee):
    post = stories.submitted(house)
    answer = lee.post(f"/review/{post}/sign/", {"revision": stories.hash_of(post), "judged": "on"})
    assert answer.status_code == 403
    assert "Ana Reyes" in answer.content.decode()


def test_a_post_that_is_not_scheduled_cannot_be_taken_off(house, lee):
    post = stories.signed(house)
    answer = lee.post(f"/posts/{post}/unschedule/", {"reason": stories.REASON})
    assert answer.status_code == 409


def test_posts_of_others_that_are_not_public_are_not_there(house):
    post = stories.submitted(house)
    assert browser(house.cast.sam).get(f"/posts/{post}/").status_code == 404


def test_by_hand_from_arming_to_the_address(house, lee):
    account = accounts.opened(house.people)
    leave = stage.authorize(house.ana, house.cast.lee, account)
    by = stories.By(house.cast.lee, leave)
    post = stage.do(stories.written(house, account=account), by).subject_id
    stage.do(stories.signing(post), house.ana)
    stage.do(acts.SchedulePost(post, stories.hash_of(post)), by)
    pk = stories.placement(post).pk

    assert stories.TEXT[:20] in lee.get("/by-hand/").content.decode()
    assert lee.post(f"/placements/{pk}/by-hand/").status_code == 302
    assert "Copy the text exactly" in lee.get(f"/placements/{pk}/by-hand/").content.decode()

    def attest(url: str):
        shown = io.BytesIO()
        Image.new("RGB", (64, 48)).save(shown, "PNG")
        shown.seek(0)
        shown.name = "page.png"
        values = {"url": url, "screenshot": shown, "sure": "on", "do": "done"}
        return lee.post(f"/placements/{pk}/by-hand/", values)

    assert attest("https://example.com/x").status_code == 400
    assert attest("https://www.facebook.com/HillCC/posts/17").status_code == 302
    assert stories.placement(post).state == "published"
    assert Attempt.objects.get().outcome == "published"


def test_what_was_said_to_the_platform_is_offered_to_whom_it_opens(house, lee, ana):
    post = stories.published(house)
    link = f"/accounts/{house.account}/exchanges/?attempt={Attempt.objects.get().marker}"
    assert link in ana.get(f"/posts/{post}/").content.decode()
    assert ana.get(link).status_code == 200
    assert "/exchanges/" not in lee.get(f"/posts/{post}/").content.decode()
    assert lee.get(link).status_code == 403


def test_a_consent_is_recorded_and_taken_back(house, ana):
    values = {
        "label": "Person A",
        "standing": "public",
        "number": "C-17",
        "starts": clock.now().strftime("%Y-%m-%dT%H:%M"),
    }
    assert ana.post("/consents/record/", values).status_code == 302
    consent = Consent.objects.get()
    assert "Person A" in ana.get("/consents/").content.decode()
    assert ana.post(f"/consents/{consent.pk}/", {"reason": ""}).status_code == 302
    consent.refresh_from_db()
    assert consent.withdrawn_seq is not None
    # Who is pictured is nobody else's business.
    assert browser(house.cast.sam).get(f"/consents/{consent.pk}/").status_code == 403


def test_a_pause_is_on_every_page_of_the_room_and_ends(house, lee):
    dov = browser(house.cast.dov, house.dov.mandate)
    assert dov.post("/pause/", {"reason": "A disturbance at the center."}).status_code == 302
    assert "Publishing is paused" in lee.get("/calendar/").content.decode()
    assert lee.post("/pause/", {"reason": "I want to post now."}).status_code == 403
    assert dov.post("/pause/", {"reason": "It is over, says the warden."}).status_code == 302
    assert "Publishing is paused" not in lee.get("/calendar/").content.decode()


def test_a_reply_on_the_practice_page_arrives_and_is_answered(house, lee, ana):
    stories.published(house)
    comment(Public.objects.get(), display_name="A mother", text="Also on holidays?", sender="198.51.100.7")
    stories.work("replies")
    stage.pass_time(minutes=10)
    stories.work("replies")
    assert Reply.objects.count() == 1
    assert "Also on holidays?" in lee.get("/replies/").content.decode()

    lee.post(f"/replies/{Reply.objects.get().pk}/answer/")
    draft = Draft.objects.get()
    assert submit(lee, draft, text="Yes, also on holidays.").status_code == 302
    answer = Post.objects.latest("pk")
    assert Reply.objects.get().answer_id == answer.pk
    stage.do(stories.signing(str(answer.pk)), house.ana)
    stories.schedule(house, str(answer.pk))
    stories.work("publish")
    assert Public.objects.latest("pk").reply_to_comment is not None


@pytest.mark.parametrize(
    "address",
    [
        "/write/", "/calendar/", "/calendar/?month=2026-04", "/calendar/?month=nonsense", "/library/", "/library/add/",
        "/consents/", "/consents/record/", "/rights/record/", "/pause/", "/replies/?answered=all", "/by-hand/",
        "/write/?page=99999", "/posts/", "/posts/?state=signed&sort=author&account=1&text=x",
    ],
)  # fmt: skip
def test_every_list_opens_also_when_it_is_empty(house, lee, address):
    assert lee.get(address).status_code == 200


def test_the_queue_shows_what_must_go_out_first_first(house, ana):
    from datetime import timedelta

    later = stories.submitted(house, "Later than the other.", closes=clock.now() + timedelta(days=9))
    sooner = stories.submitted(house, "Sooner than the other.", closes=clock.now() + timedelta(days=2))
    page = ana.get("/review/").content.decode()
    assert page.index(f"/review/{sooner}/") < page.index(f"/review/{later}/")
    assert "Sooner" in ana.get("/review/?text=sooner").content.decode()
    assert "Later" not in ana.get("/review/?text=sooner").content.decode()


def test_all_posts_can_be_filtered_and_taken_along_as_a_file(house, ana):
    stories.submitted(house, "=HYPERLINK(1) is no formula here.")
    signed = stories.signed(house, "Job fair on Friday.")
    page = ana.get("/posts/?state=signed").content.decode()
    assert f"/posts/{signed}/" in page and "HYPERLINK" not in page
    lines = ana.get("/posts/posts.csv").content.decode().splitlines()
    assert len(lines) == 3
    assert "'=HYPERLINK(1)" in lines[2] + lines[1]


def test_a_draft_that_is_deleted_is_gone(house, lee):
    draft = drafted(lee, house)
    values = {"version": draft.version, "text": draft.text, "do": "delete"}
    assert lee.post(f"/write/{draft.pk}/", values).status_code == 302
    assert not Draft.objects.exists()
