"""Appointments, delegations, authorizations: to whom, by what paper, for how long, and whether one runs now."""

from __future__ import annotations

from datetime import datetime, timedelta

from countersign.rules.facts import (
    Accounts,
    Actor,
    Authorizations,
    Blanket,
    Delegating,
    Facts,
    Instrument,
    Named,
    Now,
    Term,
)
from countersign.rules.kind import kind
from countersign.rules.outcome import MET, Outcome, needs_person, refused

CLOCK_CHANGE = timedelta(hours=1)


@kind("employed", reads=(Named,))
def employed(f: Facts) -> Outcome:
    """The person named is employed now."""
    return MET if f[Named].employed else refused()


@kind("instrument_given", reads=(Instrument,))
def instrument_given(f: Facts, *, document: bool = False) -> Outcome:
    """The act rests on a paper: it has a number and, with `document`, a stored copy."""
    paper = f[Instrument]
    missing = [] if paper.number.strip() else ["number"]
    if document and not paper.document:
        missing.append("document")
    return refused(*missing) if missing else MET


@kind("term_bounded", reads=(Now, Term))
def term_bounded(f: Facts, *, max_days: int | None = None, end: bool = True) -> Outcome:
    """The period asked for has a beginning, an end (unless `end` is false) that is later and not past, and a limit.

    `max_days` is the longest it may be. A period between two local midnights may be an hour longer than its days,
    because clocks change.
    """
    now, term = f[Now].at, f[Term]
    if term.starts is None:
        return refused("starts")
    if term.ends is None:
        return refused("ends") if end else MET
    if term.ends <= term.starts or term.ends <= now:
        return refused("ends")
    if max_days is not None and term.ends - term.starts > timedelta(days=max_days) + CLOCK_CHANGE:
        return refused("length")
    return MET


@kind("delegation_direct", reads=(Delegating,))
def delegation_direct(f: Facts) -> Outcome:
    """The giver holds the powers by appointment, not by a delegation, and gives them to somebody else."""
    d = f[Delegating]
    missing = ["chain"] if d.through != "office" else []
    if d.giver == d.designee:
        missing.append("self")
    return refused(*missing) if missing else MET


@kind("delegation_powers", reads=(Delegating,))
def delegation_powers(
    f: Facts, *, never: tuple[str, ...], personal: tuple[str, ...], personal_reasons: tuple[str, ...]
) -> Outcome:
    """The delegation gives at least one power, none of those in `never`, and personal ones only for certain reasons.

    Personal are the powers in `personal` and those the facts say were marked so; `personal_reasons` are the grounds
    on which another may cover them.
    """
    d = f[Delegating]
    if not d.powers:
        return refused("powers")
    kept = {*never} if d.reason in personal_reasons else {*never, *personal, *d.personal}
    wrong = [power for power in d.powers if power in kept]
    return refused(*wrong) if wrong else MET


@kind("authorization_covers", reads=(Now, Authorizations, Accounts))
def authorization_covers(f: Facts) -> Outcome:
    """The author is employed and has written leave, running now, for every account of the matter."""
    now, leave, accounts = f[Now].at, f[Authorizations], f[Accounts]
    named = dict.fromkeys([s.account for s in accounts.standing] + [c.account for c in leave.covers])
    if not named:
        return needs_person(fact="accounts")
    if not leave.employed:
        return refused(*named)
    running = {c.account for c in leave.covers if any(p.covers(now) for p in c.periods)}
    missing = [account for account in named if account not in running]
    return refused(*missing) if missing else MET


@kind("author_acts", reads=(Actor, Authorizations))
def author_acts(f: Facts) -> Outcome:
    """Whoever acts is the author whose leave is looked at."""
    actor, leave = f[Actor], f[Authorizations]
    return MET if actor.person == leave.author else refused()


@kind("blanket_covers", reads=(Now, Blanket))
def blanket_covers(f: Facts) -> Outcome:
    """The template carries an approver's live signature, its period runs now, and only its blanks were filled."""
    missing = uncovered(f[Blanket], f[Now].at)
    return refused(*missing) if missing else MET


def uncovered(blanket: Blanket, now: datetime) -> list[str]:
    """What of a blanket approval does not hold at `now`: `signature`, `period`, `blanks`."""
    missing = [] if blanket.signed else ["signature"]
    if blanket.period is None or not blanket.period.covers(now):
        missing.append("period")
    if not blanket.within:
        missing.append("blanks")
    return missing
