"""Platforms, accounts, what their pages show, and the strategy that posts serve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from countersign.rules.facts.base import Fact


@dataclass(frozen=True)
class PlatformStanding:
    """One platform: approved by its approver or not, the hash of its current terms, and of those accepted."""

    platform: str
    approved: bool
    terms: str | None
    accepted: str | None


@dataclass(frozen=True)
class Platforms(Fact, name="platforms"):
    """The platforms the matter touches."""

    standing: tuple[PlatformStanding, ...]


@dataclass(frozen=True)
class AccountStanding:
    """One account: its state, and whether the form that was signed is the form it has now."""

    account: str
    platform: str
    state: str
    signed_form: bool


@dataclass(frozen=True)
class Accounts(Fact, name="accounts"):
    """The accounts the matter touches."""

    standing: tuple[AccountStanding, ...]


@dataclass(frozen=True)
class Element:
    """One thing a page must show: `found`, `missing` or `unknown`, with the commitment of the evidence."""

    name: str
    state: str
    evidence: str | None
    at: datetime | None


@dataclass(frozen=True)
class PageElements(Fact, name="page_elements"):
    """What was attested or seen on the account's page; `required` are the elements this platform must show."""

    required: tuple[str, ...]
    seen: tuple[Element, ...]


@dataclass(frozen=True)
class Application(Fact, name="application"):
    """What an application for an account states, as counts and ids."""

    purposes: tuple[str, ...]
    scope_characters: int
    custodians: tuple[str, ...]
    custodians_employed: tuple[str, ...]
    department_identity: bool | None


@dataclass(frozen=True)
class IdentityTold(Fact, name="identity_told"):
    """Whose account a connection is made with, as its platform told, beside the one that was approved.

    `differs` names what is another's: `platform`, `address`, `server`, `handle`, `account_number` (the platform's own,
    known from when it was connected before). A platform that was asked and told nothing leaves the fact unknown.
    """

    differs: tuple[str, ...]


@dataclass(frozen=True)
class Purposes(Fact, name="purposes"):
    """The purposes a post states, and those that each of its accounts was opened for."""

    stated: tuple[str, ...]
    of_accounts: tuple[str, ...]


@dataclass(frozen=True)
class TermsRead(Fact, name="terms_read"):
    """A platform's terms, item by item of the checklist: which were looked at, which stand open."""

    hash: str | None
    looked_at: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True)
class Strategy(Fact, name="strategy"):
    """The communication strategy in force: its hash, whether it is signed, and the campaigns posts may name."""

    hash: str | None
    signed: bool
    campaigns: tuple[str, ...]
    named: str | None
