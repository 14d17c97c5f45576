"""The cast on a real database; what rooms above say about accounts and platforms is stated by the test."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

import cast as stage
import ready_made
from countersign.gate import wiring
from countersign.gate.act import Scope
from countersign.gate.wiring import Port
from countersign.rules import facts


@dataclass
class Accounts:
    """What the room of accounts answers: their states, on a platform that is approved or not."""

    states: dict[str, str] = field(default_factory=lambda: {"hill_fb": "open", "doc_x": "open"})
    approved: bool = True

    def standing(self, scopes: Sequence[Scope], at: datetime) -> list[facts.Accounts]:
        return [
            facts.Accounts(
                tuple(facts.AccountStanding(a, "facebook", self.states.get(a, "closed"), True) for a in s.accounts)
            )
            for s in scopes
        ]

    def platforms(self, scopes: Sequence[Scope], at: datetime) -> list[facts.Platforms]:
        terms = "t1" if self.approved else None
        one = facts.PlatformStanding("facebook", self.approved, terms, terms)
        return [facts.Platforms((one,)) for _ in scopes]


@pytest.fixture
def accounts() -> Iterator[Accounts]:
    """The rooms above, as far as this room asks them: wired in place of theirs, and put back afterwards."""
    said = Accounts()
    before = wiring.house().wiring
    others = tuple(p for p in before.ports if p.fact not in (facts.Accounts, facts.Platforms))
    said_here = (Port(facts.Accounts, said.standing), Port(facts.Platforms, said.platforms))
    wiring.install(replace(before, ports=(*others, *said_here)))
    yield said
    wiring.install(before)


@pytest.fixture
def evidence(settings, tmp_path: Path) -> Path:
    """Documents are kept in a folder of the test's own."""
    kept = {**settings.STORAGES["evidence"], "OPTIONS": {"location": tmp_path / "evidence"}}
    settings.STORAGES = {**settings.STORAGES, "evidence": kept}
    return tmp_path / "evidence"


@pytest.fixture
def cast(db, accounts, evidence, tmp_path: Path) -> stage.Cast:
    return ready_made.begin_with(__name__, stage.everybody, tmp_path)
