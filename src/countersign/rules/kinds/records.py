"""Grounds, captures, holds, disposal, the directive's own text, and who was told of it."""

from __future__ import annotations

from typing import Literal

from countersign.rules.facts import Captured, Directed, Facts, Holds, Now, Reasons, Schedule, Text
from countersign.rules.kind import kind
from countersign.rules.outcome import MET, Outcome, needs_person, refused


@kind("reason_given", reads=(Reasons,))
def reason_given(f: Facts, *, min_characters: int) -> Outcome:
    """The act says why, in at least so many characters."""
    return MET if f[Reasons].characters >= max(min_characters, 1) else refused("reason")


@kind("cites_clause", reads=(Reasons,))
def cites_clause(f: Facts) -> Outcome:
    """The act names the clause it rests on."""
    return MET if f[Reasons].clauses else refused("clause")


@kind("cites_category", reads=(Reasons,))
def cites_category(f: Facts, *, allowed: tuple[str, ...]) -> Outcome:
    """The act names a category of the published policy, and none that is not in `allowed`."""
    cited = f[Reasons].categories
    wrong = [c for c in cited if c not in allowed]
    if wrong or not cited:
        return refused(*(wrong or ["category"]))
    return MET


@kind("captured_first", reads=(Captured,))
def captured_first(f: Facts) -> Outcome:
    """A verified capture of the matter is kept."""
    capture = f[Captured]
    return MET if capture.verified and capture.commitment else refused("capture")


@kind("no_hold", reads=(Holds,))
def no_hold(f: Facts, *, then: Literal["refuse", "ask"]) -> Outcome:
    """No legal hold and no open records request touches the matter; `then` says what follows when one does."""
    holds = f[Holds]
    found = (*holds.holds, *holds.requests)
    if not found:
        return MET
    return refused(*found) if then == "refuse" else needs_person(*found, fact="holds")


@kind("schedule_approved", reads=(Now, Schedule))
def schedule_approved(f: Facts) -> Outcome:
    """The disposal has its item of the retention schedule, the approval number, and its time has come."""
    now, schedule = f[Now].at, f[Schedule]
    missing = []
    if not schedule.item:
        missing.append("item")
    if not schedule.approval:
        missing.append("approval")
    if schedule.eligible_at is None or now < schedule.eligible_at:
        missing.append("eligible_at")
    return refused(*missing) if missing else MET


@kind("text_settled", reads=(Text,))
def text_settled(f: Facts) -> Outcome:
    """The directive's text was read without doubt, or every doubt was settled."""
    return refused("doubts") if f[Text].doubts else MET


@kind("text_matches", reads=(Text,))
def text_matches(f: Facts) -> Outcome:
    """The directive's text and the pack have the same clauses."""
    return refused("clauses") if f[Text].unmatched else MET


@kind("acknowledgment_due", reads=(Directed,))
def acknowledgment_due(f: Facts) -> Outcome:
    """A version of the directive is in force and the person has not acknowledged it yet."""
    directed = f[Directed]
    if directed.current is None:
        return refused("directive")
    return refused("acknowledged") if directed.current in directed.acknowledged else MET


@kind("acknowledged_current", reads=(Directed,))
def acknowledged_current(f: Facts) -> Outcome:
    """The person acknowledged the version in force; if not, a person decides what that means."""
    directed = f[Directed]
    if directed.current is not None and directed.current in directed.acknowledged:
        return MET
    return needs_person("acknowledgment", fact="directed")
