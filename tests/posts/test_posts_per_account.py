"""An account of a post can have its own pictures and first reply, and each part of a thread its own pictures."""

import pytest

import cast as stage
from countersign.gate import clock
from countersign.gate.door import ask
from countersign.posts import drafting, form
from countersign.posts.models import Draft, Media
from countersign.practice.models import Post
from posts import post_stories as stories
from posts.test_posts_pages import browser

pytestmark = pytest.mark.storage


@pytest.fixture
def second(house) -> str:
    """Another account of Hill's."""
    return stories.practice_account(house.people, "hillnews")


@pytest.fixture
def lee(house, second) -> stories.By:
    """Lee under leave to post on both."""
    return stories.By(house.cast.lee, stage.authorize(house.ana, house.cast.lee, house.account, second))


def pictured(house, *accounts: str, text: str = stories.TEXT) -> tuple[Draft, Media]:
    """A draft with one picture about which everything is said."""
    media = stories.picture(house)
    Media.objects.filter(pk=media.pk).update(alt="The gate.", people="no", source="own")
    media.refresh_from_db()
    draft = drafting.begin(house.cast.lee, clock.now(), accounts=accounts, purposes=stories.PURPOSES)
    Draft.objects.filter(pk=draft.pk).update(text=text)
    draft.refresh_from_db()
    return drafting.add_picture(draft, media, clock.now()), media


def saved(house, draft: Draft, media: Media, **changed) -> Draft:
    lee = browser(house.cast.lee, house.leave)
    values = {
        "version": draft.version,
        "text": draft.text,
        "accounts": draft.accounts,
        "purposes": ["news"],
        f"alt_{media.pk}": "The gate.",
        f"people_{media.pk}": "no",
        f"source_{media.pk}": "own",
        "do": "save",
        **changed,
    }
    assert lee.post(f"/write/{draft.pk}/", values).status_code == 302
    draft.refresh_from_db()
    return draft


def test_a_picture_goes_only_to_the_accounts_it_was_meant_for(house, second, lee):
    draft, media = pictured(house, house.account, second)
    draft = saved(house, draft, media, **{f"on_{media.pk}": [second]})
    made = drafting.formed(draft)
    assert [len(form.named(made, a).media) for a in (house.account, second)] == [0, 1]
    page = browser(house.cast.lee, house.leave).get(f"/write/{draft.pk}/").content.decode()
    # Beside its fields, in the library below them, and in one preview.
    assert page.count(f'src="/library/{media.pk}/picture"') == 3
    assert ask(drafting.submission(draft), by=lee).allowed
    # Without that account it goes nowhere, and is not part of the post.
    Draft.objects.filter(pk=draft.pk).update(accounts=[house.account])
    draft.refresh_from_db()
    assert drafting.submission(draft).pictures == ()


@pytest.mark.parametrize("everywhere", [False, True])
def test_people_in_it_need_consent_only_for_where_it_goes(house, second, lee, everywhere):
    media = stories.picture(house)
    consent = stage.do(stories.consent(house, accounts=(second,)), house.ana).subject_id
    on = None if everywhere else (second,)
    said = stories.shown(media, people="yes", pictured=1, consents=(consent,), on=on)
    both = tuple(form.Variant(a, stories.TEXT) for a in (house.account, second))
    post = stage.do(stories.written(house, variants=both, pictures=(said,)), lee).subject_id
    assert ask(stories.signing(post), by=house.ana).allowed is not everywhere


def test_each_part_of_a_thread_has_its_own_pictures(house):
    draft, media = pictured(house, house.account, text="First.\n---\nSecond.")
    draft = saved(house, draft, media, **{f"part_{media.pk}": "2"})
    post = stage.do(drafting.submission(draft), house.lee).subject_id
    stage.do(stories.signing(post), house.ana)
    stories.schedule(house, post)
    stories.work("publish", "read_back")
    stories.work("publish", "read_back")
    shown = {p.text: [a.media.sha256 for a in p.attachments.all()] for p in Post.objects.all()}
    assert shown == {"First.": [], "Second.": [media.sha256]}
    placement = stories.placement(post)
    assert (placement.sameness, placement.parts.get().sameness) == ("same", "same")


def test_another_picture_in_a_part_that_is_public_is_sent_there_as_a_change(house):
    draft, media = pictured(house, house.account, text="First.\n---\nSecond.")
    draft = saved(house, draft, media, **{f"part_{media.pk}": "2"})
    post = stage.do(drafting.submission(draft), house.lee).subject_id
    for round_ in range(2):
        if round_:
            lee = browser(house.cast.lee, house.leave)
            lee.post(f"/posts/{post}/change/")
            changed = Draft.objects.get()
            assert [m["part"] for m in changed.media] == [1]
            Draft.objects.filter(pk=changed.pk).update(media=[])
            changed.refresh_from_db()
            stage.do(drafting.submission(changed), house.lee)
        stage.do(stories.signing(post), house.ana)
        stories.schedule(house, post)
        stories.work("publish", "read_back")
        stories.work("publish", "read_back")
    assert [p.attachments.count() for p in Post.objects.order_by("pk")] == [0, 0]
    assert stories.placement(post).parts.get().sameness == "same"


def test_an_account_has_a_first_reply_of_its_own(house, second):
    draft, media = pictured(house, house.account, second)
    draft = saved(house, draft, media, first_reply="More at our site.", **{f"first_reply_{second}": "More tomorrow."})
    made = drafting.formed(draft)
    assert [made.variant(a).first_reply for a in (house.account, second)] == ["More at our site.", "More tomorrow."]
    page = browser(house.cast.lee, house.leave).get(f"/write/{draft.pk}/").content.decode()
    assert "More tomorrow.</textarea>" in page
    copy = drafting.copied(draft, house.cast.lee, (second,), clock.now())
    assert drafting.formed(copy).variant(second).first_reply == "More tomorrow."
