"""How much room each account leaves: by its connector, or by the platform's own rules where a person posts by hand."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from countersign.accounts import queries as accounts
from countersign.connectors import errors, found
from countersign.connectors.interface import (
    NOT_OFFERED,
    Can,
    Cap,
    Connector,
    Draft,
    Limits,
    MediaLimit,
    Problem,
    Support,
    problems_of,
)
from countersign.connectors.known import USUAL
from countersign.connectors.words import gettext_noop as _
from countersign.gate import clock
from countersign.posts import connecting
from countersign.posts.models import AskedLimit

log = logging.getLogger(__name__)

BY_HAND = "manual"
"""The kind of connector that knows no platform."""
ASKED_FOR = timedelta(hours=1)
CAPTIONS_LOST = _("This platform has no place for the captions. Say that it goes there without them, or leave it out.")


@dataclass(frozen=True)
class Place:
    """An account as what is written for it must fit. `supports` is what its connector says it can do and cannot."""

    account: str
    platform: str
    limits: Limits
    supports: Mapping[Cap, Support]

    def support(self, cap: Cap) -> Support:
        """Whether the platform can do one thing for us, and why not."""
        return self.supports.get(cap, Support.no(NOT_OFFERED))

    @property
    def threads(self) -> bool:
        """Whether parts and replies can follow a post there."""
        return self.support(Cap.THREAD).can is not Can.NO

    @property
    def picture_limit(self) -> MediaLimit | None:
        """The limit on pictures, whatever their format."""
        return next((limit for limit in self.limits.media if any(is_picture(m) for m in limit.mimes)), None)

    def problems(self, draft: Draft, *, follows: bool = False) -> list[Problem]:
        """What of the draft this account's platform would not take; `follows` for a part after the first."""
        problems = problems_of(draft, self.limits)
        if follows and not self.threads:
            problems.append(Problem("text", "no_thread", _("Nothing can follow a post there.")))
        if any(m.mime.startswith("video/") for m in draft.media) and not self._can(Cap.VIDEO):
            problems.append(Problem("media", "no_video", _("This platform takes no video from us.")))
        if any(m.captions for m in draft.media) and not self._can(Cap.CAPTIONS):
            problems.append(Problem("media", "captions_lost", CAPTIONS_LOST))
        if draft.card is not None and not self._can(Cap.CARD):
            problems.append(Problem("card", "card_lost", self.support(Cap.CARD).reason))
        return problems

    def _can(self, cap: Cap) -> bool:
        return self.support(cap).can is not Can.NO


def is_picture(mime: str) -> bool:
    """Whether files of this media type stand still."""
    return mime.startswith("image/")


def place(account: str) -> Place:
    """One account. Raises LookupError when it is not connected: nobody knows then what fits."""
    return places([account], strict=True)[account]


def places(on: Iterable[str], *, strict: bool = False) -> Mapping[str, Place]:
    """Accounts by id; those that are not connected are left out, or raise LookupError when `strict`."""
    named = list(on)
    touched = accounts.touched(named)
    asked = {limit.account: limit for limit in AskedLimit.objects.filter(account__in=named)}
    made = {}
    for account in named:
        there = touched.get(account)
        if there is not None and there.connector:
            made[account] = _place(account, there.connector, there.platform, asked.get(account))
        elif strict:
            raise LookupError(f"account {account} is not connected")
    return made


def _place(account: str, kind: str, platform: str, asked: AskedLimit | None) -> Place:
    connector = found.connector_class(kind)
    limits = USUAL.get(platform, connector.default_limits) if kind == BY_HAND else connector.default_limits
    if asked is not None and asked.kind == kind:
        told = MediaLimit(frozenset(asked.mimes), asked.max_bytes, max_pixels=asked.max_pixels)
        others = (limit for limit in limits.media if not any(is_picture(m) for m in limit.mimes))
        limits = replace(limits, media=(told, *others))
    return Place(account, platform, limits, connector.supports)


def remember(account: str, connector: Connector) -> Limits:
    """Ask the platform what fits now and keep how large a picture may be: from here on they are made to fit that."""
    limits = connector.limits()
    told = next((limit for limit in limits.media if any(is_picture(m) for m in limit.mimes)), None)
    if told is None:
        return limits
    values = {
        "kind": connector.kind,
        "mimes": sorted(m for m in told.mimes if is_picture(m)),
        "max_bytes": told.max_bytes,
        "max_pixels": told.max_pixels,
        "asked_at": clock.now(),
    }
    AskedLimit.objects.update_or_create(account=account, defaults=values)
    return limits


def ask(on: Iterable[str]) -> None:
    """Ask the platforms of these accounts how large a picture may be, unless they said so within the hour.

    One that cannot be asked now is taken at its word of last time, or as usual. Never inside a transaction.
    """
    kinds = {a: there.connector for a, there in accounts.touched(list(on)).items()}
    since = clock.now() - ASKED_FOR
    known = set(AskedLimit.objects.filter(account__in=kinds, asked_at__gt=since).values_list("account", "kind"))
    for account, kind in kinds.items():
        if kind in ("", BY_HAND) or (account, kind) in known:
            continue
        try:
            with connecting.connector(account) as connector:
                remember(account, connector)
        except (errors.ConnectorError, LookupError) as error:
            log.info("the limits of account %s are as they were: %s", account, error)
