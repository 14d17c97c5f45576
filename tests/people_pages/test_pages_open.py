"""Who may open which page: the right person, the wrong one, and nobody in particular."""

import pytest
from django.test import Client
from django.urls import reverse

import cast as stage
from countersign.people import urls
from people_pages.conftest import said

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def things(cast, ana, dov):
    """One of everything that has a page of its own."""
    leave = stage.authorize(ana, cast.lee, "hill_fb")
    given = stage.delegate(ana, cast.mia, "post.sign")
    return {
        "person": cast.lee,
        "unit": cast.hill,
        "appointment": stage.acting(cast.ana, "pio").mandate,
        "delegation": given,
        "authorization": leave,
        "power": "post.sign",
    }


NAMES = {"rita": "Rita Lund", "ana": "Ana Reyes", "dov": "Dov Okafor", "lee": "Lee Novak"}
KEEPS, GIVES, DIRECTOR, ALL = {"rita"}, {"ana", "dov"}, {"dov"}, set(NAMES)
# By hand: the page, what it is about, who opens it.
OPENED_BY = [
    ("employees", None, KEEPS),
    ("employees_csv", None, KEEPS),
    ("hire", None, KEEPS),
    ("employee", "person", {"rita", "lee"}),
    ("change_person", "person", KEEPS),
    ("end_employment", "person", KEEPS),
    ("merge_people", "person", KEEPS),
    ("roster", None, KEEPS),
    ("units", None, ALL),
    ("units_csv", None, ALL),
    ("add_unit", None, KEEPS),
    ("unit", "unit", ALL),
    ("change_unit", "unit", KEEPS),
    ("close_unit", "unit", KEEPS),
    ("offices", None, ALL),
    ("offices_csv", None, ALL),
    ("appoint", None, DIRECTOR),
    ("appointment", "appointment", ALL),
    ("end_appointment", "appointment", DIRECTOR),
    ("delegate", None, ALL),
    ("delegation", "delegation", ALL),
    ("end_delegation", "delegation", GIVES),
    ("return_delegation", "delegation", ALL),
    ("powers", None, ALL),
    ("mark_personal", "power", DIRECTOR),
    ("authorizations", None, ALL),
    ("authorizations_csv", None, ALL),
    ("ask_authorization", None, ALL),
    ("give_authorization", None, GIVES),
    ("authorization", "authorization", {"ana", "dov", "lee"}),
    ("withdraw_authorization_request", "authorization", {"ana", "dov", "lee"}),
    ("authorization_letter", "authorization", {"ana", "dov", "lee"}),
    ("renew_authorization", "authorization", GIVES),
    ("end_authorization", "authorization", GIVES),
]
ELSEWHERE = {"people", "make_sign_in", "sign_authorization", "roster_plan", "roster_plan_csv"}
"""Addresses that only lead on, only take what is sent, or need a file: told in the tests of their theme."""


def address(name, about, things) -> str:
    return reverse(name, args=[things[about]] if about else [])


def test_each_page_opens_for_the_right_people_and_for_nobody_else(cast, enter, things):
    clients = {person: enter(getattr(cast, person)) for person in ALL}
    wrong, told = [], []
    for name, about, who in OPENED_BY:
        for person, client in clients.items():
            answer = client.get(address(name, about, things))
            if answer.status_code != (200 if person in who else 403):
                wrong.append((name, person, answer.status_code))
            if answer.status_code == 403:
                text = said(answer).replace(NAMES[person], "")
                told += [(name, person, secret) for secret in (*NAMES.values(), "Hill Correctional") if secret in text]
    assert wrong == []
    assert told == []


def test_without_a_sign_in_every_page_leads_to_the_entrance(cast, things):
    entrance = reverse("account_login")
    asked = {name: Client().get(address(name, about, things)) for name, about, _ in OPENED_BY}
    assert {name: (a.status_code, a.url.split("?")[0]) for name, a in asked.items()} == dict.fromkeys(
        asked, (302, entrance)
    )
    assert asked["employees"].url == f"{entrance}?next=%2Fpeople%2Femployees%2F"


def test_every_address_of_the_room_is_told_here():
    named = {name for name, _, _ in OPENED_BY} | ELSEWHERE
    assert {pattern.name for pattern in urls.urlpatterns} == named


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_addresses_that_lead_on_ask_for_a_sign_in_too(cast, name):
    args = {"make_sign_in": [1], "roster_plan": ["ab"], "roster_plan_csv": ["ab"]}.get(name, [])
    answer = Client().get(reverse(name, args=args))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


def test_the_room_opens_where_one_has_business(cast, enter):
    assert enter(cast.rita).get("/people/").url == reverse("employees")
    assert enter(cast.lee).get("/people/").url == reverse("offices")


def test_what_is_not_there_is_not_there(cast, enter):
    rita, dov = enter(cast.rita), enter(cast.dov)
    for name in ("employee", "change_person", "end_employment", "merge_people", "unit", "change_unit", "close_unit"):
        assert rita.get(reverse(name, args=[99999])).status_code == 404, name
    for name in ("appointment", "end_appointment", "delegation", "end_delegation", "authorization"):
        assert dov.get(reverse(name, args=[99999])).status_code == 404, name
    for name in ("authorization_letter", "renew_authorization", "end_authorization"):
        assert dov.get(reverse(name, args=[99999])).status_code == 404, name
    assert dov.get(reverse("mark_personal", args=["appoint"])).status_code == 404
    assert rita.get(reverse("roster_plan", args=["ab" * 32])).status_code == 404


def test_the_bar_leads_here_and_the_tabs_show_what_is_ones_business(cast, enter):
    rita, lee = said(enter(cast.rita).get("/people/units/")), said(enter(cast.lee).get("/people/units/"))
    assert "Employees Units Offices" in rita
    assert "My entry Units Offices" in lee
    assert reverse("people") in enter(cast.lee).get("/").content.decode()
