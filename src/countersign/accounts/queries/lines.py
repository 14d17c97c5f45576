"""What the reads of this room hand out: plain lines, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class AccountLine:
    """One account as its pages show it. `said` is the reason given when it was returned, suspended or closed."""

    id: str
    platform: str
    platform_name: str
    unit: str
    unit_name: str
    handle: str
    url: str
    display_name: str
    purposes: tuple[str, ...]
    scope: str
    campaign: str
    applicant: str
    custodians: tuple[str, ...]
    state: str
    form: str
    signed: bool
    connector: str
    identity: str
    connected_as: str
    department_identity: bool | None
    base_url: str
    has_credential: bool
    said: str
    applied_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None

    @property
    def name(self) -> str:
        """How people speak of it."""
        return f"{self.display_name} ({self.platform_name} @{self.handle.lstrip('@')})"


@dataclass(frozen=True)
class ElementLine:
    """One thing an account's page must show, and what was last seen of it; `state` is empty when nobody looked."""

    id: str
    clause: str
    words: str
    state: str
    evidence: str
    person: str
    at: datetime | None
    fresh: bool


@dataclass(frozen=True)
class Touched:
    """What a post on an account touches, for scopes of the rooms above."""

    account: str
    unit: str
    platform: str
    state: str
    purposes: tuple[str, ...]
    connector: str


@dataclass(frozen=True)
class Sign:
    """What the public sees beside a post of an account: its name there, the platform, the handle."""

    title: str
    platform: str
    platform_name: str
    handle: str


@dataclass(frozen=True)
class PlatformLine:
    """A platform, what was decided about it, and where its terms stand."""

    id: str
    name: str
    named_by_directive: bool
    hosts: tuple[str, ...]
    elements: tuple[str, ...]
    state: str
    decided_at: datetime | None
    terms: TermsLine | None
    accepted: TermsLine | None
    accounts: int

    @property
    def terms_stale(self) -> bool:
        """Whether what was accepted is not what the terms are now."""
        return self.accepted is not None and self.terms is not None and self.accepted.id != self.terms.id


@dataclass(frozen=True)
class OpenLine:
    """An item of the checklist that stands open, and why."""

    item: str
    note: str


@dataclass(frozen=True)
class TermsLine:
    """One version of a platform's terms; `text` is the commitment of its text."""

    id: str
    platform: str
    version: str
    dated: date
    text: str
    form: str
    state: str
    looked_at: tuple[str, ...]
    open: tuple[OpenLine, ...]
    recorded_at: datetime
    accepted_at: datetime | None


@dataclass(frozen=True)
class CampaignLine:
    """Something a strategy sets out to do."""

    id: str
    title: str


@dataclass(frozen=True)
class StrategyLine:
    """A communication strategy; `document` is the commitment of its document."""

    id: str
    title: str
    document: str
    starts: datetime
    ends: datetime
    campaigns: tuple[CampaignLine, ...]
    author: str
    form: str
    state: str
    signed: bool
    in_force: bool


@dataclass(frozen=True)
class ImpostorLine:
    """A page that somebody may take for ours."""

    id: str
    platform: str
    platform_name: str
    url: str
    handle: str
    note: str
    evidence: str
    state: str
    reporter: str
    reported_at: datetime
    decided_at: datetime | None
    said: str


@dataclass(frozen=True)
class TipLine:
    """What the public told us about a page, and how often."""

    id: str
    url: str
    handle: str
    note: str
    times: int
    last_at: datetime
