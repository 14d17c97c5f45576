"""An account that is given up: its token is made worthless at the platform by a worker, then destroyed here."""

import httpx
import pytest
from django.db import connection
from django.urls import reverse

import cast as stage
from accounts import account_stories as stories
from accounts.fake_mastodon import HOST, FakeMastodon
from countersign.accounts import acts, credentials, giving_back, health
from countersign.accounts.models import Credential, Health, Incident
from countersign.desk import troubles
from countersign.desk.models import Notice
from countersign.evidence.models import Exchange
from countersign.gate import clock
from countersign.gate.models import LedgerBody
from countersign.posts import transports

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
PAGE = f"https://{HOST}/@hillcc"


class Server(FakeMastodon):
    """May refuse to take a token back."""

    takes_back = 200

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/oauth/revoke":
            self.within_an_act = bool(connection.in_atomic_block and Act.running)
            if self.takes_back != 200:
                return httpx.Response(self.takes_back, text="busy")
        return super().handle_request(request)


class Act:
    """Whether an act is running just now."""

    running = False


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda s: None)
    way = transports._ways.get("mastodon")
    fake = Server()
    transports.use("mastodon", lambda: httpx.Client(transport=fake))
    yield fake
    transports._ways["mastodon"] = way


@pytest.fixture
def account(people, server) -> str:
    stories.ready_platform(people.ana, "mastodon")
    account = stories.signed(people, platform="mastodon", handle="hillcc", url=PAGE)
    kept = {"token": server.current, "client_id": "client-1", "client_secret": server.secrets["client_secret"]}
    stories.connect(
        account, people.ana, connector="mastodon", base_url=f"https://{HOST}/", url=PAGE,
        credential=credentials.pack(kept), seen_handle="hillcc", seen_id="101",
    )  # fmt: skip
    stories.attest(account, people.lee)
    stage.do(acts.OpenAccount(account), people.ana)
    return account


def close(account: str, by) -> None:
    Act.running = True
    try:
        stage.do(acts.CloseAccount(account, stories.REASON), by)
    finally:
        Act.running = False


def work() -> list[str]:
    """What the engine's sweep does."""
    found = list(giving_back.due(clock.now(), 10))
    for account in found:
        giving_back.give_back(account)
    return found


def tell() -> list[str]:
    found = list(troubles.claim(clock.now(), 50))
    for name in found:
        troubles.tell(name)
    return found


def page(visit, by, account: str) -> str:
    return visit(by).get(reverse("accounts:account", args=[account])).content.decode()


def test_closing_tells_the_platform_through_a_worker_and_never_inside_the_act(people, visit, server, account):
    before = Exchange.objects.count()
    close(account, people.ana)
    assert (server.revoked, Exchange.objects.count()) == ([], before), "the act itself reaches nobody"
    assert Credential.objects.count() == 1
    assert "as soon as a worker is free" in page(visit, people.ana, account)
    assert work() == [account]
    assert server.revoked == [server.secrets["access_token"]]
    assert server.within_an_act is False
    assert not Credential.objects.exists()
    assert "which no longer accepts it" in page(visit, people.ana, account)
    last = Exchange.objects.latest("pk")
    assert (last.url.rsplit("/", 1)[1], last.status, last.account) == ("revoke", 200, account)
    assert work() == []
    stage.pass_time(days=3)
    assert (work(), list(health.due(clock.now(), 10))) == ([], [])


def test_what_fails_is_told_once_and_tried_until_the_platform_takes_it(people, visit, server, account):
    close(account, people.ana)
    server.takes_back = 503
    rows = LedgerBody.objects.count()
    for _ in range(5):
        assert work() == [account]
        assert work() == [], "not before its time"
        tell()
        stage.pass_time(minutes=16)
    assert [(i.kind, i.closed_at) for i in Incident.objects.all()] == [("not_given_back", None)]
    told = list(Notice.objects.filter(kind__startswith="account_trouble").values_list("person", flat=True))
    assert people.ana.person in told
    assert len(told) == len(set(told))
    assert LedgerBody.objects.count() == rows
    assert "The platform has not taken it back" in page(visit, people.ana, account)
    assert Credential.objects.count() == 1
    server.takes_back = 200
    assert work() == [account]
    assert not Credential.objects.exists()
    assert not Incident.objects.filter(closed_at=None).exists()
    assert tell() == []


def test_after_a_day_of_failures_it_is_tried_once_a_day(people, server, account):
    close(account, people.ana)
    server.takes_back = 503
    work()
    stage.pass_time(hours=25)
    assert work() == [account]
    stage.pass_time(hours=23)
    assert work() == []
    stage.pass_time(hours=2)
    assert work() == [account]


def test_a_token_that_the_platform_forgot_already_is_simply_destroyed(people, server, account):
    close(account, people.ana)
    server.takes_back = 401
    assert work() == [account]
    assert not Credential.objects.exists()
    assert not Incident.objects.exists()


def test_one_that_no_platform_takes_back_is_destroyed_and_the_page_says_what_is_left_to_do(
    people, visit, server, account
):
    credentials.keep(account, {"token": "typed in"}, at=clock.now(), expires_at=None, scopes=())
    close(account, people.ana)
    assert work() == [account]
    assert not Credential.objects.exists()
    assert server.revoked == []
    assert "takes none back from a program" in page(visit, people.ana, account)


def test_two_workers_never_give_the_same_one_back_at_once(people, server, account):
    close(account, people.ana)
    assert list(giving_back.due(clock.now(), 10)) == [account]
    assert list(giving_back.due(clock.now(), 10)) == []
    stage.pass_time(minutes=6)
    assert work() == [account]


def test_an_open_account_gives_nothing_back(people, visit, server, account):
    assert work() == []
    giving_back.give_back(account)
    assert (server.revoked, Credential.objects.count()) == ([], 1)
    assert "What let us publish" not in page(visit, people.ana, account)


def test_nobody_can_have_a_closed_connection_looked_at(people, visit, server, account):
    close(account, people.ana)
    assert visit(people.ana).post(reverse("accounts:look_now", args=[account])).status_code == 404
    assert Health.objects.get(pk=account).at is None
