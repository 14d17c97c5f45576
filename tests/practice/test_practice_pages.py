"""The practice platform's pages: labelled, plain, open to anyone here, safe against what visitors write."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone, translation

from countersign.practice import rules
from countersign.practice.models import Comment

pytestmark = [pytest.mark.django_db, pytest.mark.storage]
LABEL = "Practice platform: nothing here is public."
NASTY = "<script>alert(1)</script> https://evil.example/?a=1&b=2 javascript:alert(2)"


class Outline(HTMLParser):
    """What a page is made of, as far as assistive technology cares."""

    VOID = {"meta", "link", "img", "input", "br"}

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.ids, self.faults = [], [], [], []
        self.feed(html)
        self.faults += [f"<{tag}> left open" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of place")

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def post_url(hill):
    picture = hill.upload().json()["id"]
    return f"/practice/@hill/posts/{hill.post(NASTY, media=[{'id': picture, 'alt': 'A sign'}])}/"


def write(visitor, url, name="Pat", text="When is the job fair?"):
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', visitor.get(url).content.decode())[1]
    return visitor.post(url, {"csrfmiddlewaretoken": token, "display_name": name, "text": text})


def pages(hill, post_url, visitor):
    gone = hill.post("gone")
    hill.change("delete", f"posts/{gone}")
    hill.change("put", "profile", {"bio": NASTY, "website": "https://doc.example.gov", "email": "pio@doc.example.gov"})
    write(visitor, post_url, text=NASTY)
    answered = Comment.objects.get()
    hill.post("On Friday.", reply_to=f"c{answered.pk}")
    urls = ["/practice/", "/practice/@hill/", post_url, f"/practice/@hill/posts/{gone}/"]
    return [visitor.get(url) for url in urls] + [write(visitor, post_url, name="", text="")]


def test_every_page_says_that_nothing_here_is_public_and_stays_out_of_search_engines(hill, post_url, visitor):
    answers = pages(hill, post_url, visitor)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 410, 422]
    for answer in answers:
        assert LABEL in answer.content.decode()
        assert "noindex" in answer["X-Robots-Tag"]


def test_every_page_is_well_formed_named_and_labelled(hill, post_url, visitor):
    for answer in pages(hill, post_url, visitor):
        page = Outline(answer.content.decode())
        assert page.faults == []
        assert len(page.ids) == len(set(page.ids))
        assert page.all("html")[0]["lang"] == "en"
        assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
        assert all("alt" in image for image in page.all("img"))
        labelled = {label["for"] for label in page.all("label")}
        fields = [f for f in page.all("input") + page.all("textarea") if f.get("type") != "hidden"]
        assert all(field["id"] in labelled for field in fields)
        assert page.all("script") == [] and not any("style" in attrs for _, attrs in page.tags)
        assert "#main" in [link.get("href") for link in page.all("a")]


def test_what_is_written_is_shown_as_text_and_never_runs(hill, post_url, visitor):
    for answer in pages(hill, post_url, visitor)[1:3]:
        html = answer.content.decode()
        assert "<script>" not in html and "&lt;script&gt;" in html
        assert 'href="javascript' not in html
        assert 'rel="nofollow"' in html


def test_a_visitor_writes_a_comment_by_a_plain_form_and_lands_on_it(hill, post_url, visitor):
    answer = write(visitor, post_url, text="  Line one\r\nline two ")
    comment = Comment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{post_url}#comment-{comment.pk}")
    assert (comment.display_name, comment.text) == ("Pat", "Line one\nline two")
    assert f'id="comment-{comment.pk}"' in visitor.get(post_url).content.decode()


def test_a_comment_needs_the_forms_token(hill, post_url, visitor):
    assert visitor.post(post_url, {"display_name": "Pat", "text": "x"}).status_code == 403
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("", "x"),
        ("Pat", ""),
        ("Pat", "  \n "),
        ("x" * (rules.COMMENT_NAME_MOST + 1), "x"),
        ("Pat", "x" * (rules.COMMENT_MOST + 1)),
        ("Pat", "a\x00b"),
        ("Pat", "a\x07b"),
    ],
)
def test_a_faulty_comment_is_shown_again_with_its_error_and_not_kept(hill, post_url, visitor, name, text):
    answer = write(visitor, post_url, name, text)
    page = Outline(answer.content.decode())
    assert answer.status_code == 422
    described = [field for field in page.all("input") + page.all("textarea") if field.get("aria-invalid") == "true"]
    assert described and all(field["aria-describedby"] in page.ids for field in described)
    assert not Comment.objects.exists()


def test_a_visitor_who_writes_too_fast_is_asked_to_wait_and_keeps_what_they_wrote(hill, post_url, visitor):
    span, most = rules.COMMENT_PACE[0]
    for n in range(most):
        assert write(visitor, post_url, text=f"{n}").status_code == 302
    answer = write(visitor, post_url, text="one too many")
    assert answer.status_code == 429 and 'role="alert"' in answer.content.decode()
    assert "one too many</textarea>" in answer.content.decode()
    assert Comment.objects.count() == most
    Comment.objects.update(created_at=timezone.now() - span - timedelta(seconds=1))
    assert write(visitor, post_url, text="later").status_code == 302


def test_pacing_is_per_sender_and_keeps_no_address(hill, post_url):
    for n in range(rules.COMMENT_PACE[0][1] + 1):
        sender = Client(REMOTE_ADDR=f"192.0.2.{n}")
        assert sender.post(post_url, {"display_name": "Pat", "text": "x"}).status_code == 302
    assert not any("192.0.2" in comment.sender for comment in Comment.objects.all())


def test_the_pace_over_an_hour_holds_too(hill, post_url, visitor):
    span, most = rules.COMMENT_PACE[1]
    write(visitor, post_url)
    first = Comment.objects.get()
    for _ in range(most - 1):
        Comment.objects.create(
            post=first.post,
            display_name="Pat",
            text="x",
            sender=first.sender,
            created_at=timezone.now() - span / 2,
        )
    assert write(visitor, post_url).status_code == 429


def test_answers_stand_under_what_they_answer_and_lead_back(hill, post_url, visitor):
    write(visitor, post_url)
    comment = Comment.objects.get()
    answer = hill.post("On Friday at nine.", reply_to=f"c{comment.pk}")
    follow_up = hill.post("Bring a résumé.", reply_to=post_url.rstrip("/").rsplit("/", 1)[1])
    html = visitor.get(post_url).content.decode()
    assert html.index("When is the job fair?") < html.index("On Friday at nine.")
    assert "Bring a résumé." in html and f"/posts/{follow_up}/" in html
    assert f"{post_url}#comment-{comment.pk}" in visitor.get(f"/practice/@hill/posts/{answer}/").content.decode()
    hill.change("delete", f"posts/{answer}")
    assert "On Friday at nine." not in visitor.get(post_url).content.decode()


def test_a_picture_is_seen_only_while_something_shows_it_and_cannot_become_a_page(hill, png, visitor):
    picture = hill.upload(png).json()
    path = f"/practice/media/{picture['id']}/"
    assert visitor.get(path).status_code == 404
    post_id = hill.post(media=[{"id": picture["id"], "alt": ""}])
    answer = visitor.get(path)
    assert (answer.content, answer["Content-Type"]) == (png, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    hill.change("delete", f"posts/{post_id}")
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "@nobody/",
        "@hill/posts/999/",
        "@pia/posts/{post}/",
        "@HILL/",
        "media/x/",
        "@hill/posts/x/",
        "@hill/posts/" + "9" * 30 + "/",
    ],
)
def test_what_is_not_there_is_not_found(hill, pia, post_url, visitor, path):
    post = post_url.rstrip("/").rsplit("/", 1)[1]
    assert visitor.get("/practice/" + path.format(post=post)).status_code == 404


def test_no_comment_lands_under_a_deleted_post(hill, visitor):
    post_id = hill.post()
    url = f"/practice/@hill/posts/{post_id}/"
    hill.change("delete", f"posts/{post_id}")
    assert Client().post(url, {"display_name": "Pat", "text": "x"}).status_code == 410
    assert not Comment.objects.exists()


def test_long_lists_come_in_pages_and_a_new_comment_is_on_the_last_which_is_shown_first(hill, post_url, visitor):
    post_id = int(post_url.rstrip("/").rsplit("/", 1)[1])
    old = timezone.now() - timedelta(days=1)
    Comment.objects.bulk_create(
        Comment(post_id=post_id, display_name="Pat", text=f"old {n}.", sender="x", created_at=old) for n in range(100)
    )
    write(visitor, post_url, text="the newest")
    html = visitor.get(post_url).content.decode()
    assert "the newest" in html and "old 5." not in html and "?page=1" in html
    assert "old 5." in visitor.get(f"{post_url}?page=1").content.decode()
    for n in range(21):
        hill.post(f"more {n}.")
    html = visitor.get("/practice/@hill/").content.decode()
    assert "?page=2" in html and html.index("more 20.") < html.index("more 19.") and "more 0." not in html


def test_pages_cost_the_same_number_of_queries_however_much_is_on_them(
    hill, post_url, visitor, django_assert_max_num_queries
):
    post_id = post_url.rstrip("/").rsplit("/", 1)[1]
    for n in range(12):
        comment = Comment.objects.create(
            post_id=post_id, display_name="Pat", text=f"{n}", sender="x", created_at=timezone.now()
        )
        picture = hill.upload().json()["id"]
        hill.post(f"answer {n}", reply_to=f"c{comment.pk}", media=[{"id": picture, "alt": "x"}])
        hill.post(f"follow-up {n}", reply_to=post_id)
    for url, most in (("/practice/", 3), ("/practice/@hill/", 6), (post_url, 9)):
        with django_assert_max_num_queries(most):
            assert visitor.get(url).status_code == 200


def test_pages_speak_spanish_where_it_is_asked_for(hill, post_url, visitor):
    with translation.override("es"):
        html = visitor.get(post_url, headers={"Accept-Language": "es"}).content.decode()
    assert Outline(html).all("html")[0]["lang"] == "es"
