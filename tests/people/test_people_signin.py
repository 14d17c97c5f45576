"""Entering the house: by employee number, never by signing up, and for officials never by password alone."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

import cast as stage
from countersign.gate import clock
from countersign.people import acts, signin
from countersign.people.models import SignIn

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
PASSWORD = "a long sentence only for tests"

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", lambda request: HttpResponse("home"), name="home"),
]


@pytest.fixture(autouse=True)
def entrance(settings):
    """A site with nothing but the entrance and one page behind it."""
    settings.ROOT_URLCONF = __name__
    settings.ACCOUNT_ADAPTER = "countersign.people.signin.Adapter"
    settings.LOGIN_REDIRECT_URL = "/"
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": []}]
    second = "countersign.people.signin.SecondFactor"
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.startswith("countersign.")] + [second]
    # How slowly passwords are digested is the framework's matter, not this room's.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


def with_password(person: str) -> SignIn:
    made = signin.create(person)
    made.set_password(PASSWORD)
    made.save()
    return made


def enter(username: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": username, "password": password})
    return client


def inside(client: Client) -> bool:
    return client.get("/").content == b"home" and "_auth_user_id" in client.session


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_a_sign_in_is_made_for_an_employee_by_number_and_has_no_password(cast):
    made = signin.create(cast.lee)
    assert (made.username, made.person_id) == ("2001", int(cast.lee))
    assert not made.has_usable_password()
    assert signin.create(cast.lee) == made
    assert not inside(enter("2001", ""))


def test_the_first_password_is_set_by_a_link_that_is_good_once(cast):
    link = signin.first_password(signin.create(cast.lee))
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    client = Client()
    client.post(client.get(link).url, chosen)
    assert inside(enter("2001"))
    other = Client()
    assert other.get(link).status_code == 200
    other.post(link, {"password1": "another long sentence", "password2": "another long sentence"})
    assert not inside(enter("2001", "another long sentence"))
    assert inside(enter("2001"))


def test_nobody_gets_a_sign_in_who_is_not_employed(cast):
    stage.do(acts.EndEmployment(cast.lee, stage.REASON), stage.acting(cast.rita, "administrator"))
    for person in (cast.lee, "999", "operator"):
        with pytest.raises(signin.NotEmployed):
            signin.create(person)


def test_nobody_signs_up(cast):
    form = {"username": "9999", "email": "x@example.gov", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (Client().get("/accounts/signup/"), Client().post("/accounts/signup/", form)):
        assert "closed" in answer.content.decode().lower()
    assert not SignIn.objects.exists()


def test_an_employee_enters_by_number_and_password(cast):
    with_password(cast.lee)
    assert inside(enter("2001"))
    assert not inside(enter("2001", "something else"))
    assert not inside(enter("Lee Novak"))


def test_who_leaves_is_outside_at_once_and_stays_there(cast):
    with_password(cast.lee)
    client = enter("2001")
    assert client.get("/").wsgi_request.user.is_authenticated
    stage.do(acts.EndEmployment(cast.lee, stage.REASON), stage.acting(cast.rita, "administrator"))
    assert not client.get("/").wsgi_request.user.is_authenticated
    assert not inside(enter("2001"))


def test_who_comes_back_does_not_enter_with_the_old_password(cast):
    with_password(cast.lee)
    rita = stage.acting(cast.rita, "administrator")
    stage.do(acts.EndEmployment(cast.lee, stage.REASON), rita)
    stage.do(acts.Hire("2001", "Lee Novak", "full_time", cast.hill), rita)
    assert not inside(enter("2001"))
    again = signin.create(cast.lee)
    assert again.is_active
    assert not inside(enter("2001"))
    with_password(cast.lee)
    assert inside(enter("2001"))


def test_somebody_whose_employment_has_not_begun_stays_outside(cast):
    made = with_password(cast.lee)
    person = made.person
    person.starts = clock.now().replace(year=2027)
    person.save()
    assert not inside(enter("2001"))
    assert signin.person_of(made, clock.now()) is None


@pytest.mark.parametrize("who", ["dov", "ana", "rita"])
def test_an_official_with_a_password_alone_gets_nowhere_but_to_a_second_factor(cast, who):
    made = with_password(getattr(cast, who))
    client = enter(made.username)
    answer = client.get("/")
    assert (answer.status_code, answer.url) == (302, "/accounts/2fa/")
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/accounts/password/change/").status_code == 302


def test_an_official_with_a_second_factor_is_asked_for_it_and_enters(cast):
    secret = generate_totp_secret()
    TOTP.activate(with_password(cast.ana), secret)
    client = Client()
    answer = client.post("/accounts/login/", {"login": "1002", "password": PASSWORD})
    assert answer.url.startswith("/accounts/2fa/authenticate/")
    assert not inside(client)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not inside(client)
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert inside(client)


def test_a_second_factor_set_up_since_is_shown_before_going_on(cast):
    made = with_password(cast.ana)
    client = enter("1002")
    secret = generate_totp_secret()
    TOTP.activate(made, secret)
    answer = client.get("/")
    assert answer.url == "/accounts/2fa/reauthenticate/?next=%2F"
    answer = client.post(answer.url, {"code": code(secret)})
    assert (answer.status_code, answer.url) == (302, "/")
    assert inside(client)


def test_whoever_becomes_a_designee_needs_a_second_factor_from_then_on_and_no_longer_than_that(cast):
    with_password(cast.mia)
    client = enter("1004")
    assert inside(client)
    ana = stage.acting(cast.ana, "pio")
    given = stage.delegate(ana, cast.mia, "post.sign")
    assert client.get("/").status_code == 302
    stage.do(acts.EndDelegation(given, stage.REASON), ana)
    assert inside(client)


def test_a_poster_needs_no_second_factor_and_a_sign_in_without_a_person_is_nobody(cast):
    stage.authorize(stage.acting(cast.ana, "pio"), cast.lee, "hill_fb")
    assert not signin.needs_second_factor(cast.lee, clock.now())
    assert signin.needs_second_factor(cast.ana, clock.now())
    stray = SignIn.objects.create_user("stray", password=PASSWORD)
    assert signin.person_of(stray, clock.now()) is None
    assert not inside(enter("stray"))
