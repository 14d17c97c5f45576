"""Whether an account could be opened or resumed now, whoever would do it: for pages that say what is still missing."""

from __future__ import annotations

from datetime import datetime

from countersign.accounts import facts as ports
from countersign.accounts import subjects
from countersign.gate import guards, packs, questions, signatures
from countersign.gate.act import Scope
from countersign.rules import facts
from countersign.rules.decide import decide
from countersign.rules.outcome import Decision

GROUNDS = facts.Reasons(1_000_000, (), ())
"""Whoever acts gives reasons then; here only what the account itself lacks is of interest."""


def would(act: str, account: str, at: datetime) -> Decision:
    """What the pack in force would say to `open_account` or `resume_account` now, by what is known of the account."""
    scope = subjects.one("account", account)
    return decide(packs.in_force(), act, _known(scope, at))


def _known(scope: Scope, at: datetime) -> facts.Facts:
    ref = scope.ref
    known: list[facts.Fact] = [
        facts.Now(at),
        facts.Matter(ref.kind, ref.id or "", scope.hash, guards.state_no(ref.key), scope.own, scope.units),
        questions.answers([scope])[0],
        signatures.on([scope])[0],
        GROUNDS,
    ]
    # What is unknown is left out, which the requirements take as not known.
    for (answer,) in (
        ports.platforms([scope], at),
        ports.accounts([scope], at),
        ports.page_elements([scope], at),
        ports.applications([scope], at),
    ):
        if isinstance(answer, facts.Fact):
            known.append(answer)
    return facts.Facts(known)
