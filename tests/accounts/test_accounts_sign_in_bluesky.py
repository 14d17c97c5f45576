"""Signing in to a Bluesky account: governed like every connection, renewed by one worker, wrong once and told once."""

from __future__ import annotations

import json

import httpx
import pytest
from django.test import Client
from django.urls import reverse

import cast as stage
from accounts import account_stories as stories
from connectors import bluesky_issuer as place
from countersign.accounts import credentials, health, queries, vault
from countersign.accounts.models import Account, Credential, Health, Incident
from countersign.accounts.queries import reaching
from countersign.connectors import atproto_identity, errors
from countersign.evidence import store
from countersign.evidence.models import Exchange
from countersign.gate import clock
from countersign.gate.models import LedgerBody
from countersign.posts import transports

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
BACK = "/accounts/connect/return/"
OURS = "/oauth/client-metadata.json"
PAGE = f"https://bsky.app/profile/{place.HANDLE}"


@pytest.fixture
def world(settings, monkeypatch):
    """All of Bluesky that signing in needs; what it reads about us, it reads from our own page."""
    settings.BASE_URL = "https://countersign.example.gov"
    monkeypatch.setattr(atproto_identity, "DIRECTORY", place.DIRECTORY)
    monkeypatch.setattr("time.sleep", lambda s: None)
    way = transports._ways.get("bluesky")
    fake = place.World(clock.now, lambda: Client().get(OURS).json())
    transports.use("bluesky", lambda: httpx.Client(transport=fake))
    yield fake
    transports._ways["bluesky"] = way


@pytest.fixture
def account(people, world) -> str:
    stories.ready_platform(people.ana, "bluesky")
    return stories.signed(people, platform="bluesky", handle=place.HANDLE, url=PAGE)


@pytest.fixture
def connected(people, visit, world, account) -> str:
    """The account, signed in to."""
    ana = visit(people.ana)
    assert comes_back(ana, world, ana.post(at(account), given())).status_code == 302
    return account


def given(**changed) -> dict[str, str]:
    return {
        "identity": "social@doc.example.gov",
        "department_identity": "yes",
        "url": PAGE,
        "connector": "bluesky:sign_in",
        "base_url": place.SERVER,
        **changed,
    }


def at(account: str) -> str:
    return reverse("accounts:connect_account", args=[account])


def comes_back(client, world, start, **changed):
    assert start.status_code == 302, start.content.decode()
    return client.get(BACK, world.authorize(start["Location"], **changed))


def open_kinds() -> list[str]:
    return list(Incident.objects.filter(closed_at=None).values_list("kind", flat=True))


def test_somebody_signs_in_and_comes_back_connected(people, visit, world, account):
    ana = visit(people.ana)
    done = comes_back(ana, world, ana.post(at(account), given(base_url=place.ENTRANCE)))
    assert (done.status_code, done["Location"]) == (302, f"/accounts/{account}/")
    row = Account.objects.get(pk=account)
    # The account's own server, though the way in was typed.
    assert (row.connected_as, row.remote_id, row.base_url) == (place.HANDLE, place.DID, place.SERVER)
    assert LedgerBody.objects.get(act="connect_account").result == "allowed"
    health.probe(account)
    assert Health.objects.get().state == "ok"


def test_nothing_that_opens_the_account_stands_anywhere_but_in_the_vault(people, visit, world, connected):
    secrets = [*world.secrets, queries.connector_settings(connected).credentials["dpop_key"]]
    assert len(secrets) > 5
    written = [str(Credential.objects.values().get()), *map(str, LedgerBody.objects.values())]
    for one in Exchange.objects.all():
        written += [store.get(part).decode() for part in (one.request_id, one.response_id) if part]
        written += [one.url, one.error]
    assert [secret for secret in secrets if any(secret in text for text in written)] == []
    assert not any("eyJ" in text for text in written), "a proof or an assertion"


def test_the_page_offers_signing_in_first_and_says_when_not_to(people, visit, account):
    page = visit(people.ana).get(at(account)).content.decode()
    assert page.index("Sign in at Bluesky") < page.index("With an app password made in Bluesky&#x27;s settings: where")
    assert page.index('value="bluesky:sign_in"') < page.index("checked") < page.index('value="bluesky"')


@pytest.mark.parametrize("changed", [{"iss": "https://another.example"}, {"error": "access_denied"}])
def test_an_answer_from_elsewhere_or_a_no_connects_nothing(people, visit, world, account, changed):
    ana = visit(people.ana)
    start = ana.post(at(account), given())
    assert comes_back(ana, world, start, **changed).status_code == 422
    assert not Credential.objects.exists()


