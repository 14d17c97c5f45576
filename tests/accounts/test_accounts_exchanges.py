"""What was said to a platform and back can be looked up, without a secret, by those who check it and by nobody else."""

import csv
import io
from datetime import timedelta

import httpx
import pytest
from django.urls import reverse

import cast as stage
from accounts import account_stories as stories
from accounts.fake_mastodon import HOST, FakeMastodon
from countersign.evidence import store
from countersign.evidence.models import Exchange
from countersign.gate import clock
from countersign.people import acts as people_acts
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
def account(people, visit, server) -> str:
    """Connected by a pasted token, with the exchange that this took."""
    stories.ready_platform(people.ana, "mastodon")
    account = stories.signed(people, platform="mastodon", handle="HillCC", url=PAGE)
    given = {
        "identity": "social@doc.example.gov", "department_identity": "yes", "url": PAGE, "connector": "mastodon",
        "base_url": f"https://{HOST}/", "asked_token": server.secrets["access_token"],
    }  # fmt: skip
    assert visit(people.ana).post(reverse("accounts:connect_account", args=[account]), given).status_code == 302
    return account


def said(account: str, **values) -> Exchange:
    kept = {"at": clock.now(), "method": "GET", "url": f"https://{HOST}/api/v1/x", "status": 200, "took_ms": 10}
    return Exchange.objects.create(account=account, **{**kept, **values})


def listed(client, account: str, **asked) -> list[int]:
    answer = client.get(reverse("accounts:exchanges", args=[account]), asked)
    assert answer.status_code == 200
    return [one.id for one, _look in answer.context["lines"]]


def test_every_exchange_is_listed_with_its_record_and_no_secret(people, visit, server, account):
    ana = visit(people.ana)
    one = Exchange.objects.get(account=account)
    page = ana.get(reverse("accounts:exchanges", args=[account])).content.decode()
    assert f"https://{HOST}/api/v1/accounts/verify_credentials" in page
    assert "answered" in page
    shown = ana.get(reverse("accounts:exchange", args=[account, one.pk])).content.decode()
    assert "display_name" in shown, "what came back can be read"
    for side, commitment in (("request", one.request_id), ("response", one.response_id)):
        whole = ana.get(reverse("accounts:exchange_record", args=[account, one.pk, side]))
        assert whole.content == store.get(commitment)
        assert whole["Content-Disposition"].startswith("attachment")
        shown += whole.content.decode()
    assert [s for s in server.secrets.values() if s in shown + page] == []


def test_only_who_reads_the_ledger_or_connects_accounts_may_look(people, visit, account):
    one = Exchange.objects.get(account=account)
    addresses = [
        reverse("accounts:exchanges", args=[account]), reverse("accounts:exchanges_file", args=[account]),
        reverse("accounts:exchange", args=[account, one.pk]),
        reverse("accounts:exchange_record", args=[account, one.pk, "response"]),
    ]  # fmt: skip
    for who, status in ((people.ana, 200), (people.rita, 200), (people.lee, 403), (people.sam, 403), (people.mia, 403)):
        assert {visit(who).get(a).status_code for a in addresses} == {status}
    link = addresses[0]
    assert link in visit(people.ana).get(f"/accounts/{account}/").content.decode()
    assert link not in visit(people.lee).get(f"/accounts/{account}/").content.decode()


def test_a_designee_for_another_unit_reads_nothing_of_this_account(people, visit, account):
    now = clock.now()
    act = people_acts.Delegate(
        people.mia.person, ("account.connect",), now, now + timedelta(days=9), "absence", "D-1",
        units=(people.cast.logan,),
    )  # fmt: skip
    stage.do(act, people.ana)
    mia, link = visit(people.mia), reverse("accounts:exchanges", args=[account])
    assert mia.get(link).status_code in (403, 404)
    assert link not in mia.get(f"/accounts/{account}/").content.decode(), "what would not open is not offered"


def test_filters_and_orders(people, visit, account):
    Exchange.objects.filter(account=account).delete()
    old = said(account, at=clock.now() - timedelta(days=9), took_ms=5)
    posted = said(account, method="POST", url=f"https://{HOST}/api/v1/statuses", status=422, took_ms=900)
    silent = said(account, status=None, took_ms=50, error="ConnectError: no route")
    other = said("999")
    ana = visit(people.ana)
    assert listed(ana, account) == [silent.pk, posted.pk, old.pk]
    assert listed(ana, account, sort="oldest")[0] == old.pk
    assert listed(ana, account, sort="slowest") == [posted.pk, silent.pk, old.pk]
    assert listed(ana, account, method="POST") == [posted.pk]
    assert listed(ana, account, outcome="refused") == [posted.pk]
    assert listed(ana, account, outcome="nothing") == [silent.pk]
    assert listed(ana, account, outcome="answered") == [old.pk]
    assert listed(ana, account, text="statuses") == [posted.pk]
    day = (clock.now() - timedelta(days=5)).date().isoformat()
    assert listed(ana, account, until=day) == [old.pk]
    assert listed(ana, account, since=day) == [silent.pk, posted.pk]
    assert len(listed(ana, account, since="no day", until="9999-12-31", sort="odd", page="x")) == 3
    assert ana.get(reverse("accounts:exchange", args=[account, other.pk])).status_code == 404
    page = ana.get(reverse("accounts:exchange", args=[account, silent.pk])).content.decode()
    assert "could not be reached" in page
    assert "ConnectError" not in page


def test_those_of_one_placement_are_asked_for_by_its_attempts(people, visit, account):
    mark, another = "5f0c2f1e-6c1b-4a53-9a58-1b7a0d1d3f11", "5f0c2f1e-6c1b-4a53-9a58-1b7a0d1d3f12"
    mine = said(account, attempt=mark)
    said(account, attempt=another)
    ana = visit(people.ana)
    assert listed(ana, account, attempt=mark) == [mine.pk]
    assert listed(ana, account, attempt="'; nothing of the sort") == []
    assert mark in ana.get(reverse("accounts:exchanges", args=[account]), {"attempt": mark}).content.decode()


def test_pages_and_the_whole_list_as_a_file(people, visit, account):
    for n in range(30):
        said(account, took_ms=n)
    ana = visit(people.ana)
    assert len(listed(ana, account)) == 25
    assert len(listed(ana, account, page=2)) == 6
    file = ana.get(reverse("accounts:exchanges_file", args=[account]), {"method": "GET"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0][:5] == ["id", "at", "method", "address", "status"]
    assert len(rows) == 32


def test_what_was_disposed_of_is_said_to_be_gone(people, visit, account, monkeypatch):
    one = Exchange.objects.get(account=account)

    def gone(commitment: str) -> bytes:
        raise store.Gone(commitment)

    monkeypatch.setattr(store, "get", gone)
    ana = visit(people.ana)
    assert "Nothing of it is kept" in ana.get(reverse("accounts:exchange", args=[account, one.pk])).content.decode()
    assert ana.get(reverse("accounts:exchange_record", args=[account, one.pk, "response"])).status_code == 404
