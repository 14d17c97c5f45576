"""What lets us publish is encrypted, bound to its account, in no ledger row, and gone when the account closes."""

import pytest

import cast as stage
from accounts import account_stories as stories
from countersign.accounts import acts, queries, vault
from countersign.accounts.models import Credential
from countersign.gate.act import Malformed
from countersign.gate.door import perform
from countersign.gate.models import Frozen, LedgerBody

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
TOKEN = "tok-7f3a-very-secret"


def connected(people) -> str:
    stories.ready_platform(people.ana, "practice")
    url = "http://localhost:8000/practice/hillcc"
    account = stories.signed(people, platform="practice", url=url, handle="hillcc")
    stories.connect(
        account,
        people.ana,
        connector="practice",
        base_url="http://localhost:8000/practice/",
        url=url,
        credential=TOKEN,
        seen_handle="hillcc",
    )
    return account


def test_the_room_that_publishes_gets_the_token_back(people):
    settings = queries.connector_settings(connected(people))
    assert (settings.kind, settings.handle, settings.credentials) == ("practice", "hillcc", {"token": TOKEN})
    assert TOKEN not in repr(settings)


def test_the_token_stands_nowhere_in_plain(people):
    account = connected(people)
    for stored in (
        *LedgerBody.objects.values_list("body", flat=True),
        *Frozen.objects.values_list("canonical", flat=True),
        *Credential.objects.values_list("sealed", flat=True),
    ):
        assert TOKEN.encode() not in bytes(stored)
    assert TOKEN not in repr(stories.accounts_of(account))
    assert TOKEN not in repr(acts.ConnectAccount(account, "practice", "x", True, "https://x.org", "", TOKEN))


def test_a_credential_opens_for_its_account_only_and_with_its_key_only(people, settings, tmp_path):
    account = connected(people)
    sealed = bytes(Credential.objects.get().sealed)
    assert TOKEN in vault.unseal(account, sealed)
    with pytest.raises(vault.Unreadable):
        vault.unseal("7777", sealed)
    with pytest.raises(vault.Unreadable):
        vault.unseal(account, sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(vault.Unreadable):
        vault.unseal(account, b"")
    settings.DATA = tmp_path / "another"
    with pytest.raises(vault.Unreadable):
        vault.unseal(account, sealed)


def test_the_key_may_come_from_the_environment(people, monkeypatch):
    monkeypatch.setenv("COUNTERSIGN_CREDENTIALS_KEY", "one key for all workers")
    sealed = vault.seal("1", TOKEN)
    assert vault.unseal("1", sealed) == TOKEN
    assert vault.seal("1", TOKEN) != sealed


def test_the_key_file_is_for_its_owner_alone(people, settings):
    vault.seal("1", TOKEN)
    path = settings.DATA / "keys" / "credentials_key"
    assert path.stat().st_mode & 0o077 == 0
    assert sorted(p.name for p in path.parent.iterdir()) == ["credentials_key"]


def test_connecting_again_replaces_the_token(people):
    account = connected(people)
    url = stories.accounts_of(account).url
    stories.connect(
        account,
        people.ana,
        connector="practice",
        base_url="http://localhost:8000/practice/",
        url=url,
        credential="new",
        seen_handle="hillcc",
    )
    assert queries.connector_settings(account).credentials == {"token": "new"}


def test_closing_an_account_destroys_its_token(people):
    account = connected(people)
    stories.attest(account, people.lee)
    stage.do(acts.OpenAccount(account), people.ana)
    stage.do(acts.CloseAccount(account, stories.REASON), people.ana)
    assert not Credential.objects.exists()


def test_taking_an_application_back_destroys_its_token(people):
    account = connected(people)
    stage.do(acts.WithdrawApplication(account), people.lee)
    assert not Credential.objects.exists()


def test_an_account_that_is_not_connected_has_no_settings(people):
    account = stories.signed_on_ready_platform(people)
    with pytest.raises(LookupError):
        queries.connector_settings(account)


def test_a_connection_that_makes_no_sense_is_none(people):
    account = stories.signed_on_ready_platform(people)
    for changed in (
        {"connector": "telepathy"},
        {"connector": "practice"},
        {"connector": "practice", "base_url": "https://p.example"},
        {"credential": TOKEN},
        {"identity": ""},
        {"url": ""},
        {"base_url": "ftp://p.example"},
    ):
        values = {
            "connector": "manual",
            "identity": "social@doc.example.gov",
            "department_identity": True,
            "url": "https://www.facebook.com/HillCC",
            **changed,
        }
        with pytest.raises(Malformed):
            perform(acts.ConnectAccount(account, **values), by=people.ana)
        assert not Credential.objects.exists()
