"""How a link will look is read once, from public addresses only, kept as evidence and signed with the post."""

from dataclasses import replace

import httpx
import pytest

import cast as stage
from countersign.evidence import store
from countersign.gate import clock
from countersign.posts import drafting, form, links
from countersign.posts.models import Draft
from posts import post_stories as stories
from posts.test_posts_pages import browser, drafted

pytestmark = pytest.mark.storage
URL = "https://idoc.example.gov/visit"
PAGE = """<html><head><title> Plain title </title><meta property="og:title" content="Visiting &amp; hours">
<meta name="description" content="When to come.
 What to bring."><meta property="og:site_name" content="Corrections"></head><body>x</body></html>"""


def answering(answers, seen=None):
    def handle(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append((request.url.host, request.headers["host"], request.extensions.get("sni_hostname")))
        return answers.get(request.headers["host"], httpx.Response(404))

    return lambda: httpx.Client(transport=httpx.MockTransport(handle))


def html(text: str = PAGE, **headers: str) -> httpx.Response:
    return httpx.Response(200, content=text.encode(), headers={"content-type": "text/html; charset=utf-8", **headers})


def test_a_page_is_read_at_the_address_that_was_checked_and_kept(house):
    seen: list[tuple[str, str, str]] = []
    card = links.capture(
        URL, clock.now(), client=answering({"idoc.example.gov": html()}, seen), resolve=lambda host: ["93.184.216.34"]
    )
    assert (card.title, card.description, card.site) == (
        "Visiting & hours",
        "When to come. What to bring.",
        "Corrections",
    )
    assert store.get(card.captured) == PAGE.encode()
    assert seen == [("93.184.216.34", "idoc.example.gov", "idoc.example.gov")]


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "0.0.0.0"]
)
def test_a_private_address_is_never_asked(house, address):
    seen: list[tuple[str, str, str]] = []
    with pytest.raises(links.NotRead):
        links.capture(URL, clock.now(), client=answering({}, seen), resolve=lambda host: ["93.184.216.34", address])
    assert seen == []


def test_a_redirect_inside_is_not_followed(house):
    moved = httpx.Response(302, headers={"location": "https://inside.example/"})
    asked = {"idoc.example.gov": moved, "inside.example": html()}
    addresses = {"idoc.example.gov": ["93.184.216.34"], "inside.example": ["10.0.0.1"]}
    seen: list[tuple[str, str, str]] = []
    with pytest.raises(links.NotRead):
        links.capture(URL, clock.now(), client=answering(asked, seen), resolve=addresses.__getitem__)
    assert [host for _ip, host, _sni in seen] == ["idoc.example.gov"]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(404),
        httpx.Response(200, content=b"%PDF-", headers={"content-type": "application/pdf"}),
        html("<html><body>nothing in the head</body></html>"),
        html(**{"content-type": "text/html; charset=klingon"}),
        httpx.Response(302, headers={"location": URL}),
    ],
)
def test_what_shows_nothing_is_said_in_words(house, answer):
    with pytest.raises(links.NotRead):
        links.capture(
            URL, clock.now(), client=answering({"idoc.example.gov": answer}), resolve=lambda h: ["93.184.216.34"]
        )


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://user@example.org/", "ftp://example.org/", "https:///x"]
)
def test_only_plain_https_links_are_read(house, url):
    with pytest.raises(links.NotRead):
        links.capture(url, clock.now(), client=answering({}), resolve=lambda h: ["93.184.216.34"])


def test_the_preview_is_shown_signed_and_gone_with_its_link(house, monkeypatch):
    lee = browser(house.cast.lee, house.leave)
    text = f"Come and see: {URL}."
    draft = drafted(lee, house, text=text)
    card = form.Card(
        URL, "Visiting hours", "When to come.", "Corrections", store.put(b"<html>", "text/html"), clock.now()
    )
    monkeypatch.setattr(links, "capture", lambda url, at: replace(card, url=url))
    values = {"version": draft.version, "text": text, "accounts": [house.account], "purposes": ["news"]}
    assert lee.post(f"/write/{draft.pk}/", {**values, "do": "link"}).status_code == 302
    assert "When to come." in lee.get(f"/write/{draft.pk}/").content.decode()
    draft = Draft.objects.get()
    post = stage.do(drafting.submission(draft), house.lee).subject_id
    signed = form.read(stories.hash_of(post))
    assert signed.card == card
    assert "When to come." in browser(house.cast.ana, house.ana.mandate).get(f"/review/{post}/").content.decode()

    again = drafting.begin(house.cast.lee, clock.now(), accounts=(house.account,))
    drafting.set_card(again, card)
    Draft.objects.filter(pk=again.pk).update(text="No link any more.")
    again.refresh_from_db()
    assert drafting.card(again) is None


def test_a_draft_without_a_link_says_so(house):
    lee = browser(house.cast.lee, house.leave)
    draft = drafted(lee, house)
    values = {"version": draft.version, "text": "No link.", "accounts": [house.account], "purposes": ["news"]}
    answer = lee.post(f"/write/{draft.pk}/", {**values, "do": "link"})
    assert answer.status_code == 400
    assert "There is no https link in the text." in answer.content.decode()
