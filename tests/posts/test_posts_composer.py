"""The composer: nothing typed is lost, each account is counted and shown as its platform does it, helps are offered."""

from datetime import time, timedelta

import pytest
from django.test import Client

import cast as stage
from accounts import account_stories as accounts
from countersign.gate import clock
from countersign.posts import drafting, readability, slots
from countersign.posts.models import Draft, Post, Slot
from countersign.posts.pages.composing import helping
from posts import post_stories as stories
from posts.test_posts_pages import browser, drafted

pytestmark = pytest.mark.storage


@pytest.fixture
def lee(house) -> Client:
    return browser(house.cast.lee, house.leave)


@pytest.fixture
def ana(house) -> Client:
    return browser(house.cast.ana, house.ana.mandate)


@pytest.fixture
def mia(house) -> Client:
    return browser(house.cast.mia)


def values(draft: Draft, house, **changed) -> dict[str, object]:
    base = {"version": draft.version, "text": draft.text, "accounts": [house.account], "purposes": ["news"]}
    return {**base, **changed}


# Two people on one draft


def share(lee: Client, draft: Draft, house) -> None:
    assert lee.post(f"/write/{draft.pk}/share/", {"person": house.cast.mia}).status_code == 302


def test_a_draft_is_its_author_s_until_they_share_it_and_again_when_they_stop(house, lee, mia):
    draft = drafted(lee, house)
    assert mia.get(f"/write/{draft.pk}/").status_code == 404
    share(lee, draft, house)
    assert stories.TEXT in mia.get(f"/write/{draft.pk}/").content.decode()
    assert stories.TEXT in mia.get("/write/").content.decode()
    lee.post(f"/write/{draft.pk}/share/", {"person": house.cast.mia, "stop": "1"})
    assert mia.get(f"/write/{draft.pk}/").status_code == 404


def test_only_its_author_shares_submits_and_deletes_a_draft(house, lee, mia):
    draft = drafted(lee, house)
    share(lee, draft, house)
    assert mia.post(f"/write/{draft.pk}/share/", {"person": house.cast.sam}).status_code == 404
    for verb in ("submit", "delete"):
        mia.post(f"/write/{draft.pk}/", values(draft, house, do=verb))
        draft.refresh_from_db()
    assert Post.objects.count() == 0


def test_two_people_who_save_from_the_same_version_see_both_texts_and_choose(house, lee, mia):
    draft = drafted(lee, house)
    share(lee, draft, house)
    lee.post(f"/write/{draft.pk}/", values(draft, house, text="Doors open at 8 on Monday.", do="save"))
    answer = mia.post(f"/write/{draft.pk}/", values(draft, house, text="Doors open at 9 on Monday.", do="save"))
    own = Draft.objects.exclude(pk=draft.pk).get()
    assert (own.author, answer["Location"]) == (house.cast.mia, f"/write/{own.pk}/both/")
    page = mia.get(answer["Location"]).content.decode()
    assert "<del>8</del>" in page and "<ins>9</ins>" in page

    moved = Draft.objects.get(pk=draft.pk)
    assert mia.post(answer["Location"], {"do": "mine", "version": moved.version}).status_code == 302
    assert list(Draft.objects.values_list("text", flat=True)) == ["Doors open at 9 on Monday."]


def test_what_moved_on_while_somebody_chose_is_not_overwritten(house, lee, mia):
    draft = drafted(lee, house)
    share(lee, draft, house)
    lee.post(f"/write/{draft.pk}/", values(draft, house, text="One.", do="save"))
    mia.post(f"/write/{draft.pk}/", values(draft, house, text="Two.", do="save"))
    own = Draft.objects.exclude(pk=draft.pk).get()
    seen = Draft.objects.get(pk=draft.pk).version
    lee.post(f"/write/{draft.pk}/", values(Draft.objects.get(pk=draft.pk), house, text="Three.", do="save"))
    mia.post(f"/write/{own.pk}/both/", {"do": "mine", "version": seen})
    assert sorted(Draft.objects.values_list("text", flat=True)) == ["Three.", "Two."]


@pytest.mark.parametrize(("do", "left"), [("other", ["One."]), ("keep", ["One.", "Two."])])
def test_the_other_text_may_stay_or_both(house, lee, do, left):
    draft = drafted(lee, house)
    lee.post(f"/write/{draft.pk}/", values(draft, house, text="One.", do="save"))
    lee.post(f"/write/{draft.pk}/", values(draft, house, text="Two.", do="save"))
    own = Draft.objects.exclude(pk=draft.pk).get()
    lee.post(f"/write/{own.pk}/both/", {"do": do})
    assert sorted(Draft.objects.values_list("text", flat=True)) == left
    assert not Draft.objects.filter(beside__isnull=False).exists()


