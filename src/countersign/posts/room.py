"""How much room each account leaves: by its connector, or by the platform's own rules where a person posts by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from countersign.accounts import queries as accounts
from countersign.connectors import found
from countersign.connectors.interface import Can, Cap, Draft, Limits, Problem, problems_of
from countersign.connectors.known import USUAL
from countersign.connectors.words import gettext_noop as _

BY_HAND = "manual"
"""The kind of connector that knows no platform."""


@dataclass(frozen=True)
class Place:
    """An account as what is written for it must fit. `threads`: whether parts and replies can follow a post there."""

    account: str
    platform: str
    limits: Limits
    threads: bool
    video: bool = True

    def problems(self, draft: Draft, *, follows: bool = False) -> list[Problem]:
        """What of the draft this account's platform would not take; `follows` for a part after the first."""
        problems = problems_of(draft, self.limits)
        if follows and not self.threads:
            problems.append(Problem("text", "no_thread", _("Nothing can follow a post there.")))
        if not self.video and any(m.mime.startswith("video/") for m in draft.media):
            problems.append(Problem("media", "no_video", _("This platform takes no video from us.")))
        return problems


def place(account: str) -> Place:
    """One account. Raises LookupError when it is not connected: nobody knows then what fits."""
    return places([account], strict=True)[account]


def places(on: Iterable[str], *, strict: bool = False) -> Mapping[str, Place]:
    """Accounts by id; those that are not connected are left out, or raise LookupError when `strict`."""
    named = list(on)
    touched = accounts.touched(named)
    made = {}
    for account in named:
        there = touched.get(account)
        if there is not None and there.connector:
            made[account] = _place(account, there.connector, there.platform)
        elif strict:
            raise LookupError(f"account {account} is not connected")
    return made


def _place(account: str, kind: str, platform: str) -> Place:
    connector = found.connector_class(kind)
    limits = USUAL.get(platform, connector.default_limits) if kind == BY_HAND else connector.default_limits

    def offers(cap: Cap) -> bool:
        support = connector.supports.get(cap)
        return support is not None and support.can is not Can.NO

    return Place(account, platform, limits, threads=offers(Cap.THREAD), video=offers(Cap.VIDEO))
