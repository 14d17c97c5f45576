"""The facts that a requirement may see.

Each is a frozen dataclass of ids, hashes and compared values: no names, no texts, so that a ledger row can keep
them. Exactly one room answers each (a *port*); an answer that fails is `Unknown`, and a requirement that asks for
an unknown fact needs a person. The codec below is what makes `decisions replay` possible.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from countersign.rules.codec import built, plain

FACTS: dict[str, type[Fact]] = {}


class Fact:
    """Base of all facts. A subclass is registered under its class name in snake case."""

    def __init_subclass__(cls, *, name: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if name is not None:
            cls.fact_name = name
            FACTS[name] = cls

    fact_name: typing.ClassVar[str]


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that could not be had, and why in a few words."""

    why: str


class NotKnown(Exception):
    """A requirement asked for a fact that is missing or unknown; `decide` turns this into *needs a person*."""

    def __init__(self, fact: str, why: str) -> None:
        super().__init__(f"{fact}: {why}")
        self.fact = fact
        self.why = why


# ── who, what, when ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Now(Fact, name="now"):
    """The moment of the act, as the gate took it (UTC)."""

    at: datetime


@dataclass(frozen=True)
class Actor(Fact, name="actor"):
    """Who acts, and in which right.

    `kind` is one of `office` (holds it by appointment), `designee` (under a delegation), `authorized` (under a
    poster's authorization), `employee` (as anyone employed), `operator` (the person at the machine, who installs the
    house and does what the pack leaves to whoever runs it). `reason` is the delegation's reason: `routine`, `absence`
    or `emergency`.
    """

    person: str
    kind: str
    power: str
    office: str | None = None
    mandate: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Matter(Fact, name="matter"):
    """What the act is about.

    `hash` is the frozen form the act concerns, when there is one; `state_no` counts the changes of the subject.
    `own` are the people whose own matter it is: applicant, author, custodians, the person named.
    """

    kind: str
    id: str
    hash: str | None
    state_no: int
    own: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A person's answer to the question a requirement raised, good for one hash (or one state number) only."""

    requirement: str
    hash: str
    holds: bool
    person: str


@dataclass(frozen=True)
class Answers(Fact, name="answers"):
    """All answers given about the matter; those for other hashes do not count."""

    given: tuple[Answer, ...]


@dataclass(frozen=True)
class Signature:
    """One person's approval of one frozen hash, in a capacity that held the power when it was given."""

    person: str
    office: str
    kind: str
    hash: str
    withdrawn: bool


@dataclass(frozen=True)
class Signatures(Fact, name="signatures"):
    """The signatures that lie on the matter."""

    given: tuple[Signature, ...]


@dataclass(frozen=True)
class Part:
    """Somebody who took part in the matter before: as `proposer`, `decider`, `confirmer` …"""

    person: str
    role: str


@dataclass(frozen=True)
class Parts(Fact, name="parts"):
    """Everybody who took part before, for rules that ask for a second person."""

    taken: tuple[Part, ...]


# ── mandates ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Period:
    """From a moment to a moment (UTC, the end excluded). `ended` is set when an act ended it early."""

    starts: datetime
    ends: datetime | None
    ended: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """True while it runs: over the very second it ends."""
        if at < self.starts or (self.ended is not None and at >= self.ended):
            return False
        return self.ends is None or at < self.ends


@dataclass(frozen=True)
class Term(Fact, name="term"):
    """The period that an act asks for: an authorization's, a delegation's, a blanket approval's."""

    starts: datetime | None
    ends: datetime | None


@dataclass(frozen=True)
class Instrument(Fact, name="instrument"):
    """The paper an act rests on: its number, and the stored document's commitment when there is one."""

    number: str
    document: str | None


@dataclass(frozen=True)
class Delegating(Fact, name="delegating"):
    """What a delegation would give: powers, why, to whom, and through what the giver holds them.

    `through` is the giver's own capacity kind: `designee` means a chain. `personal` are those of the powers that
    the Director marked personal.
    """

    powers: tuple[str, ...]
    reason: str
    giver: str
    designee: str
    through: str
    personal: tuple[str, ...]


@dataclass(frozen=True)
class Named(Fact, name="named"):
    """The employee an act names (to authorize, appoint, delegate to): employed now, and which offices they hold."""

    person: str
    employed: bool
    offices: tuple[str, ...]


@dataclass(frozen=True)
class Cover:
    """The author's authorizations that name one account."""

    account: str
    periods: tuple[Period, ...]


@dataclass(frozen=True)
class Authorizations(Fact, name="authorizations"):
    """The author's written leave, account by account, for every account of the matter."""

    author: str
    employed: bool
    covers: tuple[Cover, ...]


@dataclass(frozen=True)
class Directed(Fact, name="directed"):
    """Duties of knowledge: the directive versions the person was asked to acknowledge, and the current one."""

    person: str
    current: str | None
    acknowledged: tuple[str, ...]


# ── platforms, accounts, strategy ──────────────────────────────────────────────────────────────────────────────


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


# ── content ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Finding:
    """What screening saw, without its words. `answered` when the signer answered it for this hash."""

    category: str
    severity: str
    by: str
    answered: bool


@dataclass(frozen=True)
class Findings(Fact, name="findings"):
    """Screening's findings on the frozen form `hash`; `judged` when a person answered what no rule can judge."""

    hash: str
    items: tuple[Finding, ...]
    judged: bool


