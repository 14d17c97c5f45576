"""Signature blocks: who signed a form, in which capacity, when, and whether it still counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from countersign.gate.models import Signature
from countersign.people.web.history import said, title_of


@dataclass(frozen=True)
class SignatureBlock:
    """One signature as a page shows it."""

    seq: int
    name: str
    title: str
    when: str
    iso: str
    short: str
    url: str
    withdrawn: bool


def blocks(digest: str, check: Callable[[str], str]) -> list[SignatureBlock]:
    """The signatures on a frozen form, in the order they were given. `check` is the address where a form is checked."""
    return [
        SignatureBlock(
            seq=s.seq,
            name=s.name,
            title=title_of(s.kind, s.office, s.mandate or None),
            when=said(s.at),
            iso=timezone.localtime(s.at).isoformat(timespec="seconds"),
            short=digest[:12],
            url=check(digest),
            withdrawn=s.withdrawn_seq is not None,
        )
        for s in Signature.objects.filter(frozen_hash=digest).order_by("seq")
    ]
