"""Pictures are made to fit each platform: what is signed, shown and sent is the picture as made for the account."""

import io
import random
from dataclasses import replace

import pytest
from PIL import Image

import cast as stage
from countersign.evidence import store
from countersign.gate import clock
from countersign.gate.act import Malformed
from countersign.gate.door import ask, perform
from countersign.posts import acts, drafting, form, pictures, room
from countersign.posts.models import AskedLimit, Draft, Fitted, Media
from countersign.practice.models import Attachment
from posts import post_stories as stories
from posts.test_posts_pages import browser

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
ALL = frozenset(pictures.FORMATS.values())


def photograph(size: tuple[int, int] = (600, 400), kind: str = "JPEG", mode: str = "RGB", **options) -> bytes:
    """A picture with so much in it that it does not become small by itself; always the same."""
    made = io.BytesIO()
    noise = random.Random(7).randbytes(size[0] * size[1] * len(mode))
    Image.frombytes(mode, size, noise).save(made, kind, **options)
    return made.getvalue()


def opened(drawn: pictures.Drawn) -> Image.Image:
    return Image.open(io.BytesIO(drawn.content))


# Made smaller


def test_it_is_compressed_then_made_smaller_until_it_fits_and_keeps_its_shape():
    whole = photograph(quality=95)
    made = pictures.smaller(whole, mimes=ALL, most_bytes=60_000)
    assert made.mime == JPEG and len(made.content) <= 60_000 < len(whole)
    assert opened(made).size == (made.width, made.height)
    assert abs(made.width / made.height - 1.5) < 0.02 and made.width < 600
    only_compressed = pictures.smaller(whole, mimes=ALL, most_bytes=len(whole) - 1)
    assert (only_compressed.width, only_compressed.height) == (600, 400)


def test_the_same_picture_and_limit_always_give_the_same_bytes():
    whole = photograph(quality=95)
    once, again = (pictures.smaller(whole, mimes=ALL, most_bytes=60_000) for _ in range(2))
    assert once == again


def test_as_many_pixels_as_fit():
    made = pictures.smaller(photograph(), mimes=ALL, most_bytes=10**6, most_pixels=60_000)
    assert made.width * made.height <= 60_000 and made.width > 280


def test_a_drawing_stays_a_png_and_a_photograph_that_came_as_one_becomes_a_jpeg():
    poster = io.BytesIO()
    Image.new("RGB", (900, 600), "navy").save(poster, "PNG", compress_level=0)
    assert pictures.smaller(poster.getvalue(), mimes=ALL, most_bytes=900_000).mime == PNG
    assert pictures.smaller(photograph(kind="PNG"), mimes=ALL, most_bytes=100_000).mime == JPEG


def test_what_is_seen_through_stays_so_unless_the_platform_takes_only_jpeg():
    see_through = photograph((200, 120), "PNG", "RGBA")
    kept = pictures.smaller(see_through, mimes=ALL, most_bytes=20_000)
    assert kept.mime == WEBP and opened(kept).mode == "RGBA"
    assert pictures.smaller(see_through, mimes={JPEG}, most_bytes=20_000).mime == JPEG


def test_what_would_show_nothing_any_more_is_not_made():
    with pytest.raises(pictures.Unfit):
        pictures.smaller(photograph(), mimes=ALL, most_bytes=300)


# Signed, shown and sent


@pytest.fixture
def media(house) -> Media:
    made = pictures.take_in(photograph(quality=95), title="Open day", owner=house.cast.lee, at=clock.now())
    Media.objects.filter(pk=made.pk).update(alt="The open day.", people="no", source="own")
    return Media.objects.get(pk=made.pk)


@pytest.fixture
def small(house, media) -> AskedLimit:
    """The account's platform has said that it takes pictures of half that size only."""
    return AskedLimit.objects.create(
        account=house.account, kind="practice", mimes=sorted(ALL), max_bytes=media.size_bytes // 2, asked_at=clock.now()
    )


def written(house, media: Media) -> Draft:
    draft = drafting.begin(house.cast.lee, clock.now(), accounts=(house.account,), purposes=stories.PURPOSES)
    drafting.add_picture(draft, media, clock.now())
    Draft.objects.filter(pk=draft.pk).update(text=stories.TEXT)
    draft.refresh_from_db()
    return draft