@dataclass(frozen=True)
class Consent:
    """One pictured person's leave, as it bears on the accounts of the matter.

    `standing` is one of `employee`, `custody`, `public`, `minor`; `voluntary` is the second tick that custody asks
    for; `covers` is true when its scope names every account and purpose of the matter.
    """

    id: str
    standing: str
    covers: bool
    period: Period
    voluntary: bool
    guardian: bool


@dataclass(frozen=True)
class Picture:
    """One picture: whether people are visible (`yes`, `no`, `unanswered`), how many, and the consents linked."""

    media: str
    people: str
    pictured: int
    consents: tuple[Consent, ...]


@dataclass(frozen=True)
class Pictures(Fact, name="pictures"):
    """The pictures of the frozen form."""

    items: tuple[Picture, ...]


@dataclass(frozen=True)
class Material:
    """Third-party material in one medium: `own`, `third_party` or `unanswered`; the licence's standing."""

    media: str
    source: str
    cleared: bool
    period: Period | None


@dataclass(frozen=True)
class Materials(Fact, name="materials"):
    """Copyright and emblems of third parties in the frozen form."""

    items: tuple[Material, ...]


@dataclass(frozen=True)
class Accessibility(Fact, name="accessibility"):
    """Accessibility problems left in the frozen form, by kind (`alt_text_missing`, `captions_missing` …)."""

    problems: tuple[str, ...]


@dataclass(frozen=True)
class Limits(Fact, name="limits"):
    """Placements whose platform would not take the content as it is: `account:problem`."""

    problems: tuple[str, ...]


@dataclass(frozen=True)
class Window(Fact, name="window"):
    """The time window that was signed: not before, not after (UTC; null is open)."""

    opens: datetime | None
    closes: datetime | None


@dataclass(frozen=True)
class Blanket(Fact, name="blanket"):
    """The blanket approval a filled template goes out under; `template` is empty for what is under none.

    `signed` is true while an approver's signature on the template lives; `within` when nothing but its allowed
    blanks was filled, with what they allow; `confirmed` while a second person's confirmation of exactly this filling
    lives; `through_pause` when the template says, under that signature, that it goes out during a pause too.
    """

    template: str
    signed: bool
    period: Period | None
    within: bool
    confirmed: bool = False
    through_pause: bool = False


@dataclass(frozen=True)
class Pause(Fact, name="pause"):
    """Whether a crisis pause stands over publishing."""

    active: bool


# ── records and evidence ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Holds(Fact, name="holds"):
    """Stops on disposal or deletion that touch the matter: legal holds and open public-records requests."""

    holds: tuple[str, ...]
    requests: tuple[str, ...]


@dataclass(frozen=True)
class Captured(Fact, name="captured"):
    """Whether a verified capture of the matter exists, and its commitment."""

    verified: bool
    commitment: str | None


@dataclass(frozen=True)
class Schedule(Fact, name="schedule"):
    """The retention series' approved item and the commission's approval number for a disposition, when known."""

    item: str | None
    approval: str | None
    eligible_at: datetime | None


@dataclass(frozen=True)
class Reasons(Fact, name="reasons"):
    """What the act itself gives as grounds: a reason's length, the clauses or policy categories it cites."""

    characters: int
    clauses: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Text(Fact, name="text"):
    """A directive text to be put in force: its hash, doubts left, and clauses that pack and text do not share."""

    hash: str
    doubts: int
    unmatched: int


# ── the container ──────────────────────────────────────────────────────────────────────────────────────────────


class Facts:
    """All facts gathered for one act, by type. Reading a missing or unknown one raises `NotKnown`."""

    __slots__ = ("_known",)

    def __init__(self, facts: Iterable[Fact] = (), unknown: Mapping[str, Unknown] | None = None) -> None:
        self._known: dict[str, Fact | Unknown] = {f.fact_name: f for f in facts}
        if unknown:
            self._known.update(unknown)

    def __getitem__(self, kind: type[F]) -> F:
        value = self._known.get(kind.fact_name)
        if value is None:
            raise NotKnown(kind.fact_name, "nobody answered")
        if isinstance(value, Unknown):
            raise NotKnown(kind.fact_name, value.why)
        return typing.cast(F, value)

    def __contains__(self, kind: type[Fact]) -> bool:
        return isinstance(self._known.get(kind.fact_name), kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facts) and self._known == other._known

    def __repr__(self) -> str:
        return f"Facts({', '.join(sorted(self._known))})"

    def without(self, kind: type[Fact]) -> Facts:
        """The same facts with one of them not known; tests of *fails closed* use it."""
        rest = Facts()
        rest._known = {n: v for n, v in self._known.items() if n != kind.fact_name}
        return rest

    def but(self, *changed: Fact) -> Facts:
        """The same facts with some replaced."""
        rest = Facts()
        rest._known = {**self._known, **{f.fact_name: f for f in changed}}
        return rest

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: fact name to its fields; an unknown fact is `{"unknown": why}`."""
        return {
            name: {"unknown": value.why} if isinstance(value, Unknown) else plain(value)
            for name, value in sorted(self._known.items())
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        """Read back what `to_json` wrote. A fact this version does not know is left out, hence not known.

        Raises ValueError when a known fact's shape does not fit.
        """
        facts = cls()
        for name, value in data.items():
            kind = FACTS.get(name)
            if kind is None:
                continue
            if isinstance(value, Mapping) and set(value) == {"unknown"}:
                facts._known[name] = Unknown(value["unknown"])
            else:
                facts._known[name] = built(kind, value)
        return facts
