"""Finding anything by a few letters: never more than one may open; and single keys, which can be switched off."""

import pytest
from django.urls import resolve, reverse

import cast as stage
from countersign.desk import palette, shortcuts
from countersign.people.web.opening import Who
from posts import post_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

CAST = ("ana", "dov", "rita", "mia", "lee", "sam")


def found(client, text: str = "") -> dict[str, list[tuple[str, str]]]:
    """What is offered to somebody, by kind, as (label, address)."""
    told = client.get("/find/results/", {"q": text}).json()["groups"]
    return {item["kind"]: [(i["label"], i["url"]) for i in group["items"]] for group in told for item in group["items"]}


@pytest.mark.parametrize("who", CAST)
def test_nothing_is_offered_that_is_not_opened(house, visit, who):
    client = visit(getattr(house.cast, who))
    offered = [url for items in found(client).values() for _label, url in items]
    assert len(offered) > 10
    answers = {url: client.get(url, follow=True) for url in offered}
    assert {url: a.status_code for url, a in answers.items() if a.status_code != 200} == {}
    assert not any("login" in to for a in answers.values() for to, _status in a.redirect_chain)


@pytest.mark.parametrize("name", [name for name, _label in (*palette.PAGES, *palette.ACTS)])
def test_every_destination_is_an_address_that_says_who_may_open_it(name):
    assert isinstance(resolve(reverse(name)).func.who, Who)


def test_what_one_may_not_open_is_not_offered(house, visit):
    lee, rita = visit(house.cast.lee), visit(house.cast.rita)
    assert reverse("hire") in [url for _label, url in found(rita, "employee")["act"]]
    assert found(lee, "enter an employee") == {}
    assert lee.get(reverse("hire")).status_code == 403


def test_a_room_of_the_bar_is_found_by_everybody_who_has_it_there(house, visit):
    for who in CAST:
        page = visit(getattr(house.cast, who)).get("/find/")
        offered = {item.url for _title, items in page.context["groups"] for item in items}
        assert {room["url"] for room in page.context["rooms"]} <= offered


def test_posts_accounts_people_and_clauses_are_found_by_a_few_letters(house, visit):
    post = stories.submitted(house, "Visiting hours change on Monday.")
    ana = visit(house.cast.ana)
    assert (reverse("posts:post", args=[post])) in [url for _label, url in found(ana, "visiting hours")["post"]]
    assert [url for _label, url in found(ana, post)["post"]] == [f"/posts/{post}/"]
    assert f"/accounts/{house.account}/" in [url for _label, url in found(ana, "hillcc")["account"]]
    assert f"/people/employees/{house.cast.dov}/" in [url for _label, url in found(ana, "okafor")["person"]]
    clause = sorted(stage.packs.in_force().clause)[-1]
    assert clause in [label for label, _url in found(ana, clause)["clause"]]


def test_a_post_that_one_may_not_see_is_not_found(house, visit):
    post = stories.submitted(house, "Visiting hours change on Monday.")
    sam = visit(house.cast.sam)
    assert "post" not in found(sam, "visiting hours")
    assert "post" not in found(sam, post)


def test_the_roster_is_found_only_by_who_keeps_it(house, visit):
    assert "person" in found(visit(house.cast.rita), "brandt")
    assert "person" not in found(visit(house.cast.lee), "brandt")


def test_a_stranger_finds_nothing(client, house):
    for address in ("/find/", "/find/results/?q=a", "/keys/"):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("text", ["%", "_", "' OR 1=1", "\x00", "9" * 40, "٣", "<script>alert(1)</script>", "a" * 500])
def test_odd_letters_find_nothing_and_break_nothing(house, visit, text):
    answer = visit(house.cast.ana).get("/find/", {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_single_keys_are_switched_off_for_one_person_on_every_page(house, visit):
    lee, ana = visit(house.cast.lee), visit(house.cast.ana)
    assert 'data-keys="on"' in lee.get("/").content.decode()
    assert lee.post("/keys/", {"do": "off"}).status_code == 302
    for address in ("/", "/calendar/", "/keys/"):
        page = lee.get(address).content.decode()
        assert 'data-keys="off"' in page and "/calendar/&quot;" not in page
    assert 'data-keys="on"' in ana.get("/").content.decode()
    lee.post("/keys/", {"do": "on"})
    assert shortcuts.on(house.cast.lee)


def test_every_key_is_listed_once_and_those_that_open_a_page_only_for_who_may(house, visit):
    assert len({k.key for k in shortcuts.KEYS}) == len(shortcuts.KEYS)
    listed = [k.key for k in visit(house.cast.lee).get("/keys/").context["keys"]]
    assert "r" not in listed and "c" in listed
    assert "r" in [k.key for k in visit(house.cast.ana).get("/keys/").context["keys"]]
