"""Connecting is a governed act: only the account that was signed, by sign-in or by what the platform gave out."""

import json

import httpx
import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts import account_stories as stories
from accounts.fake_mastodon import HOST, FakeMastodon, state_of
from countersign.accounts import acts, queries
from countersign.accounts.models import Account, Credential, Incident
from countersign.accounts.same import differs
from countersign.evidence import store
from countersign.evidence.models import Exchange
from countersign.gate.door import perform
from countersign.gate.models import LedgerBody
from countersign.posts import transports
from countersign.practice.services import open_account

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
PAGE = f"https://{HOST}/@hillcc"
BACK = "/accounts/connect/return/"


@pytest.fixture
def server():
    way = transports._ways.get("mastodon")
    fake = FakeMastodon()
    transports.use("mastodon", lambda: httpx.Client(transport=fake))
    yield fake
    transports._ways["mastodon"] = way


@pytest.fixture
def account(people) -> str:
    stories.ready_platform(people.ana, "mastodon")
    return stories.signed(people, platform="mastodon", handle="HillCC", url=PAGE)


def given(**changed) -> dict[str, str]:
    return {
        "identity": "social@doc.example.gov",
        "department_identity": "yes",
        "url": PAGE,
        "connector": "mastodon:sign_in",
        "base_url": f"https://{HOST}/",
        **changed,
    }


def at(account: str) -> str:
    return reverse("accounts:connect_account", args=[account])


def body(answer) -> str:
    return answer.content.decode()


def comes_back(client, start, code: str = FakeMastodon.secrets["code"], state: str | None = None):
    return client.get(BACK, {"code": code, "state": state_of(start["Location"]) if state is None else state})


def test_somebody_signs_in_at_the_platform_and_comes_back_connected(people, visit, server, account):
    ana = visit(people.ana)
    start = ana.post(at(account), given())
    assert start.status_code == 302
    assert start["Location"].startswith(f"https://{HOST}/oauth/authorize?")
    done = comes_back(ana, start)
    assert (done.status_code, done["Location"]) == (302, f"/accounts/{account}/")
    row = Account.objects.get(pk=account)
    assert (row.connector, row.connected_as, row.remote_id) == ("mastodon", "hillcc", "101")
    assert queries.connector_settings(account).credentials["token"] == server.secrets["access_token"]
    assert LedgerBody.objects.filter(act="connect_account", result="allowed").count() == 1
    assert "Connected as" in body(ana.get(f"/accounts/{account}/"))


def test_every_exchange_of_connecting_is_kept_without_its_secrets(people, visit, server, account):
    ana = visit(people.ana)
    comes_back(ana, ana.post(at(account), given()))
    kept = list(Exchange.objects.filter(account=account).values_list("method", "url"))
    assert [u.split(HOST)[1] for _, u in kept] == [
        "/api/v1/apps", "/oauth/token", "/api/v1/accounts/verify_credentials",
    ]  # fmt: skip
    for one in Exchange.objects.filter(account=account):
        words = store.get(one.response_id) + (store.get(one.request_id) if one.request_id else b"")
        assert [s for s in server.secrets.values() if s.encode() in words] == []
        assert one.response_size_bytes > 0
        assert len(one.response_sha256) == 64


def test_what_is_kept_until_somebody_comes_back_is_encrypted_in_their_session(people, visit, server, account):
    ana = visit(people.ana)
    ana.post(at(account), given())
    kept = str([s.get_decoded() for s in Session.objects.all()])
    assert "connecting" in kept
    assert server.secrets["client_secret"] not in kept
    assert HOST not in kept


def test_another_session_cannot_finish_a_sign_in(people, visit, server, account):
    start = visit(people.ana).post(at(account), given())
    assert comes_back(visit(people.dov), start).status_code == 400
    assert comes_back(visit(people.ana), start).status_code == 400
    assert not Credential.objects.exists()


def test_a_sign_in_counts_once_and_only_with_its_own_state(people, visit, server, account):
    ana = visit(people.ana)
    start = ana.post(at(account), given())
    assert comes_back(ana, start, state="another").status_code == 400
    assert comes_back(ana, start).status_code == 400
    again = ana.post(at(account), given())
    assert comes_back(ana, again).status_code == 302
    assert comes_back(ana, again).status_code == 400


def test_a_sign_in_that_took_too_long_is_begun_again(people, visit, server, account, monkeypatch):
    import datetime

    ana = visit(people.ana)
    start = ana.post(at(account), given())
    monkeypatch.setattr("countersign.accounts.pages.connecting.AWAY_AT_MOST", datetime.timedelta(0))
    assert comes_back(ana, start).status_code == 400
    assert not Credential.objects.exists()


def test_somebody_who_said_no_at_the_platform_is_told_so(people, visit, server, account):
    ana = visit(people.ana)
    start = ana.post(at(account), given())
    answer = ana.get(BACK, {"error": "access_denied", "state": state_of(start["Location"])})
    assert answer.status_code == 422
    assert "The platform was asked and this was not possible" in body(answer)


def test_another_account_than_the_signed_one_is_refused_with_what_differs_and_given_back(
    people, visit, server, account
):
    server.acct = "somebody_else"
    ana = visit(people.ana)
    answer = comes_back(ana, ana.post(at(account), given()))
    assert answer.status_code == 422
    assert "What the platform told is not the approved account: @somebody_else." in body(answer)
    assert "II.G.1.a" in body(answer)
    tried = LedgerBody.objects.get(act="connect_account")
    content = json.loads(bytes(tried.body))
    assert (tried.result, content["fields"]["seen_handle"]) == ("refused", "somebody_else")
    assert [d["requirement"] for d in content["decision"]["determining"]] == ["account_same"]
    assert [s for s in server.secrets.values() if s.encode() in bytes(tried.body)] == []
    assert server.revoked == [server.secrets["access_token"]]
    assert not Credential.objects.exists()


