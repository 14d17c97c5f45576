"""Each connection is looked at every day; what is wrong becomes one incident, and goes away when it is right again."""

from datetime import timedelta

import httpx
import pytest
from django.urls import reverse

import cast as stage
from accounts import account_stories as stories
from accounts.fake_mastodon import HOST, FakeMastodon
from countersign.accounts import acts, credentials, health, queries
from countersign.accounts.models import Health, Incident, Probe
from countersign.accounts.queries import reaching
from countersign.connectors import errors
from countersign.gate import clock
from countersign.posts import transports

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
PAGE = f"https://{HOST}/@hillcc"


@pytest.fixture
def server():
    way = transports._ways.get("mastodon")
    fake = FakeMastodon()
    transports.use("mastodon", lambda: httpx.Client(transport=fake))
    yield fake
    transports._ways["mastodon"] = way


@pytest.fixture
def account(people, server) -> str:
    stories.ready_platform(people.ana, "mastodon")
    account = stories.signed(people, platform="mastodon", handle="hillcc", url=PAGE)
    connected = {"connector": "mastodon", "base_url": f"https://{HOST}/", "url": PAGE}
    token = server.secrets["access_token"]
    stories.connect(account, people.ana, **connected, credential=token, seen_handle="hillcc", seen_id="101")
    return account


def look() -> list[str]:
    """What the engine's sweep does."""
    found = list(health.due(clock.now(), 10))
    for account in found:
        health.probe(account)
    return found


def state(account: str) -> str:
    return Health.objects.get(pk=account).state


def open_kinds() -> list[str]:
    return list(Incident.objects.filter(closed_at=None).order_by("kind").values_list("kind", flat=True))


def test_a_connection_is_looked_at_at_once_and_then_once_a_day(account):
    assert look() == [account]
    assert state(account) == "ok"
    assert look() == []
    stage.pass_time(hours=23)
    assert look() == []
    stage.pass_time(hours=2)
    assert look() == [account]
    assert Probe.objects.filter(state="ok").count() == 2


def test_two_workers_never_look_at_the_same_account_at_once(account):
    assert list(health.due(clock.now(), 10)) == [account]
    assert list(health.due(clock.now(), 10)) == []
    stage.pass_time(minutes=6)
    assert list(health.due(clock.now(), 10)) == [account]


def test_accounts_posted_to_by_hand_and_closed_ones_are_not_looked_at(people, account):
    hand = stories.opened(people)
    assert look() == [account]
    assert not Health.objects.filter(pk=hand).exists()
    stage.do(acts.WithdrawApplication(account), people.lee)
    stage.pass_time(hours=25)
    assert look() == []


def test_a_token_that_was_revoked_is_one_incident_however_often_it_is_looked_at(account, server):
    server.alive = False
    for _ in range(4):
        assert look() == [account]
        stage.pass_time(minutes=16)
    assert state(account) == "dead"
    assert open_kinds() == ["expired"]
    assert queries.stopped() == (account,)
    assert Incident.objects.count() == 1


def test_what_works_again_is_put_right_by_itself(account, server):
    server.alive = False
    look()
    server.alive = True
    stage.pass_time(minutes=16)
    look()
    assert (state(account), open_kinds(), queries.stopped()) == ("ok", [], ())
    # The day's dot remembers the worst of the day.
    assert Probe.objects.get().state == "dead"


def test_credentials_that_now_belong_to_another_account_stop_it(account, server):
    server.acct, server.number = "other", "9"
    look()
    assert (state(account), open_kinds()) == ("dead", ["other_account"])


def test_a_platform_that_is_away_is_degraded_and_stops_nothing(account, monkeypatch):
    def away() -> httpx.Client:
        def refuse(request):
            raise httpx.ConnectError("no route", request=request)

        return httpx.Client(transport=httpx.MockTransport(refuse))

    transports.use("mastodon", away)
    monkeypatch.setattr("time.sleep", lambda s: None)
    look()
    assert (state(account), open_kinds(), queries.stopped()) == ("degraded", [], ())


def test_credentials_that_no_key_opens_are_dead_and_said_so(account, settings, tmp_path):
    settings.DATA = tmp_path / "another"
    look()
    assert (state(account), open_kinds()) == ("dead", ["unreadable"])


def test_an_end_that_comes_near_is_told_while_there_is_time(account, server):
    ends = clock.now() + timedelta(days=20, minutes=30)
    credentials.keep(account, {"token": server.secrets["access_token"]}, at=clock.now(), expires_at=ends, scopes=())
    look()
    assert (state(account), Health.objects.get().days_left, open_kinds()) == ("ok", 20, [])
    stage.pass_time(days=15)
    look()
    assert (state(account), Health.objects.get().days_left, open_kinds()) == ("degraded", 5, ["ending"])
    # It is a warning: nothing waits for it.
    assert queries.stopped() == ()


