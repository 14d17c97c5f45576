"""The public register: official accounts, pages that are not ours, and the answer to *is this account ours?*

Nothing here names a person, and nothing here is said of applications.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from countersign.accounts import addresses, states
from countersign.accounts.given import number
from countersign.accounts.models import Account, Impostor, Tip
from countersign.accounts.queries.accounts import platform_name
from countersign.accounts.queries.lines import ImpostorLine, TipLine
from countersign.gate import frozen, packs
from countersign.people.queries import PAGE_SIZE, Page, page_of

M = TypeVar("M", bound=Model)

IN_USE = (states.OPEN, states.SUSPENDED)


@dataclass(frozen=True)
class Entry:
    """One official account as the public sees it."""

    platform: str
    platform_name: str
    handle: str
    url: str
    display_name: str
    unit: str
    purposes: tuple[str, ...]
    scope: str
    state: str
    since: datetime
    closed: datetime | None

    @property
    def ours(self) -> bool:
        """Whether it is ours now."""
        return self.state in IN_USE


@dataclass(frozen=True)
class NotOurs:
    """A page that is listed as not ours."""

    platform: str
    platform_name: str
    handle: str
    url: str
    listed: datetime


@dataclass(frozen=True)
class Answer:
    """What the register says about an address or a handle: `ours`, `closed`, `not_ours` or `unknown`."""

    verdict: str
    entries: tuple[Entry, ...] = ()
    not_ours: tuple[NotOurs, ...] = ()


def entries(*, text: str = "", page: int = 1, size: int = PAGE_SIZE, closed: bool = True) -> Page[Entry]:
    """Official accounts by name; `text` is looked for in name, handle and address."""
    found = Account.objects.filter(state__in=states.OFFICIAL if closed else IN_USE)
    for word in text.split():
        found = found.filter(Q(display_name__icontains=word) | Q(handle__icontains=word) | Q(url__icontains=word))
    return page_of(found.order_by("display_name", "platform", "pk"), page, _entries, size)


def not_ours(*, page: int = 1, size: int = PAGE_SIZE) -> Page[NotOurs]:
    """Pages listed as not ours, the latest first."""
    found = Impostor.objects.filter(state=states.LISTED)
    return page_of(found.order_by("-decided_at", "-pk"), page, _not_ours, size)


def is_ours(asked: str) -> Answer:
    """Whether an address or a handle is ours.

    An address is ours when it is the registered one, or names a registered handle on a host of that platform. A
    handle alone may be ours on one platform and somebody else's on another, so every match is shown.
    """
    asked = asked.strip()
    if not asked:
        return Answer("unknown")
    listed = tuple(_not_ours(list(_matching(Impostor.objects.filter(state=states.LISTED), asked))))
    found = _matching(Account.objects.filter(state__in=states.OFFICIAL), asked)
    ours = tuple(_entries(list(found.order_by("closed_at", "display_name", "pk"))))
    # A handle may be ours on one platform and somebody else's on another: then the entries tell which is which.
    if any(e.ours for e in ours):
        return Answer("ours", ours, listed)
    if listed:
        return Answer("not_ours", ours, listed)
    return Answer("closed" if ours else "unknown", ours)


def impostors(*, state: str = "", page: int = 1) -> Page[ImpostorLine]:
    """Reported pages for those who work on them, those to be decided first."""
    found = Impostor.objects.all()
    if state:
        found = found.filter(state=state)
    return page_of(found.order_by("-reported_at", "-pk"), page, _impostors)


def impostor(id: str) -> ImpostorLine | None:
    """One reported page; None when there is none."""
    return next(iter(_impostors(Impostor.objects.filter(pk=number(id)))), None)


def tips(*, page: int = 1) -> Page[TipLine]:
    """What the public told us and nobody took up yet, the latest first."""
    found = Tip.objects.filter(settled=False).order_by("-last_at", "-pk")
    return page_of(found, page, lambda rows: [_tip(t) for t in rows])


def _matching(found: QuerySet[M], asked: str) -> QuerySet[M]:
    if not addresses.looks_like_url(asked):
        return found.filter(name_key=addresses.name_key(asked)).exclude(name_key="")
    same = Q(url_key=addresses.url_key(asked))
    hosts = {p.id: p.hosts for p in packs.in_force().platforms}
    platform, handle = addresses.platform_of(asked, hosts), addresses.handle_in(asked)
    if platform and handle:
        same |= Q(platform=platform, name_key=handle)
    return found.exclude(url_key="", name_key="").filter(same)


def _entries(found: Iterable[Account]) -> list[Entry]:
    return [_entry(a, frozen.thaw(a.public_form), a.opened_at) for a in found if a.opened_at is not None]


def _entry(account: Account, signed: Mapping[str, Any], since: datetime) -> Entry:
    """What was signed is what the public is told, also while a change waits for its signatures."""
    return Entry(
        platform=account.platform,
        platform_name=platform_name(account.platform),
        handle=account.handle.lstrip("@"),
        url=account.url,
        display_name=signed["display_name"],
        unit=signed["unit"]["name"],
        purposes=tuple(p["id"] for p in signed["purposes"]),
        scope=signed["scope"],
        state=account.state,
        since=since,
        closed=account.closed_at,
    )


def _not_ours(found: Iterable[Impostor]) -> list[NotOurs]:
    return [
        NotOurs(i.platform, platform_name(i.platform), i.handle.lstrip("@"), i.url, i.decided_at)
        for i in found
        if i.decided_at is not None
    ]


def _impostors(found: Iterable[Impostor]) -> list[ImpostorLine]:
    return [
        ImpostorLine(
            id=str(i.pk),
            platform=i.platform,
            platform_name=platform_name(i.platform),
            url=i.url,
            handle=i.handle,
            note=i.note,
            evidence=i.evidence,
            state=i.state,
            reporter=i.reporter,
            reported_at=i.reported_at,
            decided_at=i.decided_at,
            said=i.said,
        )
        for i in found
    ]


def _tip(tip: Tip) -> TipLine:
    return TipLine(str(tip.pk), tip.url, tip.handle, tip.note, tip.times, tip.last_at)
