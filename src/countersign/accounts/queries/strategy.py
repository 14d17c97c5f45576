"""The communication strategy: no secret among employees."""

from __future__ import annotations

from datetime import datetime

from countersign.accounts.given import number
from countersign.accounts.models import Strategy
from countersign.accounts.queries.lines import CampaignLine, StrategyLine
from countersign.accounts.strategy import in_force, is_signed
from countersign.accounts.subjects import state_of_strategy


def strategies(at: datetime) -> tuple[StrategyLine, ...]:
    """Every strategy on record, the latest first."""
    now = in_force(at)
    return tuple(_line(s, now) for s in Strategy.objects.order_by("-pk"))


def strategy(id: str, at: datetime) -> StrategyLine | None:
    """One strategy; None when there is none."""
    found = Strategy.objects.filter(pk=number(id)).first()
    return _line(found, in_force(at)) if found else None


def strategy_in_force(at: datetime) -> StrategyLine | None:
    """The strategy in force at a moment; None when there is none."""
    found = in_force(at)
    return _line(found, found) if found else None


def _line(found: Strategy, now: Strategy | None) -> StrategyLine:
    return StrategyLine(
        id=str(found.pk),
        title=found.title,
        document=found.document,
        starts=found.starts,
        ends=found.ends,
        campaigns=tuple(CampaignLine(c["id"], c["title"]) for c in found.campaigns),
        author=found.author,
        form=found.form_hash,
        state=state_of_strategy(found),
        signed=is_signed(found),
        in_force=now is not None and now.pk == found.pk,
    )
