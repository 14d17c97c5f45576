"""Rita lets somebody in: a sign-in and a link, shown once, with which its owner sets a password."""

import re

import pytest
from django.test import Client
from django.urls import reverse

import cast as stage
from countersign.people import acts, signin
from countersign.people.models import SignIn
from people_pages.conftest import said

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
PASSWORD = "a long sentence only for tests"


def link_of(answer) -> str:
    return re.search(r"<code[^>]*>(\S+)</code>", answer.content.decode())[1]


def opened(link: str) -> Client | None:
    """Somebody who follows the link and sets a password; None when the link is good no longer."""
    client = Client()
    form = client.get(link, follow=True)
    if not form.redirect_chain:
        return None
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    return client


def enters(number: str) -> bool:
    client = Client()
    client.post(reverse("account_login"), {"login": number, "password": PASSWORD})
    return "_auth_user_id" in client.session


def test_the_link_lets_its_owner_set_a_password_and_enter(cast, enter):
    rita, url = enter(cast.rita), reverse("make_sign_in", args=[cast.lee])
    assert "They have none yet." in said(rita.get(reverse("employee", args=[cast.lee])))
    answer = rita.post(url)
    assert answer["Cache-Control"] == "no-store"
    assert "Lee Novak can set a password" in said(answer)
    assert opened(link_of(answer)) is not None
    assert enters("2001")
    assert opened(link_of(answer)) is None


def test_a_new_link_voids_the_earlier_one_and_the_password(cast, enter):
    rita, url = enter(cast.rita), reverse("make_sign_in", args=[cast.lee])
    first, second = rita.post(url), rita.post(url)
    assert opened(link_of(first)) is None
    assert opened(link_of(second)) is not None
    assert enters("2001")
    rita.post(url)
    assert not enters("2001")


def test_the_link_is_on_no_other_page(cast, enter):
    rita = enter(cast.rita)
    link = link_of(rita.post(reverse("make_sign_in", args=[cast.lee])))
    page = rita.get(reverse("employee", args=[cast.lee])).content.decode()
    assert link.split("/key/")[1] not in page
    assert "They have one and no password yet." in said(rita.get(reverse("employee", args=[cast.lee])))


def test_only_who_keeps_the_roster_makes_one_and_only_for_somebody_employed(cast, rita, enter):
    url = reverse("make_sign_in", args=[cast.sam])
    for person in (cast.dov, cast.lee, cast.sam):
        assert enter(person).post(url).status_code == 403
    assert enter(cast.rita).get(url).status_code == 405
    stage.do(acts.EndEmployment(cast.sam, stage.REASON), rita)
    answer = enter(cast.rita).post(url)
    assert answer.status_code == 409
    assert not SignIn.objects.get(person=cast.sam).is_active
    with pytest.raises(signin.NotEmployed):
        signin.create(cast.sam)
