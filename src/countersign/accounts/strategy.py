"""Which communication strategy is in force at a moment."""

from __future__ import annotations

from datetime import datetime

from countersign.accounts.models import Strategy
from countersign.gate import signatures
from countersign.gate.act import Ref, Scope


def in_force(at: datetime) -> Strategy | None:
    """The strategy signed last whose period has `at` in it, that no act ended and whose signature still counts."""
    running = Strategy.objects.filter(signed_seq__isnull=False, ended_seq=None, starts__lte=at, ends__gt=at)
    for found in running.order_by("-signed_seq"):
        if is_signed(found):
            return found
    return None


def is_signed(found: Strategy) -> bool:
    """Whether a live signature lies on the strategy's form."""
    (given,) = signatures.on([Scope(ref=Ref("strategy", str(found.pk)), hash=found.form_hash)])
    return any(not s.withdrawn for s in given.given)
