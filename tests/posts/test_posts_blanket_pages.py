"""The pages of break-glass templates: found in a hurry, filled with nothing lost, confirmed by somebody else."""

import re
from datetime import timedelta

import pytest
from django.test import Client

import cast as stage
from countersign.desk.models import Notice
from countersign.gate import clock, followers
from countersign.posts.models import Blanket, Filling, Post
from posts import blanket_stories as glass
from posts import post_stories as stories
from posts.test_posts_pages import browser

pytestmark = pytest.mark.storage


@pytest.fixture
def lee(house) -> Client:
    return browser(house.cast.lee, house.leave)


@pytest.fixture
def ana(house) -> Client:
    return browser(house.cast.ana, house.ana.mandate)


@pytest.fixture
def dov(house) -> Client:
    return browser(house.cast.dov, house.dov.mandate)


def typed(house, **changed):
    return {f"fill_{name}": value for name, value in glass.typed(house, **changed).items()}


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_from_home_to_a_form_to_fill_are_two_clicks_without_scripts(house, lee):
    blanket = glass.signed(house)
    home = lee.get("/").content.decode()
    assert 'href="/break-glass/"' in home
    listed = lee.get("/break-glass/").content.decode()
    assert f'href="/break-glass/{blanket}/fill/"' in listed
    assert "<script>" not in listed