def test_the_server_says_whether_it_has_what_was_typed(house, lee):
    draft = drafted(lee, house)
    typed = values(draft, house, text="Typed.", window="a")
    assert lee.post(f"/write/{draft.pk}/check/", typed)["Countersign-Kept"] == "yes"
    assert lee.post(f"/write/{draft.pk}/check/", {**typed, "window": "b"})["Countersign-Kept"] == "no"


def test_a_colleague_without_leave_for_an_account_loses_neither_it_nor_its_text(house, lee, mia):
    draft = drafted(lee, house, **{f"variant_{house.account}": "Tuned."})
    share(lee, draft, house)
    page = mia.get(f"/write/{draft.pk}/").content.decode()
    assert "Tuned." in page
    Draft.objects.filter(pk=draft.pk).update(accounts=[])
    kept = {"version": draft.version, "text": "Changed.", f"variant_{house.account}": "Tuned.", "do": "save"}
    mia.post(f"/write/{draft.pk}/", kept)
    draft.refresh_from_db()
    assert (draft.text, draft.variants) == ("Changed.", {house.account: "Tuned."})


def test_comments_stand_beside_a_draft_and_can_be_settled(house, lee, mia):
    draft = drafted(lee, house)
    share(lee, draft, house)
    mia.post(f"/write/{draft.pk}/remark/", {"remark": "Is it 8 or 9?"})
    assert "Is it 8 or 9?" in lee.get(f"/write/{draft.pk}/").content.decode()
    remark = draft.remarks.get()
    lee.post(f"/write/{draft.pk}/remark/", {"settled": remark.pk})
    assert "settled" in lee.get(f"/write/{draft.pk}/").content.decode()
    remark.refresh_from_db()
    assert remark.settled_at is not None


# Counting and previews


def by_hand_on_x(house) -> str:
    """An account on X that is posted to by hand, first in every list, and Lee's leave for it and the other one."""
    account = accounts.opened(
        house.people, platform="x", handle="HillCC", display_name="A Hill on X", url="https://x.com/HillCC"
    )
    stage.authorize(house.ana, house.cast.lee, account, house.account)
    return account


def test_each_account_is_counted_as_its_platform_counts(house, lee):
    on_x = by_hand_on_x(house)
    draft = drafted(lee, house)
    link = "https://idoc.illinois.gov/" + "a" * 300
    page = lee.post(
        f"/write/{draft.pk}/check/", values(draft, house, accounts=[house.account, on_x], text=f"See {link}")
    ).content.decode()
    assert "253 of 280 characters as X weighs them left" in page
    assert f"{2000 - 4 - len(link)} of 2000 characters left" in page


def test_a_text_too_long_for_x_alone_is_refused_for_x(house, lee):
    on_x = by_hand_on_x(house)
    draft = drafted(lee, house, accounts=[house.account, on_x], text="word " * 70)
    answer = lee.post(f"/write/{draft.pk}/", values(draft, house, accounts=[house.account, on_x], do="submit"))
    assert answer.status_code == 422
    assert "280" in answer.content.decode()
    tuned = {"accounts": [house.account, on_x], f"variant_{on_x}": "Short for X.", "do": "submit"}
    draft.refresh_from_db()
    assert lee.post(f"/write/{draft.pk}/", values(draft, house, **tuned)).status_code == 302


def test_what_is_too_long_is_split_at_the_ends_of_sentences_for_that_account_alone(house, lee):
    on_x = by_hand_on_x(house)
    sentence = "The center opens its doors to families at eight in the morning and closes at three. "
    text = (sentence * 5).strip()
    draft = drafted(lee, house, accounts=[house.account, on_x], text=text)
    lee.post(f"/write/{draft.pk}/", values(draft, house, accounts=[house.account, on_x], do="split"))
    draft.refresh_from_db()
    assert (draft.text, list(draft.variants)) == (text, [on_x])
    parts = draft.variants[on_x].split("\n---\n")
    assert len(parts) == 2 and " ".join(parts) == text and all(p.endswith(".") for p in parts)


# Accessibility