@pytest.mark.storage
def test_a_picture_that_was_only_too_large_goes_out_smaller_and_that_is_what_was_signed(house, media, small):
    post = stage.do(drafting.submission(written(house, media)), house.lee).subject_id
    signed = form.read(stories.hash_of(post))
    (file,) = signed.files(house.account)
    assert file.size_bytes <= small.max_bytes < media.size_bytes and file.sha256 != media.sha256
    assert (file.picture.alt, file.picture.source) == ("The open day.", "own")
    review = browser(house.cast.ana, house.ana.mandate)
    page = review.get(f"/review/{post}/").content.decode()
    address = f"/library/{media.pk}/as/{file.sha256}"
    assert address in page and "Made to fit" in page
    assert review.get(address).content == store.get(file.content)

    stage.do(stories.signing(post), house.ana)
    stories.schedule(house, post)
    stories.work("publish", "read_back")
    assert Attachment.objects.get().media.sha256 == file.sha256
    assert stories.placement(post).sameness == "same"


@pytest.mark.storage
def test_what_fits_goes_out_as_it_is_and_nothing_is_made(house, media):
    act = drafting.submission(written(house, media))
    assert act.variants[0].fitted == () and not Fitted.objects.exists()


@pytest.mark.storage
def test_it_is_made_once_for_a_limit_and_the_composer_shows_it(house, media, small):
    draft = written(house, media)
    page = browser(house.cast.lee, house.leave).get(f"/write/{draft.pk}/").content.decode()
    made = Fitted.objects.get()
    assert f"/library/{media.pk}/as/{made.sha256}" in page and "at most" not in page
    assert drafting.submission(draft).variants[0].fitted[0].content == made.content
    assert Fitted.objects.count() == 1


@pytest.mark.storage
def test_other_bytes_than_those_made_from_the_picture_are_not_taken(house, media, small):
    act = drafting.submission(written(house, media))
    (fitted,) = act.variants[0].fitted
    other = stories.picture(house, "red")
    for forged in (
        replace(fitted, content=other.sent, sha256=other.sha256),
        replace(fitted, media=str(other.pk)),
        replace(fitted, size_bytes=1),
    ):
        variants = (replace(act.variants[0], fitted=(forged,)),)
        with pytest.raises(Malformed):
            perform(replace(act, variants=variants), by=house.lee)


@pytest.mark.storage
def test_without_the_smaller_one_the_same_post_is_refused(house, media, small):
    act = drafting.submission(written(house, media))
    bare = replace(act, variants=(replace(act.variants[0], fitted=()),))
    assert ask(act, by=house.lee).allowed
    assert not ask(bare, by=house.lee).allowed


@pytest.mark.storage
def test_the_platform_is_asked_how_large_a_picture_may_be_at_most_once_an_hour(house):
    room.ask([house.account])
    told = AskedLimit.objects.get()
    assert (told.max_bytes, JPEG in told.mimes) == (4 * 1024 * 1024, True)
    AskedLimit.objects.update(max_bytes=1000)
    room.ask([house.account])
    assert AskedLimit.objects.get().max_bytes == 1000
    assert room.place(house.account).picture_limit.max_bytes == 1000
    # What another platform said before is not held against this one.
    AskedLimit.objects.update(kind="mastodon")
    assert room.place(house.account).picture_limit.max_bytes == 4 * 1024 * 1024
    AskedLimit.objects.update(kind="practice")
    stage.pass_time(hours=2)
    room.ask([house.account])
    assert AskedLimit.objects.get().max_bytes == 4 * 1024 * 1024


@pytest.mark.storage
@pytest.mark.parametrize("limit", [10**7, 1000])
def test_when_the_limit_changes_afterwards_what_was_signed_goes_out_or_nothing_does(house, media, small, limit):
    post = stage.do(drafting.submission(written(house, media)), house.lee).subject_id
    (before,) = form.read(stories.hash_of(post)).files(house.account)
    stage.do(stories.signing(post), house.ana)
    stories.schedule(house, post)
    AskedLimit.objects.update(max_bytes=limit)
    stories.work("publish")
    sent = [a.media.sha256 for a in Attachment.objects.all()]
    assert sent == ([before.sha256] if limit > media.size_bytes else [])


@pytest.mark.storage
def test_another_size_since_the_last_signature_is_shown_as_changed(house, media, small):
    from countersign.posts import difference

    draft = written(house, media)
    first = drafting.formed(draft)
    AskedLimit.objects.update(max_bytes=small.max_bytes - 5000)
    assert [c.where for c in difference.between(first, drafting.formed(draft))] == ["as_sent"]
    assert difference.between(first, first) == ()
    assert isinstance(drafting.submission(draft), acts.SubmitPost)
