"""Keys are changed while everything runs: the newest encrypts, all open, nothing is lost in between."""

import io
from argparse import Namespace

import pytest

from accounts import account_stories as stories
from countersign.accounts import credentials, queries, vault
from countersign.accounts.models import Credential
from countersign.gate import clock
from countersign.site import commands

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
TOKEN = "tok-7f3a-very-secret"


@pytest.fixture
def account(people) -> str:
    stories.ready_platform(people.ana, "practice")
    base = "http://localhost:8000/practice/"
    url = f"{base}@hillcc/"
    account = stories.signed(people, platform="practice", url=url, handle="hillcc")
    connected = {"connector": "practice", "base_url": base, "url": url, "credential": TOKEN}
    stories.connect(account, people.ana, **connected, seen_handle="hillcc")
    return account


def rotate(*, drop_old: bool = False) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    status = commands.keys_rotate(Namespace(drop_old=drop_old), out, err)
    return status, out.getvalue() + err.getvalue()


def test_rotating_encrypts_everything_with_a_new_key(account, settings):
    before, old = bytes(Credential.objects.get().sealed), vault.newest()
    status, said = rotate()
    assert status == 0
    assert vault.newest() != old
    assert vault.newest() in said
    assert bytes(Credential.objects.get().sealed) != before
    assert queries.connector_settings(account).credentials == {"token": TOKEN}
    path = settings.DATA / "keys" / "credentials_key"
    assert path.stat().st_mode & 0o077 == 0
    assert len(path.read_text().split()) == 2
    assert sorted(p.name for p in path.parent.iterdir()) == ["credentials_key"]


def test_what_a_slow_process_still_encrypted_with_the_old_key_opens_too(account):
    late = vault.seal(account, TOKEN)
    rotate()
    assert vault.unseal(account, late) == TOKEN


def test_dropping_old_keys_makes_what_they_encrypted_worthless(account):
    stolen = bytes(Credential.objects.get().sealed)
    status, said = rotate(drop_old=True)
    assert (status, "1 older keys were forgotten" in said) == (0, True)
    assert queries.connector_settings(account).credentials == {"token": TOKEN}
    with pytest.raises(vault.Unreadable):
        vault.unseal(account, stolen)


def test_no_key_is_dropped_while_a_credential_does_not_open(account, settings):
    Credential.objects.update(sealed=b"x" * 40, key="")
    status, said = rotate(drop_old=True)
    assert status == 1
    assert f"accounts {account}" in said
    assert len((settings.DATA / "keys" / "credentials_key").read_text().split()) == 2


def test_what_was_renewed_while_keys_change_is_left_as_it_is(account, monkeypatch):
    renewed = {"token": "renewed-meanwhile"}
    real = vault.unseal

    def renewed_in_between(about: str, sealed: bytes) -> str:
        found = real(about, sealed)
        if TOKEN in found:
            credentials.keep(account, renewed, at=clock.now(), expires_at=None, scopes=())
        return found

    vault.add_key()
    monkeypatch.setattr(vault, "unseal", renewed_in_between)
    credentials.encrypt_anew()
    monkeypatch.undo()
    assert queries.connector_settings(account).credentials == renewed


def test_keys_that_are_handed_in_are_changed_by_handing_in_another_first(account, monkeypatch):
    monkeypatch.setenv(vault.VARIABLE, "key of last year")
    credentials.keep(account, {"token": TOKEN}, at=clock.now(), expires_at=None, scopes=())
    monkeypatch.setenv(vault.VARIABLE, "key of this year, key of last year")
    assert queries.connector_settings(account).credentials == {"token": TOKEN}
    status, said = rotate(drop_old=True)
    assert (status, "take the old keys out" in said) == (0, True)
    monkeypatch.setenv(vault.VARIABLE, "key of this year")
    assert queries.connector_settings(account).credentials == {"token": TOKEN}


def test_no_key_can_be_told_from_its_name(account, settings):
    secret = (settings.DATA / "keys" / "credentials_key").read_text()
    assert vault.newest() not in secret
    assert Credential.objects.get().key == vault.newest()
