"""A link's card and a video's captions: what was signed is what the platform gets, and what it would lose is told."""

import io
from dataclasses import replace

import httpx
import pytest
from PIL import Image

import cast as stage
from accounts import account_stories as accounts
from countersign.accounts.models import Account
from countersign.evidence import store
from countersign.gate import clock
from countersign.gate.act import Malformed
from countersign.gate.door import ask
from countersign.posts import byhand, captions, drafting, findings, form, links
from countersign.posts.acts import SchedulePost
from countersign.posts.models import Attempt, Draft, Media
from countersign.practice.models import Attachment, Post
from posts import post_stories as stories
from posts.test_posts_composer_links import URL, answering
from posts.test_posts_pages import browser

pytestmark = pytest.mark.storage
VTT = captions.checked(b"WEBVTT\n\n00:00.000 --> 00:01.500\nThe gate opens.\n")
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(200)
TEXT = f"When to come: {URL}"


def png(color: str = "navy") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(made, "PNG")
    return made.getvalue()


def card() -> form.Card:
    page = b'<html><head><meta property="og:image" content="/hall.png"></head></html>'
    return form.Card(URL, "Visiting", "When to come.", "Corrections", store.put(page, "text/html"), clock.now())


def with_card(house, *, text: str = TEXT, picture: Media | None = None, accounts: tuple[str, ...] = ()) -> Draft:
    draft = drafting.begin(
        house.cast.lee, clock.now(), accounts=accounts or (house.account,), purposes=stories.PURPOSES
    )
    Draft.objects.filter(pk=draft.pk).update(text=text)
    draft.refresh_from_db()
    drafting.set_card(draft, card())
    if picture is not None:
        drafting.add_picture(draft, picture, clock.now(), card=True)
    return draft


def film(house) -> Media:
    commitment = store.put(FILM, "video/mp4")
    return Media.objects.create(
        original=commitment, sent=commitment, sha256=form.interface.Media(FILM, "").sha256(), mime="video/mp4",
        size_bytes=len(FILM), width=64, height=48, duration_s=2.0, checked="program",
        captions=store.put(VTT, "text/vtt"), captions_sha256=form.interface.Captions(VTT, "en").sha256(),
        captions_language="en", alt="The gate opens.", people="no", source="own", owner=house.cast.lee,
        added_at=clock.now(),
    )  # fmt: skip


def hall(house, **answers) -> Media:
    from countersign.posts import pictures

    made = pictures.take_in(png(), title="Visiting", owner=house.cast.lee, at=clock.now())
    Media.objects.filter(pk=made.pk).update(**{"people": "no", "source": "own", **answers})
    return Media.objects.get(pk=made.pk)


def on_mastodon(house) -> str:
    """An account that goes to Mastodon, which nothing here reaches."""
    account = accounts.opened(house.people)
    Account.objects.filter(pk=account).update(connector="mastodon")
    return account


def gone_out(house, draft: Draft) -> str:
    post = stage.do(drafting.submission(draft), house.lee).subject_id
    stage.do(stories.signing(post), house.ana)
    stories.schedule(house, post)
    stories.work("publish", "read_back")
    return post


# Cards


def test_the_card_goes_out_with_its_picture_as_it_was_signed(house):
    picture = hall(house)
    post = gone_out(house, with_card(house, picture=picture))
    public = Post.objects.get()
    assert public.card == {"url": URL, "title": "Visiting", "description": "When to come."}
    assert public.card_picture.sha256 == picture.sha256
    assert stories.placement(post).sameness == "same"
    page = browser(house.cast.lee, house.leave).get(f"/practice/@hillcc/posts/{public.pk}/").content.decode()
    assert "When to come." in page


def test_a_card_that_the_platform_changed_is_told_as_differing(house):
    post = stage.do(drafting.submission(with_card(house)), house.lee).subject_id
    stage.do(stories.signing(post), house.ana)
    stories.schedule(house, post)
    for name, step in next(j for j in _jobs() if j.name == "publish").steps:
        if name == "read_back":
            Post.objects.update(card={**Post.objects.get().card, "title": "Visiting is over"})
        step(str(stories.placement(post).pk))
    placement = stories.placement(post)
    assert (placement.sameness, placement.comparison["differences"]) == ("differs", ["card.title"])


def _jobs():
    from countersign.gate.wiring import house as wired

    return wired().jobs.values()


def test_people_in_the_cards_picture_need_their_consent_too(house):
    draft = with_card(house, picture=hall(house, people="yes", pictured=1))
    without = drafting.copied(draft, house.cast.lee, (house.account,), clock.now())
    drafting.set_card(without, None)
    assert drafting.pictures(without) == ()
    post = stage.do(drafting.submission(draft), house.lee).subject_id
    refused = ask(stories.signing(post), by=house.ana)
    assert [d.requirement for d in refused.determining] == ["post_consents"]
    bare = stage.do(drafting.submission(without), house.lee).subject_id
    assert ask(stories.signing(bare), by=house.ana).allowed


