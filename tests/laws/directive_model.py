"""The directive in a page of plain Python, to be held against what the gate let through.

It reads the ledger's rows one by one and knows nothing of the pack, its kinds, the facts or the rooms' queries: who
holds what when, what was signed by whom, what stands open. A row that it cannot justify is a fault of the house.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from countersign.gate.row import Row

HELD = {
    "account.apply": {"pio", "unit_head"},
    "account.close": {"director", "pio"},
    "account.connect": {"pio", "administrator"},
    "account.open": {"pio"},
    "account.resume": {"pio"},
    "account.sign": {"director", "pio"},
    "account.suspend": {"director", "pio", "unit_head"},
    "appoint": {"director"},
    "authorization.request": {"pio", "unit_head"},
    "authorization.sign": {"director", "pio"},
    "consent.record": {"pio"},
    "delegate": {"director", "pio", "counsel", "unit_head"},
    "page.attest": {"pio", "unit_head"},
    "platform.approve": {"pio"},
    "post.schedule": {"director", "pio"},
    "post.sign": {"director", "pio"},
    "publishing.pause": {"director", "pio", "counsel"},
    "publishing.resume": {"director", "pio"},
    "roster.keep": {"administrator"},
    "signature.withdraw": {"director", "pio", "counsel", "unit_head"},
}
"""Which offices hold a power."""
PERSONAL = {"appoint", "delegate"}
"""What nobody can give to a designee."""
LEAVE = {"post.write", "post.publish", "post.schedule", "page.attest", "consent.record"}
"""What written leave to post gives, on its accounts."""
OWN = {"account.apply", "page.attest", "signature.withdraw", "consent.record", "authorization.request"}
"""What anybody employed may do where it is their own matter."""
POWERS = {
    "apply_for_account": "account.apply", "change_account": "account.apply", "sign_account": "account.sign",
    "return_account": "account.sign", "connect_account": "account.connect", "attest_page": "page.attest",
    "open_account": "account.open", "suspend_account": "account.suspend", "resume_account": "account.resume",
    "close_account": "account.close", "appoint": "appoint", "end_appointment": "appoint", "delegate": "delegate",
    "end_delegation": "delegate", "authorize": "authorization.sign", "renew_authorization": "authorization.sign",
    "end_authorization": "authorization.sign", "hire": "roster.keep", "end_employment": "roster.keep",
    "merge_people": "roster.keep", "submit_post": "post.write", "sign_post": "post.sign",
    "return_post": "post.sign", "schedule_post": "post.schedule", "unschedule_post": "post.schedule",
    "publish_post": "post.publish", "record_outcome": "post.publish", "record_read_back": "post.publish",
    "withdraw_signature": "signature.withdraw", "pause_publishing": "publishing.pause",
    "resume_publishing": "publishing.resume", "record_consent": "consent.record",
    "withdraw_consent": "consent.record", "approve_platform": "platform.approve",
    "withdraw_platform": "platform.approve",
}  # fmt: skip


@dataclass
class Mandate:
    """An appointment, delegation or authorization."""

    kind: str
    person: str
    starts: datetime
    ends: datetime | None
    office: str = ""
    powers: frozenset[str] = frozenset()
    units: frozenset[str] | None = None
    accounts: frozenset[str] | None = None
    under: str | None = None
    renews: str | None = None
    ended: datetime | None = None


@dataclass
class Account:
    """An account by what was applied for, and where it stands."""

    unit: str
    platform: str
    applicant: str
    custodians: tuple[str, ...]
    form: str
    state: str = "applied"


@dataclass
class Signature:
    """Who signed which form, for which office."""

    person: str
    office: str
    hash: str
    withdrawn: bool = False


@dataclass
class Revision:
    """What was frozen for a post."""

    post: str
    accounts: tuple[str, ...]
    consents: tuple[str, ...]


@dataclass
class Model:
    """Everything that is true so far, as the rows tell it."""

    units: dict[str, str] = field(default_factory=dict)
    employed: dict[str, bool] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    mandates: dict[str, Mandate] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    signatures: dict[int, Signature] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, Revision] = field(default_factory=dict)
    now: dict[str, str] = field(default_factory=dict)
    scheduled: dict[str, str] = field(default_factory=dict)
    consents: dict[str, bool] = field(default_factory=dict)
    platforms: set[str] = field(default_factory=set)
    paused: bool = False
    installed: bool = False

    # What holds

    def human(self, person: str) -> str:
        while person in self.merged:
            person = self.merged[person]
        return person

    def runs(self, id: str | None, at: datetime) -> bool:
        """Whether a mandate gives anything at a moment: over in the very second it ends."""
        m = self.mandates.get(id or "")
        if m is None or at < m.starts or (m.ends is not None and at >= m.ends):
            return False
        if m.ended is not None or not self.employed.get(m.person, False):
            return False
        return m.under is None or self.runs(m.under, at)

    def holds(self, power: str, mandate: str) -> bool:
        m = self.mandates[mandate]
        if m.kind == "authorization":
            return power in LEAVE
        return m.office in HELD.get(power, ()) and (m.kind == "appointment" or power in m.powers)

    def capacities(self, at: datetime) -> list[tuple[str, str]]:
        return [(m.person, id) for id, m in self.mandates.items() if self.runs(id, at)]

    def leave_of(self, author: str, account: str, at: datetime) -> bool:
        return any(
            m.kind == "authorization" and m.person == author and account in (m.accounts or ()) and self.runs(id, at)
            for id, m in self.mandates.items()
        )

    def signers(self, hash: str, office: str) -> set[str]:
        return {
            self.human(s.person)
            for s in self.signatures.values()
            if s.hash == hash and s.office == office and not s.withdrawn
        }

    def own(self, account: Account) -> set[str]:
        return {self.human(p) for p in (account.applicant, *account.custodians)}

    def signed_by_two(self, account: Account) -> bool:
        """Director and PIO, two people, neither of whom it is the own matter of."""
        director = self.signers(account.form, "director") - self.own(account)
        pio = self.signers(account.form, "pio") - self.own(account)
        return any(d != p for d in director for p in pio)

    # Rows

    def take(self, row: Row, account: str | None = None) -> None:
        """Check one row that was allowed, then believe it. `account` is that of a placement it is about."""
        if not row.allowed or row.content is None:
            return
        c = row.content
        told = {**c["fields"], "seq": row.seq, "id": row.subject_id, "hash": c["subject"]["hash"]}
        told |= {"actor": c["by"]["person"], "mandate": c["by"]["mandate"], "signed_for": c["by"]["office"] or ""}
        told |= {"at": when(c["at"]), "made": c["commitments"], "account_of": account}
        if self.installed:
            self._may(row.act, told)
            check = getattr(self, f"check_{row.act}", None)
            if check:
                check(told)
        believe = getattr(self, f"on_{row.act}", None)
        if believe:
            believe(told)

    def _may(self, act: str, t: dict[str, Any]) -> None:
        power = POWERS.get(act)
        if power is None or t["actor"] == "operator":
            return
        if t["mandate"]:
            m = self.mandates[t["mandate"]]
            assert self.runs(t["mandate"], t["at"]), f"{act} under a mandate that does not run: {m}"
            assert m.person == t["actor"], f"{act} under somebody else's mandate"
            if self.holds(power, t["mandate"]) and self._reaches(m, act, t):
                return
        else:
            assert self.employed.get(t["actor"], False), f"{act} by somebody who is not employed"
        assert power in OWN and self.human(t["actor"]) in self._whose(act, t), f"{act} without the power: {t}"

    def _reaches(self, m: Mandate, act: str, t: dict[str, Any]) -> bool:
        if m.units is not None:
            account = self.accounts.get(t["id"])
            units = {t["unit"]} if act in ("apply_for_account", "change_account") else set()
            units |= {account.unit} if account and act != "apply_for_account" else set()
            if not units <= m.units:
                return False
        if m.accounts is None:
            return True
        if act == "submit_post":
            on = set(t["accounts"])
        elif act in ("schedule_post", "unschedule_post"):
            on = set(self.revisions[self.now[t["post"]]].accounts)
        elif t["account_of"]:
            on = {t["account_of"]}
        else:
            return True
        return on <= m.accounts

    def _whose(self, act: str, t: dict[str, Any]) -> set[str]:
        if act in ("change_account", "attest_page"):
            return self.own(self.accounts[t["id"]])
        if act == "withdraw_signature":
            return {self.human(self.signatures[t["signature"]].person)}
        return {self.human(p) for p in (t.get("person"),) if p}

    # What each act asks for

    def check_sign_post(self, t: dict[str, Any]) -> None:
        assert t["revision"] == self.now[t["post"]], "a signature on something else than the present revision"
        assert self.human(self.authors[t["post"]]) != self.human(t["actor"]), "somebody signs their own post"

    def check_sign_account(self, t: dict[str, Any]) -> None:
        account = self.accounts[t["id"]]
        assert t["form"] == account.form
        assert self.human(t["actor"]) not in self.own(account), "somebody signs their own account"

    def check_open_account(self, t: dict[str, Any]) -> None:
        assert self.signed_by_two(self.accounts[t["id"]]), "an account opens without two people's signatures"

    check_resume_account = check_open_account

    def check_delegate(self, t: dict[str, Any]) -> None:
        giver = self.mandates[t["mandate"]]
        assert giver.kind == "appointment", "what is held by delegation is given on"
        assert self.human(t["designee"]) != self.human(giver.person), "somebody is their own designee"
        assert not PERSONAL & set(t["powers"])

    def check_authorize(self, t: dict[str, Any]) -> None:
        person = t.get("person") or self.mandates[t["authorization"]].person
        assert self.human(person) != self.human(t["actor"]), "somebody authorizes themselves"

    check_renew_authorization = check_authorize

    def check_schedule_post(self, t: dict[str, Any]) -> None:
        self._approved(self.now[t["post"]])

    def check_publish_post(self, t: dict[str, Any]) -> None:
        revision = self.revisions[t["hash"]]
        assert t["hash"] == self.scheduled.get(revision.post), "armed something else than what was scheduled"
        self._approved(t["hash"])
        account = self.accounts[t["account_of"]]
        assert account.state == "open", f"armed on an account that is {account.state}"
        assert self.signed_by_two(account), "armed on an account in a form that two people did not sign"
        author = self.human(self.authors[revision.post])
        assert self.leave_of(author, t["account_of"], t["at"]), "armed without the author's leave"
        assert not self.paused, "armed during a pause"
        assert account.platform in self.platforms, "armed on a platform that is not approved"
        assert all(self.consents[c] for c in revision.consents), "armed without a consent"

    def _approved(self, hash: str) -> None:
        author = self.human(self.authors[self.revisions[hash].post])
        signers = self.signers(hash, "director") | self.signers(hash, "pio")
        assert signers - {author}, "goes out without somebody else's signature on exactly this"

    # What each act brings about

    def on_install(self, t: dict[str, Any]) -> None:
        """The house's own numbering: people, units and offices are made in the order they are named."""
        people = {p["employee_no"]: str(n) for n, p in enumerate(t["people"], 1)}
        self.units = {u["code"]: str(n) for n, u in enumerate(t["units"], 1)}
        self.employed = dict.fromkeys(people.values(), True)
        for n, o in enumerate(t["offices"], 1):
            self.mandates[str(n)] = Mandate("appointment", people[o["employee_no"]], t["at"], None, o["office"])
        self.installed = True

    def on_hire(self, t: dict[str, Any]) -> None:
        self.employed[t["id"]] = True

    def on_end_employment(self, t: dict[str, Any]) -> None:
        self.employed[t["person"]] = False
        self._end(t["at"], lambda m: m.person == t["person"])

    def on_merge_people(self, t: dict[str, Any]) -> None:
        duplicate, kept = t["duplicate"], t["kept"]
        self.merged[duplicate] = kept
        self.employed[duplicate] = False
        for m in self.mandates.values():
            m.person = kept if m.person == duplicate else m.person
        self._end(t["at"], lambda m: bool(m.under) and self.mandates[m.under].person == m.person == kept)

    def on_appoint(self, t: dict[str, Any]) -> None:
        units = frozenset(t["units"]) or None
        self._given(
            t, Mandate("appointment", t["person"], when(t["starts"]), when(t["ends"]), t["office"], units=units)
        )

    def on_delegate(self, t: dict[str, Any]) -> None:
        # The fields hide which office acted.
        giver = self.mandates[t["mandate"]]
        units = frozenset(t["units"]) or giver.units
        made = Mandate("delegation", t["designee"], when(t["starts"]), when(t["ends"]), giver.office, units=units)
        made.powers, made.under = frozenset(t["powers"]), t["mandate"]
        self._given(t, made)

    def on_authorize(self, t: dict[str, Any]) -> None:
        on = frozenset(t["accounts"])
        self._given(t, Mandate("authorization", t["person"], when(t["starts"]), when(t["ends"]), accounts=on))

    def on_renew_authorization(self, t: dict[str, Any]) -> None:
        before = self.mandates[t["authorization"]]
        made = Mandate("authorization", before.person, when(t["starts"]), when(t["ends"]), accounts=before.accounts)
        made.renews = t["authorization"]
        self._given(t, made)

    def on_end_appointment(self, t: dict[str, Any]) -> None:
        ending = self.mandates[t["id"]]
        self._end(t["at"], lambda m: m is ending or self.mandates.get(m.under or "") is ending)

    def on_end_delegation(self, t: dict[str, Any]) -> None:
        self.mandates[t["id"]].ended = t["at"]

    def on_end_authorization(self, t: dict[str, Any]) -> None:
        line = {t["id"]}
        while True:
            more = {i for i, m in self.mandates.items() if m.renews in line} | {
                m.renews for i, m in self.mandates.items() if i in line and m.renews
            }
            if more <= line:
                break
            line |= more
        for id in line:
            self.mandates[id].ended = self.mandates[id].ended or t["at"]

    def on_apply_for_account(self, t: dict[str, Any]) -> None:
        self.accounts[t["id"]] = Account(
            t["unit"], t["platform"], t["actor"], tuple(t["custodians"]), t["made"]["form"]
        )

    def on_change_account(self, t: dict[str, Any]) -> None:
        account = self.accounts[t["id"]]
        account.unit, account.custodians, account.form = t["unit"], tuple(t["custodians"]), t["made"]["form"]
        account.state = "applied" if account.state == "returned" else account.state

    def on_sign_account(self, t: dict[str, Any]) -> None:
        self.signatures[t["seq"]] = Signature(t["actor"], t["signed_for"], t["form"])

    def on_return_account(self, t: dict[str, Any]) -> None:
        self.accounts[t["id"]].state = "returned"

    def on_open_account(self, t: dict[str, Any]) -> None:
        self.accounts[t["id"]].state = "open"

    on_resume_account = on_open_account

    def on_suspend_account(self, t: dict[str, Any]) -> None:
        self.accounts[t["id"]].state = "suspended"

    def on_close_account(self, t: dict[str, Any]) -> None:
        self.accounts[t["id"]].state = "closed"

    def on_submit_post(self, t: dict[str, Any]) -> None:
        self.authors.setdefault(t["id"], t["actor"])
        hash = t["made"]["revision"]
        consents = tuple(c for p in t["pictures"] for c in p["consents"])
        self.revisions[hash] = Revision(t["id"], tuple(t["accounts"]), consents)
        self.now[t["id"]] = hash

    def on_sign_post(self, t: dict[str, Any]) -> None:
        self.signatures[t["seq"]] = Signature(t["actor"], t["signed_for"], t["revision"])

    def on_schedule_post(self, t: dict[str, Any]) -> None:
        self.scheduled[t["post"]] = self.now[t["post"]]

    def on_withdraw_signature(self, t: dict[str, Any]) -> None:
        self.signatures[t["signature"]].withdrawn = True

    def on_pause_publishing(self, t: dict[str, Any]) -> None:
        self.paused = True

    def on_resume_publishing(self, t: dict[str, Any]) -> None:
        self.paused = False

    def on_record_consent(self, t: dict[str, Any]) -> None:
        self.consents[t["id"]] = True

    def on_withdraw_consent(self, t: dict[str, Any]) -> None:
        self.consents[t["id"]] = False

    def on_approve_platform(self, t: dict[str, Any]) -> None:
        self.platforms.add(t["platform"])

    def on_withdraw_platform(self, t: dict[str, Any]) -> None:
        self.platforms.discard(t["platform"])

    def _given(self, t: dict[str, Any], made: Mandate) -> None:
        self.mandates[t["id"]] = made

    def _end(self, at: datetime, which: Any) -> None:
        ending = [m for m in self.mandates.values() if m.ended is None and which(m)]
        for m in ending:
            m.ended = at
        for m in self.mandates.values():
            if m.ended is None and m.under and self.mandates[m.under] in ending:
                m.ended = at


def when(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