def test_a_state_counts_once_and_in_its_own_session(people, visit, world, account):
    ana = visit(people.ana)
    start = ana.post(at(account), given())
    back = world.authorize(start["Location"])
    assert visit(people.dov).get(BACK, back).status_code == 400
    assert ana.get(BACK, back).status_code == 302
    assert ana.get(BACK, back).status_code == 400


def test_whoever_signs_in_as_somebody_else_gives_it_back(people, visit, world, account):
    world.signs_in = place.OTHER_DID
    ana = visit(people.ana)
    answer = comes_back(ana, world, ana.post(at(account), given()))
    assert answer.status_code == 422
    assert "another account than the one that was approved" in answer.content.decode()
    assert (world.session, Credential.objects.count()) == (None, 0)


def test_where_nobody_can_read_who_we_are_the_page_says_so(people, visit, world, account, settings):
    for base, words in (("http://10.0.0.1", "no address by which"), ("http://localhost:8000", "127.0.0.1")):
        settings.BASE_URL = base
        answer = visit(people.ana).post(at(account), given())
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert Client().get(OURS).status_code == 404


def test_anybody_can_read_who_we_are_and_nothing_private(world, settings):
    settings.OAUTH_KEY = "newer secret,older secret"
    told = Client().get(OURS)
    assert (told.status_code, told["Content-Type"]) == (200, "application/json")
    assert told.json()["client_id"] == settings.BASE_URL + OURS
    assert told.json()["redirect_uris"] == [settings.BASE_URL + BACK]
    keys = told.json()["jwks"]["keys"]
    assert len({key["kid"] for key in keys}) == 2
    assert not any("d" in key for key in keys)


def test_what_ends_soon_is_renewed_once_by_one_worker(world, connected):
    stage.pass_time(minutes=52)
    with reaching.connected(connected) as connector:
        assert connector.whoami().remote_id == place.DID
    with reaching.connected(connected) as connector:
        connector.whoami()
    tokens = [asked for asked in world.asked if asked.endswith("/oauth/token")]
    assert len(tokens) == 2 * 2, "each once for the nonce and once in earnest: signing in, renewing"
    stage.pass_time(minutes=52)
    assert credentials.lease(connected, clock.now())
    with reaching.connected(connected) as connector:
        connector.whoami()
    assert len([asked for asked in world.asked if asked.endswith("/oauth/token")]) == 4


def test_a_worker_that_is_overtaken_by_a_renewal_tries_again_and_alarms_nobody(world, connected):
    with pytest.raises(errors.Unavailable), reaching.connected(connected) as connector:
        assert reaching.renew(connected)
        connector.whoami()
    assert open_kinds() == []
    with reaching.connected(connected) as connector:
        assert connector.whoami().remote_id == place.DID


def test_while_somebody_renews_a_refusal_is_no_alarm_either(world, connected):
    with pytest.raises(errors.Unavailable), reaching.connected(connected) as connector:
        assert credentials.lease(connected, clock.now())
        world.session["access_token"] = "already-the-next-one"
        connector.whoami()
    assert open_kinds() == []


def test_a_renewal_whose_answer_is_lost_is_one_incident_however_often_it_is_tried(world, connected):
    stage.pass_time(minutes=52)
    world.lose_answer = "/oauth/token"
    for _ in range(4):
        with pytest.raises(errors.ConnectorError), reaching.connected(connected) as connector:
            connector.whoami()
        stage.pass_time(minutes=6)
    assert open_kinds() == ["expired"]
    assert Incident.objects.count() == 1
    assert queries.stopped() == (connected,)


def test_connecting_again_puts_it_right(people, visit, world, connected):
    world.session = None
    with pytest.raises(errors.AuthExpired), reaching.connected(connected) as connector:
        connector.whoami()
    assert open_kinds() == ["expired"]
    ana = visit(people.ana)
    assert comes_back(ana, world, ana.post(at(connected), given())).status_code == 302
    assert open_kinds() == []


def test_changing_the_vaults_key_keeps_it_connected(world, connected):
    vault.add_key()
    assert credentials.encrypt_anew().unreadable == ()
    vault.drop_old_keys()
    with reaching.connected(connected) as connector:
        assert connector.whoami().remote_id == place.DID
    assert reaching.renew(connected)


def test_what_is_kept_until_somebody_comes_back_shows_no_key(people, visit, world, account):
    ana = visit(people.ana)
    ana.post(at(account), given())
    kept = json.dumps(dict(ana.session))
    assert "connecting" in kept
    assert place.ISSUER not in kept
