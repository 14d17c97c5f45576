"""In whose right the house publishes: the author's, under their own running authorization, found anew each time."""

from __future__ import annotations

from datetime import datetime

from countersign.gate import packs
from countersign.gate.act import By, Capacity
from countersign.gate.wiring import house

PUBLISHES = "publish_post"


def of_author(author: str, account: str, at: datetime) -> By:
    """The author under an authorization that names the account and runs at `at`; else as anyone employed.

    In that second case the gate refuses, which is how the refusal comes into the ledger.
    """
    running = [c for c in capacities(author, at) if c.kind == "authorized" and account in (c.accounts or ())]
    return By(author, running[0].mandate if running else None)


def has_leave(author: str, account: str, at: datetime) -> bool:
    """Whether the author may publish on the account at `at`."""
    return of_author(author, account, at).mandate is not None


def capacities(person: str, at: datetime) -> list[Capacity]:
    """Every capacity of somebody at a moment."""
    return list(house().wiring.capacities(person, at))


def clauses_of_leave() -> tuple[str, ...]:
    """The clauses that ask for an author's leave, as the pack in force has them."""
    found = [r for r in packs.in_force().requirements if PUBLISHES in r.acts and r.kind == "authorization_covers"]
    return tuple(dict.fromkeys(c for r in found for c in r.clauses))