def test_a_template_is_written_in_two_steps_and_signed_on_its_page(house, lee, ana):
    now = clock.now()
    words = {
        "title": "Weather at Hill",
        "category": "own",
        "own": "Flood",
        "language": "en",
        "text": "Hill is closed on {day} because of {why}.",
        "accounts": [house.account],
        "purposes": ["news"],
        "starts": now.strftime("%Y-%m-%dT%H:%M"),
        "ends": (now + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"),
    }
    shown = lee.post("/break-glass/new/", {**words, "do": "blanks"})
    assert shown.status_code == 200
    assert 'name="blank_day_label"' in shown.content.decode()
    assert "Weather at Hill" in shown.content.decode()
    missing = lee.post("/break-glass/new/", {**words, "do": "submit"})
    assert missing.status_code == 400
    assert "label" in text_of(missing)
    described = {
        "blank_day_label": "Which day",
        "blank_day_kind": "day",
        "blank_day_least": "0",
        "blank_day_most": "3",
        "blank_why_label": "Why",
        "blank_why_kind": "choice",
        "blank_why_options": "high water\r\nice on the roads",
    }
    sent = lee.post("/break-glass/new/", {**words, **described, "do": "submit"})
    blanket = Blanket.objects.get()
    assert sent.url == f"/break-glass/{blanket.pk}/"
    assert blanket.category == "Flood"
    page = ana.get(sent.url)
    assert "high water, ice on the roads" in text_of(page)
    assert "Hill is closed on [Which day] because of [Why]." in text_of(page)
    done = ana.post(f"{sent.url}sign/", {"revision": blanket.hash, "judged": "on"})
    assert done.status_code == 302
    again = lee.get(f"/break-glass/new/?from={blanket.pk}").content.decode()
    assert "ice on the roads" in again


def test_what_is_outside_a_blank_comes_back_with_its_clause_and_nothing_lost(house, lee):
    blanket = glass.signed(house)
    page = f"/break-glass/{blanket}/fill/"
    form = {"template": glass.form_of(blanket), "accounts": [house.account], "do": "fill"}
    answer = lee.post(page, {**form, **typed(house, count="9999")})
    assert answer.status_code == 422
    assert "II.F.3" in text_of(answer)
    assert "Between 0 and 3000." in text_of(answer)
    assert 'value="9999"' in answer.content.decode()
    assert 'value="All are safe."' in answer.content.decode()
    assert not Post.objects.exists()


def test_a_blank_left_empty_is_asked_for_and_not_called_against_the_directive(house, lee):
    blanket = glass.signed(house)
    form = {"template": glass.form_of(blanket), "do": "fill", **typed(house, more="")}
    answer = lee.post(f"/break-glass/{blanket}/fill/", form)
    assert answer.status_code == 400
    assert text_of(answer).count("This field is required.") == 2, "the blank, and the accounts"
    assert "II.F.3" not in text_of(answer)
    assert not Post.objects.exists()


def test_a_preview_and_the_check_as_one_types_say_the_same_and_write_nothing(house, lee):
    blanket = glass.signed(house)
    form = {"template": glass.form_of(blanket), "accounts": [house.account], **typed(house, more="Ask @us")}
    for answer in (
        lee.post(f"/break-glass/{blanket}/fill/", {**form, "do": "preview"}),
        lee.post(f"/break-glass/{blanket}/fill/check/", form),
    ):
        assert answer.status_code == 200
        assert "Hill Correctional Center is on lockdown since March 2, 8:30 AM." in text_of(answer)
        assert "No addresses" in text_of(answer)
    assert not Post.objects.exists()


def test_filled_confirmed_reported_and_noted_through_the_pages(house, lee, ana, dov):
    blanket = glass.signed(house)
    followers.catch_up()
    form = {"template": glass.form_of(blanket), "accounts": [house.account], "do": "fill"}
    made = lee.post(f"/break-glass/{blanket}/fill/", {**form, **typed(house)})
    assert made.status_code == 302
    page = made.url
    mine = lee.get(page)
    assert "Confirm and let it go out" not in text_of(mine)
    assert lee.post(f"{page}confirm/", {"revision": Filling.objects.get().revision_hash}).status_code == 422
    assert page in dov.get("/").content.decode()
    assert "Confirm and let it go out" in text_of(dov.get(page))
    assert dov.get(f"{page}report.pdf").status_code == 404
    assert dov.post(f"{page}confirm/", {"revision": Filling.objects.get().revision_hash}).status_code == 302
    followers.catch_up()
    told = set(Notice.objects.filter(kind="post_break_glass").values_list("person", flat=True))
    assert {house.cast.ana, house.cast.lee} <= told, "the other office and whoever filled it are told"
    report = ana.get(f"{page}report.pdf")
    assert report["Content-Type"] == "application/pdf"
    assert report.content.startswith(b"%PDF-")
    stage.pass_time(days=4)
    for who in (lee, ana):
        assert page in who.get("/").content.decode(), "the note is owed and stays in sight"
    assert lee.post(f"{page}note/", {"note": "ok"}).status_code == 422
    noted = lee.post(f"{page}note/", {"note": "It went out in six minutes. The count was right."})
    assert noted.status_code == 302
    assert "six minutes" in text_of(ana.get(page))
    assert page not in lee.get("/").content.decode()


def test_ending_a_template_needs_a_reason_and_shows_it(house, ana, lee):
    blanket = glass.signed(house)
    assert ana.post(f"/break-glass/{blanket}/end/", {"reason": "no"}).status_code == 422
    assert lee.post(f"/break-glass/{blanket}/end/", {"reason": stories.REASON}).status_code == 403
    assert ana.post(f"/break-glass/{blanket}/end/", {"reason": stories.REASON}).status_code == 302
    assert "cannot be filled now" in text_of(lee.get(f"/break-glass/{blanket}/fill/"))


def test_templates_of_other_accounts_are_nobody_elses_to_see(house):
    blanket = glass.signed(house)
    post = glass.filled(house, blanket)
    sam = browser(house.cast.sam)
    for page in (f"/break-glass/{blanket}/", f"/break-glass/{blanket}/fill/", f"/break-glass/posts/{post}/"):
        assert sam.get(page).status_code == 404
    assert "Lockdown" not in text_of(sam.get("/break-glass/"))


def test_a_designee_may_be_the_second_person_and_the_report_says_for_whom(house):
    stage.delegate(house.ana, house.cast.mia, "post.confirm")
    post = glass.filled(house, glass.signed(house))
    mia = stage.acting(house.cast.mia, "pio", kind="designee")
    page = f"/break-glass/posts/{post}/confirm/"
    answer = browser(house.cast.mia, mia.mandate).post(page, {"revision": stories.hash_of(post)})
    assert answer.status_code == 302
    assert Filling.objects.get().confirmed_by == house.cast.mia


def test_what_was_filled_can_be_thrown_away_by_whoever_filled_it(house, lee):
    post = glass.filled(house, glass.signed(house))
    assert lee.post(f"/break-glass/posts/{post}/discard/").status_code == 302
    assert Post.objects.get(pk=post).state == "discarded"


def test_an_account_gets_a_text_of_its_own_which_is_shown_and_taken_along(house, lee, ana):
    soon = clock.now() + timedelta(days=30)
    words = {
        "title": "Road closed",
        "category": "weather",
        "language": "en",
        "text": "The road to {unit} is closed until further notice. Please call before you come.",
        "accounts": [house.account],
        "purposes": list(stories.PURPOSES),
        "starts": clock.now().strftime("%Y-%m-%dT%H:%M"),
        "ends": soon.strftime("%Y-%m-%dT%H:%M"),
    }
    own = f"tuned_{house.account}"
    assert own in lee.post("/break-glass/new/", {**words, "do": "blanks"}).context["form"].fields
    blank = {"blank_unit_label": "Which unit", "blank_unit_kind": "unit", "blank_unit_units": [house.cast.hill]}
    sent = lee.post("/break-glass/new/", {**words, **blank, own: "Road to {unit} closed.", "do": "submit"})
    assert sent.status_code == 302
    blanket = Blanket.objects.get()
    shown = ana.get(f"/break-glass/{blanket.pk}/").content.decode()
    assert "Road to [Which unit] closed." in shown and "Only on" in shown
    again = lee.get(f"/break-glass/new/?from={blanket.pk}").context["form"]
    assert again.initial[own] == "Road to {unit} closed." and own in again.fields