def test_an_offered_fix_is_made_where_it_was_offered(house, lee):
    draft = drafted(lee, house, text="Come to #visitinghours today")
    page = lee.get(f"/write/{draft.pk}/").content.decode()
    value = page.split('value="fix:')[1].split('"')[0]
    lee.post(f"/write/{draft.pk}/", values(draft, house, do=f"fix:{value}"))
    draft.refresh_from_db()
    assert draft.text == "Come to #VisitingHours today"


def test_a_fix_for_what_is_no_longer_there_changes_nothing():
    written = drafting.Written(text="Nothing to mend here.")
    assert helping.fixed(written, "text|8|24") == written


def test_all_fixes_at_once_leave_nothing_to_fix():
    written = drafting.Written(text="VISITING HOURS CHANGED TODAY!!!! #visitinghours", variants={"1": "Come 🎉🎉🎉🎉"})
    made = helping.fixed(written, "all")
    assert made.text == "Visiting hours changed today! #VisitingHours"
    assert made.variants["1"] == "Come 🎉🎉"


def test_the_reading_grade_tells_easy_words_from_hard_ones():
    easy = readability.grade("The doors open at eight. Bring a photo ID with you. We close at three.")
    hard = readability.grade(
        "Pursuant to departmental administrative directives, correspondence necessitating identification verification "
        "procedures shall be promulgated accordingly by designated representatives."
    )
    assert easy is not None and easy.easy and easy.school_years <= 4
    assert hard is not None and not hard.easy and hard.school_years >= 16
    assert readability.grade("Short.") is None
    assert readability.grade("Las puertas del centro se abren a las ocho de la mañana para las familias.") is None


# Posting times, templates, duplicates


def test_the_next_free_posting_time_is_offered_and_a_taken_one_is_not(house, lee, ana):
    tomorrow = clock.now() + timedelta(days=1)
    days = [str(d) for d in range(7)]
    made = ana.post("/write/times/", {"name": "Every day", "weekdays": days, "at": "09:00"})
    assert made.status_code == 302
    first, second, *_rest = slots.free(clock.now())
    assert second.at - first.at == timedelta(days=1) and first.at <= tomorrow + timedelta(days=1)
    draft = drafted(lee, house)
    lee.post(f"/write/{draft.pk}/", values(draft, house, time=first.at.isoformat(), do="time"))
    draft.refresh_from_db()
    assert draft.opens == first.at
    assert slots.free(clock.now())[0].at == second.at


def test_who_only_writes_adds_no_posting_time(house, lee):
    lee.post("/write/times/", {"name": "Mine", "weekdays": ["0"], "at": "09:00"})
    assert not Slot.objects.exists()
    Slot.objects.create(name="Weekday morning", weekdays=[0, 1, 2, 3, 4], at=time(9))
    assert "Weekday morning" in lee.get("/write/times/").content.decode()
    lee.post("/write/times/", {"remove": Slot.objects.get().pk})
    assert Slot.objects.exists()


def test_a_template_is_begun_with_by_whoever_writes_and_never_submitted_itself(house, lee, mia):
    draft = drafted(lee, house, text="Weather: [what]. Visits are cancelled.")
    lee.post(f"/write/{draft.pk}/template/", {"title": "Weather"})
    template = Draft.objects.get(template=True)
    assert "Weather" in lee.get("/write/templates/").content.decode()
    lee.post(f"/write/{template.pk}/", values(template, house, do="submit"))
    assert Post.objects.count() == 0
    lee.post(f"/write/templates/{template.pk}/begin/")
    begun = Draft.objects.filter(template=False).latest("pk")
    assert (begun.text, begun.accounts) == (draft.text, [house.account])
    assert mia.post(f"/write/templates/{template.pk}/drop/").status_code in (403, 404)
    lee.post(f"/write/templates/{template.pk}/drop/")
    assert not Draft.objects.filter(template=True).exists()


def test_a_duplicate_is_a_post_of_its_own(house, lee):
    post = stories.published(house)
    lee.post(f"/posts/{post}/again/")
    draft = Draft.objects.get()
    assert (draft.text, draft.post_id, draft.opens) == (stories.TEXT, None, None)
    lee.post(f"/write/{draft.pk}/duplicate/")
    assert Draft.objects.count() == 2


def test_somebody_else_s_accounts_do_not_come_along_with_a_copy(house, lee, mia):
    draft = drafted(lee, house)
    copy = drafting.copied(draft, house.cast.mia, (), clock.now())
    assert (copy.text, copy.accounts, copy.author) == (stories.TEXT, [], house.cast.mia)