def test_what_the_card_says_is_screened(house):
    told = replace(card(), title="Call about 536-22-8146")
    assert [s.where for s in findings.examine(findings.parts([], [], told))] == ["card"]


def test_files_take_the_cards_place_and_the_preview_says_so(house):
    draft = with_card(house)
    drafting.add_picture(draft, hall(house, alt="The hall."), clock.now())
    page = browser(house.cast.lee, house.leave).get(f"/write/{draft.pk}/").content.decode()
    assert "not both" in page
    assert drafting.submission(draft).variants[0].card == ""


def test_the_card_goes_with_the_part_that_holds_its_link(house):
    draft = with_card(house, text=f"First.\n---\n{TEXT}")
    drafting.add_picture(draft, hall(house, alt="The hall."), clock.now())
    gone_out(house, draft)
    stories.work("publish")
    first, second = Post.objects.order_by("pk")
    assert (first.card, first.attachments.count()) == (None, 1)
    assert second.card is not None and second.card["title"] == "Visiting"


def test_where_the_platform_makes_its_own_the_signer_reads_why(house):
    mastodon = on_mastodon(house)
    draft = with_card(house, accounts=(house.account, mastodon))
    act = drafting.submission(draft)
    assert {v.account: v.card for v in act.variants} == {house.account: "sent", mastodon: "not_sent"}
    frozen = drafting.formed(draft)
    assert form.named(frozen, mastodon).card is None and form.named(frozen, house.account).card is not None
    page = browser(house.cast.lee, house.leave).get(f"/write/{draft.pk}/").content.decode()
    assert "Mastodon makes the preview of a link itself" in page


def test_a_card_is_not_sent_to_a_platform_that_came_to_lose_it(house):
    act = drafting.submission(with_card(house))
    post = stage.do(act, house.lee).subject_id
    assert ask(stories.signing(post), by=house.ana).allowed
    Account.objects.filter(pk=house.account).update(connector="mastodon")
    refused = ask(stories.signing(post), by=house.ana)
    assert [d.requirement for d in refused.determining] == ["post_fits_platforms"]
    with pytest.raises(Malformed):
        ask(replace(act, card=None, draft=None), by=house.lee)


def test_who_posts_by_hand_is_told_what_the_preview_should_say(house):
    account = accounts.opened(house.people)
    lee = stories.By(house.cast.lee, stage.authorize(house.ana, house.cast.lee, account))
    post = stage.do(drafting.submission(with_card(house, accounts=(account,))), lee).subject_id
    stage.do(stories.signing(post), house.ana)
    stage.do(SchedulePost(post, stories.hash_of(post)), lee)
    stage.do(byhand.arming(stories.placement(post)), lee)
    task = byhand.task(Attempt.objects.get())
    assert task.checklist.card == (URL, "Visiting", "When to come.")
    page = browser(house.cast.lee, lee.mandate).get(f"/placements/{stories.placement(post).pk}/by-hand/")
    assert "compare it with the one that was signed" in page.content.decode()


def test_the_picture_of_a_page_is_read_with_the_same_care(house):
    seen: list[tuple[str, str, str]] = []
    answer = httpx.Response(200, content=png(), headers={"content-type": "image/png"})
    read = links.picture_of(
        card(), client=answering({"idoc.example.gov": answer}, seen), resolve=lambda host: ["93.184.216.34"]
    )
    assert read == png() and seen == [("93.184.216.34", "idoc.example.gov", "idoc.example.gov")]
    with pytest.raises(links.NotRead):
        links.picture_of(card(), client=answering({}), resolve=lambda host: ["10.0.0.1"])
    page = httpx.Response(200, content=b"<html>", headers={"content-type": "text/html"})
    with pytest.raises(links.NotRead):
        links.picture_of(card(), client=answering({"idoc.example.gov": page}), resolve=lambda host: ["93.184.216.34"])
    bare = replace(card(), captured=store.put(b"<html><head></head></html>", "text/html"))
    assert links.picture_of(bare, client=answering({}), resolve=lambda host: []) == b""


