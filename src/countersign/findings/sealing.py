"""Terms of watch-lists at rest: sealed one by one, and committed to as a whole under a salt that is sealed as well."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countersign.accounts import vault
from countersign.findings import states
from countersign.findings.models import WatchedTerm, WatchList

Unreadable = vault.Unreadable


@dataclass(frozen=True)
class Term:
    """A term that was unsealed, with its number in the list's table."""

    id: int
    text: str


def keep(watch_list: WatchList, added: Iterable[str], removed: Iterable[int] = ()) -> None:
    """Add and remove terms, and commit anew to those that stand then. Part of an effect; saves the list.

    Raises `Unreadable` when a term that stays cannot be opened: nobody could say then what is committed to.
    """
    watch_list.terms.filter(pk__in=list(removed)).delete()
    key = vault.newest()
    WatchedTerm.objects.bulk_create(
        WatchedTerm(watch_list=watch_list, sealed=vault.seal(_place(watch_list), term), key=key) for term in added
    )
    stand = [t.text for t in terms(watch_list)]
    salt = secrets.token_bytes(32)
    watch_list.terms_count = len(stand)
    watch_list.committed = commitment(salt, stand)
    watch_list.salt = vault.seal(_place(watch_list), salt.hex())
    watch_list.save()


def destroy(watch_list: WatchList) -> None:
    """Forget the terms and the salt. Part of an effect; the caller saves the list."""
    watch_list.terms.all().delete()
    watch_list.terms_count, watch_list.salt = 0, b""


def encrypt_anew() -> tuple[str, ...]:
    """Seal everything with the newest key; the terms stay the same, so this is no act. Lists that no key opens."""
    lost = []
    for watch_list in WatchList.objects.filter(state=states.KEPT).order_by("pk"):
        place = _place(watch_list)
        try:
            for term in watch_list.terms.exclude(key=vault.newest()):
                sealed = vault.seal(place, vault.unseal(place, bytes(term.sealed)))
                WatchedTerm.objects.filter(pk=term.pk).update(sealed=sealed, key=vault.newest())
            salt = vault.seal(place, vault.unseal(place, bytes(watch_list.salt)))
            WatchList.objects.filter(pk=watch_list.pk, committed=watch_list.committed).update(salt=salt)
        except vault.Unreadable:
            lost.append(watch_list.name)
    return tuple(lost)


def terms(watch_list: WatchList) -> tuple[Term, ...]:
    """The terms of a list, in the order in which they were added. Raises `Unreadable`."""
    place = _place(watch_list)
    return tuple(Term(t.pk, vault.unseal(place, bytes(t.sealed))) for t in watch_list.terms.order_by("pk"))


def commitment(salt: bytes, stand: Sequence[str]) -> str:
    """SHA-256 over the salt and the terms in alphabetical order: what a ledger row says of them, and no more."""
    return hashlib.sha256(salt + json.dumps(sorted(stand), ensure_ascii=False).encode()).hexdigest()


def as_committed(watch_list: WatchList) -> bool:
    """Whether the terms are those that the last act committed to. Raises `Unreadable`."""
    salt = bytes.fromhex(vault.unseal(_place(watch_list), bytes(watch_list.salt)))
    return commitment(salt, [t.text for t in terms(watch_list)]) == watch_list.committed


def _place(watch_list: WatchList) -> str:
    return f"watch-list:{watch_list.pk}"