def test_connecting_again_must_be_the_account_of_the_same_number(people, visit, server, account):
    ana = visit(people.ana)
    assert comes_back(ana, ana.post(at(account), given())).status_code == 302
    server.number = "777"
    answer = comes_back(ana, ana.post(at(account), given()))
    assert answer.status_code == 422
    assert "What the platform told is not the approved account: 777." in body(answer)
    assert LedgerBody.objects.filter(act="connect_account", result="refused").count() == 1
    assert queries.connector_settings(account).credentials["token"] == server.secrets["access_token"]


def test_whoever_may_not_connect_makes_us_ask_no_platform(people, visit, server, account):
    for who in (people.mia, people.sam):
        answer = visit(who).post(at(account), given())
        assert answer.status_code in (403, 404)
    assert not Exchange.objects.exists()


def test_a_pasted_token_is_asked_whose_it_is(people, visit, server, account):
    ana = visit(people.ana)
    wrong = ana.post(at(account), given(connector="mastodon", asked_token="nobody-knows-this"))
    assert wrong.status_code == 422
    assert "nobody-knows-this" not in body(wrong)
    right = ana.post(at(account), given(connector="mastodon", asked_token=server.secrets["access_token"]))
    assert right.status_code == 302
    missing = ana.post(at(account), given(connector="mastodon"))
    assert missing.status_code == 400


def test_the_page_says_what_the_interface_can_do_and_why_not(people, visit, account):
    shown = body(visit(people.ana).get(at(account)))
    assert "Hiding a comment" in shown
    assert "Mastodon has to be asked" in shown


def test_by_hand_needs_no_credentials_and_asks_nobody(people, visit, server, account):
    ana = visit(people.ana)
    assert ana.post(at(account), given(connector="manual")).status_code == 302
    assert not Credential.objects.exists()
    assert not Exchange.objects.exists()


def test_the_act_itself_takes_no_connection_of_unknown_or_other_identity(people):
    stories.ready_platform(people.ana, "practice")
    base = "http://localhost:8000/practice/"
    url = f"{base}@hillcc/"
    account = stories.signed(people, platform="practice", handle="hillcc", url=url)
    token = open_account("hillcc", "Hill")
    act = acts.ConnectAccount(account, "practice", "social@doc.example.gov", True, url, base, token)
    (unknown,) = perform(act, by=people.ana).decision.determining
    assert (unknown.requirement, unknown.result, unknown.fact) == ("account_same", "needs_person", "identity_told")
    for seen, what in (
        ({"seen_handle": "other"}, ("handle",)),
        ({"seen_handle": "hillcc", "seen_url": "https://elsewhere.example/@hillcc"}, ("server",)),
        ({"seen_handle": "hillcc", "url": "http://localhost:8000/practice/@another/"}, ("address",)),
        ({"url": "http://localhost:8000/practice/@another/"}, ("address",)),
    ):
        done = perform(acts.ConnectAccount(**{**act.fields(), "credential": token, **seen}), by=people.ana)
        (why,) = done.decision.determining
        assert (why.requirement, why.missing) == ("account_same", what)
    stories.connect(account, people.ana, connector="practice", base_url=base, url=url, credential=token,
                    seen_handle="hillcc")  # fmt: skip


def test_an_account_is_connected_through_its_own_platform_only(people):
    account = stories.signed_on_ready_platform(people)
    act = acts.ConnectAccount(
        account, "practice", "social@doc.example.gov", True, "https://www.facebook.com/HillCC",
        "http://localhost:8000/practice/", "token", "HillCC",
    )  # fmt: skip
    (why,) = perform(act, by=people.ana).decision.determining
    assert (why.requirement, why.missing) == ("account_same", ("platform",))


def test_connecting_puts_right_what_was_wrong(people, visit, server, account):
    ana = visit(people.ana)
    comes_back(ana, ana.post(at(account), given()))
    Incident.objects.create(account_id=account, kind="expired", at=Account.objects.get(pk=account).applied_at)
    assert queries.stopped() == (account,)
    assert comes_back(ana, ana.post(at(account), given())).status_code == 302
    assert queries.stopped() == ()


@pytest.mark.parametrize(
    ("handle", "url", "base", "seen", "same"),
    [
        ("HillCC", "https://x.com/HillCC", "https://api.x.com", "hillcc", True),
        ("@HillCC", "", "https://api.x.com", "HILLCC", True),
        ("HillCC", "https://social.example/@HillCC", "https://social.example", "hillcc@social.example", True),
        ("HillCC@social.example", "https://social.example/@HillCC", "https://social.example", "hillcc", True),
        ("HillCC@social.example", "", "https://other.example", "hillcc", False),
        ("HillCC@social.example", "", "https://social.example", "hillcc@other.example", False),
        ("hill.bsky.social", "", "https://bsky.social", "hill.bsky.social", True),
        ("hill.bsky.social", "", "https://bsky.social", "hill.evil.social", False),
        ("hill", "", "https://bsky.social", "hil", False),
        ("hill", "", "https://bsky.social", "", False),
    ],
)
def test_handles_are_compared_as_people_read_them(handle, url, base, seen, same):
    why = differs(handle=handle, url=url, remote_id="", base_url=base, seen_handle=seen, seen_id="")
    assert (why is None) is same