def test_reading_a_link_takes_the_pages_picture_in_and_asks_about_it(house, monkeypatch):
    monkeypatch.setattr(links, "capture", lambda url, at: card())
    monkeypatch.setattr(links, "picture_of", lambda found: png("red"))
    draft = with_card(house, picture=hall(house))
    lee = browser(house.cast.lee, house.leave)
    before = Media.objects.get()
    values = {"version": draft.version, "text": TEXT, "accounts": [house.account], "purposes": ["news"]}
    answered = {f"people_{before.pk}": "no", f"source_{before.pk}": "own"}
    assert lee.post(f"/write/{draft.pk}/", {**values, **answered, "do": "link"}).status_code == 302
    draft.refresh_from_db()
    (said,) = draft.media
    assert said["card"] and said["media"] != str(before.pk)
    assert "Picture of the link" in lee.get(f"/write/{draft.pk}/").content.decode()
    asked = ask(drafting.submission(draft), by=house.lee)
    assert [d.requirement for d in asked.determining] == ["post_people_asked"]
    # A picture that cannot be had leaves a card without one.
    monkeypatch.setattr(links, "picture_of", lambda found: b"<svg/>")
    lee.post(f"/write/{draft.pk}/", {**values, "version": draft.version, "do": "link"})
    draft.refresh_from_db()
    assert draft.media == [] and draft.card is not None


# Captions


def filmed(house, media: Media, *accounts: str, without: tuple[str, ...] = ()) -> Draft:
    draft = drafting.begin(
        house.cast.lee, clock.now(), accounts=accounts or (house.account,), purposes=stories.PURPOSES
    )
    Draft.objects.filter(pk=draft.pk).update(text=stories.TEXT)
    draft.refresh_from_db()
    drafting.add_picture(draft, media, clock.now())
    (said,) = draft.media
    Draft.objects.filter(pk=draft.pk).update(media=[{**said, "without": list(without)}])
    draft.refresh_from_db()
    return draft


def test_captions_go_out_with_their_video_and_are_read_back(house):
    post = gone_out(house, filmed(house, film(house)))
    shown = Attachment.objects.get()
    assert (shown.captions.encode(), shown.captions_language) == (VTT, "en")
    assert stories.placement(post).sameness == "same"


def test_the_signer_sees_the_captions_that_were_frozen_not_those_that_came_later(house):
    media = film(house)
    post = stage.do(drafting.submission(filmed(house, media)), house.lee).subject_id
    later = VTT.replace(b"opens", b"shuts")
    digest = form.interface.Captions(later, "en").sha256()
    Media.objects.filter(pk=media.pk).update(captions=store.put(later, "text/vtt"), captions_sha256=digest)
    ana = browser(house.cast.ana, house.ana.mandate)
    (file,) = form.read(stories.hash_of(post)).files(house.account)
    address = f"/library/{media.pk}/captions/{file.picture.captions_sha256}.vtt"
    assert address in ana.get(f"/review/{post}/").content.decode()
    assert ana.get(address).content == VTT
    assert ana.get(f"/library/{media.pk}/captions/{'0' * 64}.vtt").status_code == 404


def test_where_captions_would_be_lost_nobody_signs_until_the_author_goes_on_without(house):
    mastodon = on_mastodon(house)
    both = stories.By(house.cast.lee, stage.authorize(house.ana, house.cast.lee, house.account, mastodon))
    media = film(house)
    draft = filmed(house, media, house.account, mastodon)
    assert f"{mastodon}:captions_lost" in findings.beyond_limits(drafting.formed(draft))
    refused = ask(drafting.submission(draft), by=both)
    assert [d.requirement for d in refused.determining] == ["post_fits_platforms"]
    lee = browser(house.cast.lee, house.leave)
    page = lee.get(f"/write/{draft.pk}/").content.decode()
    assert f'name="without_{media.pk}"' in page and "no place for the captions" in page

    said = {f"alt_{media.pk}": "The gate opens.", f"people_{media.pk}": "no", f"source_{media.pk}": "own"}
    values = {"version": draft.version, "text": stories.TEXT, "accounts": [house.account, mastodon]}
    lee.post(
        f"/write/{draft.pk}/",
        {**values, "purposes": ["news"], **said, f"without_{media.pk}": [mastodon], "do": "save"},
    )
    draft.refresh_from_db()
    made = drafting.formed(draft)
    assert findings.beyond_limits(made) == () and ask(drafting.submission(draft), by=both).allowed
    assert form.named(made, mastodon).media[0].captions is None
    assert form.named(made, house.account).media[0].captions.language == "en"
    assert "as its author decided" in lee.get(f"/write/{draft.pk}/").content.decode()


def test_what_was_signed_before_captions_and_cards_were_sent_goes_out_without_them(house):
    media = film(house)
    whole = drafting.formed(filmed(house, media))
    before = replace(whole.pictures[0], language="")
    old = replace(whole, pictures=(before,), card=card())
    sent = form.named(old, house.account)
    assert (sent.card, sent.media[0].captions) == (None, None)
