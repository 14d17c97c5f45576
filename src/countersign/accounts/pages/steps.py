"""Where an account stands, and which steps can be taken from there: made from the table of moves and the gate."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.accounts import acts, queries, states
from countersign.accounts.pages import words
from countersign.accounts.pages.common import LONG_ENOUGH, NOT_TO_BE_FORESEEN
from countersign.accounts.standing import would
from countersign.gate.act import Act
from countersign.people.web.doing import Obstacle, Standing, Step, foresee, in_the_way
from countersign.people.web.history import said
from countersign.people.web.identity import Visitor
from countersign.rules.outcome import Decision

ASKS = {states.APPLIED: "open_account", states.OPEN: "open_account", states.SUSPENDED: "resume_account"}
"""Which act an account in this state is measured by: an open one must still be as it was when it was opened."""
ORDER = (
    "sign_account",
    "connect_account",
    "attest_page",
    "open_account",
    "resume_account",
    "change_account",
    "return_account",
    "suspend_account",
    "withdraw_application",
    "close_account",
)
PLAIN = ("open_account",)
"""Steps that need nothing to be filled in: their button does them."""


def standing_of(line: queries.AccountLine, here: Visitor, at: datetime) -> tuple[Standing, Decision | None]:
    """The standing of an account, and what opening or resuming it would still need."""
    look = words.ACCOUNT[line.state]
    decision = would(ASKS[line.state], line.id, at) if line.state in ASKS else None
    standing = Standing(
        label=str(look.label),
        icon=look.icon,
        tone=look.tone if line.signed or line.state != states.OPEN else "warn",
        sentence=_sentence(line, decision),
        steps=tuple(_steps(line, here, decision)),
        met=decision.met if decision else (),
        unmet=decision.clauses if decision else (),
    )
    return standing, decision


def next_step(line: queries.AccountLine, decision: Decision | None) -> str:
    """The act that brings the account on from here; empty when nothing is waited for."""
    if line.state == states.RETURNED:
        return "change_account"
    if line.state == states.SUSPENDED and line.signed:
        return "resume_account"
    if line.state not in ASKS:
        return ""
    if not line.signed:
        return "sign_account"
    if line.state == states.OPEN:
        return ""
    if not line.connector:
        return "connect_account"
    reasons = {d.fact for d in decision.determining} if decision else set()
    if decision is None or decision.allowed or reasons - {None}:
        return "open_account"
    return "attest_page"


def _sentence(line: queries.AccountLine, decision: Decision | None) -> str:
    lacking = in_the_way(decision).sentences if decision and not decision.allowed else ()
    if line.state == states.APPLIED:
        return lacking[0].remedy if lacking else _("Everything is there: the account can be opened.")
    if line.state == states.RETURNED:
        return _("It was given back to be changed: %(why)s") % {"why": line.said}
    if line.state == states.TAKEN_BACK:
        return _("The application was withdrawn.")
    if line.state == states.SUSPENDED:
        return _("Nothing is published on it until it is resumed: %(why)s") % {"why": line.said}
    if line.state == states.CLOSED:
        return _("It was given up: %(why)s") % {"why": line.said}
    if not line.signed:
        remedy = next((s.remedy for s in lacking), "")
        return _("Its form is not the one that was signed; until it is, nothing is published on it.") + f" {remedy}"
    return _("Ours since %(day)s; nothing is waited for.") % {"day": said(line.opened_at)}


def _steps(line: queries.AccountLine, here: Visitor, decision: Decision | None) -> list[Step]:
    coming = next_step(line, decision)
    found = []
    for name in sorted(ORDER, key=lambda n: (n != coming, ORDER.index(n))):
        if (line.state, name) not in states.ACCOUNT:
            continue
        if name == "sign_account" and line.signed and name != coming:
            continue
        obstacle = _obstacle(name, line, here)
        if name in PLAIN and obstacle is not None and name != coming:
            # What it still needs stands below the steps already.
            continue
        # A step that is not this person's is shown only when everybody waits for it.
        if obstacle is not None and obstacle.status == 403 and name != coming:
            continue
        found.append(Step(_verb(name), _url(name, line.id), obstacle, post=name in PLAIN))
    return found


def _obstacle(name: str, line: queries.AccountLine, here: Visitor) -> Obstacle | None:
    act = sample_act(name, line)
    obstacle = foresee(act, here.by, names={line.id: line.name})
    if obstacle is None or name in (*PLAIN, "sign_account"):
        return obstacle
    return obstacle if obstacle.status in NOT_TO_BE_FORESEEN else None


def sample_act(name: str, line: queries.AccountLine) -> Act:
    """The act with as little in it as is needed to ask whose it is."""
    id = line.id
    match name:
        case "sign_account":
            return acts.SignAccount(id, line.form)
        case "return_account":
            return acts.ReturnAccount(id, LONG_ENOUGH)
        case "withdraw_application":
            return acts.WithdrawApplication(id)
        case "connect_account":
            url = line.url or "https://example.org"
            return acts.ConnectAccount(id, "manual", "x", True, url)
        case "attest_page":
            return acts.AttestPage(id, ())
        case "open_account":
            return acts.OpenAccount(id)
        case "suspend_account":
            return acts.SuspendAccount(id, LONG_ENOUGH)
        case "resume_account":
            return acts.ResumeAccount(id, LONG_ENOUGH)
        case "close_account":
            return acts.CloseAccount(id, LONG_ENOUGH)
    return acts.ChangeAccount(
        id,
        line.unit,
        line.handle,
        line.display_name,
        line.purposes,
        line.scope,
        line.custodians,
        line.url,
        line.campaign,
    )


def _verb(name: str) -> str:
    return {
        "sign_account": _("Sign"),
        "connect_account": _("Connect"),
        "attest_page": _("Attest the page"),
        "open_account": _("Open the account"),
        "resume_account": _("Resume"),
        "change_account": _("Change"),
        "return_account": _("Return"),
        "suspend_account": _("Suspend"),
        "withdraw_application": _("Withdraw the application"),
        "close_account": _("Close the account"),
    }[name]


def _url(name: str, id: str) -> str:
    return reverse(f"accounts:{name}", args=[id])