def test_a_renewal_that_another_worker_has_begun_is_not_begun_twice(account):
    assert credentials.lease(account, clock.now())
    assert not credentials.lease(account, clock.now())
    stage.pass_time(minutes=6)
    assert credentials.lease(account, clock.now())


def lasting(account: str, server: FakeMastodon, **left: float) -> None:
    """The account was connected with a token that ends, and one to renew it with."""
    server.lasts_s = 7200
    kept = {"token": server.current, "client_id": "client-1", "client_secret": server.secrets["client_secret"]}
    kept["refresh_token"] = server.secrets["refresh_token"]
    ends = clock.now() + timedelta(**left)
    credentials.keep(account, kept, at=clock.now(), expires_at=ends, scopes=("read",))


def test_what_ends_within_minutes_is_renewed_before_it_is_used(account, server):
    lasting(account, server, minutes=9)
    with reaching.connected(account) as connector:
        assert connector.whoami().handle == "hillcc"
    assert server.renewals == 1
    assert credentials.opened(account)["token"] == server.secrets["renewed_token"]
    assert credentials.ends_at(account) > clock.now() + timedelta(minutes=110)
    with reaching.connected(account) as connector:
        connector.whoami()
    assert server.renewals == 1


def test_what_renews_itself_is_no_warning_however_short_it_lasts(account, server):
    lasting(account, server, hours=2)
    look()
    assert (state(account), Health.objects.get().days_left, open_kinds()) == ("ok", None, [])
    assert server.renewals == 1


def test_while_another_worker_renews_what_has_ended_nothing_is_tried(account, server):
    lasting(account, server, minutes=-1)
    assert credentials.lease(account, clock.now())
    with pytest.raises(errors.Unavailable), reaching.connected(account):
        pass
    assert server.renewals == 0
    assert open_kinds() == []


def test_what_has_ended_and_is_not_renewed_is_an_expired_connection(account, server):
    lasting(account, server, minutes=-1)
    server.alive = False
    look()
    assert (state(account), open_kinds(), queries.stopped()) == ("dead", ["expired"], (account,))


def test_a_renewal_that_fails_while_the_token_is_good_stops_nothing(account, server):
    lasting(account, server, minutes=5)
    kept = {**credentials.opened(account), "refresh_token": "not-the-one"}
    credentials.keep(account, kept, at=clock.now(), expires_at=clock.now() + timedelta(minutes=5), scopes=())
    with reaching.connected(account) as connector:
        assert connector.whoami().handle == "hillcc"
    assert open_kinds() == []


def test_a_renewal_that_the_platform_refuses_gives_the_lease_back(account, server):
    lasting(account, server, minutes=5)
    server.alive = False
    look()
    assert state(account) in ("dead", "degraded")
    assert credentials.lease(account, clock.now())


def test_pages_show_the_connection_with_its_days_and_what_to_do(people, visit, account, server):
    stage.pass_time(hours=1)
    look()
    ana = visit(people.ana)
    page = ana.get(reverse("accounts:account", args=[account])).content.decode()
    assert "The last two weeks" in page
    assert page.count('class="ac-dot ') == 14
    server.alive = False
    stage.pass_time(hours=25)
    look()
    page = ana.get(reverse("accounts:account", args=[account])).content.decode()
    assert "no longer accepts what lets us publish" in page
    assert "goes out by itself once this is put right" in page
    listed = ana.get(reverse("accounts:index")).content.decode()
    assert "does not work" in listed


def test_somebody_can_have_it_looked_at_now_but_not_hammer_the_platform(people, visit, account, server):
    ana = visit(people.ana)
    for _ in range(3):
        assert ana.post(reverse("accounts:look_now", args=[account])).status_code == 302
    assert Probe.objects.get().times == 1


def test_what_was_tried_ahead_is_kept_under_its_name(account, server):
    assert queries.rehearse(account, "placement:1:a", lambda connector: "").passed
    failed = queries.rehearse(account, "placement:2:a", lambda connector: "too long")
    assert (failed.passed, failed.said) == (False, "too long")
    server.alive = False
    assert "revoked" in queries.rehearse(account, "placement:3:a", lambda connector: "").said
    assert set(queries.rehearsed(["placement:1:a", "placement:2:a", "placement:9:a"])) == {
        "placement:1:a",
        "placement:2:a",
    }
    assert {r.about for r in queries.failed_rehearsals(clock.now() - timedelta(hours=1))} == {
        "placement:2:a",
        "placement:3:a",
    }
