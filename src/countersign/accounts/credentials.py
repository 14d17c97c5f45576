"""What lets us publish: kept encrypted, opened to be used, renewed before it ends, encrypted anew with a newer key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from countersign.accounts import vault
from countersign.accounts.given import number
from countersign.accounts.models import Credential

RENEWED_BEFORE = timedelta(minutes=10)
"""How long before its end a credential is renewed when it is about to be used."""
RENEWED_EARLY = timedelta(days=7)
"""How long before its end one that lives for weeks is renewed by the daily look."""
LEASE = timedelta(minutes=5)
"""Longer than any renewing takes: what it uses up counts once, and a second worker would use it up in vain."""


@dataclass(frozen=True)
class Rotated:
    """What encrypting anew did: how many now rest on the newest key, and the accounts whose credential did not open."""

    done: int
    unreadable: tuple[str, ...]


def pack(credentials: Mapping[str, str]) -> str:
    """Credentials as the one text that is encrypted."""
    return json.dumps(dict(credentials), sort_keys=True)


def unpack(text: str) -> dict[str, str]:
    """Inverse of `pack`; a bare token, as somebody pastes one, is the credential `token`."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        return {"token": text}
    return {str(name): str(value) for name, value in found.items()}


def keep(
    account: str, credentials: Mapping[str, str], *, at: datetime, expires_at: datetime | None, scopes: tuple[str, ...]
) -> None:
    """Keep the credentials of an account in place of those it had."""
    Credential.objects.update_or_create(
        account_id=number(account),
        defaults={
            "sealed": vault.seal(account, pack(credentials)),
            "key": vault.newest(),
            "kept_at": at,
            "expires_at": expires_at,
            "scopes": list(scopes),
            "lease_until": None,
        },
    )


def opened(account: str) -> dict[str, str]:
    """The credentials of an account; empty when it has none. Raises `vault.Unreadable`."""
    kept = Credential.objects.filter(account=number(account)).first()
    return unpack(vault.unseal(account, bytes(kept.sealed))) if kept else {}


def ends_at(account: str) -> datetime | None:
    """When the credentials of an account end; None where no end is known."""
    return Credential.objects.filter(account=number(account)).values_list("expires_at", flat=True).first()


def kept_at(account: str) -> datetime | None:
    """Since when the account has these credentials; None where it has none."""
    return Credential.objects.filter(account=number(account)).values_list("kept_at", flat=True).first()


def replaced(account: str, kept: datetime | None, at: datetime) -> bool:
    """Whether those kept since then are the account's no longer, or are being renewed at this moment."""
    if kept is None:
        return False
    mine = Credential.objects.filter(account=number(account), kept_at=kept).exclude(lease_until__gt=at)
    return not mine.exists()


def lease(account: str, at: datetime) -> bool:
    """Whether this worker may renew the account's credentials now; for five minutes nobody else may."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    return bool(Credential.objects.filter(free, account=number(account)).update(lease_until=at + LEASE))


def release(account: str) -> None:
    """Give the lease back: they were not renewed."""
    Credential.objects.filter(account=number(account)).update(lease_until=None)


def encrypt_anew() -> Rotated:
    """Encrypt every credential with the newest key. Whatever is renewed meanwhile is left as it then is."""
    newest = vault.newest()
    unreadable = []
    for kept in Credential.objects.exclude(key=newest).order_by("pk").iterator():
        account, before = str(kept.pk), bytes(kept.sealed)
        try:
            sealed = vault.seal(account, vault.unseal(account, before))
        except vault.Unreadable:
            unreadable.append(account)
            continue
        Credential.objects.filter(pk=kept.pk, kept_at=kept.kept_at).update(sealed=sealed, key=newest)
    return Rotated(Credential.objects.filter(key=newest).count(), tuple(unreadable))
