"""The practice platform's JSON interface: once per marker, own things only, and refusals that say why."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from countersign.practice import rules, services
from countersign.practice.contents import Content
from countersign.practice.models import Comment, Media, Post, Receipt, Version
from countersign.practice.services import open_account, renew_token

pytestmark = [pytest.mark.django_db, pytest.mark.storage]


def error(answer):
    return answer.status_code, answer.json()["error"]["code"], answer.json()["error"]["field"]


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer nobody", "Basic aGlsbDp4", "Bearer \ud83d\ude00"]
)
@pytest.mark.parametrize("path", ["me", "limits", "posts", "posts/1", "comments", "markers/x", "profile", "media"])
def test_without_a_good_token_nothing_is_told(hill, authorization, path):
    try:
        headers = {} if authorization is None else {"Authorization": authorization}
        answer = Client(headers=headers).get(f"/practice/api/v1/{path}")
    except UnicodeEncodeError:
        return
    assert error(answer)[:2] == (401, "bad_token")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_only_a_digest_of_the_token_is_stored(hill):
    assert hill.token not in str(vars(hill.account))
    assert hill.get("me").json()["handle"] == "hill"


def test_a_renewed_token_ends_the_old_one_at_once(hill):
    fresh = renew_token("hill")
    assert hill.get("me").status_code == 401
    assert Client(headers={"Authorization": f"bearer {fresh}"}).get("/practice/api/v1/me").status_code == 200


@pytest.mark.parametrize(
    ("handle", "name"), [("Hill", "x"), ("h", "x"), ("h" * 31, "x"), ("a b", "x"), ("ok", " "), ("ok", "x" * 81)]
)
def test_an_account_needs_a_plain_handle_and_a_name(db, handle, name):
    with pytest.raises(ValueError, match=r"handle|name"):
        open_account(handle, name)


def test_a_handle_is_given_once(hill):
    with pytest.raises(ValueError, match="taken"):
        open_account("hill", "Another")


def test_a_post_is_kept_as_sent_but_for_line_endings_and_outer_space(hill, png):
    picture = hill.upload(png).json()
    said = "  First line\r\nsecond ☀️ <b>not bold</b>\r\n"
    post_id = hill.post(said, media=[{"id": picture["id"], "alt": " A sign "}])
    told = hill.get(f"posts/{post_id}").json()
    assert told["text"] == "First line\nsecond ☀️ <b>not bold</b>"
    assert [(item["alt"], item["sha256"]) for item in told["media"]] == [("A sign", picture["sha256"])]
    assert told["author"]["handle"] == "hill" and told["edited_at"] is None
    assert told["url"] == f"http://testserver/practice/@hill/posts/{post_id}/"


def test_the_same_marker_and_content_post_once_and_give_the_same_answer(hill):
    first = hill.change("post", "posts", {"text": "once"}, marker="m.1")
    again = hill.change("post", "posts", {"text": "once"}, marker="m.1")
    assert first.json() == again.json()
    assert Post.objects.count() == Receipt.objects.count() == 1


def test_the_same_marker_for_another_content_or_operation_is_refused(hill):
    post_id = hill.change("post", "posts", {"text": "once"}, marker="m.1").json()["id"]
    assert error(hill.change("post", "posts", {"text": "twice"}, marker="m.1"))[:2] == (422, "marker_used")
    assert error(hill.change("delete", f"posts/{post_id}", marker="m.1"))[:2] == (422, "marker_used")
    assert Post.objects.get().text == "once"


def test_markers_belong_to_their_account(hill, pia):
    assert hill.change("post", "posts", {"text": "hill's"}, marker="shared").status_code == 201
    assert error(pia.get("markers/shared"))[:2] == (404, "no_marker")
    assert pia.change("post", "posts", {"text": "pia's"}, marker="shared").status_code == 201


def test_a_refused_request_leaves_its_marker_free(hill):
    assert hill.change("post", "posts", {"text": ""}, marker="m.1").status_code == 422
    assert hill.get("markers/m.1").status_code == 404
    assert hill.change("post", "posts", {"text": "better"}, marker="m.1").status_code == 201


@pytest.mark.parametrize("marker", ["", "a b", "x" * 129, "ä", "a/b"])
def test_a_change_needs_a_marker(hill, marker):
    headers = {"Idempotency-Key": marker} if marker else {}
    answer = hill.client.post("/practice/api/v1/posts", {"text": "x"}, content_type="application/json", headers=headers)
    assert error(answer)[:2] == (400, "bad_marker")


def test_a_marker_finds_what_was_done_under_it(hill):
    post_id = hill.change("post", "posts", {"text": "x"}, marker="made").json()["id"]
    hill.change("delete", f"posts/{post_id}", marker="gone")
    assert [hill.get(f"markers/{m}").json()["op"] for m in ("made", "gone")] == ["create", "delete"]
    assert hill.get("markers/made").json()["id"] == post_id


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": ""}, (422, "empty", "text")),
        ({"text": " \r\n "}, (422, "empty", "text")),
        ({"text": "x" * 2001}, (422, "too_long", "text")),
        ({"text": "a\x00b"}, (422, "unsendable", "text")),
        ({"text": "a\ud800b"}, (422, "unsendable", "text")),
        ({"text": 5}, (400, "not_text", "text")),
        ({"text": "x", "media": "y"}, (400, "not_a_list", "media")),
        ({"text": "x", "media": ["y"]}, (400, "not_a_picture", "media[0]")),
        ({"text": "x", "media": [{"id": 7}]}, (400, "not_text", "media[0].id")),
        ({"text": "x", "media": [{"id": "7"}]}, (422, "no_media", "media")),
        ({"text": "x", "reply_to": "99"}, (422, "no_target", "reply_to")),
        ({"text": "x", "reply_to": "c99"}, (422, "no_target", "reply_to")),
        ({"text": "x", "reply_to": "cc"}, (422, "no_target", "reply_to")),
        ({"text": "x", "reply_to": "9" * 30}, (422, "no_target", "reply_to")),
        ([], (400, "not_json", "")),
        ("text", (400, "not_json", "")),
    ],
)
def test_a_faulty_post_is_refused_with_the_field_at_fault(hill, body, expected):
    assert error(hill.change("post", "posts", body)) == expected
    assert not Post.objects.exists()


def test_two_thousand_characters_fit_however_many_bytes_they_take(hill):
    assert hill.get(f"posts/{hill.post('😀' * 2000)}").json()["text"] == "😀" * 2000


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<svg onload=alert(1)>", (422, "not_a_picture", "file")),
        (b"%PDF-1.7", (422, "not_a_picture", "file")),
        (b"GIF89a" + b"x" * rules.MEDIA_BYTES_MOST, (413, "too_big", "file")),
    ],
)
def test_only_pictures_of_a_fair_size_are_taken(hill, content, expected):
    assert error(hill.upload(content)) == expected
    assert not Media.objects.exists()


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"\x89PNG\r\n\x1a\nx", "image/png"),
        (b"\xff\xd8\xffx", "image/jpeg"),
        (b"GIF89ax", "image/gif"),
        (b"RIFF\0\0\0\0WEBPx", "image/webp"),
    ],
)
def test_a_pictures_type_is_what_its_bytes_say(hill, content, mime):
    assert hill.upload(content).json()["mime"] == mime


def test_five_pictures_are_one_too_many(hill):
    picture = hill.upload().json()["id"]
    media = [{"id": picture, "alt": ""}] * 5
    assert error(hill.change("post", "posts", {"text": "x", "media": media})) == (422, "too_many", "media")


def test_an_account_reaches_only_what_is_its_own(hill, pia):
    picture = hill.upload().json()["id"]
    post_id = hill.post()
    for method, path in (("put", f"posts/{post_id}"), ("delete", f"posts/{post_id}")):
        assert error(pia.change(method, path, {"text": "mine now"}))[:2] == (404, "no_post")
    for path in (f"posts/{post_id}", f"posts/{post_id}/history", f"posts/{post_id}/comments"):
        assert pia.get(path).status_code == 404
    assert pia.get("posts").json()["items"] == []
    stolen = {"text": "x", "media": [{"id": picture, "alt": ""}]}
    assert error(pia.change("post", "posts", stolen)) == (422, "no_media", "media")


def test_an_edit_keeps_what_was_said_before_and_deletion_ends_all_of_it(hill, png):
    picture = hill.upload(png).json()["id"]
    post_id = hill.post("before", media=[{"id": picture, "alt": "old"}])
    Comment.objects.create(post_id=post_id, display_name="Pat", text="hm", sender="x", created_at=timezone.now())
    assert hill.change("put", f"posts/{post_id}", {"text": "after"}).status_code == 200
    told = hill.get(f"posts/{post_id}").json()
    assert (told["text"], told["media"]) == ("after", []) and told["edited_at"]
    (version,) = hill.get(f"posts/{post_id}/history").json()["items"]
    assert (version["text"], version["media"]) == ("before", [{"media": picture, "alt": "old"}])

    assert hill.change("delete", f"posts/{post_id}").status_code == 200
    assert error(hill.get(f"posts/{post_id}"))[:2] == (410, "post_deleted")
    assert error(hill.change("put", f"posts/{post_id}", {"text": "back"}))[:2] == (410, "post_deleted")
    assert [model.objects.count() for model in (Version, Comment, Media)] == [0, 0, 0]
    assert Post.objects.get().text == ""
    assert hill.get("posts").json()["items"] == hill.get("comments").json()["items"] == []


def test_a_picture_used_elsewhere_outlives_a_deleted_post(hill):
    picture = hill.upload().json()["id"]
    first, second = (hill.post(media=[{"id": picture, "alt": ""}]) for _ in range(2))
    hill.change("delete", f"posts/{first}")
    assert hill.get(f"posts/{second}").json()["media"][0]["id"] == picture


def test_what_a_post_answers_cannot_be_changed(hill):
    first = hill.post()
    answer = hill.post("answer", reply_to=first)
    assert hill.get(f"posts/{answer}").json()["reply_to"] == first
    assert error(hill.change("put", f"posts/{answer}", {"text": "x"})) == (422, "reply_to_fixed", "reply_to")
    assert hill.change("put", f"posts/{answer}", {"text": "x", "reply_to": first}).status_code == 200


def test_lists_come_in_parts_that_neither_repeat_nor_miss(hill):
    made = [hill.post(f"number {n}") for n in range(rules.PAGE_ITEMS + 2)]
    first = hill.get("posts").json()
    second = hill.get("posts", cursor=first["cursor"]).json()
    assert [item["id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["cursor"] is None


def test_comments_are_listed_oldest_first_from_a_moment_on(hill, pia):
    now = timezone.now()
    mine, other = hill.post(), pia.post()
    for n, post_id in enumerate([mine, other, mine]):
        at = now + timedelta(minutes=n)
        Comment.objects.create(post_id=post_id, display_name="Pat", text=f"{n}", sender="x", created_at=at)
    assert [item["text"] for item in hill.get("comments").json()["items"]] == ["0", "2"]
    assert [item["text"] for item in hill.get(f"posts/{mine}/comments").json()["items"]] == ["0", "2"]
    since = (now + timedelta(minutes=2)).isoformat()
    assert [item["text"] for item in hill.get("comments", since=since).json()["items"]] == ["2"]


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"since": "2026-01-01"},
        {"since": "2026-13-01T00:00:00Z"},
        {"cursor": "x"},
        {"cursor": "-1"},
    ],
)
def test_a_window_that_makes_no_sense_is_refused(hill, query):
    assert hill.get("comments", **query).status_code == 400


def test_a_profile_is_read_and_written_field_by_field(hill):
    picture = hill.upload().json()["id"]
    body = {"bio": "Maintained by the Department.", "avatar": {"id": picture, "alt": "Seal"}}
    assert hill.change("put", "profile", body).json()["op"] == "profile"
    hill.change("put", "profile", {"website": "https://doc.example.gov"})
    told = hill.get("profile").json()
    assert (told["bio"], told["website"], told["avatar"]["alt"]) == (body["bio"], "https://doc.example.gov", "Seal")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"website": "javascript:alert(1)"}, (422, "not_an_address", "profile.website")),
        ({"display_name": " "}, (422, "empty", "profile.display_name")),
        ({"bio": "x" * 1001}, (422, "too_long", "profile.bio")),
        ({"token_sha256": "0" * 64}, (422, "no_field", "profile")),
        ({"avatar": {"id": "00000000-0000-0000-0000-000000000000", "alt": ""}}, (422, "no_media", "media")),
        ({"bio": 7}, (400, "not_text", "bio")),
    ],
)
def test_a_faulty_profile_is_refused_and_nothing_of_it_is_kept(hill, body, expected):
    before = hill.get("profile").json()
    assert error(hill.change("put", "profile", {"phone": "555", **body})) == expected
    assert hill.get("profile").json() == before


def test_other_methods_are_refused(hill):
    assert error(hill.change("delete", "me"))[:2] == (405, "method")
    assert error(hill.change("post", "profile", {}))[:2] == (405, "method")


def test_reading_a_list_does_not_cost_more_queries_with_more_posts(hill, django_assert_max_num_queries):
    def listed(most):
        with django_assert_max_num_queries(most):
            return len(hill.get("posts").json()["items"])

    for n in range(10):
        picture = hill.upload().json()["id"]
        hill.post(f"{n}", media=[{"id": picture, "alt": "x"}])
    assert listed(6) == 10


# The rest of the house has tables that cannot be emptied, which is what ends a test like this one.
@pytest.mark.django_db(transaction=True, available_apps=["countersign.practice"])
def test_of_many_requests_with_one_marker_at_the_same_moment_one_posts(hill):
    account, together, receipts = hill.account, threading.Barrier(6), []

    def publish():
        try:
            together.wait()
            receipts.append(services.publish(account, "same.marker", Content("once")).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 6 and len(set(receipts)) == 1
    assert Post.objects.count() == Receipt.objects.count() == 1
